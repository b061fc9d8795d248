"""Logging in: by number, mobile or e-mail; a handed-out password is changed first; who has left is out."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from common import clock
from people.services import accounts
from people.services.employment import leave_company
from tests.people.conftest import TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "yun-fan-2026"


@pytest.fixture
def li(office):
    accounts.set_password(user=office.li.user, password=PASSWORD, must_change=False)
    accounts.change_contact(employee=office.li, mobile="19900001001", email="li@example.com", phone="", by=office.li.user)
    office.li.refresh_from_db()
    return office.li


def logged_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def login(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/login/", {"login": name, "password": password})
    return client


@pytest.mark.parametrize("name", ["number", "19900001001", "li@example.com", "LI@example.com", " 19900001001 "])
def test_login_by_number_mobile_or_mail(li, name):
    assert logged_in(login(li.number if name == "number" else name))


@pytest.mark.parametrize(("name", "password"), [("19900001001", "wrong"), ("nobody", PASSWORD), ("", ""), ("li@example.com", "")])
def test_wrong_login_stays_outside(li, name, password):
    assert not logged_in(login(name, password))


def test_handed_out_password_is_changed_before_anything_else_and_then_no_more(office):
    accounts.hand_out_password(user=office.li.user, password=PASSWORD, by=office.hr.user)
    client = login(office.li.number)
    assert client.get("/people/").url == "/account/password/change/"
    new = {"oldpassword": PASSWORD, "password1": "an-other-2026", "password2": "an-other-2026"}
    assert client.post("/account/password/change/", new).status_code == 302
    office.li.user.refresh_from_db()
    assert not office.li.user.must_change_password
    assert client.get("/people/").status_code == 200
    assert logged_in(login(office.li.number, "an-other-2026"))


def test_last_day_still_works_and_the_next_does_not_log_in(li):
    leave_company(employee=li, last_day=TODAY)
    client = login(li.number)
    assert logged_in(client)
    with clock.stopped(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)):  # midnight in Shanghai
        assert not logged_in(client), "the session ends with the employment"
        assert not logged_in(login(li.number))


def test_closed_account_is_out_at_its_next_page(li, office):
    client = login(li.number)
    accounts.set_active(user=li.user, is_active=False, by=office.admin.user)
    assert not logged_in(client)
    assert not logged_in(login(li.number))


def test_password_of_another_session_ends_the_first(li):
    client = login(li.number)
    accounts.set_password(user=li.user, password="an-other-2026", must_change=False)
    assert not logged_in(client)


def test_label_of_a_department_follows_the_day(office):
    from datetime import date

    from people.services import organisation
    from people.tasks import refresh_labels

    organisation.change_department(department=office.sales, start=date(2026, 12, 1), name="市场部")
    office.sales.refresh_from_db()
    assert office.sales.name == "销售部"
    with clock.stopped(datetime(2026, 11, 30, 16, 1, tzinfo=UTC)):
        assert refresh_labels(timestamp=0) == 1
        assert refresh_labels(timestamp=0) == 0
    office.sales.refresh_from_db()
    assert office.sales.name == "市场部"
