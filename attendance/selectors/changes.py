"""Results that a changed calendar makes into others: whom it concerns, what slips come to now, and what the list shows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from psycopg.types.range import TimestamptzRange

from attendance import labels
from attendance.choices import AWAY, ChangeState, ClosingState, SlipKind, SlipState
from attendance.domain import DayResult
from attendance.domain.quantity import Quantity
from attendance.leave_types import LeaveType
from attendance.models import MonthClosing, ResultChange, Slip
from attendance.policy import Leave
from attendance.selectors.asking import covered
from attendance.selectors.judging import Judged, instant, judge
from attendance.selectors.stored import result_from
from attendance.sentences import number
from attendance.wording import some_days
from common.periods import ONE_DAY, Period
from common.templatetags.show import local, minutes
from people.models import Assignment, Department, DepartmentPath, User
from people.models.employees import AssignmentKind
from workdays.models import Calendar

SEES, ACCEPTS = "attendance.view_resultchange", "attendance.change_resultchange"
COUNTED = (SlipState.SUBMITTED, SlipState.APPROVED, SlipState.CLOSED)  # what is sent back is counted anew when it comes again
STANDS = (ClosingState.RUNNING, ClosingState.CLOSED)


# -- what is open ------------------------------------------------------------------------------------------


def open_change_of(employee_id: int, day: date) -> ResultChange | None:
    """The change of this day's result that waits for somebody, for the mark on its page: one query."""
    return ResultChange.objects.filter(employee=employee_id, day=day, slip=None, state=ChangeState.OPEN).first()


def days_waiting(days: Iterable[tuple[int, date]]) -> set[tuple[int, date]]:
    """Those of the days, as (employee id, day), whose kept result stands until somebody accepts another: one query."""
    asked = set(days)
    if not asked:
        return set()
    rows = ResultChange.objects.filter(state=ChangeState.OPEN, slip=None, employee__in={person for person, _day in asked})
    rows = rows.filter(day__range=(min(day for _person, day in asked), max(day for _person, day in asked)))
    return asked & set(rows.values_list("employee", "day"))


def visible(user: User) -> QuerySet[ResultChange]:
    """Open changes of people whom the account looks after, and its own."""
    return ResultChange.objects.visible_to(user, SEES).filter(state=ChangeState.OPEN)


def acceptable(user: User) -> QuerySet[ResultChange]:
    """Open changes that the account may accept: never its own."""
    return ResultChange.objects.visible_to(user, ACCEPTS).filter(state=ChangeState.OPEN).exclude(employee__user=user)


# -- whom a changed calendar concerns ----------------------------------------------------------------------


def departments_by(calendar_id: int, day: date) -> list[int]:
    """The departments that go by the calendar on that day: their own, else that of the nearest above, else the default one."""
    way_up = DepartmentPath.objects.on(day).filter(descendant=OuterRef("pk"), ancestor__calendar_use__isnull=False)
    nearest = Subquery(way_up.order_by("depth", "pk").values("ancestor__calendar_use__calendar")[:1])
    default = Calendar.objects.filter(is_default=True).values_list("pk", flat=True).first()
    found = Department.objects.annotate(calendar=nearest).values_list("pk", "calendar")
    return [unit for unit, calendar in found if (default if calendar is None else calendar) == calendar_id]


def below(department_id: int, day: date) -> set[int]:
    """The department and all below it on that day."""
    return set(DepartmentPath.objects.on(day).filter(ancestor=department_id).values_list("descendant", flat=True))


