"""The page with the button, and what pressing it leads to."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from attendance.models import Punch, PunchTrace
from attendance.services import punch
from common import clock
from tests.factories import UserFactory
from tests.rules.making import Office

NINE = datetime(2026, 11, 20, 1, 8, 31, tzinfo=UTC)  # 09:08:31 in Shanghai, a Friday
EVENING = datetime(2026, 11, 20, 10, 2, 5, tzinfo=UTC)  # 18:02:05
SUNDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def client(office: Office) -> Client:
    client = Client()
    client.force_login(office.staff.user)
    return client


def press(client: Client, at: datetime, key: object = None, **headers: str):
    with clock.stopped(at):
        return client.post("/clock/punch/", {"key": key or uuid4()}, **headers)


def page(client: Client, at: datetime, path: str = "/clock/"):
    with clock.stopped(at):
        response = client.get(path)
    assert response.status_code == 200
    return response


# -- pressing ---------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
def test_press_records_and_says_so_with_its_result(client: Client):
    response = press(client, NINE)
    assert response.status_code == 302
    shown = page(client, NINE, response.url).text
    assert Punch.objects.get().at == NINE
    assert "已记录 09:08:31" in shown
    assert "迟到8分钟，预计扣20.00元" in shown


@pytest.mark.usefixtures("wall")
def test_result_leads_to_its_reasons_and_to_its_clause(client: Client, office: Office):
    press(client, NINE)
    shown = page(client, NINE).text
    assert f'href="/attendance/{office.staff.number}/2026-11-20/"' in shown
    assert 'href="/rules/KQ/?edition=1#att.late.minor_fine_cny"' in shown
    assert "考勤管理制度 第1版" in shown


@pytest.mark.row("ATT-02")
def test_press_keeps_device_and_address_in_the_side_row(client: Client):
    press(client, NINE, headers={"User-Agent": "手机" * 400}, REMOTE_ADDR="10.0.0.7")
    trace = PunchTrace.objects.get()
    assert (len(trace.device), trace.address) == (300, "10.0.0.7")


@pytest.mark.parametrize("address", ["", "unix:", "300.1.1.1"])
def test_press_without_an_address_is_recorded(client: Client, address: str):
    press(client, NINE, REMOTE_ADDR=address)
    assert PunchTrace.objects.get().address is None


@pytest.mark.usefixtures("wall")
def test_retry_of_the_same_form_is_the_same_punch(client: Client):
    key = uuid4()
    press(client, NINE, key)
    again = press(client, NINE, key)
    assert Punch.objects.count() == 1
    assert "这次打卡已经记录：09:08:31" in page(client, NINE, again.url).text


@pytest.mark.usefixtures("wall")
def test_old_form_in_the_evening_says_how_to_clock_out(client: Client):
    key = uuid4()
    press(client, NINE, key)
    again = press(client, EVENING, key)
    assert "这次打卡已经记录：09:08:31。要再打一次，请再按按钮" in page(client, EVENING, again.url).text


@pytest.mark.parametrize("key", ["", "not-a-key", "1" * 500])
def test_press_with_a_broken_key_records_nothing_and_says_so(client: Client, key: str):
    with clock.stopped(NINE):
        response = client.post("/clock/punch/", {"key": key}, follow=True)
    assert "这次没有记录" in response.text
    assert not Punch.objects.exists()


def test_refusal_stands_on_the_page(client: Client, office: Office):
    type(office.staff).objects.filter(pk=office.staff.pk).update(joined_on=datetime(2026, 12, 1, tzinfo=UTC).date())
    with clock.stopped(NINE):
        response = client.post("/clock/punch/", {"key": uuid4()}, follow=True)
    assert response.status_code == 200
    assert "今天没有对应的在职员工" in response.text


def test_press_is_post_only_and_wants_the_csrf_token(office: Office):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.staff.user)
    assert strict.get("/clock/punch/").status_code == 405
    assert strict.post("/clock/punch/", {"key": uuid4()}).status_code == 403
    assert not Punch.objects.exists()


def test_press_after_the_login_ended_says_that_nothing_was_recorded(office: Office):
    response = Client().post("/clock/punch/", {"key": uuid4()}, headers={"Referer": "http://testserver/clock/"})
    assert response.status_code == 401
    assert "没有保存" in response.text
    assert "/account/login/?next=http%3A%2F%2Ftestserver%2Fclock%2F" in response.text


def test_press_costs_session_user_and_one_statement(client: Client, django_assert_num_queries):
    with django_assert_num_queries(3):
        press(client, NINE)


# -- the page ---------------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
def test_page_costs_at_most_ten_queries(client: Client, django_assert_max_num_queries):
    press(client, NINE)
    page(client, NINE)
    with django_assert_max_num_queries(10):
        page(client, NINE)


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    ("at", "act", "expects"),
    [
        (datetime(2026, 11, 20, 0, 50, tzinfo=UTC), "上班打卡", "上班 09:00"),
        (datetime(2026, 11, 20, 10, 30, tzinfo=UTC), "下班打卡", "下班 18:00"),
        (SUNDAY, "打卡", "今天休息"),
    ],
    ids=["morning", "evening", "sunday"],
)
def test_page_says_what_is_expected_before_the_first_punch(client: Client, at: datetime, act: str, expects: str):
    shown = page(client, at).text
    assert f">{act}</button>" in shown
    assert expects in shown
    assert "旷工" not in shown


@pytest.mark.usefixtures("wall")
def test_page_after_both_punches_says_done_and_keeps_a_quiet_button(client: Client):
    press(client, datetime(2026, 11, 20, 0, 58, tzinfo=UTC))
    press(client, EVENING)
    shown = page(client, EVENING).text
    assert "今天已完成" in shown
    assert "再打一次下班卡" in shown
    assert "正常" in shown


@pytest.mark.usefixtures("wall")
def test_page_shows_every_punch_to_the_second(client: Client):
    for at in (NINE, EVENING):
        press(client, at)
    shown = page(client, EVENING).text
    assert all(time in shown for time in ("09:08:31", "18:02:05"))


def test_page_carries_the_servers_time_for_machines_and_a_key_of_its_own(client: Client):
    first, second = page(client, NINE), page(client, NINE)
    assert 'datetime="2026-11-20T09:08:31+08:00" data-clock>09:08<' in first.text
    assert first.context["key"] != second.context["key"]
    assert "no-store" in first["Cache-Control"]


def test_page_without_working_hours_says_so_and_records_all_the_same(client: Client):
    response = press(client, NINE)
    shown = page(client, NINE, response.url).text
    assert "工作时间制度未定" in shown
    assert "已记录 09:08:31" in shown


def test_account_without_employee_is_told_who_can_help(db):
    client = Client()
    client.force_login(UserFactory())
    assert "这个账号没有对应的员工" in page(client, NINE).text


@pytest.mark.parametrize("query", ["?at=1", "?at=x", "?at=99999999999999", "?at=%C2%B2", "?again=1"])
def test_address_of_another_press_says_nothing(client: Client, query: str):
    assert "已记录" not in page(client, NINE, f"/clock/{query}").text


def test_press_of_somebody_else_is_not_told(client: Client, office: Office):
    punch(user_id=office.director.user.pk, key=uuid4(), at=NINE)
    assert "已记录" not in page(client, NINE, f"/clock/?at={int(NINE.timestamp())}").text


# -- the first page ------------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
def test_first_page_has_the_button_and_its_result(client: Client, django_assert_max_num_queries):
    press(client, NINE)
    page(client, NINE, "/")
    with django_assert_max_num_queries(10):
        shown = page(client, NINE, "/").text
    assert 'action="/clock/punch/"' in shown
    assert "迟到8分钟" in shown


def test_first_page_of_an_account_without_employee_has_no_button(db):
    client = Client()
    client.force_login(UserFactory())
    assert "/clock/punch/" not in page(client, NINE, "/").text
