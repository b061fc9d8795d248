"""Which value is in force where and when: the provider behind every `Policy`.

All values of all editions that ever came into force are read at once and kept as one snapshot in the process; a lookup
then costs no query. A snapshot belongs to the token of its time (rules.models.Generation). The token is asked once
per request or job: both drop what their context held when they start (`forget`, `forget_before_job`).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from psycopg.types.range import DateRange

from common.periods import Period
from common.policy import MOST_KEPT, Citation, Setting

IN_FORCE = """
WITH force AS (SELECT id, edition_id, rulebook_id, department_id, posts, is_pilot, during FROM rules_force),
"""

# As it would be had this edition always been in force: what gives way to it is gone. Only read to try out a draft.
TRIED = """
WITH force AS (
    SELECT id, edition_id, rulebook_id, department_id, posts, is_pilot, during FROM rules_force WHERE NOT (rulebook_id = ANY (%(gone)s))
    UNION ALL SELECT -u.n, %(edition)s, %(rulebook)s, u.unit, %(posts)s::bigint[], %(is_pilot)s, daterange(NULL, NULL)
    FROM unnest(%(units)s::bigint[]) WITH ORDINALITY u (unit, n)
),
"""

VALUES = """
posted AS (
    SELECT edition_id, clause_id, key, raw, department_id FROM rules_value
    UNION ALL SELECT edition_id, clause_id, '@' || code, 'true', NULL FROM rules_clausebinding
    UNION ALL SELECT e.id, (SELECT min(t.clause_id) FROM rules_clausetext t WHERE t.edition_id = e.id), '!', (
        SELECT coalesce(jsonb_agg(s.rulebook_id), '[]') FROM rules_edition_supersedes s WHERE s.edition_id = e.id
    ), NULL FROM rules_edition e WHERE e.is_pilot
)
SELECT v.key, v.raw, f.department_id AS force_in, coalesce(v.department_id, f.department_id) AS scope, f.during, f.id,
    r.title, r.number, e.number, t.label, t.clause_id, f.posts, coalesce(d.name, (
        SELECT p.name FROM people_departmentversion p WHERE p.parent_id IS NULL ORDER BY lower(p.during) DESC LIMIT 1
    ), ''), r.id, e.id, f.is_pilot, v.department_id IS NULL
