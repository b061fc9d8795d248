"""What attendance puts into the private calendars, and what it keeps to itself."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from attendance.choices import SlipKind, SlipState
from attendance.models import Slip, SwapDetails, TripDetails
from attendance.services import duty
from common import clock
from people.models import Assignment
from people.services.tokens import make_feed
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.dutying import BEFORE, NEW_YEAR, begun, published, put_on, shift_on, walled

TUESDAY, WEDNESDAY = date(2026, 12, 15), date(2026, 12, 16)
SECRETS = ("发烧", "病假")


@pytest.fixture(autouse=True)
def _december():
    with clock.stopped(BEFORE):
        yield


def feed(person, name="mine"):
    """The entries of a new address by their uid without the last part."""
    _token, secret = make_feed(user=person.user, at=BEFORE)
    response = Client().get(reverse(f"people:feed-{name}", args=[secret]))
    assert response.status_code == 200
    return {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def slip(who, kind=SlipKind.LEAVE, state=SlipState.CLOSED, first=(TUESDAY, "09:00"), last=(TUESDAY, "18:00"), **more):
    """A slip that somebody arranged: its approval is not what these tests are about."""
    during = (at(*first), at(*last))
    more = {"type": "病假" if kind == SlipKind.LEAVE else "", "reason": "发烧", **more}
    return Slip.objects.create(
        kind=kind, state=state, employee=who, filed_by=who, during=during, planned=during, is_arranged=True, created_at=BEFORE,
        changed_at=BEFORE, **more,
    )  # fmt: skip


# -- mine ------------------------------------------------------------------------------------------------------


def test_my_leave_is_there_with_its_hours_and_reason(office):
    mine = slip(office.staff)
    event = feed(office.staff)[f"slip-{mine.pk}"]
    assert str(event["summary"]) == "病假"
    assert str(event["description"]) == "发烧"
    assert event.decoded("dtstart") == at(TUESDAY, "09:00")
    assert event.decoded("dtend") == at(TUESDAY, "18:00")
    assert event.decoded("last-modified") == BEFORE
    assert str(event["url"]).endswith(f"/slips/{mine.pk}/")


def test_whole_days_are_days_and_end_the_day_after(office):
    mine = slip(office.staff, first=(TUESDAY, "00:00"), last=(WEDNESDAY, "24:00"))
    event = feed(office.staff)[f"slip-{mine.pk}"]
    assert event.decoded("dtstart") == TUESDAY
    assert event.decoded("dtend") == WEDNESDAY + timedelta(days=1)


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back", "refused", "withdrawn", "cancelled"])
def test_slip_that_is_not_approved_is_not_there(office, state):
    slip(office.staff, state=state)
    assert feed(office.staff) == {}


def test_slip_that_was_taken_back_is_gone(office):
    mine = slip(office.staff)
    assert feed(office.staff)
    Slip.objects.filter(pk=mine.pk).update(state=SlipState.CANCELLED)
    assert feed(office.staff) == {}


def test_journey_stands_in_the_calendar_of_whoever_goes_along(office):
    trip = slip(office.staff, SlipKind.TRIP, reason="谈合同")
    TripDetails.objects.create(slip=trip, destination="上海").companions.add(office.director)
    own, other = feed(office.staff)[f"slip-{trip.pk}"], feed(office.director)[f"slip-{trip.pk}"]
    assert str(own["summary"]) == str(other["summary"])
    assert "上海" in str(own["summary"])
    assert str(own["description"]) == "谈合同"
    assert "description" not in other
    assert "url" not in other


def test_both_days_of_a_swap_are_there(office):
    swap = slip(office.staff, SlipKind.SWAP)
    SwapDetails.objects.create(slip=swap, works_on=date(2026, 12, 12), off_on=TUESDAY)
    found = feed(office.staff)
    assert found[f"swap-{swap.pk}-works"].decoded("dtstart") == date(2026, 12, 12)
    assert found[f"swap-{swap.pk}-off"].decoded("dtstart") == TUESDAY
    assert len(found) == 2


def test_my_duty_is_there_once_it_is_published(office):
    walled(office)
    roster = begun(office)
    put_on(office, shift_on(roster, NEW_YEAR), office.director, office.staff)
    assert feed(office.staff) == {}
    for shift in roster.shifts.exclude(day=NEW_YEAR):
        put_on(office, shift, office.director)
    duty.publish_roster(roster=roster, by=office.director, at=BEFORE)
    event = next(iter(feed(office.staff).values()))
    assert event.decoded("dtstart") == at(NEW_YEAR, "09:00")
    assert str(event["location"]) == "值班室"
    assert event["transp"] == "OPAQUE"


def test_nothing_of_others_is_in_mine(office):
    slip(office.director)
    assert feed(office.staff) == {}


def test_old_and_far_things_are_left_out(office):
    slip(office.staff, first=(date(2026, 9, 1), "09:00"), last=(date(2026, 9, 1), "18:00"))
    slip(office.staff, first=(date(2028, 1, 3), "09:00"), last=(date(2028, 1, 3), "18:00"))
    assert feed(office.staff) == {}


def test_my_calendar_asks_as_much_for_many_entries(office, assert_queries_constant):
    _token, secret = make_feed(user=office.staff.user, at=BEFORE)
    read = Client()
    address = reverse("people:feed-mine", args=[secret])
    read.get(address)

    def grow():
        for day in range(1, 11):
            slip(office.staff, first=(date(2027, 3, day), "09:00"), last=(date(2027, 3, day), "12:00"))

    assert_queries_constant(lambda: read.get(address), grow, at_most=8)


# -- of my department ------------------------------------------------------------------------------------------


def colleague(office):
    return factories.holder(factories.post(office.team, "同事"), "王同")


def away(found):
    return {str(event["summary"]) for uid, event in found.items() if uid.startswith("away-")}


def test_staff_do_not_see_who_is_away(office):
    slip(colleague(office))
    assert away(feed(office.staff, "department")) == set()


def test_superior_sees_who_is_away_but_neither_why_nor_which_leave(office):
    slip(colleague(office))
    found = feed(office.director, "department")
    assert away(found) == {"王同 · 请假"}
    told = str([event.to_ical().decode() for event in found.values()])
    assert not any(word in told for word in SECRETS)


def test_superior_does_not_see_another_department(office):
    elsewhere = factories.department("市场部", office.company)
    slip(factories.holder(factories.post(elsewhere, "专员"), "钱舟"))
    assert away(feed(office.director, "department")) == set()


def test_whoever_changed_department_sees_the_new_one(office):
    walled(office)
    elsewhere = factories.department("市场部", office.company)
    published(office, office.director)
    assert [uid for uid in feed(office.staff, "department") if uid.startswith("duty")]
    Assignment.objects.filter(employee=office.staff).update(during=(date(2026, 1, 1), date(2026, 12, 1)))
    place = factories.post(elsewhere, "专员")
    Assignment.objects.create(
        employee=office.staff, post=place, department=elsewhere, is_head=False, kind="regular", during=(date(2026, 12, 1), None)
    )
    assert not [uid for uid in feed(office.staff, "department") if uid.startswith("duty")]


def test_duty_of_my_department_names_who_is_there(office):
    walled(office)
    published(office, office.staff)
    found = [event for uid, event in feed(office.staff, "department").items() if uid.startswith("duty")]
    assert len(found) == 3
    assert all("总监" in str(event["summary"]) and "李雯" in str(event["summary"]) for event in found)
    assert all(event["transp"] == "TRANSPARENT" for event in found)


def test_department_calendar_asks_as_much_for_many_entries(office, assert_queries_constant):
    _token, secret = make_feed(user=office.director.user, at=BEFORE)
    read, address = Client(), reverse("people:feed-department", args=[secret])
    slip(colleague(office))
    read.get(address)

    def grow():
        for _number in range(6):
            slip(colleague(office))

    assert_queries_constant(lambda: read.get(address), grow, at_most=16)
