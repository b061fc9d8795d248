"""Every page that links lead to, in a real browser: nothing in the console, nothing scrolls sideways, axe-core is content."""

import pytest
from django.core.management import call_command

from people.models import User
from tests.support.browser import DESKTOP, PHONE, check
from tests.support.crawl import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(settings):
    """The demonstration company, as `make run` loads it."""
    call_command("demo", employees=13, verbosity=0)


def someone(role: str) -> User:
    """An account of the demonstration whose roles include this one."""
    accounts = User.objects.filter(is_active=True, must_change_password=False).order_by("pk")
    return next(user for user in accounts if role in user.access.roles)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_the_administrator(office, open_page, live_server, size, dark):
    page = open_page(someone("administrator"), size, dark=dark)
    found = addresses(page, live_server.url, "/")
    ours = {name: path for name, path in found.items() if not name.startswith("admin:")}
    assert len(ours) > 20, sorted(ours)
    for path in ours.values():
        page.goto(path)
        check(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_staff(office, open_page, live_server, size):
    page = open_page(someone("staff"), size)
    for path in addresses(page, live_server.url, "/").values():
        page.goto(path)
        check(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_before_login(open_page, live_server, size):
    page = open_page(None, size)
    for path in addresses(page, live_server.url, "/account/login/").values():
        page.goto(path)
        check(page)
