"""A rest day worked instead of another day."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.utils import translation

from attendance import services
from attendance.models import DayRecord, Slip
from attendance.selectors.judging import judge_one
from attendance.services.swaps import SwapDays, ask_swap
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, SATURDAY, TUESDAY, WEDNESDAY, approved, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW, LATE = at(MONDAY, "10:00"), at(date(2026, 12, 1), "09:00")
NEXT_TUESDAY = date(2026, 11, 24)


def built() -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def li(db) -> Employee:
    li = built().staff
    clocked(li, MONDAY, "09:00", "18:00")
    return li


def asked(who: Employee, works_on: date, off_on: date, *, now: datetime = NOW) -> Slip:
    hours = typed(at(off_on, "09:00"), at(off_on, "18:00"), "")
    return ask_swap(typed=hours, days=SwapDays(works_on, off_on), key=uuid4(), by=who, at=now)


def status(who: Employee, day: date) -> str:
    return str(judge_one(who.pk, day, LATE).result.status)


@pytest.mark.row("OT-03")
def test_a_day_taken_off_is_absence_until_its_swap_is_approved(li: Employee):
    slip = asked(li, SATURDAY, NEXT_TUESDAY)
    clocked(li, SATURDAY, "09:00", "18:00")
    assert [status(li, day) for day in (SATURDAY, NEXT_TUESDAY)] == ["rest", "absent"]
    approved(slip, NOW)
    assert [status(li, day) for day in (SATURDAY, NEXT_TUESDAY)] == ["normal", "rest"]


@pytest.mark.row("OT-03")
def test_both_days_are_named_to_the_approver(li: Employee):
    items = {item["label"]: item["value"] for item in asked(li, SATURDAY, NEXT_TUESDAY).request.submissions.get().snapshot["items"]}
    assert (items["rest day that is worked"], items["working day that is taken off"]) == ("2026-11-21", "2026-11-24")


@pytest.mark.parametrize(
    ("works_on", "off_on", "sentence"),
    [
        (FRIDAY, NEXT_TUESDAY, "no rest day"),
        (SATURDAY, date(2026, 11, 22), "no working day"),
        (date(2026, 11, 15), NEXT_TUESDAY, "is over or has begun"),
        (SATURDAY, MONDAY, "is over or has begun"),
        (date(2026, 10, 1), NEXT_TUESDAY, "is over or has begun"),
        (SATURDAY, SATURDAY, "one day"),
    ],
)
def test_days_that_cannot_be_swapped_are_refused(li: Employee, works_on: date, off_on: date, sentence: str):
    with translation.override("en"), pytest.raises(RuleBroken, match=sentence):
        asked(li, works_on, off_on)
    assert not Slip.objects.exists()


def test_a_statutory_holiday_is_no_rest_day_to_be_swapped(li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match="no rest day"):
        asked(li, date(2027, 1, 1), NEXT_TUESDAY)


def test_a_day_is_swapped_once(li: Employee):
    asked(li, SATURDAY, NEXT_TUESDAY)
    for works_on, off_on in ((SATURDAY, WEDNESDAY), (date(2026, 11, 28), NEXT_TUESDAY)):
        with translation.override("en"), pytest.raises(RuleBroken, match="swapped already"):
            asked(li, works_on, off_on)


def test_a_swap_approved_after_its_rest_day_was_worked_judges_that_day_anew(li: Employee):
    slip = asked(li, SATURDAY, date(2026, 11, 30))
    clocked(li, SATURDAY, "10:00", "18:00")
    services.store_days(period=Period(SATURDAY, SATURDAY), at=at(date(2026, 11, 23)), employee_ids=[li.pk])
    assert DayRecord.objects.get(day=SATURDAY).status == "rest"
    approved(slip, at(date(2026, 11, 23)))
    assert DayRecord.objects.get(day=SATURDAY).status != "rest"


@pytest.mark.django_db(transaction=True)
def test_two_swaps_of_one_day_at_the_same_moment_are_one(race):
    li = built().staff
    results = race(lambda: asked(li, SATURDAY, NEXT_TUESDAY), lambda: asked(li, SATURDAY, TUESDAY))
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert Slip.objects.count() == 1
