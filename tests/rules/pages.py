"""Reading the pages of rules as somebody, on a day of one's choice."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape

from django.test import Client

from common import clock
from people.models import Employee
from rules.models import Edition
from tests.rules.making import at_noon

FIRST, TODAY, LATER = date(2026, 11, 3), date(2026, 11, 20), date(2026, 12, 1)


def as_(who: Employee) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(who.user)
    return client


@contextmanager
def on(day: date) -> Iterator[None]:
    """It is noon of that day."""
    with clock.stopped(at_noon(day)):
        yield


def text_of(html: str) -> str:
    """What a page says, without its tags."""
    main = html.partition("<main")[2] or html
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def said(client: Client, path: str) -> str:
    """What the page says. It must open."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return text_of(response.text)


def clause_part(html: str, edition: Edition, key: str) -> str:
    """The part of the page that belongs to the clause of a parameter."""
    clause = edition.values.get(key=key, department=None).clause_id
    after = html.partition(f'id="c{clause}"')[2]
    return re.split(r'<div class="clause |<p class="rule-end"|</article>', after)[0]
