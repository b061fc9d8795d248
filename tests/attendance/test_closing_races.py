"""Two connections at the same moment: close against close, leave against close, and a night's work against close."""

from datetime import date
from uuid import uuid4

import pytest

from attendance import services
from attendance.choices import SlipKind
from attendance.models import DayRecord, MonthClosing, MonthSheet, Slip
from attendance.services.closing import close_month
from common.errors import RuleBroken
from common.periods import Period
from tests.attendance.clocking import at
from tests.attendance.closing import ABSENT, LATER, NOVEMBER, worked
from tests.attendance.slips import approved, filed, typed, with_a_head
from tests.rules.making import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def month(transactional_db) -> Office:
    office = Office()
    with_a_head(office)
    return worked(office)


def close() -> MonthClosing:
    return close_month(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)


def test_of_two_closings_one_wins_and_the_other_is_told(month: Office, race):
    results = race(close, close)
    assert sorted(type(one).__name__ for one in results) == ["MonthClosing", "RuleBroken"]
    assert MonthSheet.objects.count() == MonthSheet.objects.values("employee").distinct().count() == 5


def test_leave_handed_in_while_the_month_is_closed_stands_in_the_way_or_is_refused(month: Office, race):
    hours = typed(at(date(2026, 11, 30), "09:00"), at(date(2026, 11, 30), "18:00"))
    slip = services.start_slip(
        kind=SlipKind.LEAVE, typed=hours, employee=month.staff, key=uuid4(), by=month.staff, at=at(date(2026, 12, 1))
    )
    handed_in, closing = race(lambda: services.hand_in(slip=slip, by=month.staff, at=at(date(2026, 12, 1))), close)
    assert isinstance(handed_in, RuleBroken) != isinstance(closing, RuleBroken), (handed_in, closing)


def test_approved_leave_is_in_the_sheet_or_refused(month: Office, race):
    slip = approved_but_for_one(month)
    yes, closing = race(lambda: approved(slip, LATER), close)
    if isinstance(closing, RuleBroken):  # it saw the open slip
        closing = close()
    day = next(one for one in MonthSheet.objects.get(closing=closing, employee=month.staff).days if one["day"] == ABSENT.isoformat())
    assert (Slip.objects.get(pk=slip.pk).state, day["status"]) == ("approved", "leave"), yes


def approved_but_for_one(month: Office) -> Slip:
    return filed(month.staff, ABSENT, "09:00", "18:00", now=at(ABSENT, "08:00"))


def test_night_beside_the_closing_leaves_what_the_sheet_says(month: Office, race):
    def night() -> int:
        return services.store_days(period=Period.month_of(NOVEMBER), at=LATER)

    race(night, close)
    kept = {row.day.isoformat(): row.status for row in DayRecord.objects.filter(employee=month.staff)}
    assert kept == {one["day"]: one["status"] for one in MonthSheet.objects.get(employee=month.staff).days}
