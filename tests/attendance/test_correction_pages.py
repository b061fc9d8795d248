"""Asking for a correction in the browser."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from approvals import services as approvals
from approvals.models import Request
from attendance.models import Correction
from common import clock
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import SINCE
from tests.attendance.slips import LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, with_a_head
from tests.rules import making
from tests.rules.making import Office

NOW = at(WEDNESDAY, "10:00")
NEW = "/corrections/new/"


@pytest.fixture
def li(db) -> Employee:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    with_a_head(office)
    clocked(office.staff, MONDAY, "09:00", "18:00")
    clocked(office.staff, TUESDAY, "18:00")
    return office.staff


@pytest.fixture
def client(li: Employee) -> Client:
    client = Client()
    client.force_login(li.user)
    return client


def get(client: Client, path: str = NEW, status: int = 200) -> str:
    with clock.stopped(NOW):
        response = client.get(path)
    assert response.status_code == status
    return response.text


def post(client: Client, path: str = NEW, **typed: str):
    form = {"day": "2026-11-17", "wall": "09:00", "reason": "忘记打卡", "key": str(uuid4())} | typed
    with clock.stopped(NOW):
        return client.post(path, form)


def test_page_says_how_many_are_left_and_by_which_clause(client: Client):
    assert "本月还可补卡2次" in get(client)
    post(client)
    shown = get(client)
    assert "本月还可补卡1次" in shown
    assert "忘记打卡" in shown
    assert 'href="/rules/KQ/?edition=1#att.correction.monthly_count"' in shown


def test_link_from_the_day_fills_the_day_in(client: Client, li: Employee):
    assert f'href="{NEW}?day=2026-11-17"' in get(client, f"/attendance/{li.number}/2026-11-17/")
    assert 'value="2026-11-17"' in get(client, f"{NEW}?day=2026-11-17")


@pytest.mark.parametrize("day", ["x", "0001-01-01", "9999-12-31", "2026-13-40"])
def test_link_with_an_odd_day_opens_on_today(client: Client, day: str):
    assert 'value="2026-11-18"' in get(client, f"{NEW}?day={day}")


def test_handed_in_it_leads_to_its_request(client: Client):
    response = post(client)
    assert response.url == f"/requests/{Request.objects.get(kind='attendance.correction').pk}/"


@pytest.mark.parametrize(
    "typed", [{"wall": "25:00"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"reason": ""}, {"wall": "18:00"}, {"day": "2026-11-30"}]
)
def test_bad_input_stays_on_the_form_with_a_sentence(client: Client, typed: dict[str, str]):
    response = post(client, **typed)
    assert response.status_code == 422
    assert 'class="errorlist' in response.text or "form-errors" in response.text or "field-error" in response.text
    assert not Correction.objects.exists()


def test_sent_back_correction_opens_with_what_was_typed_and_goes_again(client: Client):
    post(client)
    request = Request.objects.get(kind="attendance.correction")
    seat = request.steps.get(state="active").approvers.get()
    approvals.send_back(request=request, by=seat.approver, at=NOW, opinion="写清楚")
    path = f"/corrections/{Correction.objects.get().pk}/edit/"
    assert 'value="09:00"' in get(client, path)
    assert post(client, path, wall="08:58").status_code == 302
    assert (Correction.objects.get().state, Correction.objects.get().at) == ("submitted", at(TUESDAY, "08:58"))


def test_day_shows_raw_and_corrected_values_to_whoever_may_see_it(client: Client, li: Employee):
    post(client, wall="08:58")
    request = Request.objects.get(kind="attendance.correction")
    approvals.approve(request=request, by=request.steps.get().approvers.get().approver, at=NOW)
    shown = get(client, f"/attendance/{li.number}/2026-11-17/")
    for words in ("18:00:00", "08:58", "经批准补卡", "不计补卡"):
        assert words in shown


def test_correction_of_somebody_else_does_not_exist(client: Client):
    other = Correction.objects.create(
        employee=factories.EmployeeFactory(), day=date(2026, 11, 17), at=at(TUESDAY), reason="x", state="sent_back", created_at=NOW
    )
    get(client, f"/corrections/{other.pk}/edit/", 404)


def test_account_without_an_employee_asks_for_nothing(db):
    client = Client()
    client.force_login(factories.UserFactory())
    get(client, NEW, 403)


def test_the_month_leads_from_a_missing_punch_to_its_correction_with_what_is_left(client: Client, li: Employee):
    shown = get(client, "/attendance/")
    assert f"{NEW}?day=2026-11-17" in shown
    assert f"{NEW}?day=2026-11-16" not in shown, "a whole day lacks nothing"
    assert f"{NEW}?day=2026-11-18" not in shown, "today is not over"
    assert 'value="2026-11-17"' in get(client, f"{NEW}?day=2026-11-17")


def test_the_month_of_another_leads_to_no_correction(li: Employee):
    boss = Client()
    boss.force_login(Employee.objects.get(name="总经理").user)
    assert "?day=" not in get(boss, f"/attendance/{li.number}/")
