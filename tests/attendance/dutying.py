"""An office whose wall says how holiday duty goes, and a roster of its New Year holiday, 2027-01-01 to 03, Friday to Sunday."""

from datetime import date, datetime, time
from uuid import uuid4

from attendance.models import DutyShift, HolidayRoster
from attendance.selectors.duty import coming_holidays
from attendance.services import duty as services
from attendance.services.duty import Hours, Typed
from people.models import Employee
from tests.attendance.clocking import at
from tests.attendance.slips import LEAVE_RULES
from tests.rules import making
from tests.rules.making import Office

RULES = LEAVE_RULES | {"ros.check_interval_hours": 2, "ros.publish_days_before": "5", "ros.swap_ratio": "1.5"}
NEW_YEAR, SECOND, THIRD = (date(2027, 1, day) for day in (1, 2, 3))
BEFORE = at(date(2026, 12, 15), "10:00")
HOURS = Hours(time(9), time(18))


def walled(office: Office, **changed: object) -> Office:
    """With a rulebook on the wall; `ros_swap_ratio=None` leaves a value undecided."""
    values = RULES | {key.replace("_", ".", 1): value for key, value in changed.items()}
    making.published(office, values, on=date(2026, 11, 3), owner=office.company, number="KQ")
    return office


def begun(office: Office, unit: object = None, now: datetime = BEFORE) -> HolidayRoster:
    """The roster of the next New Year, nobody on it."""
    department = unit or office.ours
    holiday = next(one for one in coming_holidays(department.pk, now.date()) if one.first == NEW_YEAR)
    return services.start_roster(department=department, holiday=holiday, hours=HOURS, at=now)


def shift_on(roster: HolidayRoster, day: date) -> DutyShift:
    return roster.shifts.select_related("roster__department").get(day=day)


def put_on(
    office: Office, shift: DutyShift, lead: Employee | None, *members: Employee, hours: Hours = HOURS, now: datetime = BEFORE
) -> DutyShift:
    typed = Typed(hours, lead, members, phone="1001", place="值班室")
    return services.change_shift(shift=shift, typed=typed, by=office.director, at=now)


def published(office: Office, *members: Employee, now: datetime = BEFORE) -> HolidayRoster:
    """Led by the director on each day, the members beside."""
    roster = begun(office)
    for shift in roster.shifts.all():
        put_on(office, shift, office.director, *members, now=now)
    return services.publish_roster(roster=roster, by=office.director, at=now)


def checked(shift: DutyShift, by: Employee, now: datetime, **more: object) -> object:
    facts = {"item": "网站可访问", "is_good": True, "action": "", "key": uuid4()} | more
    return services.note_check(shift=shift, by=by, at=now, **facts)


def spoken(shift: DutyShift, by: Employee, now: datetime, **more: object) -> object:
    facts = {"with_whom": "市场部 王同", "matter": "礼包缺货", "outcome": "", "is_solved": False, "key": uuid4()} | more
    return services.note_matter(shift=shift, by=by, at=now, **facts)
