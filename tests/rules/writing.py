"""What the tests of the writing pages share: a draft to write, its addresses, and what a refused form says where."""

import re
from html import unescape

from django.http import HttpResponse
from django.urls import reverse

from rules.models import ClauseText, Edition

MINOR, FINE, SCHEDULE = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "work.schedule"


def row(edition: Edition, heading: str) -> ClauseText:
    return edition.texts.select_related("clause").get(heading=heading)


def write(edition: Edition) -> str:
    return reverse("rules:write", args=[edition.pk])


def clause_url(name: str, edition: Edition, heading: str) -> str:
    """The address of an act on the clause with that heading."""
    return reverse(f"rules:{name}", args=[edition.pk, row(edition, heading).clause_id])


def value_url(edition: Edition, key: str) -> str:
    return reverse("rules:value-decide", args=[edition.pk, key])


def page(response: HttpResponse) -> str:
    return response.content.decode()


def wrong_at(response: HttpResponse, field: str) -> str:
    """What stands beside the field, "" when nothing does. The page must have refused the form."""
    assert response.status_code == 422, response.status_code
    found = re.search(rf'<ul[^>]*id="id_{field}_error"[^>]*>(.*?)</ul>', page(response), re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""


def typed(response: HttpResponse, field: str) -> str:
    """What the field of the page holds."""
    text = re.search(rf'<textarea[^>]*name="{field}"[^>]*>(.*?)</textarea>', page(response), re.S)
    if text:
        return unescape(text[1]).strip()
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', page(response))
    value = re.search(r'value="([^"]*)"', tag[0]) if tag else None
    return unescape(value[1]) if value else ""
