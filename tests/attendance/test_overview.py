"""The page of attendance: one entry of the navigation, behind which stands what the reader may open."""

import pytest
from django.test import Client, RequestFactory

from common import menu
from people.models import Employee
from tests import factories
from tests.attendance.slips import with_a_head
from tests.attendance.test_examining import opened
from tests.rules.making import Office

EVERYBODY = {"month", "correction-new", "case-list", "duty", "rosters"}
OF_SUPERIORS = EVERYBODY | {"team-month", "late-stays", "supervisor-punch", "closing-list"}


@pytest.fixture
def office(db) -> Office:
    office = Office()
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    factories.grant(office.counsel, "hr")
    return office


def as_user(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def shelf(who: Employee) -> set[str]:
    """The names of what stands on the page, each of which opens."""
    client = as_user(who)
    entries = client.get("/attendance/overview/").context["shell"].menu.shelf
    for entry in entries:
        assert client.get(entry.url).status_code == 200, entry.url
    return {entry.url_name.removeprefix("attendance:") for entry in entries}


def test_staff_find_few_entries_and_superiors_their_people(office: Office):
    assert shelf(office.staff) == EVERYBODY
    assert shelf(office.head) >= OF_SUPERIORS
    assert not shelf(office.head) & {"salary-list", "ways"}


def test_human_resources_find_salaries_and_ways_to_clock_in(office: Office):
    assert shelf(office.counsel) >= EVERYBODY | {"team-month", "late-stays", "closing-list", "salary-list", "ways"}


def test_of_attendance_only_three_entries_stand_in_the_navigation(office: Office):
    request = RequestFactory().get("/")
    request.user = office.head.user
    found = menu.for_request(request)
    own = [entry.url_name for entry in found.main + found.more if entry.url_name.startswith("attendance:")]
    assert own[:3] == ["attendance:clock", "attendance:slip-list", "attendance:overview"]
    assert set(own[3:]) <= {"attendance:change-list"}


def test_the_page_shows_the_cases_that_wait(office: Office):
    case = opened(office.staff)
    assert f"/cases/{case.pk}/" in as_user(office.head).get("/attendance/overview/").text
    assert f"/cases/{case.pk}/" not in as_user(office.staff).get("/attendance/overview/").text
