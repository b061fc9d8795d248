"""A rest day is worked and a working day taken off instead: both are named, and somebody says yes (OT-03)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attendance.choices import LIVE, SlipKind
from attendance.models import Slip, SwapDetails
from attendance.selectors.judging import judge
from attendance.services.filing import file_slip
from attendance.services.nightly import store_days
from attendance.services.slips import Typed, day_of, locked
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.templatetags.show import day as written
from people.models import Employee
from workdays.choices import DayKind


@dataclass(frozen=True, slots=True)
class SwapDays:
    """The rest day that is worked, and the working day that is taken off."""

    works_on: date
    off_on: date


def ask_swap(*, typed: Typed, days: SwapDays, key: UUID, by: Employee, at: datetime, slip: Slip | None = None) -> Slip:
    """Ask to work on one day and be off on the other. Raises RuleBroken when they are no such days, are over, or were swapped before."""
    if days.works_on == days.off_on:
        raise RuleBroken(_("These are one day. Name the rest day that you work, and another day that you take off."))

    def write(slip: Slip) -> None:
        SwapDetails.objects.update_or_create(slip=slip, defaults={"works_on": days.works_on, "off_on": days.off_on})

    return file_slip(kind=SlipKind.SWAP, typed=typed, write=write, key=key, by=by, at=at, slip=slip)


def refuse_wrong_days(slip: Slip, today: date) -> None:
    """Both days by the person's own calendar; asked before either of them."""
    if slip.kind != SlipKind.SWAP:
        return
    named = SwapDetails.objects.filter(slip=slip).first()
    if named is None:
        raise RuleBroken(_("Name the rest day that you work and the working day that you take off."))
    if min(named.works_on, named.off_on) < today or slip.during.lower <= slip.changed_at:
        raise RuleBroken(_("Rest days are swapped before: one of these days is over or has begun."))
    _refuse_swapped(slip, named)
    days = (named.works_on, named.off_on)
    judged = judge([slip.employee_id], Period(min(days), max(days)), slip.changed_at)
    worked, off = (judged.get((slip.employee_id, day)) for day in days)
    if worked is None or worked.info.kind != DayKind.REST_DAY:
        raise RuleBroken(_("%(day)s is no rest day of yours, so it cannot be worked instead of another."), day=written(named.works_on))
    if off is None or not off.info.kind.is_working:
        raise RuleBroken(_("%(day)s is no working day of yours, so there is nothing to take off."), day=written(named.off_on))


def _refuse_swapped(slip: Slip, named: SwapDetails) -> None:
    """The employee's row is held, so that two swaps of one day follow each other."""
    Employee.objects.select_for_update(of=("self",)).get(pk=slip.employee_id)
    days = (named.works_on, named.off_on)
    others = SwapDetails.objects.filter(Q(works_on__in=days) | Q(off_on__in=days), slip__employee=slip.employee_id, slip__state__in=LIVE)
    if others.exclude(slip=slip).exists():
        raise RuleBroken(_("One of these days is swapped already. Look at your slips, and choose another day."))


@transaction.atomic
def judge_worked_day(slip: Slip, at: datetime) -> None:
    """The rest day lies outside of the slip's own time: it is judged anew as well when it is over."""
    if slip.kind != SlipKind.SWAP:
        return
    worked = SwapDetails.objects.filter(slip=locked(slip)).values_list("works_on", flat=True).first()
    if worked and worked < day_of(at):
        store_days(period=Period(worked - ONE_DAY, worked), at=at, employee_ids=[slip.employee_id])
