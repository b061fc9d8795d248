"""What happens to holiday duty by the clock: time off credited once a shift is over, heads reminded in time (ROS-07, ROS-08)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from math import ceil

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.domain.duty import Holiday, credit, months_after
from attendance.leave_types import LeaveType
from attendance.models import DutyShift, HolidayRoster
from attendance.policy import HolidayDuty, Overtime
from attendance.selectors.asking import leave_types_of
from attendance.selectors.duty import local_day, needs
from attendance.services.balances import grant, plain
from attendance.services.duty import Hours, start_roster
from common.templatetags.show import day
from notices.services import tell
from people.models import Department, DepartmentVersion, Employee
from people.selectors.reporting import head_of
from rules.provider import held
from workdays.policy import WorkingTime

LOOK_BACK = timedelta(days=62)  # a shift whose hours are decided later than that is credited by hand
OFFICE_HOURS = Hours(time(9), time(18))  # while the wall decides none


def credit_duties(*, at: datetime) -> int:
    """Credit every shift of a published roster that is over; returns how many. Each is a transaction of its own, and once."""
    over = DutyShift.objects.filter(
        credited_at=None, roster__published_at__isnull=False, during__endswith__lte=at, during__endswith__gt=at - LOOK_BACK
    )
    return sum(_credit(pk, at) for pk in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _credit(pk: int, at: datetime) -> bool:
    """Nothing while the ratio is undecided: the page of the shift says so."""
    shift = DutyShift.objects.select_for_update(of=("self",)).select_related("roster__department").get(pk=pk)
    ratio = HolidayDuty.on(shift.day, shift.roster.department_id).swap_ratio
    if shift.credited_at or ratio is None:
        return False
    minutes = int((shift.during.upper - shift.during.lower).total_seconds()) // 60
    for member in shift.members.select_related("employee").order_by("employee"):
        _credit_one(shift, member.employee, minutes, ratio, at)
    shift.credited_at = at
    shift.save(update_fields=["credited_at"])
    return True


def _credit_one(shift: DutyShift, who: Employee, minutes: int, ratio: Decimal, at: datetime) -> None:
    """Into the leave type that comes from overtime, where the wall has one for the person."""
    last = local_day(shift.during.upper)
    found = next(((name, kind) for name, kind in leave_types_of(who, shift.day).items() if kind.by_overtime), None)
    if found is None or ratio <= 0:
        return
    name, kind = found
    amount = credit(minutes, ratio, is_in_hours=kind.is_in_hours)
    months = Overtime.on(shift.day, shift.roster.department_id).swap_valid
    lot = grant(
        employee=who, type=name, cause=f"duty:{shift.pk}", amount=amount, valid_from=last,
        expires_on=None if months is None else months_after(last, months), at=at, reason=str(shift)[:200],
    )  # fmt: skip
    if lot is None:
        return
    words = partial(_credited, shift, amount, kind, name)
    tell(recipients=[who], kind="attendance", words=words, link=reverse("attendance:duty-shift", args=[shift.pk]), at=at)


def _credited(shift: DutyShift, amount: Decimal, kind: LeaveType, name: str) -> tuple[str, str]:
    unit = _("h") if kind.is_in_hours else _("days")
    values = {"day": day(shift.day), "amount": plain(amount), "unit": unit, "type": name}
    return _("Holiday duty on %(day)s: %(amount)s %(unit)s of %(type)s credited") % values, ""


def remind_heads(*, at: datetime) -> int:
    """Tell the head of each department whose roster of a coming holiday is not published in time, once; returns how many.

    A department owes rosters when the wall decides `ros.publish_days_before` for it, or it has published one before. While
    the company decides it and nobody has a roster, the company itself owes one. A roster that nobody began is begun.
    """
    today, count = local_day(at), 0
    for department in _owing(today):
        ahead = HolidayDuty.on(today, department).publish_before
        if ahead:
            # on the last day in time there is nothing to remind of: that is when fewer days are left
            count += sum(_remind(need.department, need.holiday, at) for need in needs([department], today, ceil(ahead) - 1))
    return count


def _owing(today: date) -> Iterable[Department]:
    key = HolidayDuty.parameters["publish_before"].key
    wanted = {pk for pk in held().scopes_of(key) if HolidayDuty.on(today, pk).publish_before is not None}
    wanted |= set(HolidayRoster.objects.filter(published_at__isnull=False).values_list("department", flat=True))
    units = DepartmentVersion.objects.on(today)
    if not wanted and HolidayDuty.on(today, None).publish_before is not None:
        wanted = set(units.filter(parent=None).values_list("department", flat=True))
    return Department.objects.filter(pk__in=units.filter(department__in=wanted).values("department")).order_by("pk")


@transaction.atomic
def _remind(department: Department, holiday: Holiday, at: datetime) -> bool:
    today = local_day(at)
    if holiday.first < today:
        return False
    row = (
        HolidayRoster.objects.filter(department=department, first__lte=holiday.last, last__gte=holiday.first)
        .order_by("first", "pk")
        .first()
    )
    if row is None:
        row = start_roster(department=department, holiday=holiday, hours=usual_hours(department, holiday.first), at=at)
    roster = HolidayRoster.objects.select_for_update(of=("self",)).get(pk=row.pk)
    head = _answers_for(department, today)
    if roster.published_at or roster.reminded_at or head is None:
        return False
    link = reverse("attendance:duty-roster", args=[roster.pk])
    words = partial(_not_published, department, holiday, today)
    tell(recipients=[head], kind="attendance", words=words, link=link, level="important", at=at)
    roster.reminded_at = at
    roster.save(update_fields=["reminded_at"])
    return True


def _not_published(department: Department, holiday: Holiday, today: date) -> tuple[str, str]:
    values = {"holiday": holiday.name, "unit": department.name, "day": day(holiday.first), "count": (holiday.first - today).days}
    subject = _("The duty roster for %(holiday)s is not published yet (%(unit)s)") % values
    return subject, _("The holiday begins on %(day)s, in %(count)d days. Name who leads on each day, then publish the roster.") % values


def _answers_for(department: Department, today: date) -> Employee | None:
    """The head; where nobody leads, whoever is accountable for the unit."""
    head = head_of(department.pk, today)
    if head is not None:
        return head
    version = DepartmentVersion.objects.on(today).filter(department=department).select_related("accountable").first()
    return version.accountable if version else None


def usual_hours(department: Department, on: date) -> Hours:
    """From the beginning to the end of an ordinary day of work there."""
    schedule = WorkingTime.on(on, department).schedule
    if not schedule:
        return OFFICE_HOURS
    return Hours(*(time(minute // 60 % 24, minute % 60) for minute in (schedule[0].start, schedule[-1].end)))
