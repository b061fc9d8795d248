"""An edition as its page reads: the text, what enforces each clause, and what a coming edition changes there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from common import bindings
from common.bindings import Kept
from common.periods import Period
from people.models import DepartmentPath
from rules.domain.effect import Standing
from rules.models import ClauseText, Edition, Value
from rules.selectors.listing import Placed
from rules.selectors.rulebooks import Bound, ShownClause, shown, values_of, wording
from rules.words import in_measure, in_words


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text. key: the parameter that it shows; anchor: its address on the page, where the key stands first."""

    text: str
    key: str
    anchor: str
    is_blank: bool


@dataclass(frozen=True, slots=True)
class Enforced:
    """What the software does for a clause. is_inactive: a value that it needs is undecided. kept: of this month."""

    label: str
    kind: str
    is_inactive: bool
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different here from `day` on. url: the place in the coming edition."""

    day: date
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ReadClause:
    """own: (unit, value in words) where a unit differs. is_waiting: bound to what nobody enforces yet. level: of its heading."""

    row: ClauseText
    parts: tuple[Part, ...]
    own: tuple[tuple[str, str], ...]
    enforced: tuple[Enforced, ...]
    changes: tuple[Change, ...]
    is_waiting: bool
    is_principle: bool
    is_blank: bool

    @property
    def level(self) -> int:
        return min(self.row.depth + 1, 5)


@dataclass(frozen=True, slots=True)
class Coming:
    """The next edition against the one that is read. added: clauses that it adds."""

    edition: Edition
    day: date
    changes: dict[int, tuple[Change, ...]]
    added: tuple[str, ...]

    @property
    def count(self) -> int:
        return sum(map(len, self.changes.values())) + len(self.added)


def url_of(edition: Edition, anchor: str = "") -> str:
    """Where the edition is read."""
    url = f"{reverse('rules:rulebook', args=[edition.rulebook.number])}?edition={edition.number}"
    return f"{url}#{anchor}" if anchor else url


def read(clauses: Iterable[ShownClause], kept: dict[str, Kept], coming: Coming | None) -> list[ReadClause]:
    """The clauses for the page. kept: by code of the binding."""
    return [_read(one, kept, coming.changes.get(one.row.clause_id, ()) if coming else ()) for one in clauses]


def _read(clause: ShownClause, kept: dict[str, Kept], changes: Sequence[Change]) -> ReadClause:
    blanks = {piece.key for piece in clause.pieces if piece.is_blank}
    enforced = [_enforced(one, kept, blanks) for one in clause.bound if one.binding]
    return ReadClause(
        row=clause.row,
        parts=tuple(_parts(clause)),
        own=tuple(_own(clause.values)),
        enforced=tuple(enforced),
        changes=tuple(changes),
        is_waiting=any(not one.is_enforced for one in clause.bound),
        is_principle=clause.is_leaf and not clause.is_bound,
        is_blank=bool(blanks),
    )


def _parts(clause: ShownClause) -> Iterator[Part]:
    seen: set[str] = set()
    for piece in clause.pieces:
        yield Part(piece.text, piece.key, "" if piece.key in seen else piece.key, piece.is_blank)
        seen.add(piece.key)


def _own(values: Iterable[Value]) -> Iterator[tuple[str, str]]:
    for value in values:
        if value.department is not None:
            yield value.department.name, in_words(value.key, value.raw) or _("undecided")


def _enforced(bound: Bound, kept: dict[str, Kept], blanks: set[str]) -> Enforced:
    assert bound.binding is not None  # noqa: S101  asked before
    return Enforced(
        label=str(bound.binding.label),
        kind=str(bindings.KINDS[bound.binding.kind]),
        is_inactive=bool(blanks & set(bound.keys)),
        kept=kept.get(bound.code),
    )


def kept_this_month(clauses: Iterable[ShownClause], units: Collection[int], day: date) -> dict[str, Kept]:
    """How each binding that counts fared from the first of the month to that day, by its code.

    units: ids of the departments that the rulebook binds with all below them; none means the company.
    """
    counting = {one.code: one.binding for clause in clauses for one in clause.bound if one.binding and one.binding.kept}
    if not counting:
        return {}
    below = DepartmentPath.objects.on(day).filter(ancestor__in=units).values_list("descendant", flat=True) if units else []
    departments = sorted(set(below)) if units else None
    period = Period(day.replace(day=1), day)
    return {code: binding.kept(period, departments) for code, binding in counting.items() if binding.kept}


@dataclass(frozen=True, slots=True)
class _Following:
    """The next edition as it was read. texts, values: by clause and by key."""

    edition: Edition
    day: date
    texts: dict[int, ClauseText]
    values: dict[str, object]


def _coming(clauses: Sequence[ShownClause], after: _Following) -> Coming:
    """What the following edition changes, at the clause where it does. Values of single units are left to its page."""
    here = {one.row.clause_id for one in clauses}
    changes = {}
    for one in clauses:
        old = {value.key: value.raw for value in one.values if value.department_id is None}
        moved = [key for key, raw in old.items() if key in after.values and after.values[key] != raw]
        lines = [Change(after.day, in_measure(key, after.values[key]) or _("undecided"), url_of(after.edition, key)) for key in moved]
        lines += _wording(one.row, after)
        if lines:
            changes[one.row.clause_id] = tuple(lines)
    return Coming(after.edition, after.day, changes, tuple(str(text) for clause, text in after.texts.items() if clause not in here))


def _wording(row: ClauseText, after: _Following) -> list[Change]:
    then = after.texts.get(row.clause_id)
    if then is None:
        return [Change(after.day, _("taken out"), url_of(after.edition))]
    if (row.heading, row.text) != (then.heading, then.text):
        return [Change(after.day, _("worded anew"), url_of(after.edition, f"c{row.clause_id}"))]
    return []


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition ready to be read on a day."""

    edition: Edition
    placed: Placed | None
    clauses: list[ReadClause]
    shown: list[ShownClause]
    coming: Coming | None

    @property
    def is_in_force(self) -> bool:
        return self.placed is not None and self.placed.standing == Standing.IN_FORCE


def opened(edition: Edition, published: Sequence[Placed], units: Collection[int], day: date) -> Opened:
    """The edition with everything that its page says: two queries, and those of the figures.

    published: all published editions of its rulebook. units: ids of the departments that it binds.
    """
    own = next((one for one in published if one.edition == edition), None)
    is_in_force = own is not None and own.standing == Standing.IN_FORCE
    after = next((one for one in published if one.standing == Standing.COMING), None) if is_in_force else None
    ids = [edition.pk, after.edition.pk] if after else [edition.pk]
    texts, values = wording(ids), values_of(ids)
    clauses = shown(texts.get(edition.pk, []), values.get(edition.pk, {}))
    coming = None
    if after is not None and after.force is not None:
        there = {text.clause_id: text for text in texts.get(after.edition.pk, [])}
        decided = {row.key: row.raw for rows in values.get(after.edition.pk, {}).values() for row in rows if row.department_id is None}
        coming = _coming(clauses, _Following(after.edition, after.force.during.lower, there, decided))
    kept = kept_this_month(clauses, units, day) if is_in_force else {}
    return Opened(edition, own, read(clauses, kept, coming), clauses, coming)
