"""What a slip would come to before it is sent: its time, how much of it is work, the balance, who decides, what is unusual."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from approvals.asked import Step
from approvals.selectors.finding import plan_for, route_for, steps_of
from attendance.choices import SlipKind
from attendance.domain.quantity import AskedDay, Part, Quantity, part_of, quantity
from attendance.leave_types import LeaveType
from attendance.models import LeaveLot
from attendance.policy import Leave
from attendance.selectors.judging import Judged, instant, judge
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from people.models import Employee

HIGHER = 2  # the superior of the superior: whom a short notice asks, too (LEV-06)


@dataclass(frozen=True, slots=True)
class Asked:
    """A stretch of time as a form gives it. kind: of slip; type: of leave. start, end: instants, half-open."""

    kind: str
    employee: Employee
    start: datetime
    end: datetime
    type: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What it comes to. amount: of the balance, in days or hours, None where the type has none. left: of the balance before.

    approvers: names step by step. is_short, is_past: it begins sooner than the notice allows, or before today.
    refusal: why it cannot be sent, "" when it can. citation: of the clause that says what leave there is.
    """

    quantity: Quantity
    amount: Decimal | None = None
    left: Decimal | None = None
    is_short: bool = False
    is_past: bool = False
    approvers: Sequence[tuple[str, ...]] = field(default=())
    refusal: str = ""
    citation: str = ""


def leave_types_of(employee: Employee, day: date) -> Mapping[str, LeaveType]:
    """The leave types that the wall has for the employee on that day; none while they are undecided."""
    return _leave(employee, day).types or {}


def _leave(employee: Employee, day: date) -> Leave:
    held = employee.on(day)
    return Leave.on(day, held.department_id if held else None, held.post_id if held else None)


def days_between(employee: Employee, start: datetime, end: datetime, now: datetime) -> list[Judged]:
    """Each day of the employee that the time touches, as it is planned."""
    zone = timezone.get_default_timezone()
    first, last = start.astimezone(zone).date() - ONE_DAY, (end - timedelta(minutes=1)).astimezone(zone).date()
    found = judge([employee.pk], Period(first, last), now)
    return [one for (_person, _day), one in sorted(found.items(), key=lambda item: item[0][1]) if _touches(one, start, end)]


def _touches(one: Judged, start: datetime, end: datetime) -> bool:
    begins, ends = bounds(one)
    return start < ends and begins < end


def bounds(one: Judged) -> tuple[datetime, datetime]:
    """From when to when the day is the person's, by the change of day of the shift."""
    begins = instant(one.day, 0) + timedelta(minutes=one.shift.day_starts)
    return begins, begins + ONE_DAY


def how_much(asked: Asked, now: datetime, *, calendar: bool = False) -> Quantity:
    """The working time that the slip covers."""
    return covered(days_between(asked.employee, asked.start, asked.end, now), asked.start, asked.end, calendar=calendar)


def covered(judged: Iterable[Judged], start: datetime, end: datetime, *, calendar: bool = False) -> Quantity:
    """The working time from start to end on these days of one person; days that the time does not touch count nothing."""
    days = [
        AskedDay(one.day, one.shift.segments if one.info.kind.is_working else (), _minute(one, start), _minute(one, end))
        for one in judged
        if _touches(one, start, end)
    ]
    return quantity(days, calendar=calendar)


def _minute(one: Judged, at: datetime) -> int:
    return int((at - instant(one.day, 0)).total_seconds() // 60)


def time_of(employee: Employee, first: date, last: date, parts: tuple[Part, Part], now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of a part of the first day to the end of a part of the last: by the shift of each."""
    shifts = {day: one.shift for (_person, day), one in judge([employee.pk], Period(first, last), now).items()}
    segments = {day: shifts[day].segments if day in shifts else () for day in (first, last)}
    return instant(first, part_of(segments[first], parts[0])[0]), instant(last, part_of(segments[last], parts[1])[1])


def balance(employee: Employee, type: str, first: date, last: date) -> Decimal:
    """What is left of a leave type on these days: one query."""
    rows = LeaveLot.objects.filter(employee=employee, type=type, valid_from__lte=last).exclude(expires_on__lt=first)
    return rows.aggregate(left=Sum(F("granted") - F("used")))["left"] or Decimal(0)


def route_kind(asked: Asked) -> str:
    """The kind of request whose routes it takes: of leave, one for each type (LEV-05)."""
    return f"attendance.leave:{asked.type}" if asked.kind == SlipKind.LEAVE else f"attendance.{asked.kind}"


def steps_for(asked: Asked, days: Decimal, *, is_short: bool, day: date) -> list[Step]:
    """The steps of the route that fits; a short notice asks the next higher superior, too (LEV-06). Raises RuleBroken."""
    held = asked.employee.on(day)
    if held is None:
        return []
    steps = steps_of(route_for(kind=route_kind(asked), department_id=held.department_id, amount=None, days=days, day=day))
    if is_short and not any(step.superior >= HIGHER for step in steps):
        steps.append(Step(name=gettext_noop("Short notice"), superior=HIGHER))
    return steps


def outlook(asked: Asked, now: datetime) -> Outlook:
    """Everything that is shown before sending. A refusal of the route or of the balance stands in `refusal`."""
    today = now.astimezone(timezone.get_default_timezone()).date()
    first = asked.start.astimezone(timezone.get_default_timezone()).date()
    last = (asked.end - timedelta(minutes=1)).astimezone(timezone.get_default_timezone()).date()
    rules, kind = _leave(asked.employee, first), None
    if asked.kind == SlipKind.LEAVE:
        kind = (rules.types or {}).get(asked.type)
    found = how_much(asked, now, calendar=bool(kind and kind.calendar))
    amount = found.amount(is_in_hours=kind.is_in_hours) if kind and kind.has_balance else None
    is_short = asked.kind == SlipKind.LEAVE and rules.min_notice is not None and (first - today).days < rules.min_notice
    approvers: Sequence[tuple[str, ...]] = ()
    refusal = ""
    try:
        steps = steps_for(asked, found.days, is_short=is_short, day=today)
        approvers = names_of(asked.employee, steps, today)
    except RuleBroken as why:
        refusal = str(why)
    return Outlook(
        found, amount, balance(asked.employee, asked.type, first, last) if amount is not None else None, is_short, first < today,
        approvers, refusal, str(rules.cite("types") or ""),
    )  # fmt: skip


def names_of(applicant: Employee, steps: Sequence[Step], day: date) -> tuple[tuple[str, ...], ...]:
    """Who would decide, step by step. Raises RuleBroken when a step has nobody."""
    held = applicant.on(day)
    if held is None:
        return ()
    planned = plan_for(applicant=applicant, department_id=held.department_id, steps_asked=steps, day=day)
    people = {person.pk: person.name for person in Employee.objects.filter(pk__in=[seat.person for one in planned for seat in one.seats])}
    return tuple(tuple(people[seat.person] for seat in one.seats) for one in planned)
