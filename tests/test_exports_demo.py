"""Whatever table a page shows goes out as an Excel file: every offer on every page is taken."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from common.models import AuditEntry
from people.models import User
from tests.support.crawl import addresses
from tests.support.demo import loaded

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.get_default_timezone())
OFFER = re.compile(r'<a href="([^"]*[?&;]export=[^"]*)"')
READERS: dict[str, Callable[[frozenset[str]], bool]] = {
    "administrator": lambda roles: "administrator" in roles,
    "director": lambda roles: "director" in roles,
    "finance": lambda roles: "finance" in roles,
    "staff": lambda roles: roles == {"staff"},
}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, at=NOW, employees=13):
        yield


def client_of(who: str) -> Client:
    accounts = User.objects.filter(is_active=True, must_change_password=False).order_by("pk")
    client = Client()
    client.force_login(next(user for user in accounts if READERS[who](user.access.roles)))
    return client


def book(response: HttpResponse) -> tuple[list[list[Any]], dict[str, Any]]:
    """The rows, and what the file says of itself."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))  # type: ignore[attr-defined]
    return found.get_sheet_by_index(0).to_python(), dict(found.get_sheet_by_index(1).to_python())


def offers(client: Client) -> dict[str, str]:
    """Every offer, and the page on which it stands."""
    found: dict[str, str] = {}
    for path in addresses(client, "/", skip="admin:").values():
        for link in OFFER.findall(client.get(path, follow=True).content.decode()):
            found[urljoin(path, unescape(link))] = path
    return found


@pytest.mark.parametrize(("who", "least"), [("administrator", 30), ("director", 30), ("finance", 20), ("staff", 8)])
def test_every_offer_is_a_file_with_its_rows_and_a_line_in_the_trail(demo, who, least):
    client = client_of(who)
    found = offers(client)
    wrong = []
    for address in found:
        response = client.get(address)
        if not response.headers["Content-Type"].endswith("spreadsheetml.sheet"):
            wrong.append(f"{address} answers {response.status_code} {response.headers['Content-Type']}")
            continue
        rows, about = book(response)
        line = AuditEntry.objects.filter(verb="export").latest("pk")
        if not (len(rows) - 1 == line.after["count"] == list(about.values())[-1] and rows[0]):
            wrong.append(f"{address} holds {len(rows) - 1} rows, but says {line.after} and {about}")
    assert not wrong, "\n".join(wrong)
    assert len(found) >= least, sorted(found)
    print("\n".join(sorted(found)))
