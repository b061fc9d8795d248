"""The pages of punches by place and outside."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from attendance.models import PlaceConsent, Punch, PunchPhoto, PunchPlace, WorkPlace
from attendance.services.places import withdraw_consent
from common import clock
from common.models import AuditEntry
from people.models import Employee
from tests import factories
from tests.attendance.test_places import AT, DAY, FAR, agree, outside, picture, publish
from tests.rules.making import Office

SHANGHAI = {"latitude": "31.2304", "longitude": "121.4737", "accuracy": "20.5"}
LATER = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def rules(office: Office) -> None:
    publish(office)


@pytest.fixture
def here(office: Office) -> WorkPlace:
    return WorkPlace.objects.create(name="总部", department=office.company, latitude="31.231480", longitude="121.473700")


def client_of(person: Employee) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def client(office: Office) -> Client:
    return client_of(office.staff)


def press(client: Client, **posted: Any):
    return client.post("/clock/punch/", {"key": uuid4(), **posted}, follow=True)


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


# -- the button ---------------------------------------------------------------------------


def test_button_offers_nothing_while_places_are_undecided(client: Client):
    shown = client.get("/clock/").text
    assert "/clock/place/" not in shown
    assert "/clock/outside/" not in shown


@pytest.mark.usefixtures("rules")
def test_button_offers_to_allow_the_place_and_to_clock_in_outside(client: Client):
    shown = client.get("/clock/").text
    assert 'href="/clock/place/"' in shown
    assert 'href="/clock/outside/"' in shown
    assert "data-place" not in shown


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("path", ["/clock/", "/"])
def test_browser_is_asked_only_of_who_has_agreed(client: Client, office: Office, path: str):
    assert 'data-place="300"' not in client.get(path).text
    agree(office.staff)
    assert 'data-place="300"' in client.get(path).text
    withdraw_consent(employee=office.staff, at=AT)
    assert 'data-place="300"' not in client.get(path).text


@pytest.mark.usefixtures("rules", "here")
def test_press_with_coordinates_says_where_it_counts(client: Client, office: Office):
    agree(office.staff)
    shown = press(client, **SHANGHAI)
    assert Punch.objects.get().source == "place"
    assert "总部" in said(shown)[0]


@pytest.mark.usefixtures("rules", "here")
@pytest.mark.parametrize(
    "changed",
    [
        {"latitude": "NaN"}, {"latitude": "inf"}, {"latitude": "1e400"}, {"latitude": "91"}, {"longitude": "-180.5"}, {"longitude": "x"},
        {"accuracy": "-1"}, {"accuracy": "1e400"}, {"accuracy": "nan"}, {"accuracy": "1e9"}, {"accuracy": ""}, {"longitude": "1" * 5000},
        {"latitude": "\0"},
    ],
    ids=str,
)  # fmt: skip
def test_coordinates_that_no_browser_tells_are_left_out_and_the_punch_counts(client: Client, office: Office, changed: dict[str, str]):
    agree(office.staff)
    shown = press(client, **{**SHANGHAI, **changed})
    assert (shown.status_code, Punch.objects.get().source, PunchPlace.objects.count()) == (200, "button", 0)
    assert len(said(shown)) == 1


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("word", ["denied", "timeout", "unavailable"])
def test_browser_that_tells_no_place_is_a_press_like_any_other(client: Client, office: Office, word: str):
    agree(office.staff)
    shown = press(client, latitude="", longitude="", accuracy="", missing=word)
    assert Punch.objects.get().source == "button"
    assert len(said(shown)) == 1


def test_word_that_nobody_knows_says_nothing(client: Client):
    assert said(press(client, missing="<script>")) == []


def test_button_with_places_asks_one_query_more(client: Client, office: Office, count_queries):
    client.get("/clock/")
    before = count_queries(lambda: client.get("/clock/"))
    publish(office)
    client.get("/clock/")
    assert count_queries(lambda: client.get("/clock/")) == before + 1


# -- consent ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules")
def test_consent_is_given_to_the_text_of_the_page_and_taken_back(client: Client, office: Office):
    seen = client.get("/clock/place/").context["seen"]
    assert client.post("/clock/place/", {"seen": seen}).url == "/clock/"
    assert PlaceConsent.objects.get(withdrawn_at=None).employee == office.staff
    assert client.get("/clock/place/").context["has_agreed"]
    client.post("/clock/place/withdraw/")
    assert PlaceConsent.objects.get().withdrawn_at == AT


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("seen", ["", "0" * 64, "\0"])
def test_consent_to_another_text_is_refused_with_a_sentence(client: Client, seen: str):
    shown = client.post("/clock/place/", {"seen": seen}, follow=True)
    assert len(said(shown)) == 1
    assert not PlaceConsent.objects.exists()


def test_consent_can_be_taken_back_where_places_are_no_longer_used(client: Client, office: Office):
    PlaceConsent.objects.create(employee=office.staff, text="旧", given_at=AT)
    assert "/clock/place/withdraw/" in client.get("/clock/place/").text
    client.post("/clock/place/withdraw/")
    assert PlaceConsent.objects.get().withdrawn_at


# -- outside ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rules")
def test_form_outside_records_note_and_photo(client: Client):
    response = client.post("/clock/outside/", {"key": uuid4(), "note": "客户现场", "photo": picture()})
    assert response.url.startswith("/clock/?at=")
    assert (Punch.objects.get().source, Punch.objects.get().note.reason, PunchPhoto.objects.count()) == ("field", "客户现场", 1)


@pytest.mark.usefixtures("rules")
def test_form_outside_keeps_what_was_typed_beside_the_error(client: Client):
    response = client.post("/clock/outside/", {"key": uuid4(), "note": "客户现场", "photo": picture("GIF")})
    assert response.status_code == 422
    assert "客户现场" in response.text
    assert not Punch.objects.exists()


def test_form_outside_says_why_there_is_none(client: Client, office: Office):
    publish(office, **{"att.field.needs": "refused"})
    shown = client.get("/clock/outside/")
    assert "考勤管理制度 第1版" in shown.context["refusal"]
    assert "<textarea" not in shown.text
    assert client.post("/clock/outside/", {"key": uuid4(), "note": "客户现场"}).status_code == 422
    assert not Punch.objects.exists()


def test_form_outside_asks_for_the_photo_that_the_rules_need(client: Client, office: Office):
    publish(office, **{"att.field.needs": "photo"})
    assert 'capture="environment"' in client.get("/clock/outside/").text
    response = client.post("/clock/outside/", {"key": uuid4(), "note": "客户现场"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["photo"])


# -- who sees it --------------------------------------------------------------------------------------


@pytest.fixture
def superior(office: Office) -> Client:
    factories.grant(office.director, "supervisor", office.ours)
    return client_of(office.director)


@pytest.mark.usefixtures("rules", "here")
def test_superior_sees_note_distance_and_photo_of_the_day(office: Office, superior: Client):
    agree(office.staff)
    made = outside(office.staff, photo=picture(), where=FAR)
    shown = superior.get(f"/clock/outside/people/?day={DAY}").text
    assert "客户现场" in shown
    assert "992" in shown
    assert f"/clock/outside/{made.punch_id}/photo/" in shown
    assert "客户现场" not in superior.get("/clock/outside/people/?day=2026-11-19").text


@pytest.mark.usefixtures("rules")
def test_superior_does_not_see_other_units(office: Office):
    other = factories.department("市场部", office.company)
    head = factories.holder(factories.post(other, "经理", 5, is_head=True), "经理乙")
    factories.grant(head, "supervisor", other)
    made = outside(office.staff, photo=picture())
    client = client_of(head)
    assert "客户现场" not in client.get(f"/clock/outside/people/?day={DAY}").text
    assert client.get(f"/clock/outside/{made.punch_id}/photo/").status_code == 404


def test_staff_have_no_list_of_others(client: Client):
    assert client.get("/clock/outside/people/").status_code == 403


@pytest.mark.usefixtures("rules")
def test_list_asks_as_many_queries_for_five_as_for_one(office: Office, superior: Client, count_queries):
    page = f"/clock/outside/people/?day={DAY}"
    outside(office.staff, photo=picture())
    one = count_queries(lambda: superior.get(page))
    for hour in range(4):
        outside(office.staff, photo=picture(), at=LATER.replace(hour=3 + hour))
    assert count_queries(lambda: superior.get(page)) == one


@pytest.mark.usefixtures("rules")
def test_photo_goes_to_its_person_and_their_superior(office: Office, client: Client, superior: Client):
    made = outside(office.staff, photo=picture())
    for reader in (client, superior):
        response = reader.get(f"/clock/outside/{made.punch_id}/photo/")
        assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (200, "image/jpeg", "private, no-store")
        assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.usefixtures("rules")
def test_photo_of_somebody_else_does_not_exist_and_the_attempt_is_written_down(office: Office):
    made = outside(office.staff, photo=picture())
    colleague = factories.holder(factories.post(office.team, "专员乙", 1), "王同")
    assert client_of(colleague).get(f"/clock/outside/{made.punch_id}/photo/").status_code == 404
    assert AuditEntry.objects.filter(verb="attempt").exists()


@pytest.mark.usefixtures("rules")
def test_photo_is_nothing_without_a_login(office: Office):
    made = outside(office.staff, photo=picture())
    assert Client().get(f"/clock/outside/{made.punch_id}/photo/").status_code == 302


# -- places of work ---------------------------------------------------------------------------------------


@pytest.fixture
def manager(office: Office) -> Client:
    factories.grant(office.director, "manager", office.ours)
    return client_of(office.director)


def entered(office: Office, **changed: Any) -> dict[str, Any]:
    place = {"name": "杭州", "department": office.ours.pk, "latitude": "30.25", "longitude": "120.16", "system": "gcj02", "is_active": "on"}
    return {**place, **changed}


def test_manager_enters_and_changes_a_place_of_work(office: Office, manager: Client):
    assert manager.post("/clock/places/new/", entered(office)).url == "/clock/ways/"
    place = WorkPlace.objects.get()
    assert f"/clock/places/{place.pk}/" in manager.get("/clock/ways/").text
    manager.post(f"/clock/places/{place.pk}/", entered(office, name="西湖"))
    assert WorkPlace.objects.get().name == "西湖"


def test_manager_enters_no_place_for_another_unit(office: Office, manager: Client, here: WorkPlace):
    assert manager.post("/clock/places/new/", entered(office, department=office.company.pk)).status_code == 422
    assert manager.get(f"/clock/places/{here.pk}/").status_code == 404


@pytest.mark.parametrize(
    "changed", [{"latitude": "91"}, {"latitude": "NaN"}, {"longitude": "1e400"}, {"system": "mars"}, {"name": "长" * 41}]
)
def test_place_nowhere_on_earth_is_refused_beside_its_field(office: Office, manager: Client, changed: dict[str, str]):
    response = manager.post("/clock/places/new/", entered(office, **changed))
    assert (response.status_code, list(response.context["form"].errors)) == (422, list(changed))


def test_staff_enter_no_place_of_work(client: Client, office: Office, here: WorkPlace):
    assert client.post("/clock/places/new/", entered(office)).status_code == 403
    assert client.post(f"/clock/places/{here.pk}/", entered(office)).status_code == 403


def test_human_resources_keep_places_at_the_managers_desk(office: Office):
    factories.grant(office.counsel, "hr")
    client = client_of(office.counsel)
    assert client.post("/admin/attendance/workplace/add/", entered(office, department=office.company.pk)).status_code == 302
    assert client.get(f"/admin/attendance/workplace/{WorkPlace.objects.get().pk}/change/").status_code == 200


def test_consents_are_read_at_the_managers_desk(office: Office):
    factories.grant(office.counsel, "hr")
    held = PlaceConsent.objects.create(employee=office.staff, text="同意", given_at=AT)
    assert "同意" in client_of(office.counsel).get(f"/admin/attendance/placeconsent/{held.pk}/change/").text


def test_day_that_is_none_shows_today(office: Office, superior: Client):
    assert superior.get("/clock/outside/people/?day=2026-13-45").context["day"] == date(2026, 11, 20)
