"""Overtime that is made up by time off becomes a balance (OT-04): by the minutes that the day counts, once for each slip.

When the day is judged otherwise later, a line of the ledger corrects it: never below what was taken already.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from attendance.choices import COUNTS, EntryKind, SlipKind
from attendance.leave_types import LeaveType
from attendance.models import LeaveEntry, LeaveLot, Slip
from attendance.policy import Leave, Overtime
from attendance.selectors.asking import bounds
from attendance.selectors.changes import days_waiting
from attendance.selectors.judging import Judged, judge
from attendance.services.balances import grant
from common.periods import ONE_DAY, Period
from workdays.choices import DayKind

NONE, CENT = Decimal(0), Decimal("0.01")
HOURS_OF_A_DAY = 8  # State Council rules on working hours, art. 3
TIME_OFF = "time_off"
LOOK_BACK = 40  # days: what was corrected after the day, up to the closing of its month
BATCH = 1000
CORRECTED = gettext_noop("the overtime was judged anew")


@dataclass(frozen=True, slots=True)
class Credit:
    """What a slip of overtime is worth: of that type, in its unit, from that day on."""

    slip: Slip
    type: str
    amount: Decimal
    day: date
    expires_on: date | None


def cause_of(slip_id: int) -> str:
    return f"overtime:{slip_id}"


@transaction.atomic
def credit_days(*, days: Iterable[Judged], at: datetime) -> int:
    """Bring the balances in line with days that are over; returns how many slips changed theirs. A second run changes nothing.

    A day whose changed result nobody has accepted yet keeps what it was worth.
    """
    overtime = [one for one in days if one.facts.overtime and not one.is_open]
    waiting = days_waiting((one.employee_id, one.day) for one in overtime)
    concerned = [one for one in overtime if (one.employee_id, one.day) not in waiting]
    return _bring_in_line(_credits(concerned), at) if concerned else 0


@transaction.atomic
def credit_slip(slip: Slip, at: datetime) -> None:
    """The same for one slip whose state has changed; what counts no more is worth nothing."""
    if slip.kind != SlipKind.OVERTIME:
        return
    if slip.state not in COUNTS:
        lots = LeaveLot.objects.select_for_update().filter(employee=slip.employee_id, cause=cause_of(slip.pk))
        for lot in lots:
            _correct(lot, NONE, at)
        return
    day = slip.during.lower.astimezone(timezone.get_default_timezone()).date()
    credit_days(days=judge([slip.employee_id], Period(day - ONE_DAY, day), at).values(), at=at)


def credit_recent(*, at: datetime) -> int:
    """Every day of the last weeks on which somebody had overtime: what a night missed, and what was corrected since."""
    rows = Slip.objects.filter(kind=SlipKind.OVERTIME, state__in=COUNTS, during__startswith__gte=at - timedelta(days=LOOK_BACK))
    people = sorted(set(rows.filter(during__startswith__lt=at).values_list("employee", flat=True)))
    today = at.astimezone(timezone.get_default_timezone()).date()
    period = Period(today - timedelta(days=LOOK_BACK), today)
    batches = (people[start : start + BATCH] for start in range(0, len(people), BATCH))
    return sum(credit_days(days=judge(ids, period, at).values(), at=at) for ids in batches)


# -- what a day is worth -----------------------------------------------------------------------------------


def _credits(days: Collection[Judged]) -> list[Credit]:
    first, last = min(bounds(one)[0] for one in days), max(bounds(one)[1] for one in days)
    slips: dict[int, list[Slip]] = defaultdict(list)
    people = {one.employee_id for one in days}
    for slip in Slip.objects.filter(kind=SlipKind.OVERTIME, state__in=COUNTS, employee__in=people, during__overlap=(first, last)):
        slips[slip.employee_id].append(slip)
    return [credit for one in days for credit in _of_day(one, slips[one.employee_id])]


def _of_day(one: Judged, slips: Iterable[Slip]) -> list[Credit]:
    """The counted minutes go to the slips of the day in their order, to each at most its own length."""
    begins, ends = bounds(one)
    left, found = one.result.overtime_minutes, []
    for slip in sorted((slip for slip in slips if begins <= slip.during.lower < ends), key=lambda slip: slip.during.lower):
        minutes = min(left, int((slip.during.upper - slip.during.lower).total_seconds() // 60))
        left -= minutes
        credit = _worth(one, slip, minutes)
        if credit:
            found.append(credit)
    return found


def _worth(one: Judged, slip: Slip, minutes: int) -> Credit | None:
    """None while the wall does not say what overtime is made up by, or at which ratio."""
    rules = Overtime.on(one.day, one.place.department_id, one.place.post_id)
    named = swap_type(Leave.on(one.day, one.place.department_id, one.place.post_id))
    if named is None or rules.swap_ratio is None:
        return None
    name, kind = named
    hours = Decimal(minutes) / 60 * rules.swap_ratio if _compensation(one, rules) == TIME_OFF else NONE
    amount = (hours if kind.is_in_hours else hours / HOURS_OF_A_DAY).quantize(CENT, ROUND_HALF_UP)
    return Credit(slip, name, amount, one.day, _months_after(one.day, rules.swap_valid) if rules.swap_valid is not None else None)


def _compensation(one: Judged, rules: Overtime) -> str | None:
    """What overtime of such a day is made up by: Labour Law art. 44 knows time off for rest days only."""
    if one.info.kind.is_working:
        return rules.workday
    return rules.holiday if one.info.kind == DayKind.STATUTORY_HOLIDAY else rules.rest_day


def swap_type(rules: Leave) -> tuple[str, LeaveType] | None:
    """The leave type that is earned by overtime, as the wall names it."""
    return next(((name, kind) for name, kind in (rules.types or {}).items() if kind.by_overtime), None)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return min(day.replace(day=1, year=year, month=month + 1) + timedelta(days=day.day - 1), Period.month(year, month + 1).last)


# -- the ledger --------------------------------------------------------------------------------------------


def _bring_in_line(credits: Iterable[Credit], at: datetime) -> int:
    wanted = {(one.slip.employee_id, cause_of(one.slip.pk)): one for one in credits}
    causes = [cause for _person, cause in wanted]
    kept = {(lot.employee_id, lot.cause): lot for lot in LeaveLot.objects.filter(cause__in=causes)}
    changed = [lot.pk for key, lot in kept.items() if key in wanted and _aim(lot, wanted[key].amount) != lot.granted]
    for lot in LeaveLot.objects.select_for_update().filter(pk__in=changed).order_by("pk"):  # always in one order
        _correct(lot, wanted[lot.employee_id, lot.cause].amount, at)
    new = [one for key, one in wanted.items() if key not in kept and one.amount > 0]
    for one in new:
        grant(
            employee=one.slip.employee, type=one.type, cause=cause_of(one.slip.pk), amount=one.amount, valid_from=one.day,
            expires_on=one.expires_on, at=at,
        )  # fmt: skip
    return len(changed) + len(new)


def _aim(lot: LeaveLot, amount: Decimal) -> Decimal:
    """What the lot is to hold: never less than was taken from it."""
    return max(amount, lot.used)


def _correct(lot: LeaveLot, amount: Decimal, at: datetime) -> None:
    difference = _aim(lot, amount) - lot.granted
    if difference:
        LeaveLot.objects.filter(pk=lot.pk).update(granted=F("granted") + difference)
        LeaveEntry.objects.create(lot=lot, kind=EntryKind.ADJUST, amount=difference, reason=CORRECTED, at=at)