FROM force f
JOIN rules_edition e ON e.id = f.edition_id
JOIN rules_rulebook r ON r.id = f.rulebook_id
JOIN posted v ON v.edition_id = f.edition_id
JOIN rules_clausetext t ON t.edition_id = v.edition_id AND t.clause_id = v.clause_id
LEFT JOIN people_department d ON d.id = coalesce(v.department_id, f.department_id)
ORDER BY lower(f.during) DESC, f.id DESC
"""  # a binding stands under `@code`, an edition that is tried under `!` with the other rulebooks that give way to it

PATHS = """
scopes AS (SELECT department_id FROM force UNION SELECT v.department_id FROM rules_value v JOIN force f USING (edition_id))
SELECT descendant_id, ancestor_id, depth, during FROM people_departmentpath
WHERE ancestor_id IN (SELECT department_id FROM scopes)
ORDER BY descendant_id, depth, ancestor_id
"""

SNAPSHOTS_KEPT = 2  # this one, and the one of a publication under way in another thread


@dataclass(slots=True)
class Row:
    """A value over the days of its edition. scope, force_in: department ids, None for the company. posts: ids, empty: everybody.

    is_tried: of an edition that is tried there. is_general: what it says for all whom it binds, not for one unit.
    """

    raw: Any
    scope: int | None
    force_in: int | None
    during: DateRange
    posts: frozenset[int]
    own: Setting
    inherited: Setting
    rulebook: int
    edition: int
    is_tried: bool
    is_general: bool

    def binds(self, day: date, way: Collection[int | None], post_id: int | None) -> bool:
        """Whether its edition is in force there on that day, for somebody with that post."""
        is_theirs = not self.posts or post_id is None or post_id in self.posts
        return is_theirs and day in self.during and (self.force_in is None or self.force_in in way)


@dataclass(frozen=True, slots=True)
class Pilot:
    """An edition that is tried in a department. rulebooks: whose other editions give way there meanwhile."""

    edition: int
    rulebooks: tuple[int, ...]
    during: DateRange
    posts: frozenset[int]


@dataclass(slots=True)
class Snapshot:
    """Everything that was ever in force. rows: by key and scope, the latest first. paths: the ways up, nearest first.

    pilots: by the department that tries them.
    """

    rows: dict[str, dict[int | None, list[Row]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    paths: dict[int, list[tuple[int, DateRange]]] = field(default_factory=lambda: defaultdict(list))
    pilots: dict[int | None, list[Pilot]] = field(default_factory=lambda: defaultdict(list))
    found: dict[tuple[str, date, int | None, int | None], Setting | None] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    def way_up(self, day: date, department_id: int | None) -> list[int | None]:
        """The department and those above it that decide anything, nearest first, then the company."""
        above: list[int | None] = []
        if department_id is not None:
            above = [ancestor for ancestor, during in self.paths.get(department_id, ()) if day in during]
        return [*above, None]

    def scopes_of(self, key: str) -> list[int]:
        """The departments for which the key was ever decided apart."""
        return sorted(scope for scope in self.rows.get(key, {}) if scope is not None)

    def setting(self, key: str, day: date, department_id: int | None, post_id: int | None) -> Setting | None:
        by_scope = self.rows.get(key)
        if by_scope is None:
            return None
        way = self.way_up(day, department_id)
        tried = self.tried(day, way, post_id) if self.pilots else {}
        for place, scope in enumerate(way):
            for row in by_scope.get(scope, ()):
                if row.binds(day, way, post_id) and tried.get(row.rulebook, row.edition) == row.edition:
                    found = self._nearer(row, by_scope, way[place + 1 :], day) if row.is_tried and row.is_general else row
                    return found.own if found.scope == department_id else found.inherited
        return None

    def tried(self, day: date, way: Iterable[int | None], post_id: int | None) -> dict[int, int]:
        """The editions that are tried there on that day, nearest first, by the rulebooks that give way to them."""
        found: dict[int, int] = {}
        for unit in way:
            for pilot in self.pilots.get(unit, ()):
                if day in pilot.during and (not pilot.posts or post_id is None or post_id in pilot.posts):
                    for rulebook in pilot.rulebooks:
                        found.setdefault(rulebook, pilot.edition)
        return found

    def _nearer(self, row: Row, by_scope: dict[int | None, list[Row]], above: Iterable[int | None], day: date) -> Row:
        """What the tried edition says for a unit above the one that tries it goes before what it says for all."""
        own = (one for unit in above for one in by_scope.get(unit, ()) if not one.is_general and one.edition == row.edition)
        return next((one for one in own if one.force_in == row.force_in and day in one.during), row)

    def changes(self, keys: Iterable[str], period: Period, department_id: int | None) -> set[date]:
        spans = [row.during for key in keys for rows in self.rows.get(key, {}).values() for row in rows]
        if department_id is not None:
            spans += [during for _ancestor, during in self.paths.get(department_id, ())]
        ends = {edge for during in spans for edge in (during.lower, during.upper) if edge is not None}
        return {day for day in ends if day in period}


def load(forces: str = IN_FORCE, facts: Mapping[str, Any] | None = None) -> Snapshot:
    """Read everything: two queries. forces: IN_FORCE, or TRIED with its facts."""
    snapshot = Snapshot()
    with connection.cursor() as cursor:
        cursor.execute(forces + VALUES, facts)
        for key, stored, force_in, scope, during, _id, title, number, edition, label, clause, posts, origin, *whose in cursor.fetchall():
            raw = json.loads(stored) if isinstance(stored, str) else stored  # Django's connections hand JSON over as text
            rulebook, edition_id, is_tried, is_general = whose
            if key == "!":
                if is_tried:
                    snapshot.pilots[force_in].append(Pilot(edition_id, (rulebook, *raw), during, frozenset(posts)))
                continue
            url = f"{reverse('rules:rulebook', args=[number])}?edition={edition}#{f'c{clause}' if key[0] == '@' else key}"
            own = Setting(raw, Citation(title, edition, label, origin, url))
            inherited = Setting(raw, Citation(title, edition, label, origin, url, is_inherited=True))
            snapshot.rows[key][scope].append(
                Row(raw, scope, force_in, during, frozenset(posts), own, inherited, rulebook, edition_id, is_tried, is_general)
            )
        cursor.execute(forces + PATHS, facts)
        for descendant, ancestor, _depth, during in cursor.fetchall():
            snapshot.paths[descendant].append((ancestor, during))
    return snapshot


_held: ContextVar[Snapshot | None] = ContextVar("rules_snapshot", default=None)
_snapshots: dict[UUID | None, Snapshot] = {}
_lock = Lock()


def token() -> UUID | None:
    """The present token; None on a database where nothing was ever in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM rules_generation WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


@contextmanager
def trying(snapshot: Snapshot) -> Iterator[None]:
    """Inside the block, and in this thread only, every lookup answers from that snapshot."""
    before = _held.set(snapshot)
    try:
        yield
    finally:
        _held.reset(before)


def forget(**_: object) -> None:
    """Look again at the next lookup: a request starts, or this thread has just published something."""
    _held.set(None)


def forget_before_job(call_next: Callable[[], Any], context: object, worker: object) -> Any:
    """A procrastinate middleware: a job's context is a copy of the worker's, with whatever that has held since it began."""
    forget()
    return call_next()


def held() -> Snapshot:
    """The snapshot of this request or job: the token is asked at the first lookup."""
    snapshot = _held.get()
    return look(token()) if snapshot is None else snapshot


def is_held() -> bool:
    """Whether the token was asked already."""
    return _held.get() is not None


def look(current: UUID | None) -> Snapshot:
    """The snapshot of that token, for the rest of this request or job: for whoever asked it together with something else."""
    snapshot = _snapshots.get(current)
    if snapshot is None:
        snapshot = load()
        with _lock:
            while len(_snapshots) >= SNAPSHOTS_KEPT:
                del _snapshots[next(iter(_snapshots))]
            _snapshots[current] = snapshot
    _held.set(snapshot)
    return snapshot


class RulesProvider:
    """Answers from the snapshot of this request or job."""

    def setting(self, key: str, day: date, department_id: int | None, post_id: int | None = None) -> Setting | None:
        """The nearest value: the department's own, else from above, else the company's. A blank stops the search: it is undecided."""
        snapshot = held()
        asked = (key, day, department_id, post_id)
        try:
            return snapshot.found[asked]
        except KeyError:
            if len(snapshot.found) >= MOST_KEPT:
                snapshot.found.clear()
            answer = snapshot.found[asked] = snapshot.setting(*asked)
            return answer

    def changes(self, keys: Iterable[str], period: Period, department_id: int | None) -> set[date]:
        return held().changes(keys, period, department_id)

    def kept(self) -> dict[Any, Any]:
        return held().kept
