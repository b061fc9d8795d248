"""Trips and work outside: asked for, confirmed, signed out and in, reported, closed, and missed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from approvals import services as approvals
from attendance.choices import SlipKind
from attendance.journey_state import state_of
from attendance.models import Slip, TripDetails
from attendance.selectors.judging import judge_one
from attendance.services import journeys
from attendance.services.journeys import JourneyFacts, ask_journey
from common.errors import RuleBroken
from notices.models import Notice
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW, LATE = at(MONDAY, "10:00"), at(FRIDAY, "23:00")
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office.staff


def trip(who: Employee, *companions: Employee, is_note_read: bool = True, now: datetime = NOW) -> Slip:
    facts = JourneyFacts("上海", companions, Decimal("1200.00"), "李父 13900000000", is_note_read)
    hours = typed(at(TUESDAY, "08:00"), at(THURSDAY, "18:00"), "", reason="客户验收")
    return ask_journey(kind=SlipKind.TRIP, typed=hours, facts=facts, key=uuid4(), by=who, at=now)


def outing(who: Employee, day: date = TUESDAY, first: str = "14:00", last: str = "16:00", *, now: datetime = NOW) -> Slip:
    hours = typed(at(day, first), at(day, last), "", reason="送合同")
    return ask_journey(kind=SlipKind.OUTING, typed=hours, facts=JourneyFacts("税务局"), key=uuid4(), by=who, at=now)


def state(slip: Slip) -> str:
    return str(state_of(Slip.objects.get(pk=slip.pk), TripDetails.objects.get(slip=slip)))


def status(who: Employee, day: date) -> str:
    return str(judge_one(who.pk, day, LATE).result.status)


@pytest.mark.row("TRV-01")
def test_an_approved_trip_makes_its_days_trip_days(li: Employee):
    slip = trip(li)
    assert status(li, WEDNESDAY) == "absent"
    approved(slip, NOW)
    assert [status(li, day) for day in (TUESDAY, WEDNESDAY, THURSDAY)] == ["trip"] * 3


@pytest.mark.row("TRV-01")
def test_approvers_see_where_to_with_whom_at_what_cost_and_whom_to_call(office: Office, li: Employee):
    items = {item["label"]: item["value"] for item in trip(li, office.counsel).request.submissions.get().snapshot["items"]}
    assert items["destination"] == "上海"
    assert items["companions"] == "法务"
    assert items["estimated cost (CNY)"] == "1200.00"
    assert (items["emergency contact"], items["reason"]) == ("李父 13900000000", "客户验收")


@pytest.mark.row("TRV-01")
def test_a_trip_walks_from_requested_to_closed(office: Office, li: Employee):
    slip = trip(li)
    states = [state(slip)]
    approved(slip, NOW)
    states.append(state(slip))
    journeys.sign_out(slip=slip, by=li, at=at(TUESDAY, "07:30"))
    states.append(state(slip))
    journeys.sign_in(slip=slip, by=li, at=at(THURSDAY, "15:00"))
    states.append(state(slip))
    journeys.report_trip(slip=slip, text="已验收", by=li, at=at(THURSDAY, "16:00"))
    states.append(state(slip))
    journeys.close_trip(slip=slip, by=office.head, at=at(FRIDAY, "09:00"))
    assert [*states, state(slip)] == ["requested", "approved", "away", "back", "reported", "closed"]
    slip.refresh_from_db()
    assert slip.during.upper == at(THURSDAY, "15:00")


def test_a_trip_is_not_closed_by_its_traveller_nor_without_a_report(office: Office, li: Employee):
    slip = approved(trip(li), NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="once its report is there"):
        journeys.close_trip(slip=slip, by=office.head, at=LATE)
    journeys.report_trip(slip=slip, text="已验收", by=li, at=LATE)
    with translation.override("en"), pytest.raises(RuleBroken, match="above the traveller"):
        journeys.close_trip(slip=slip, by=li, at=LATE)


def test_a_trip_is_reported_after_it(li: Employee):
    slip = approved(trip(li), NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="Sign in"):
        journeys.report_trip(slip=slip, text="已验收", by=li, at=at(WEDNESDAY))


def test_companions_are_told_of_an_approved_trip(office: Office, li: Employee):
    slip = trip(li, office.counsel)
    assert not Notice.objects.filter(kind="attendance").exists()
    approved(slip, NOW)
    assert Notice.objects.get(kind="attendance").recipients.get().recipient == office.counsel


@pytest.mark.row("TRV-04")
def test_nobody_approves_a_trip_before_the_safety_note_is_confirmed(office: Office, li: Employee):
    slip = trip(li, is_note_read=False)
    with translation.override("en"), pytest.raises(RuleBroken, match="李雯 has not confirmed the safety note"):
        approvals.approve(request=slip.request, by=office.head, at=NOW)
    slip.refresh_from_db()
    assert (slip.state, slip.request.state) == ("submitted", "submitted")
    with pytest.raises(RuleBroken):
        journeys.confirm_safety(slip=slip, by=office.head, at=NOW)
    journeys.confirm_safety(slip=slip, by=li, at=NOW)
    assert approved(slip, NOW).state == "approved"


def test_a_trip_needs_somebody_to_call(li: Employee):
    hours = typed(at(TUESDAY, "08:00"), at(THURSDAY, "18:00"), "")
    with translation.override("en"), pytest.raises(RuleBroken, match="emergency"):
        ask_journey(kind=SlipKind.TRIP, typed=hours, facts=JourneyFacts("上海"), key=uuid4(), by=li, at=NOW)


def test_what_is_over_is_not_asked_for(li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match="time is over"):
        outing(li, MONDAY, "08:00", "09:00")
    assert not Slip.objects.exists()


@pytest.mark.row("TRV-02")
def test_signing_out_and_in_records_both_and_closes_the_outing(li: Employee):
    slip = approved(outing(li), NOW)
    journeys.sign_out(slip=slip, by=li, at=at(TUESDAY, "14:02"))
    journeys.sign_out(slip=slip, by=li, at=at(TUESDAY, "14:03"))
    journeys.sign_in(slip=slip, by=li, at=at(TUESDAY, "15:40"))
    journeys.sign_in(slip=slip, by=li, at=at(TUESDAY, "15:41"))
    slip.refresh_from_db()
    slip.trip.refresh_from_db()
    assert (slip.trip.left_at, slip.trip.back_at) == (at(TUESDAY, "14:02"), at(TUESDAY, "15:40"))
    assert (slip.state, slip.during.upper) == ("closed", at(TUESDAY, "15:40"))


def test_coming_back_later_than_expected_leaves_the_rest_to_be_judged(li: Employee):
    clocked(li, TUESDAY, "09:00", "16:00")
    slip = approved(outing(li), NOW)
    journeys.sign_in(slip=slip, by=li, at=at(TUESDAY, "17:00"))
    slip.refresh_from_db()
    assert (slip.state, slip.during.upper) == ("closed", at(TUESDAY, "16:00"))
    assert judge_one(li.pk, TUESDAY, LATE).result.early_minutes == 120


def test_nobody_leaves_by_a_slip_that_is_not_approved_nor_by_anothers(office: Office, li: Employee):
    slip = outing(li)
    with translation.override("en"), pytest.raises(RuleBroken, match="submitted"):
        journeys.sign_out(slip=slip, by=li, at=at(TUESDAY, "14:00"))
    approved(slip, NOW)
    with pytest.raises(RuleBroken):
        journeys.sign_out(slip=slip, by=office.head, at=at(TUESDAY, "14:00"))
    with translation.override("en"), pytest.raises(RuleBroken, match="not begun"):
        journeys.sign_in(slip=slip, by=li, at=at(TUESDAY, "13:00"))


@pytest.mark.row("TRV-02")
def test_an_open_outing_older_than_its_expected_return_alerts_the_supervisor_once(office: Office, li: Employee):
    slip = approved(outing(li), NOW)
    journeys.sign_out(slip=slip, by=li, at=at(TUESDAY, "14:00"))
    assert journeys.alert_open_outings(at=at(TUESDAY, "16:00")) == 0
    assert [journeys.alert_open_outings(at=at(TUESDAY, wall)) for wall in ("16:01", "16:10")] == [1, 0]
    notice = Notice.objects.get(kind="attendance")
    assert (notice.recipients.get().recipient, notice.link) == (office.head, f"/slips/{slip.pk}/")


def test_an_outing_that_was_signed_in_from_alerts_nobody(li: Employee):
    slip = approved(outing(li), NOW)
    journeys.sign_in(slip=slip, by=li, at=at(TUESDAY, "15:00"))
    assert journeys.alert_open_outings(at=at(TUESDAY, "16:30")) == 0


def test_what_was_sent_back_is_changed_and_asked_again(office: Office, li: Employee):
    slip = trip(li)
    approvals.send_back(request=slip.request, by=office.head, at=NOW, opinion="费用太高")
    slip.refresh_from_db()
    facts = JourneyFacts("上海", (), Decimal("800.00"), "李父 13900000000")
    hours = typed(at(TUESDAY, "08:00"), at(WEDNESDAY, "18:00"), "")
    ask_journey(kind=SlipKind.TRIP, typed=hours, facts=facts, key=slip.key, by=li, at=NOW + timedelta(minutes=5), slip=slip)
    slip.refresh_from_db()
    assert (slip.state, slip.trip.cost_estimate, slip.during.upper) == ("submitted", Decimal("800.00"), at(WEDNESDAY, "18:00"))
    assert slip.request.round == 2


@pytest.mark.django_db(transaction=True)
def test_the_alert_runs_twice_at_once_and_tells_once(race):
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    approved(outing(office.staff), NOW)
    results = race(*[lambda: journeys.alert_open_outings(at=at(TUESDAY, "17:00"))] * 2)
    assert sorted(results) == [0, 1]
    assert Notice.objects.filter(kind="attendance").count() == 1
