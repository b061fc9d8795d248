"""Who may write which rules: what one may not see is a 404, what one may not do a 403."""

import pytest
from django.urls import reverse

from common.models import AuditEntry, Level, Verb
from rules.models import Edition
from tests import factories
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import as_
from tests.rules.writing import MINOR, clause_url, row, value_url, write


@pytest.fixture
def people(office: Office) -> dict[str, object]:
    """By role. The neighbour is the director of another department; everybody but the staff of 运营部 works elsewhere."""
    theirs = factories.department("市场部", office.company)
    found = {"staff": office.staff, "counsel": office.counsel, "director": office.director}
    found["neighbour"] = factories.holder(factories.post(theirs, "市场总监", 5, is_head=True), "市场总监")
    factories.grant(found["neighbour"], "director", theirs)
    for role in ("hr", "administrator"):
        found[role] = factories.holder(factories.post(theirs, role, 1), role)
        factories.grant(found[role], role)
    return found


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, departments=[office.ours], number="YY-9")


def addresses(edition: Edition) -> dict[str, str]:
    """Every address that writes the edition."""
    clause = row(edition, MINOR).clause_id
    return {
        "write": write(edition),
        "settings": reverse("rules:settings", args=[edition.pk]),
        "discard": reverse("rules:discard", args=[edition.pk]),
        "clause-new": reverse("rules:clause-new", args=[edition.pk]),
        **{name: clause_url(name, edition, MINOR) for name in ("clause-edit", "clause-remove", "clause-bind", "clause-figures")},
        "clause-move": clause_url("clause-move", edition, MINOR),
        "clause-figure": reverse("rules:clause-figure", args=[edition.pk, clause, 0, MINOR]),
        "value-decide": value_url(edition, MINOR),
        "value-unit-new": reverse("rules:value-unit-new", args=[edition.pk, MINOR]),
    }


def status(people: dict, who: str, url: str, client) -> int:
    asking = client if who == "anonymous" else as_(people[who])
    return (asking.post if url.endswith("/move/") else asking.get)(url).status_code


@pytest.mark.parametrize(("who", "expected"), [("anonymous", 302), ("staff", 404), ("counsel", 404), ("neighbour", 404), ("hr", 403)])
def test_draft_is_closed_to_everybody_else_by_every_door(people, draft: Edition, client, who: str, expected: int):
    found = {name: status(people, who, url, client) for name, url in addresses(draft).items()}
    sent_without_login = {"clause-move": 401} if who == "anonymous" else {}
    assert found == dict.fromkeys(found, expected) | sent_without_login


@pytest.mark.parametrize("who", ["director", "administrator"])
def test_draft_is_open_to_its_writers(people, draft: Edition, client, who: str):
    found = {name: status(people, who, url, client) for name, url in addresses(draft).items()}
    assert found == dict.fromkeys(found, 200) | {"clause-move": 302, "clause-figure": 302}


@pytest.mark.parametrize(("who", "expected"), [("staff", 403), ("neighbour", 404), ("hr", 403), ("director", 409)])
def test_published_edition_may_be_seen_but_not_written(office: Office, people, client, who: str, expected: int):
    edition = making.published(office, {MINOR: 10}, departments=[office.ours], number="YY-9")
    assert status(people, who, write(edition), client) == expected


@pytest.mark.parametrize(("who", "expected"), [("staff", 403), ("neighbour", 404), ("hr", 403), ("director", 200)])
@pytest.mark.parametrize("name", ["rulebook-change", "draft"])
def test_rulebook_is_changed_and_drafted_by_its_writers_only(office: Office, people, client, *, name: str, who: str, expected: int):
    making.published(office, {MINOR: 10}, departments=[office.ours], number="YY-9")
    assert status(people, who, reverse(f"rules:{name}", args=["YY-9"]), client) == expected


@pytest.mark.parametrize(("who", "expected"), [("anonymous", 302), ("staff", 403), ("hr", 403), ("director", 200), ("administrator", 200)])
def test_rulebooks_are_begun_by_whoever_may(people, client, who: str, expected: int):
    assert status(people, who, "/rules/new/", client) == expected


def test_attempt_on_a_confidential_draft_is_written_down(office: Office, people, client):
    edition = making.rulebook(office, {MINOR: 10}, level=Level.SECRET)
    assert status(people, "neighbour", write(edition), client) == 404
    entry = AuditEntry.objects.get(verb=Verb.ATTEMPT)
    assert (entry.table_name, entry.row_id) == ("rules_rulebook", str(edition.rulebook_id))


def test_reading_a_confidential_draft_is_written_down(office: Office, people, client):
    edition = making.rulebook(office, {MINOR: 10}, level=Level.RESTRICTED)
    assert status(people, "director", write(edition), client) == 200
    assert AuditEntry.objects.filter(verb=Verb.VIEW, table_name="rules_rulebook").count() == 1


def test_unknown_edition_is_a_404(office: Office):
    assert as_(office.director).get("/rules/editions/999999/write/").status_code == 404
