"""Clocking in by place and outside in a real browser, with and without its leave to tell the place."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from attendance.models import PlaceConsent, Punch, PunchPhoto, PunchPlace, WorkPlace
from attendance.services.places import Outside, punch_outside
from common import clock
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.test_places import FAR, agree, picture, publish
from tests.rules.making import Office
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 20)  # a Friday
NINE = at(DAY, "09:08:31")
THERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 20}
TELLS = {"geolocation": THERE, "permissions": ["geolocation"]}
BUTTON = ".clock-button"


@pytest.fixture
def office(transactional_db) -> Office:
    office = Office()
    publish(office)
    factories.grant(office.director, "manager", office.ours)
    WorkPlace.objects.create(name="总部", department=office.company, latitude="31.231480", longitude="121.473700")
    return office


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_pages_of_places_read_well(open_page, office, size, dark):
    with clock.stopped(NINE):
        person, superior = open_page(office.staff.user, size, dark), open_page(office.director.user, size, dark)
        for path in ("/clock/", "/clock/place/", "/clock/outside/"):
            person.goto(path)
            check(person)
        superior.goto("/clock/outside/people/")
        check(superior)
        agree(office.staff)
        punch_outside(employee=office.staff, outside=Outside("客户现场", picture(size=(800, 600)), FAR), key=uuid4(), at=NINE)
        for path in ("/clock/outside/people/", "/clock/ways/", "/clock/places/new/"):
            superior.goto(path)
            check(superior)
        for path in ("/clock/place/", "/clock/outside/"):
            person.goto(path)
            check(person)


def test_who_agrees_clocks_in_at_the_place(phone, office):
    with clock.stopped(NINE):
        page = phone(office.staff.user, **TELLS)
        page.goto("/clock/")
        page.locator('a[href="/clock/place/"]').click()
        page.locator('button[form="agree"]').click()
        page.wait_for_url("**/clock/")
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*")
        page.locator(".toast-success", has_text="总部").wait_for()
    assert PlaceConsent.objects.filter(withdrawn_at=None).count() == 1
    assert (Punch.objects.get().source, PunchPlace.objects.get().distance_m) == ("place", 121)


def test_button_on_the_first_page_tells_the_place_too(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user, **TELLS)
        page.goto("/")
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*")
    assert Punch.objects.get().source == "place"


def test_browser_that_may_not_tell_clocks_in_all_the_same(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user)
        page.goto("/clock/")
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*")
        page.locator(".toast-warning").wait_for()
    assert (Punch.objects.get().source, PunchPlace.objects.count()) == ("button", 0)


def test_place_that_is_not_sure_enough_is_said_so_after_some_seconds(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user, **{**TELLS, "geolocation": {**THERE, "accuracy": 2000}})
        page.goto("/clock/")
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*", timeout=20_000)
        page.locator(".toast-warning").wait_for()
    assert (Punch.objects.get().source, PunchPlace.objects.get().accuracy_m) == ("button", 2000)


def test_pressing_again_does_not_wait_for_the_place(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user)
        page.add_init_script("navigator.geolocation.watchPosition = () => 1")
        page.goto("/clock/")
        page.locator(BUTTON).click()
        expect(page.locator("[data-looking]")).not_to_be_empty()
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*", timeout=5000)
    assert Punch.objects.get().source == "button"


def test_button_works_without_scripts(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user, java_script_enabled=False, **TELLS)
        page.goto("/clock/")
        page.locator(BUTTON).click()
        page.wait_for_url("**/clock/?at=*")
    assert Punch.objects.get().source == "button"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_form_outside_sends_note_and_photo(phone, office, scripts, tmp_path: Path):
    photo = tmp_path / "photo.png"
    photo.write_bytes(picture("PNG").read())
    with clock.stopped(NINE):
        page = phone(office.staff.user, java_script_enabled=scripts)
        page.goto("/clock/outside/")
        page.locator("textarea").fill("客户现场")
        page.locator("input[type=file]").set_input_files(photo)
        page.locator('button[form="outside"]').click()
        page.wait_for_url("**/clock/?at=*")
    assert (Punch.objects.get().source, Punch.objects.get().note.reason, PunchPhoto.objects.count()) == ("field", "客户现场", 1)


def test_form_outside_tells_the_place_of_who_has_agreed(phone, office):
    with clock.stopped(NINE):
        agree(office.staff)
        page = phone(office.staff.user, **TELLS)
        page.goto("/clock/outside/")
        page.locator("textarea").fill("客户现场")
        page.locator('button[form="outside"]').click()
        page.wait_for_url("**/clock/?at=*")
    assert (Punch.objects.get().source, PunchPlace.objects.get().place.name) == ("field", "总部")


def test_superior_sees_the_photo_on_the_page(desktop, office):
    punch_outside(employee=office.staff, outside=Outside("客户现场", picture(size=(800, 600))), key=uuid4(), at=NINE)
    with clock.stopped(NINE):
        page = desktop(office.director.user)
        page.goto("/clock/")
        page.locator('a[href="/clock/outside/people/"]').first.click()
        page.locator(".outside-photo img").wait_for()
        assert page.evaluate(
            "(async () => { const i = document.querySelector('.outside-photo img'); await i.decode(); return i.naturalWidth })()"
        )


def test_manager_enters_the_place_where_they_stand(phone, office):
    with clock.stopped(NINE):
        page = phone(office.director.user, **TELLS)
        page.goto("/clock/ways/")
        page.locator('a[href="/clock/places/new/"]').click()
        page.locator("[name=name]").fill("客服组")
        page.locator("[name=department]").select_option(label="客服组")
        page.locator("[name=system]").select_option("gcj02")
        page.locator("[data-here]").click()
        expect(page.locator("[name=latitude]")).to_have_value("31.230400")
        page.locator('button[form="place"]').click()
        page.wait_for_url("**/clock/ways/")
    made = WorkPlace.objects.get(name="客服组")
    assert (str(made.latitude), str(made.longitude), made.system) == ("31.230400", "121.473700", "wgs84")
