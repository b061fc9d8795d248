"""Every page that links lead to, in a real browser: nothing in the console, nothing scrolls sideways, axe-core is content."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from people.models import User
from tests.support.browser import DESKTOP, PHONE, check
from tests.support.crawl import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> None:
    """The demonstration company, as `make run` loads it."""
    call_command("demo", employees=13, verbosity=0)


def someone(fits: Callable[[frozenset[str]], bool]) -> User:
    """The first account of the demonstration with such roles."""
    accounts = User.objects.filter(is_active=True, must_change_password=False).order_by("pk")
    return next(user for user in accounts if fits(user.access.roles))


READERS = {
    "administrator": lambda roles: "administrator" in roles,
    "director": lambda roles: "director" in roles,
    "staff": lambda roles: roles == {"staff"},
}


def test_pages_read_well_on_a_phone_and_a_desktop(office, open_page, live_server):
    page = open_page(someone(READERS["administrator"]), DESKTOP)
    found = addresses(page, live_server.url, "/", skip="admin:")
    assert len(found) > 40, sorted(found)
    for path in found.values():
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESKTOP)
        page.goto(path)
        check(page)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        check(page)


def test_pages_of_staff_read_well_on_a_phone(office, open_page, live_server):
    page = open_page(someone(READERS["staff"]), PHONE)
    found = addresses(page, live_server.url, "/")
    assert not [name for name in found if name.startswith("admin:")]
    for path in found.values():
        page.goto(path)
        check(page)


def test_director_is_shown_no_closed_door(office, open_page, live_server):
    assert len(addresses(open_page(someone(READERS["director"]), DESKTOP), live_server.url, "/", skip="admin:")) > 20


def test_links_in_the_admin_lead_somewhere(office, open_page, live_server):
    for reader in ("administrator", "director"):
        page = open_page(someone(READERS[reader]), DESKTOP)
        assert len(addresses(page, live_server.url, "/admin/", only="admin:")) > 10


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_before_login(open_page, live_server, size):
    page = open_page(None, size)
    for path in addresses(page, live_server.url, "/account/login/").values():
        page.goto(path)
        check(page)
