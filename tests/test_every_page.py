"""Every page that links lead to, in a real browser: nothing in the console, nothing scrolls sideways, axe-core is content."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from common import clock
from people.models import User
from tests.support.browser import DESKTOP, PHONE, check, fits
from tests.support.crawl import addresses
from tests.support.demo import NOW, company
from tests.support.remembered import remembered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> Iterator[None]:
    """The demonstration company, as `make run` loads it."""
    company()
    with clock.stopped(NOW):
        yield


def someone(fits: Callable[[frozenset[str]], bool]) -> User:
    """The first account of the demonstration with such roles."""
    accounts = User.objects.filter(is_active=True, must_change_password=False).order_by("pk")
    return next(user for user in accounts if fits(user.access.roles))


READERS = {
    "administrator": lambda roles: "administrator" in roles,
    "director": lambda roles: "director" in roles,
    "staff": lambda roles: roles == {"staff"},
}


def addresses_of(reader: str, **which: str) -> dict[str, str]:
    """Where links lead such a reader; followed once for all tests."""
    return remembered(f"addresses of {reader} {which}", lambda: addresses(client_of(reader), "/", **which), by_all=True)


def client_of(reader: str) -> Client:
    client = Client()
    client.force_login(someone(READERS[reader]))
    return client


@pytest.mark.parametrize("turn", [0, 1], ids=["even", "odd"])
def test_pages_read_well_on_a_phone_and_a_desktop(office, open_page, live_server, turn):
    """The looks take turns; both are asked whether anything scrolls sideways. Half of the pages at a time, for two workers."""
    found = addresses_of("administrator", skip="admin:")
    page = open_page(someone(READERS["administrator"]), DESKTOP)
    assert len(found) > 40, sorted(found)
    looks = [(DESKTOP, "light"), (PHONE, "dark")]
    for number, path in enumerate(found.values()):
        if number % 2 != turn:
            continue
        (other, _scheme), (size, scheme) = looks if number % 4 < 2 else reversed(looks)
        page.set_viewport_size(other)
        page.goto(path)
        fits(page)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        check(page)


def test_pages_of_staff_fit_a_phone(office, open_page, live_server):
    """What axe-core says of the same pages stands above; here is what only staff see."""
    found = addresses_of("staff")
    page = open_page(someone(READERS["staff"]), PHONE)
    assert not [name for name in found if name.startswith("admin:")]
    for path in found.values():
        page.goto(path)
        fits(page)


@pytest.mark.parametrize("reader", ["administrator", "director"])
def test_links_in_the_admin_lead_somewhere(office, reader):
    assert len(addresses(client_of(reader), "/admin/", only="admin:")) > 10


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_before_login(open_page, live_server, size):
    page = open_page(None, size)
    for path in addresses(Client(), "/account/login/").values():
        page.goto(path)
        check(page)
