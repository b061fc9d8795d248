"""Each login of the demo department, page by page: a director who has never seen the product finds something everywhere."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from common import clock
from people import demo
from people.models import User
from tests.support.crawl import pages
from tests.support.demo import NOW, loaded

pytestmark = pytest.mark.django_db
NUMBERS = ("1001", "1002", "1005", "101", "102", "103", "104")
EMPTY = re.compile(r'class="empty-title">\s*([^<]*?)\s*<')
RIGHTLY_EMPTY = {
    "attendance:change-list": "nobody changed a calendar after the fact",
    "attendance:closing": "the first month of the list is the running one",
    "attendance:duty-shift": "the first shift of the list lies ahead, so nobody has checked anything yet",
    "notices:sent-list": "what was done in one's name is not sent by hand, and few write notices",
    "people:keys": "a key is shown once, to whoever makes it",
    "rules:import-flags": "the importer is sure of every line",
    "rules:paper": "everybody has acknowledged the edition that is linked first",
}
NOTHING_ASKED = {"finance:advance-list", "rules:remarks-mine"}  # not everybody borrows money or proposes rules
NO_RULES_THERE = {  # the rulebooks hold in the operations department, so the four of the offices have no leave and no duties by them
    "attendance:balances", "attendance:call-new", "attendance:duty-shares", "attendance:month", "attendance:slip-list",
    "attendance:slip-new", "duties:mine", "rules:role-matrix", "rules:to-read", "rules:values",
}  # fmt: skip
NOT_OF_MONEY = {  # finance looks after money, not after people and walls
    "attendance:call-list", "attendance:case-list", "attendance:duty", "attendance:late-stays", "attendance:outside-people",
    "attendance:rosters", "attendance:slips-away", "duties:clauses", "finance:claim-list", "finance:overview", "people:powers",
    "rules:postings", "rules:readers-list",
}  # fmt: skip
NOT_OF_PEOPLE = {
    "approvals:inbox",
    "finance:budget-list",
    "finance:overview",
    "finance:report-lines",
    "people:powers",
}  # decides and spends for no department
OWN = {
    "1001": NOTHING_ASKED,
    "1002": NOTHING_ASKED,
    "1005": {"approvals:inbox", "duties:mine"},  # a specialist decides nothing, and the post has no periodic duty
    "101": NOTHING_ASKED | NO_RULES_THERE | {"approvals:request-list", "finance:claim-list", "finance:overview"},  # has nobody to ask
    "102": NOTHING_ASKED | NO_RULES_THERE | {"approvals:inbox"},  # an administrator decides nothing
    "103": NOTHING_ASKED | NO_RULES_THERE | NOT_OF_PEOPLE,
    "104": NOTHING_ASKED | NO_RULES_THERE | NOT_OF_MONEY,
}


@pytest.fixture(scope="module")
def department(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def at_that_time(department: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file that a page offers is closed unread, and would close the connection of the module's transaction with it."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    with clock.stopped(NOW):
        yield


def test_every_login_is_looked_at() -> None:
    assert tuple(login.number for login in demo.logins()) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_no_page_of_the_menu_is_empty_and_no_link_leads_to_a_closed_door(number: str) -> None:
    """`pages` fails for a link that answers with an error."""
    client = Client()
    client.force_login(User.objects.get(username=number))
    found = {}
    for name, (path, content) in pages(client, "/", skip="admin").items():
        if name not in RIGHTLY_EMPTY.keys() | OWN[number] and (titles := EMPTY.findall(content.decode())):
            found[f"{name} {path}"] = titles
    assert not found
