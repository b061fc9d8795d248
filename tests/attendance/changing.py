"""A calendar that is changed after days were judged, and what is found by it."""

from datetime import date, datetime

from attendance.models import ResultChange
from attendance.services import store_days
from attendance.services.changes import find_for_days
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.rules.making import Office
from workdays.choices import DayKind
from workdays.models import Calendar
from workdays.services import correct_day

DAY = date(2026, 11, 20)  # a Friday
MORNING, NOON = at(date(2026, 11, 21), "05:05"), at(date(2026, 11, 21), "12:00")
TYPHOON = "台风停工 2026-18号"


def company() -> Calendar:
    return Calendar.objects.get(is_default=True)


def judged(*people: Employee, day: date = DAY, walls: tuple[str, ...] = ("09:08", "18:02"), now: datetime = MORNING) -> None:
    """Each came on the day (8 minutes late), and it is kept."""
    for who in people:
        clocked(who, day, *walls)
    store_days(period=Period(day, day), at=now, employee_ids=[who.pk for who in people])


def corrected(
    office: Office, kind: str = DayKind.REST_DAY, day: date = DAY, calendar: Calendar | None = None, reason: str = TYPHOON
) -> None:
    correct_day(calendar=calendar or company(), day=day, kind=DayKind(kind), name="", reason=reason, by=office.manager, at=NOON)


def found(day: date = DAY, calendar: Calendar | None = None, cause: str = TYPHOON, now: datetime = NOON) -> int:
    """What the job does that the correction left behind."""
    return find_for_days(calendar_id=(calendar or company()).pk, causes={day: cause}, at=now)


def changed(office: Office, kind: str = DayKind.REST_DAY, day: date = DAY, calendar: Calendar | None = None, now: datetime = NOON) -> int:
    corrected(office, kind, day, calendar)
    return found(day, calendar, now=now)


def opened() -> list[ResultChange]:
    return list(ResultChange.objects.filter(state="open").select_related("employee", "slip").order_by("day", "employee__name", "pk"))
