"""The code on the wall: whoever scans it while it is fresh clocks in there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from attendance import wall_code
from attendance.models import Punch
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from rules.models import Screen
from rules.services.screens import add_screen
from tests.rules.making import Office

NINE = datetime(2026, 11, 20, 1, 8, 30, tzinfo=UTC)  # 09:08:30 in Shanghai: the beginning of a step


@pytest.fixture
def screen(office: Office) -> Screen:
    return add_screen(name="前台", department=office.ours, seconds=20, by=office.director, at=NINE)


def client_of(person: Employee) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def get(client: Client, path: str, at: datetime = NINE):
    with clock.stopped(at):
        return client.get(path)


def press(client: Client, screen: Screen, at: datetime = NINE, later: int = 0):
    """Scan the code, and press after that many seconds."""
    path = f"/clock/code/{wall_code.code_of(screen, at)}/"
    shown = get(client, path, at).text
    form = {name: re.search(f'name="{name}" value="([^"]+)"', shown)[1] for name in ("key", "ticket")}
    with clock.stopped(at + timedelta(seconds=later)):
        return client.post(path, form)


def test_display_shows_the_code_of_now_and_loads_itself_anew(screen: Screen, settings):
    settings.PUBLIC_URL = "https://ops.example.cn"
    response = get(Client(), f"/wall/{screen.token}/code/")
    assert '<meta http-equiv="refresh" content="15">' in response.text
    assert 'src="data:image/svg+xml;base64,' in response.text
    assert "no-store" in response["Cache-Control"]


def test_display_that_was_switched_off_shows_no_code(screen: Screen):
    Screen.objects.update(revoked_at=NINE)
    assert get(Client(), f"/wall/{screen.token}/code/").status_code == 410
    assert get(Client(), "/wall/none/code/").status_code == 404


def test_scan_and_press_make_a_punch_of_the_wall(office: Office, screen: Screen):
    assert press(client_of(office.staff), screen).url == f"/clock/?at={int(NINE.timestamp())}"
    assert (Punch.objects.get().source, Punch.objects.get().employee) == ("wall_code", office.staff)


def test_one_code_serves_everybody_who_stands_there(office: Office, screen: Screen):
    for person in (office.staff, office.director):
        press(client_of(person), screen)
    assert Punch.objects.count() == 2


def test_one_person_twice_within_the_minute_is_one_punch(office: Office, screen: Screen):
    client = client_of(office.staff)
    press(client, screen)
    assert "again=1" in press(client, screen, NINE + timedelta(seconds=30)).url
    assert Punch.objects.count() == 1


def test_code_and_button_within_the_minute_are_one_punch(office: Office, screen: Screen):
    client = client_of(office.staff)
    press(client, screen)
    with clock.stopped(NINE + timedelta(seconds=20)):
        client.post("/clock/punch/", {"key": "00000000-0000-4000-8000-000000000001"})
    assert Punch.objects.get().source == "wall_code"


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (29, 200), (59, 200), (60, 422), (-1, 422)])
def test_code_holds_for_its_step_and_the_one_after(office: Office, screen: Screen, seconds: int, status: int):
    path = f"/clock/code/{wall_code.code_of(screen, NINE)}/"
    assert get(client_of(office.staff), path, NINE + timedelta(seconds=seconds)).status_code == status


def test_stale_code_is_refused_with_a_sentence(office: Office, screen: Screen):
    path = f"/clock/code/{wall_code.code_of(screen, NINE)}/"
    assert str(wall_code.STALE) in get(client_of(office.staff), path, NINE + timedelta(minutes=5)).text


@pytest.mark.parametrize("forged", ["x", "1.1.1", "1.1.1~x", "1.1.59999~" + "A" * 43, "%E7%A0%81"])
def test_forged_code_is_refused_with_a_sentence(office: Office, forged: str):
    response = get(client_of(office.staff), f"/clock/code/{forged}/")
    assert (response.status_code, str(wall_code.FORGED) in response.text) == (422, True)


def test_press_may_follow_the_scan_for_two_minutes(office: Office, screen: Screen):
    assert press(client_of(office.staff), screen, later=120).status_code == 302
    assert press(client_of(office.director), screen, later=121).status_code == 422


def test_ticket_of_a_colleague_is_refused(office: Office, screen: Screen):
    ticket = wall_code.ticket_for(office.staff.user, screen, NINE)
    with pytest.raises(RuleBroken):
        wall_code.redeemed(ticket, office.director.user, NINE)


def test_code_without_a_login_leads_to_the_login(screen: Screen):
    response = get(Client(), f"/clock/code/{wall_code.code_of(screen, NINE)}/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/?next=/clock/code/")


def test_code_of_a_display_that_was_switched_off_is_refused(office: Office, screen: Screen):
    code = wall_code.code_of(screen, NINE)
    Screen.objects.update(revoked_at=NINE)
    assert get(client_of(office.staff), f"/clock/code/{code}/").status_code == 422