def slips_touching(day: date, departments: Collection[int]) -> list[int]:
    """Slips of being away that touch the day, of people of these departments: one query."""
    held = Assignment.objects.on(day).filter(department__in=departments).exclude(kind=AssignmentKind.ACTING)
    around = TimestamptzRange(instant(day, 0), instant(day + 2 * ONE_DAY, 0))  # a night shift's day ends on the next morning
    rows = Slip.objects.filter(kind__in=AWAY, state__in=COUNTED, during__overlap=around, employee__in=held.values("employee"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


# -- what slips come to now --------------------------------------------------------------------------------


def days_of(slip: Slip) -> Period:
    """The days whose work may lie under the slip: the evening before it begins belongs to the night shift of that day."""
    first, last = local(slip.during.lower), local(slip.during.upper - timedelta(minutes=1))
    return Period(first.date() - ONE_DAY, last.date())


def recounted(slips: Sequence[Slip], now: datetime) -> dict[int, Quantity]:
    """The working time that each slip covers by the calendar of today, by its id. As many queries as the slips have days together.

    Without an answer for whoever held no post on one of the days.
    """
    people: dict[date, set[int]] = defaultdict(set)
    for slip in slips:
        for day in days_of(slip):
            people[day].add(slip.employee_id)
    found: dict[tuple[int, date], Judged] = {}
    for day, ids in people.items():
        found |= judge(sorted(ids), Period(day, day), now)
    return {slip.pk: counted for slip in slips if (counted := _counted(slip, found)) is not None}


def _counted(slip: Slip, found: dict[tuple[int, date], Judged]) -> Quantity | None:
    days = [one for day in days_of(slip) if (one := found.get((slip.employee_id, day))) is not None]
    if not days:
        return None
    kind = leave_type_of(slip, days)
    return covered(days, slip.during.lower, slip.during.upper, calendar=bool(kind and kind.calendar))


def leave_type_of(slip: Slip, days: Iterable[Judged]) -> LeaveType | None:
    """The leave type of the slip as the wall has it on its first day; None for what is no leave."""
    first = local(slip.during.lower).date()
    place = next((one.place for one in days if one.day == first), None)
    if slip.kind != SlipKind.LEAVE or place is None:
        return None
    return (Leave.on(first, place.department_id, place.post_id).types or {}).get(slip.type)


def slip_json(days: Decimal, minutes: int) -> dict[str, Any]:
    """What a slip comes to, as a change keeps it."""
    return {"days": number(days), "minutes": minutes}


# -- what the list shows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words. is_closed: its month is closed or being closed. may_accept: this reader, now."""

    change: ResultChange
    before: str
    after: str
    is_closed: bool
    may_accept: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one cause on a page. count: of all that this reader may accept, on whichever page."""

    cause: str
    lines: list[Line]
    count: int

    @property
    def has_boxes(self) -> bool:
        return any(line.may_accept for line in self.lines)


def listed(user: User) -> QuerySet[ResultChange]:
    """All that the account sees, cause by cause."""
    return visible(user).select_related("employee", "slip").order_by("cause", "day", "employee__name_key", "pk")


def grouped(user: User, rows: Sequence[ResultChange]) -> list[Group]:
    """A page of them by cause: three queries."""
    closed = closed_among(row.day for row in rows)
    mine = acceptable(user)
    may = set(mine.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    counts = dict(
        without_months(mine.filter(cause__in={row.cause for row in rows}), closed)
        .order_by("cause").values("cause").annotate(count=Count("pk")).values_list("cause", "count")
    )  # fmt: skip
    found: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        is_closed = row.day.replace(day=1) in closed
        before, after = in_words(row)
        found[row.cause].append(Line(row, before, after, is_closed, row.pk in may and not is_closed))
    return [Group(cause, lines, counts.get(cause, 0)) for cause, lines in found.items()]


def closed_among(days: Iterable[date]) -> set[date]:
    """The first days of those of their months that are closed or being closed: one query."""
    months = {day.replace(day=1) for day in days}
    return set(MonthClosing.objects.filter(month__in=months, state__in=STANDS).values_list("month", flat=True))


def without_months(rows: QuerySet[ResultChange], months: Iterable[date]) -> QuerySet[ResultChange]:
    """Those whose day lies in none of the months."""
    for month in months:
        whole = Period.month_of(month)
        rows = rows.exclude(day__range=(whole.first, whole.last))
    return rows


def in_words(change: ResultChange) -> tuple[str, str]:
    """What is kept, and what it would be."""
    if change.slip_id:
        return _slip_words(change.before), _slip_words(change.after)
    before, after = result_from(change.before), result_from(change.after)
    return _day_words(before, after), _day_words(after, before)


def _day_words(one: DayResult, other: DayResult) -> str:
    """Kind of day, work and overtime are named where they differ."""
    parts = [str(one.kind.label)] if one.kind != other.kind else []
    parts += [labels.status_word(one.status), *labels.occurred(one)]
    for words, count, beside in (
        (_("worked %(duration)s"), one.worked_minutes, other.worked_minutes),
        (_("%(duration)s of leave"), one.leave_minutes, other.leave_minutes),
        (_("%(duration)s of overtime"), one.overtime_minutes, other.overtime_minutes),
    ):
        if count and count != beside:
            parts.append(words % {"duration": minutes(count)})
    return labels.joined([*parts, *labels.cost(one)])


def _slip_words(told: dict[str, Any]) -> str:
    values = {"days": some_days(Decimal(told["days"])), "duration": minutes(told["minutes"])}
    return _("%(days)s, %(duration)s of working time") % values
