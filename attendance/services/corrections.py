"""A time that no punch shows is asked for (补卡): so many a month, so many days back, and the raw punches stay (ATT-14)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from attendance.choices import SlipState
from attendance.models import Correction, Punch
from attendance.selectors.corrections import closed, moment_of, rules_of, used_in_month
from attendance.services.locks import in_words
from attendance.services.nightly import store_days
from attendance.services.slips import day_of
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from people.models import Employee

KIND = "attendance.correction"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the form holds. day: of work; wall: what the clock on the wall showed, before the change of day it is the next morning."""

    day: date
    wall: time
    reason: str


@transaction.atomic
def ask_correction(*, forgotten: Forgotten, employee: Employee, key: UUID, at: datetime) -> Request:
    """Ask the direct superior to let a time count. The same key again is the same request.

    Raises RuleBroken for a time to come, too long ago, or recorded already, and when the month has no correction left.
    """
    employee = _held(employee)
    before = Correction.objects.filter(key=key).select_related("request").first()
    if before is not None and before.employee_id == employee.pk and before.request:
        return before.request
    moment = _checked(forgotten, employee, at, except_for=None)
    correction = Correction.objects.create(
        key=key, employee=employee, day=forgotten.day, at=moment, reason=forgotten.reason.strip(), created_at=at
    )
    return submit(subject=correction, kind=KIND, by=employee, at=at, key=key)


@transaction.atomic
def change_correction(*, correction: Correction, forgotten: Forgotten, by: Employee, at: datetime) -> Request:
    """Hand in again what was sent back. Raises RuleBroken as `ask_correction` does, and for anybody but whose it is."""
    employee = _held(by)
    hold(Correction.objects.values_list("request", flat=True).get(pk=correction.pk))
    correction = Correction.objects.select_for_update(of=("self",)).select_related("request").get(pk=correction.pk)
    if correction.employee_id != by.pk:
        raise RuleBroken(_("Only whose correction it is does this."))
    if correction.state != SlipState.SENT_BACK or correction.request is None:
        raise RuleBroken(_("This correction is %(state)s and cannot be changed."), state=correction.get_state_display())
    correction.at = _checked(forgotten, employee, at, except_for=correction.pk)
    correction.day, correction.reason = forgotten.day, forgotten.reason.strip()
    correction.save(update_fields=["day", "at", "reason"])
    return resubmit(request=correction.request, by=by, at=at)


def follow(request: Request, /) -> None:
    """The correction says what its request says; once approved the day is judged with it."""
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=request.object_id)
    correction.request, correction.state = request, SlipState(request.state)
    correction.save(update_fields=["request", "state"])
    if correction.state == SlipState.APPROVED and request.closed_at:
        recompute(correction.employee_id, correction.day, correction.day, request.closed_at)


def recompute(employee_id: int, first: date, last: date, at: datetime) -> None:
    """Judge the kept days of the person anew, as far as they are over."""
    last = min(last, day_of(at) - ONE_DAY)
    if first <= last:
        store_days(period=Period(first, last), at=at, employee_ids=[employee_id])


# -- rules -------------------------------------------------------------------------------------------------


def _held(employee: Employee) -> Employee:
    """The row, held until the end: two windows cannot take the last correction of a month together. Punches go on."""
    return Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)


def _checked(forgotten: Forgotten, employee: Employee, at: datetime, *, except_for: int | None) -> datetime:
    """The instant that is asked for."""
    day = forgotten.day
    if not forgotten.reason.strip():
        raise RuleBroken(_("Say what happened, so that your superior can decide."))
    moment = refuse_impossible(employee, day, forgotten.wall, at)
    quota = rules_of(employee, day).monthly_count
    if quota is not None and used_in_month(employee, day, except_for) >= quota:
        raise RuleBroken(
            _("The %(count)d corrections of %(month)s are used up. Object to the result instead, or ask human resources."),
            count=quota, month=in_words(day),
        )  # fmt: skip
    live = Correction.objects.filter(employee=employee, at=moment, state__in=(SlipState.SUBMITTED, SlipState.APPROVED))
    if live.exclude(pk=except_for or 0).exists():
        raise RuleBroken(_("You have asked for %(time)s already."), time=f"{forgotten.wall:%H:%M}")
    return moment


def refuse_impossible(employee: Employee, day: date, wall: time, at: datetime) -> datetime:
    """The instant of that time of the day, on the minute.

    Raises RuleBroken when no post was held then, it is to come, too long ago, in a closed month, or a punch shows it already.
    """
    moment = moment_of(employee, day, wall, at)
    if moment is None:
        raise RuleBroken(_("No post was held on that day, so no punch belongs to it."))
    if moment > at:
        raise RuleBroken(_("That time is still to come. Clock in when it is there."))
    window = rules_of(employee, day).window
    if window is not None and (day_of(at) - day).days > window:
        raise RuleBroken(
            _("That day is %(days)d days ago, and a punch is made up for within %(window)d. Object to the result instead."),
            days=(day_of(at) - day).days, window=int(window),
        )  # fmt: skip
    if closed(day):
        raise RuleBroken(_("The month of that day is closed. Object to the sheet instead."))
    if Punch.objects.filter(employee=employee, at__gte=moment, at__lt=moment + timedelta(minutes=1)).exists():
        raise RuleBroken(_("A punch at %(time)s is recorded already, so nothing is missing there."), time=f"{wall:%H:%M}")
    return moment
