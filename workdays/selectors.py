"""Days and working time, as other houses and the pages ask for them.

`department` is a Department, its id, or None for the company. Which calendar counts is asked for the day at hand:
the department's own, else that of the nearest department above it, else the default one. Days without a row are
read from the official list, so an answer never depends on which years were loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from common.periods import Period
from common.policy import HasId
from people.models import DepartmentPath
from workdays import domain
from workdays.choices import DayKind
from workdays.domain import BeyondCalendar, Days, WorkTime
from workdays.hours import segments_over
from workdays.labels import MOVED
from workdays.models import Calendar, CalendarDay, monday_to_friday
from workdays.official import standard_day
from workdays.policy import WorkingTime

Where = HasId | int | None
MONDAY_TO_FRIDAY, EVERY_DAY = frozenset(monday_to_friday()), 7
LOOK_AHEAD = (40, 400, 4000)  # days read at first, and when the answer lies beyond


def id_of(department: Where) -> int | None:
    """The id of the department."""
    return department if department is None or isinstance(department, int) else department.pk


@dataclass(frozen=True, slots=True)
class DayInfo:
    """A day of a calendar. name: holiday names as the list writes them, Chinese. corrected: a person decided it."""

    day: date
    kind: DayKind
    name: str
    provisional: bool
    corrected: bool = False


def calendar_of(department: Where, day: date) -> Calendar | None:
    """The calendar that counts for the department on that day; None on a database without any. One query."""
    way_up = DepartmentPath.objects.on(day).filter(descendant=id_of(department), ancestor__calendar_use__isnull=False)
    nearest = way_up.order_by("depth", "pk").values("ancestor__calendar_use__calendar")[:1]
    own_first = Calendar.objects.filter(Q(pk=nearest) | Q(is_default=True)).order_by("is_default", "pk")
    return own_first.first()


def calendar_days(calendar: Calendar | None, period: Period) -> dict[date, DayInfo]:
    """Every day of the period: one query."""
    weekdays = calendar.weekdays if calendar else monday_to_friday()
    rows = CalendarDay.objects.filter(calendar=calendar, day__range=(period.first, period.last)) if calendar else ()
    known = {row.day: DayInfo(row.day, DayKind(row.kind), row.name, row.provisional, row.corrected_at is not None) for row in rows}
    return {day: known.get(day) or _from_list(day, weekdays) for day in period}


def _from_list(day: date, weekdays: list[int]) -> DayInfo:
    standard = standard_day(day, weekdays)
    return DayInfo(day, standard.kind, standard.name, standard.provisional)


def worked_on(info: DayInfo, weekdays: frozenset[int] | None) -> DayInfo:
    """The day for whoever works on these ISO weekdays. None: as the calendar says.

    No weekday at all is a roster's day off: whoever drew it up said of this very day that nobody comes, so it is never worked,
    whatever the calendar says; a statutory holiday stays one.
    Else what a person corrected stays, for everybody who goes by the calendar: it was decided for this one day.
    Else holidays and days in lieu are off for everybody, and the own weekdays are worked. An official make-up workday is worked
    by whoever got the day off that it makes up for: the notice exchanges days of the week from Monday to Friday, so it binds
    those who work within that week, on the weekday that was given off. Who works on weekends by a pattern of their own has the
    rest elsewhere and is not called in from it. Who works on all seven weekdays has the rest by a dated roster alone, which says
    what is worked: a rest day that the notice moved is none of theirs. Where a department lives by a week of its own and follows
    the notice all the same, its calendar has that week and the wall has no weekdays (None here), or somebody corrects the day.
    """
    if weekdays is None:
        return info
    if not weekdays:
        return replace(info, kind=DayKind.REST_DAY, name="") if info.kind.is_working else info
    if info.corrected:
        return info
    standard = standard_day(info.day, weekdays)
    if len(weekdays) == EVERY_DAY and MOVED.fullmatch(standard.name):
        return DayInfo(info.day, DayKind.WORKDAY, "", standard.provisional)
    if standard.kind == DayKind.MAKEUP_WORKDAY and not _makes_up(standard.name, weekdays):
        return DayInfo(info.day, DayKind.REST_DAY, "", standard.provisional)
    return DayInfo(info.day, standard.kind, standard.name, standard.provisional)


def _makes_up(name: str, weekdays: frozenset[int]) -> bool:
    """Whether the make-up workday of that name concerns whoever works on these weekdays."""
    if not weekdays <= MONDAY_TO_FRIDAY:
        return False
    moved = MOVED.fullmatch(name)
    return moved is None or date.fromisoformat(moved[2]).isoweekday() in weekdays


def days(period: Period, department: Where = None) -> dict[date, DayInfo]:
    """What each day of the period is for the department: its calendar, on the weekdays that the wall decides for it."""
    return _decided(calendar_days(calendar_of(department, period.first), period), department)


def _decided(found: dict[date, DayInfo], department: Where) -> dict[date, DayInfo]:
    """`work.weekdays` goes before the weekdays of the calendar."""
    return {day: worked_on(info, WorkingTime.on(day, department).weekdays) for day, info in found.items()}


def kinds(period: Period, department: Where = None) -> Days:
    """The kinds of the days of the period, for workdays.domain."""
    return Days({day: info.kind for day, info in days(period, department).items()})


def kind_of(day: date, department: Where = None) -> DayKind:
    """What the day is for the department."""
    return days(Period(day, day), department)[day].kind


def due_on_workday(day: date, department: Where = None) -> date:
    """The day itself when work is done on it, else the next working day: where a due date moves to."""
    return _looking_ahead(day, department, lambda days: domain.due_on_workday(day, days.is_working))


def next_workday(day: date, department: Where = None) -> date:
    """The first working day after `day`."""
    return _looking_ahead(day, department, lambda days: domain.next_workday(day, days.is_working))


def add_workdays(day: date, count: int, department: Where = None) -> date:
    """The `count`-th working day after `day`."""
    return _looking_ahead(day, department, lambda days: domain.add_workdays(day, count, days.is_working))


def count_workdays(first: date, last: date, department: Where = None) -> int:
    """Working days from `first` to `last`, both included."""
    if last < first:
        return 0
    return domain.count_workdays(first, last, kinds(Period(first, last), department).is_working)


def add_working_hours(start: datetime, hours: int | Decimal, department: Where = None) -> datetime:
    """The instant at which that much working time has passed since `start` (aware), in the company's zone.

    While nobody registered working hours (workdays/hours.py) a working day counts whole.
    """
    minutes = int(Decimal(hours) * 60)
    return _looking_ahead(_local(start), department, lambda days: _timed(days, department).add(start, minutes))


def working_minutes(start: datetime, end: datetime, department: Where = None) -> int:
    """Whole minutes of working time from `start` to `end` (aware)."""
    if end <= start:
        return 0
    return work_time(Period(_local(start), _local(end)), department).between(start, end)


def work_time(period: Period, department: Where = None) -> WorkTime:
    """When work is done over the period, for many sums with one read; the day before and after are included."""
    around = Period(period.first - timedelta(days=1), period.last + timedelta(days=1))
    return _timed(kinds(around, department), department)


def _timed(days: Days, department: Where) -> WorkTime:
    period = Period(min(days.kinds), max(days.kinds))
    segments = segments_over(period, id_of(department))
    return WorkTime(days, segments, timezone.get_default_timezone())


def _local(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _looking_ahead[T](start: date, department: Where, ask: Callable[[Days], T]) -> T:
    """Ask with as many days as are needed. The answer of an ordinary deadline lies within the first read."""
    calendar = calendar_of(department, start)
    for reach in LOOK_AHEAD:
        period = Period(start - timedelta(days=1), start + timedelta(days=reach))
        known = Days({day: info.kind for day, info in _decided(calendar_days(calendar, period), department).items()})
        try:
            return ask(known)
        except BeyondCalendar:
            continue
    raise BeyondCalendar(start + timedelta(days=LOOK_AHEAD[-1]))
