"""What went wrong with leave, balances and overtime in other systems, as promises that opsdept keeps.

Proved elsewhere, and not again here: the last hours of a balance spent once when two ask, approval of overtime against its
withdrawal (test_overtime), two swaps of one day (test_swap), leave against the closing of a month (test_closing_races), two
approvers and a double tap (approvals/test_race), ratio and expiry of time off (test_overtime, test_granting), annual leave by years
of work (test_granting), a calendar changed after approval (the tests of results that changed).
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.utils import translation

from approvals.models import Request
from attendance import services
from attendance.choices import SlipKind
from attendance.models import LeaveEntry, LeaveLot, Slip
from attendance.services.overtime import ask_overtime
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import get
from tests.attendance.slips import FRIDAY, MONDAY, SATURDAY, TUESDAY, WEDNESDAY, approved, filed, granted, typed
from tests.attendance.sorrows import LATE, approve, judged, office_with_a_head, status
from tests.rules.making import Office

NOW = at(MONDAY, "08:00")
THURSDAY = date(2026, 11, 19)
LAST_OF_YEAR, FIRST_MONDAY = date(2026, 12, 31), date(2027, 1, 4)


@pytest.fixture
def office(db) -> Office:
    return office_with_a_head()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def left(who: Employee, type: str = "年假") -> Decimal:
    """What the page of balances adds up from the lots."""
    sums = LeaveLot.objects.filter(employee=who, type=type).aggregate(granted=Sum("granted"), used=Sum("used"))
    return sums["granted"] - sums["used"]


def told_by_ledger(who: Employee, type: str = "年假") -> Decimal:
    return LeaveEntry.objects.filter(lot__employee=who, lot__type=type).aggregate(all=Sum("amount"))["all"]


# -- how long it is ----------------------------------------------------------------------------------------


def test_leave_over_new_year_counts_the_working_days_of_both_years(li: Employee):
    """Elsewhere the days off were worked out for the year of the first day only, so January was counted whole."""
    slip = filed(li, date(2026, 12, 29), "09:00", "18:00", until=date(2027, 1, 5), now=NOW)
    assert slip.days == 5  # 29, 30, 31 December, 4 and 5 January: 1 January is a holiday, 2 and 3 a weekend


def test_leave_of_two_years_is_taken_from_the_balance_of_each_year(li: Employee):
    """Elsewhere leave over New Year was taken whole from the old year."""
    granted(li, "年假", "2", NOW, cause="2026")
    services.grant(
        employee=li, type="年假", cause="2027", amount=Decimal(5), valid_from=date(2027, 1, 1), expires_on=date(2027, 12, 31), at=NOW
    )
    for day in (LAST_OF_YEAR, FIRST_MONDAY):
        filed(li, day, "09:00", "18:00", "年假", now=NOW)
    assert dict(LeaveLot.objects.values_list("cause", "used")) == {"2026": 1, "2027": 1}


def test_one_leave_over_new_year_takes_from_both_years(li: Employee):
    """Elsewhere leave that spans two years of balance was refused, or charged to one of them."""
    granted(li, "年假", "2", NOW, cause="2026", until=date(2026, 12, 31))
    services.grant(
        employee=li, type="年假", cause="2027", amount=Decimal(5), valid_from=date(2027, 1, 1), expires_on=date(2027, 12, 31), at=NOW
    )
    slip = filed(li, date(2026, 12, 30), "09:00", "18:00", "年假", until=date(2027, 1, 5), now=NOW)
    assert (slip.days, dict(LeaveLot.objects.values_list("cause", "used"))) == (Decimal(4), {"2026": 2, "2027": 2})
    with pytest.raises(RuleBroken):
        filed(li, date(2026, 12, 29), "09:00", "18:00", "年假", now=NOW)  # next year's days do not serve this year


def test_who_comes_back_early_in_january_gets_the_days_of_the_new_year_back(li: Employee):
    """Elsewhere an early return was given back to the year that had already gone."""
    services.grant(
        employee=li, type="年假", cause="2027", amount=Decimal(5), valid_from=date(2027, 1, 1), expires_on=date(2027, 12, 31), at=NOW
    )
    granted(li, "年假", "2", NOW, cause="2026", until=date(2026, 12, 31))
    slip = approved(filed(li, date(2026, 12, 30), "09:00", "18:00", "年假", until=date(2027, 1, 5), now=NOW), NOW)
    services.confirm_return(slip=slip, returned_at=at(FIRST_MONDAY, "18:00"), by=li, at=at(date(2027, 1, 5), "09:00"))
    assert dict(LeaveLot.objects.values_list("cause", "used")) == {"2026": 2, "2027": 1}


def test_leave_over_new_year_is_judged_on_its_days(li: Employee):
    """Elsewhere the days in January stayed absence."""
    clocked(li, MONDAY, "09:00", "18:00")
    approved(filed(li, LAST_OF_YEAR, "09:00", "18:00", until=FIRST_MONDAY, now=NOW), NOW)
    later = at(date(2027, 1, 6), "12:00")
    days = (LAST_OF_YEAR, date(2027, 1, 1), date(2027, 1, 2), FIRST_MONDAY, date(2027, 1, 5))
    assert [status(li, day, later) for day in days] == ["leave", "rest", "rest", "leave", "absent"]


def test_leave_by_the_hour_costs_its_hours_and_the_rest_of_the_day_is_worked(li: Employee):
    """Elsewhere leave had days only, and two hours at the dentist cost one."""
    services.grant(employee=li, type="调休", cause="x", amount=Decimal(8), valid_from=MONDAY, expires_on=None, at=NOW)
    slip = approved(filed(li, WEDNESDAY, "10:00", "12:00", "调休", now=NOW), NOW)
    clocked(li, WEDNESDAY, "08:59", "10:01", "12:58", "18:02")
    found = judged(li, WEDNESDAY).result
    assert (slip.minutes, left(li, "调休"), str(found.status), found.leave_minutes) == (120, 6, "normal", 120)


def test_half_of_a_day_lies_where_the_shift_breaks(li: Employee):
    """Elsewhere a half day was a label without hours, and nobody could say which half."""
    granted(li, "年假", "1", NOW)
    slips = [filed(li, WEDNESDAY, *half, "年假", now=NOW) for half in (("09:00", "12:00"), ("13:00", "18:00"))]
    assert [(slip.days, slip.minutes) for slip in slips] == [(Decimal("0.5"), 180), (Decimal("0.5"), 300)]
    assert left(li) == 0


# -- balances ----------------------------------------------------------------------------------------------


def test_two_approvals_deduct_twice(li: Employee):
    """Elsewhere two approvals read one balance, and the second wrote over what the first had taken."""
    granted(li, "年假", "5", NOW)
    slips = [filed(li, day, "09:00", "18:00", "年假", now=NOW) for day in (TUESDAY, WEDNESDAY)]
    for slip in slips:
        approved(slip, NOW)
    assert (left(li), told_by_ledger(li)) == (3, 3)


def test_tenths_stay_tenths(li: Employee):
    """Elsewhere balances were floats: three tenths were not what was shown."""
    granted(li, "年假", "0.1", NOW)
    lot = LeaveLot.objects.get()
    for _time in range(2):
        services.adjust(lot=lot, amount=Decimal("0.1"), reason="补记", by=li, at=NOW)
    assert (left(li), told_by_ledger(li)) == (Decimal("0.30"), Decimal("0.30"))


def test_journal_explains_the_balance_after_everything_that_can_happen(li: Employee):
    """Elsewhere the balance was a number that could be typed, and nobody knew how it came about."""
    granted(li, "年假", "2", NOW, until=date(2026, 11, 30), cause="old")
    granted(li, "年假", "5", NOW, cause="new")
    kept = approved(filed(li, TUESDAY, "09:00", "18:00", "年假", until=THURSDAY, now=NOW), NOW)
    dropped = approved(filed(li, FRIDAY, "09:00", "18:00", "年假", now=NOW), NOW)
    services.cancel_slip(slip=dropped, by=li, reason="不去了", at=NOW)
    services.confirm_return(slip=kept, returned_at=at(THURSDAY, "12:00"), by=li, at=at(THURSDAY, "12:10"))
    services.adjust(lot=LeaveLot.objects.get(cause="new"), amount=Decimal("-0.5"), reason="多记", by=li, at=LATE)
    services.expire(lots=LeaveLot.objects.all(), day=date(2026, 12, 1), at=LATE)
    assert left(li) == told_by_ledger(li) == Decimal(4)  # 7, less 2.5 taken, less 0.5


def test_what_comes_back_to_an_expired_lot_expires_with_it(li: Employee):
    """Elsewhere a cancelled leave revived days that had lapsed."""
    granted(li, "年假", "1", NOW, until=date(2026, 11, 30), cause="old")
    slip = approved(filed(li, date(2026, 11, 30), "09:00", "18:00", "年假", now=NOW), NOW)
    services.expire(lots=LeaveLot.objects.all(), day=date(2026, 12, 1), at=at(date(2026, 12, 1)))
    with pytest.raises(RuleBroken):
        services.cancel_slip(slip=slip, by=li, reason="没休", at=at(date(2026, 12, 1)))
    assert left(li) == 0


def test_use_names_the_lots_that_it_took_from(li: Employee):
    """Elsewhere nobody could trace which grant a leave had used up, or why the rest lapsed."""
    granted(li, "年假", "1", NOW, until=date(2026, 11, 30), cause="old")
    granted(li, "年假", "5", NOW, cause="new")
    slip = filed(li, TUESDAY, "09:00", "18:00", "年假", until=THURSDAY, now=NOW)
    assert dict(slip.entries.values_list("lot__cause", "amount")) == {"old": -1, "new": -2}
    shown = get(li, "/leave/balances/", now=NOW).text
    assert f'href="/slips/{slip.pk}/"' in shown


def test_leave_that_finds_no_approver_has_taken_nothing(office: Office):
    """Elsewhere a request that was killed half way left its row, or its deduction, behind."""
    boss = office.manager
    granted(boss, "年假", "5", NOW)
    slip = services.start_slip(
        kind=SlipKind.LEAVE, typed=typed(at(TUESDAY, "09:00"), at(TUESDAY, "18:00"), "年假"), employee=boss, key=uuid4(), by=boss, at=NOW
    )
    with pytest.raises(RuleBroken):
        services.hand_in(slip=slip, by=boss, at=NOW)
    slip.refresh_from_db()
    assert (slip.state, left(boss), LeaveEntry.objects.count()) == ("draft", 5, 1)
    assert not Request.objects.filter(kind__startswith="attendance").exists()


# -- overtime ----------------------------------------------------------------------------------------------


def rest_day_worked(li: Employee, moment: datetime) -> Slip:
    hours = typed(at(SATURDAY, "09:00"), at(SATURDAY, "13:00"), "", reason="验收")
    slip = ask_overtime(typed=hours, task="验收", key=uuid4(), by=li, at=moment)
    clocked(li, SATURDAY, "07:40", "13:20")
    return approved(slip, moment)


def test_time_off_for_a_rest_day_counts_what_was_approved_and_not_the_early_arrival(li: Employee):
    """Elsewhere coming early to an approved Saturday earned time off as well."""
    rest_day_worked(li, NOW)
    services.store_days(period=Period(SATURDAY, SATURDAY), at=LATE, employee_ids=[li.pk])
    assert left(li, "调休") == 4


def test_overtime_that_was_taken_as_time_off_is_not_below_zero_when_it_is_judged_anew(li: Employee):
    """Elsewhere a correction of overtime drove the balance below zero, or was refused for ever."""
    rest_day_worked(li, NOW)
    services.store_days(period=Period(SATURDAY, SATURDAY), at=LATE, employee_ids=[li.pk])
    approved(filed(li, date(2026, 11, 25), "14:00", "18:00", "调休", now=LATE), LATE)
    assert (left(li, "调休"), told_by_ledger(li, "调休")) == (0, 0)
    with translation.override("en"), pytest.raises(RuleBroken, match="balance of 调休 is 0"):
        filed(li, date(2026, 11, 26), "14:00", "15:00", "调休", now=LATE)


# -- at the same moment ------------------------------------------------------------------------------------


def drafts(who: Employee, *days: tuple[date, str, str]) -> list[Slip]:
    return [
        services.start_slip(
            kind=SlipKind.LEAVE, typed=typed(at(day, first), at(day, last), "年假"), employee=who, key=uuid4(), by=who, at=NOW
        )
        for day, first, last in days
    ]


@pytest.mark.django_db(transaction=True)
def test_two_leaves_for_one_time_handed_in_at_once_leave_one(race):
    """Elsewhere the check ran before the other row was there, and both were accepted, three times of three."""
    li = office_with_a_head().staff
    granted(li, "年假", "5", NOW)
    slips = drafts(li, (TUESDAY, "09:00", "18:00"), (TUESDAY, "13:00", "18:00"))
    results = race(*[lambda slip=slip: services.hand_in(slip=slip, by=li, at=NOW) for slip in slips])
    assert [type(result) for result in results].count(RuleBroken) == 1, results
    assert sorted(Slip.objects.values_list("state", flat=True)) == ["draft", "submitted"]
    assert told_by_ledger(li) == left(li) == 5 - Slip.objects.get(state="submitted").days


@pytest.mark.django_db(transaction=True)
def test_two_leaves_handed_in_at_once_are_both_deducted(race):
    """Elsewhere two at a time deducted once, three times of three."""
    li = office_with_a_head().staff
    granted(li, "年假", "5", NOW)
    slips = drafts(li, (TUESDAY, "09:00", "18:00"), (WEDNESDAY, "09:00", "18:00"))
    results = race(*[lambda slip=slip: services.hand_in(slip=slip, by=li, at=NOW) for slip in slips])
    assert not any(isinstance(result, Exception) for result in results), results
    race(*[lambda slip=slip: approve(Request.objects.get(pk=Slip.objects.get(pk=slip.pk).request_id), NOW) for slip in slips])
    assert (left(li), told_by_ledger(li)) == (3, 3)
    assert set(Slip.objects.values_list("state", flat=True)) == {"approved"}
