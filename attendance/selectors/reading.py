"""What judging needs to know of some people and days, read in one statement, however many they are."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from psycopg.types.range import DateRange

from attendance.models import Punch, ShiftGroup, ShiftMember
from common.periods import ONE_DAY, Period
from common.policy import Citation
from people.models import Assignment, DepartmentPath, Employee
from people.models.employees import AssignmentKind
from rules.models import ClauseText
from workdays.choices import DayKind
from workdays.models import Calendar, CalendarDay, monday_to_friday
from workdays.official import standard_day
from workdays.selectors import DayInfo

COLUMNS = {
    "owner": BigIntegerField(), "since": DateField(), "until": DateField(), "number": BigIntegerField(), "other": BigIntegerField(),
    "words": CharField(), "more": JSONField(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A post held over a stretch of days. order: the regular post comes first."""

    department_id: int
    post_id: int
    during: DateRange
    order: tuple[bool, int]


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a clause stands in the edition that is in force over these days. department_id: there and below, None: everywhere."""

    citation: Citation
    department_id: int | None
    during: DateRange


@dataclass(slots=True)
class Read:
    """What was read.

    punches: the date and the second after midnight that the wall clock showed. clauses: those that allow a shift group.
    ways: of each department to the calendars of those above it, as (depth, calendar). days: by calendar.
    """

    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[ShiftMember]] = field(default_factory=lambda: defaultdict(list))
    clauses: dict[int, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    first_punch: dict[int, date] = field(default_factory=dict)
    punches: dict[int, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))
    ways: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    default: int | None = None
    weekdays: dict[int | None, list[int]] = field(default_factory=dict)
    days: dict[int | None, dict[date, DayInfo]] = field(default_factory=lambda: defaultdict(dict))

    def day(self, day: date, department_id: int) -> tuple[int | None, DayInfo]:
        """The calendar that counts for the department (its own, else the nearest above, else the default), and its day."""
        ways = self.ways.get(department_id)
        calendar = min(ways)[1] if ways else self.default
        known = self.days[calendar].get(day)
        if known is None:
            standard = standard_day(day, self.weekdays.get(calendar) or monday_to_friday())
            known = self.days[calendar][day] = DayInfo(day, standard.kind, standard.name, standard.provisional)
        return calendar, known


def read(employee_ids: Collection[int], period: Period, now: datetime) -> Read:
    """Posts, shift groups, calendars and punches (up to `now`) of the people over the period, and of the days beside it."""
    parts = _parts(employee_ids, period, now)
    first, *others = [_columns(rows, part, columns) for part, (rows, columns) in parts.items()]
    found = Read()
    for part, *row in first.union(*others, all=True).order_by():
        TAKE[part](found, *row)
    for held in found.held.values():
        held.sort(key=lambda one: one.order)
    return found


def _columns(rows: QuerySet[Any], part: str, columns: dict[str, Any]) -> QuerySet[Any]:
    """The rows as one kind of line in the answer."""
    told = [Cast(columns.get(name, Value(None)), kind) for name, kind in COLUMNS.items()]
    return rows.order_by().values_list(Cast(Value(part), CharField()), *told)


def _parts(ids: Collection[int], period: Period, now: datetime) -> dict[str, tuple[QuerySet[Any], dict[str, Any]]]:
    days = (period.first, period.last + ONE_DAY)
    around = (period.first - ONE_DAY, period.last + 2 * ONE_DAY)
    during = {"since": F("during__startswith"), "until": F("during__endswith")}
    held = Assignment.objects.filter(employee__in=ids, during__overlap=days).exclude(kind=AssignmentKind.ACTING)
    members = ShiftMember.objects.filter(employee__in=ids, during__overlap=days)
    punches = Punch.objects.filter(at__lte=now)
    ways = DepartmentPath.objects.on(period.first).filter(
        descendant__in=held.values("department"), ancestor__calendar_use__isnull=False
    )  # fmt: skip
    calendars = Calendar.objects.filter(Q(is_default=True) | Q(uses__department__in=ways.values("ancestor")))
    clauses = ClauseText.objects.filter(clause__in=members.values("group__clause"), edition__forces__during__overlap=days)
    first = punches.filter(employee=OuterRef("pk")).order_by("local_on").values("local_on")[:1]
    return {
        "held": (held, {**during, "owner": F("employee"), "number": F("department"), "other": F("post"), "more": HELD}),
        "member": (members, {**during, "owner": F("employee"), "number": F("group"), "other": F("group__clause"), "more": GROUP}),
        "clause": (clauses, {"owner": F("clause"), "number": F("edition__forces__department"), "other": F("edition__number"), **CLAUSE}),
        "first": (Employee.objects.filter(pk__in=ids), {"owner": F("pk"), "since": Subquery(first)}),
        "punch": (
            punches.filter(employee__in=ids, local_on__range=around),
            {"owner": F("employee"), "since": F("local_on"), "number": SECOND},
        ),
        "way": (ways, {"owner": F("descendant"), "number": F("ancestor__calendar_use__calendar"), "other": F("depth")}),
        "calendar": (calendars, {"owner": F("pk"), "more": JSONObject(weekdays="weekdays", is_default="is_default")}),
        "day": (
            CalendarDay.objects.filter(calendar__in=calendars.values("pk"), day__range=(period.first, period.last)),
            {"owner": F("calendar"), "since": F("day"), "words": F("kind"), "more": DAY},
        ),
    }


HELD = JSONObject(pk="pk", kind="kind")
SECOND = Func(F("local_time"), template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))", output_field=IntegerField())
GROUP = JSONObject(name="group__name", segments="group__segments", weekdays="group__weekdays", day_starts="group__day_starts")
DAY = JSONObject(name="name", provisional="provisional", corrected=Q(corrected_at__isnull=False))
CLAUSE = {
    "since": F("edition__forces__during__startswith"),
    "until": F("edition__forces__during__endswith"),
    "words": F("label"),
    "more": JSONObject(
        title="edition__rulebook__title", number="edition__rulebook__number", origin="edition__forces__department__name"
    ),
}  # fmt: skip


# -- each kind of line, in the order of COLUMNS --------------------------------------------


def _held(found: Read, person: int, since: date, until: date, department: int, post: int, _words: None, more: dict[str, Any]) -> None:
    order = (more["kind"] != AssignmentKind.REGULAR, more["pk"])
    found.held[person].append(Held(department, post, DateRange(since, until), order))


def _member(found: Read, person: int, since: date, until: date, group: int, clause: int, _words: None, more: dict[str, Any]) -> None:
    starts = time.fromisoformat(more["day_starts"]) if more["day_starts"] else None
    row = ShiftGroup(
        pk=group, clause_id=clause, name=more["name"], segments=more["segments"], weekdays=more["weekdays"], day_starts=starts
    )  # fmt: skip
    found.members[person].append(ShiftMember(employee_id=person, group=row, during=DateRange(since, until)))


def _clause(
    found: Read, clause: int, since: date, until: date, department: int | None, edition: int, label: str, more: dict[str, Any]
) -> None:
    url = f"{reverse('rules:rulebook', args=[more['number']])}?edition={edition}#c{clause}"
    citation = Citation(more["title"], edition, label, more["origin"] or "", url)
    found.clauses[clause].append(Posted(citation, department, DateRange(since, until)))


def _first(found: Read, person: int, since: date | None, *_others: None) -> None:
    if since is not None:
        found.first_punch[person] = since


def _punch(found: Read, person: int, on: date, _until: None, second: int, *_others: None) -> None:
    found.punches[person].append((on, second))


def _way(found: Read, department: int, _since: None, _until: None, calendar: int, depth: int, *_others: None) -> None:
    found.ways[department].append((depth, calendar))


def _calendar(found: Read, calendar: int, *others: Any) -> None:
    found.weekdays[calendar] = others[-1]["weekdays"]
    if others[-1]["is_default"]:
        found.default = calendar


def _day(found: Read, calendar: int, day: date, _until: None, _number: None, _other: None, kind: str, more: dict[str, Any]) -> None:
    info = DayInfo(day, DayKind(kind), more["name"], more["provisional"], more["corrected"])
    found.days[calendar][day] = info


TAKE: dict[str, Callable[..., None]] = {
    "held": _held, "member": _member, "clause": _clause, "first": _first, "punch": _punch, "way": _way, "calendar": _calendar, "day": _day,
}  # fmt: skip
