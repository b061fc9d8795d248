"""Clauses on the wall that ask for something regularly: which have a duty, and which have none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from common import bindings
from duties import sources
from duties.intervals import keys
from duties.models import KIND, Duty, NoDuty
from rules.choices import ClauseKind
from rules.domain.text import keys_in, plain
from rules.models import ClauseBinding, ClauseText, Force, Rulebook, Value
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

# 定期, 按时, 每天, 每季度, 每隔三个月, 每{key}天, or an interval of the catalogue: in either script, for Postgres and for Python.
PERIODIC = (
    r"定期|按时|按時|\{[a-z._]+interval_days\}|"
    r"每隔?(\{[a-z._]+\}|[0-9]+|[一二两兩三四五六七八九十半]+)?[个個]?(天|日|周|週|星期|月|季度|季|年|工作日)"
)
GUESSES = (  # what the words say about how often
    (r"每(个|個)?(周|週|星期)", "weekly"),
    (r"每(个|個)?月", "monthly"),
    (r"每(个|個)?季", "quarterly"),
    (r"每年", "yearly"),
    (r"每(天|日|个工作日|工作日)", "workdays"),
)


@dataclass(frozen=True, slots=True)
class PeriodicClause:
    """A clause in force that speaks of doing something regularly. duties: (id, name) of the running ones.

    by_nature: what does it without a recorded duty (duties.sources). no_duty: why it needs none. Both "" when nothing does.
    """

    row: ClauseText
    text: str
    duties: tuple[tuple[int, str], ...]
    by_nature: str
    no_duty: str

    @property
    def url(self) -> str:
        """Where it is read."""
        edition = self.row.edition
        return f"{reverse('rules:rulebook', args=[edition.rulebook.number])}?edition={edition.number}#c{self.row.clause_id}"

    @property
    def has_duty(self) -> bool:
        return bool(self.duties or self.by_nature)

    @property
    def is_settled(self) -> bool:
        return bool(self.has_duty or self.no_duty)


@dataclass(frozen=True, slots=True)
class Figure:
    """Of the periodic clauses that need a duty, how many have one."""

    clauses: int
    with_duty: int

    @property
    def without(self) -> int:
        return self.clauses - self.with_duty


def _rows(user: "User", day: date) -> QuerySet[ClauseText]:
    """The wording of clauses in force, of rulebooks that the account may read: bound to duties, or with such words and left
    to nothing else that the software does.
    """
    here = {"edition": OuterRef("edition"), "clause": OuterRef("clause")}
    bound = ClauseBinding.objects.filter(**here)
    others = [one for one in bindings.registered() if one.code != KIND]
    read = {key for one in others for key in one.keys} - set(keys())
    elsewhere = Exists(bound.filter(code__in=[one.code for one in others])) | Exists(Value.objects.filter(**here, key__in=read))
    recorded = Exists(Duty.objects.running(day).filter(clause=OuterRef("clause")))
    in_force = Force.objects.on(day).filter(edition=OuterRef("edition"))
    return ClauseText.objects.filter(
        Exists(bound.filter(code=KIND)) | recorded | (Q(text__regex=PERIODIC) | Q(heading__regex=PERIODIC)) & ~elsewhere,
        Exists(in_force),
        kind=ClauseKind.CLAUSE,
        edition__rulebook__in=Rulebook.objects.visible_to(user).values("pk"),
    )


def figure(user: "User", day: date) -> Figure:
    """How many of the periodic clauses have a duty; those that need none do not count. One query."""
    has_duty: Any = Exists(Duty.objects.running(day).filter(clause=OuterRef("clause")))
    for key in (key for source in sources.registered() for key in source.keys):
        has_duty |= Q(text__contains=f"{{{key}}}")
    needs_none = Exists(NoDuty.objects.filter(clause=OuterRef("clause")))
    rows = _rows(user, day).annotate(has_duty=Case(When(has_duty, then=True), default=False), needs_none=needs_none)
    counted = rows.order_by().aggregate(
        clauses=Count("clause", filter=Q(has_duty=True) | Q(needs_none=False), distinct=True),
        with_duty=Count("clause", filter=Q(has_duty=True), distinct=True),
    )
    return Figure(counted["clauses"], counted["with_duty"])


def periodic_clauses(user: "User", day: date) -> list[PeriodicClause]:
    """Those clauses in the order of their rulebooks, the settled ones among them: two queries."""
    running = Duty.objects.running(day).filter(clause=OuterRef("clause")).order_by("code", "pk")
    reasons = NoDuty.objects.filter(clause=OuterRef("clause"))
    rows = _rows(user, day).select_related("edition__rulebook__owner").annotate(
        running=ArraySubquery(running.values(one=JSONObject(id="pk", name="name"))),
        reasons=ArraySubquery(reasons.values("reason")),
        blanks=ArraySubquery(_values()),
    )  # fmt: skip
    found: dict[int, PeriodicClause] = {}
    for row in rows.order_by("edition__rulebook__number", "edition__number", "order"):
        found[row.clause_id] = _clause(row)
    return list(found.values())


def _values() -> QuerySet:
    own = Value.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"), department=None).order_by("pk")
    return own.values(one=JSONObject(key="key", raw="raw"))


def _clause(row: ClauseText) -> PeriodicClause:
    values = {one["key"]: one["raw"] for one in row.blanks}  # type: ignore[attr-defined]
    keys_here = keys_in(row.text)
    text = plain(row.text, lambda key: in_words(key, values.get(key)))
    by_nature = next((str(source.label) for source in sources.registered() if set(source.keys) & set(keys_here)), "")
    duties = tuple((one["id"], one["name"]) for one in row.running)  # type: ignore[attr-defined]
    return PeriodicClause(row, text, duties, by_nature, next(iter(row.reasons), ""))  # type: ignore[attr-defined]


def clause_to_bind(user: "User", day: date, clause_id: int) -> PeriodicClause | None:
    """One of them; None when the account may not read it, or it is not in force."""
    return next((one for one in periodic_clauses(user, day) if one.row.clause_id == clause_id), None)


def guess(text: str) -> dict[str, str]:
    """What the words of a clause say about how often: `plan`, and `key` where a parameter says it."""
    intervals = [key for key in keys_in(text) if key in keys()]
    if intervals:
        return {"plan": "parameter", "key": intervals[0]}
    found: Iterable[str] = (plan for pattern, plan in GUESSES if re.search(pattern, text))
    plan = next(iter(found), "")
    return {"plan": plan} if plan else {}
