"""Salaries, and the last month that could be closed: sheets confirmed, one objected to, one unanswered, signed by the heads."""

from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone

from attendance.choices import SheetAnswerKind
from attendance.demo.acts import Scene, instant
from attendance.models import MonthClosing, MonthSheet
from attendance.selectors.closing_blockers import blockers
from attendance.services.closing import answer_sheet, close_month, sign_department
from attendance.services.salaries import set_salary
from common.periods import ONE_DAY, Period
from people.models import Department, Employee
from workdays.models import Calendar
from workdays.official import official_year
from workdays.selectors import calendar_days
from workdays.services import correct_day

HR, FINANCE = "103", "104"
OBJECTS, SILENT = "1008", ("1005", "101", "102")
SALARIES = {  # CNY a month
    "101": "28000", "102": "12000", "103": "15000", "104": "15500", "1001": "18000", "1002": "11500", "1003": "11000", "1004": "11200",
    "1005": "6800", "1006": "6500", "1007": "6200", "1008": "6400", "1009": "7600", "1010": "7200", "1011": "7000", "1012": "7300",
    "1013": "6600",
}  # fmt: skip
OBJECTION = "十五日下午在客户现场，外勤打卡没有计入，请核对"


def last_month(now: datetime) -> Period:
    """The last month that is over by noon of the first: before that, the one before."""
    local = timezone.localtime(now)
    first = local.date().replace(day=1)
    if local < timezone.make_aware(datetime.combine(first, time(12, 5))):
        first = (first - ONE_DAY).replace(day=1)
    return Period.month_of(first - ONE_DAY)


def close_last_month(scene: Scene, month: Period) -> MonthClosing | None:
    """Salaries first. The month is closed on its next working day after lunch, or now when that is still to come.

    None when the company was founded later, or something of the month is open.
    """
    hr = scene.people.get(HR)
    if hr is None:
        return None
    _salaries(scene, hr)
    if any(person.joined_on > month.first for number, person in scene.people.items() if number in (HR, FINANCE)):
        return None
    after = month.last + ONE_DAY
    at = scene.at(next((day for day in scene.working if day >= after), after), "14:30")
    _confirm_calendar(month, hr, at)
    if blockers(month, at).stops:
        return None
    closing = close_month(month=month.first, by=hr, at=at, accepts_no_data=True)
    _answered(scene, closing)
    _signed(scene, closing)
    return closing


def _salaries(scene: Scene, hr: Employee) -> None:
    for number, monthly in SALARIES.items():
        person = scene.people[number]
        by = hr if number == FINANCE else scene.people[FINANCE]
        since = person.joined_on
        set_salary(employee=person, monthly=Decimal(monthly), since=since, by=by, at=instant(since, "10:00"))


def _confirm_calendar(month: Period, hr: Employee, at: datetime) -> None:
    """While the official notice of a year is not known, somebody compares its days before they cost money."""
    if official_year(month.first.year).is_published:
        return
    for calendar in Calendar.objects.order_by("pk"):
        for day, info in calendar_days(calendar, month).items():
            correct_day(calendar=calendar, day=day, kind=info.kind, name=info.name, reason="按当年放假通知核对", by=hr, at=at)


def _answered(scene: Scene, closing: MonthClosing) -> None:
    """Within the next working days; who has not answered yet is told by number."""
    sheets = MonthSheet.objects.filter(closing=closing).select_related("employee").order_by("employee__number")
    begun = closing.closed_at or closing.started_at
    for place, sheet in enumerate(one for one in sheets if one.employee.number not in SILENT and one.employee.left_on is None):
        objects = sheet.employee.number == OBJECTS
        kind = SheetAnswerKind.OBJECTED if objects else SheetAnswerKind.CONFIRMED
        at = scene.at_most(begun, 25 + 41 * place)
        answer_sheet(sheet=sheet, kind=kind, text=OBJECTION if objects else "", by=sheet.employee, at=at)


def _signed(scene: Scene, closing: MonthClosing) -> None:
    """The heads of the three units that have one; the general manager has not yet."""
    for code, number in (("OPS", "1001"), ("HR", "103"), ("FIN", "104")):
        unit = Department.objects.get(code=code)
        if MonthSheet.objects.filter(closing=closing, department=unit).exists():
            at = scene.at_most(closing.closed_at or closing.started_at, 60 * 26)
            sign_department(closing=closing, department=unit, by=scene.people[number], at=at)
