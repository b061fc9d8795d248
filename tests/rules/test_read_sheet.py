"""The wall sheet of an edition: how it comes out, what is offered when it does not fit, the file."""

import hashlib
import re
from base64 import b64encode

import pytest

from rules import services
from rules.models import Edition, StoredSheet
from rules.services.sheets import store_sheet
from rules.tasks import store_wall_sheet
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, TODAY, as_, on, said

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)


def long_text(office: Office, sections: int = 40) -> Edition:
    """Forty sections are too long for every board, twenty for A4."""
    draft = making.rulebook(office, number="YY-2")
    for number in range(sections):
        services.add_clause(edition=draft, heading=f"第{number}节", text="各岗位按此执行，不得拖延。" * 12)
    return making.publish(draft, office, on=FIRST)


def path(edition: Edition, file: str = "sheet/", **query: object) -> str:
    return f"/rules/editions/{edition.pk}/{file}?" + "&".join(f"{name}={value}" for name, value in query.items())


def test_page_says_how_the_sheet_comes_out(office: Office, edition: Edition):
    text = said(as_(office.staff), path(edition, size="A3"))
    assert "A3，排得下" in text
    assert "页数 1" in text
    assert "舒适阅读距离" in text


def test_page_leads_to_the_file_with_the_same_choices(office: Office, edition: Edition):
    html = as_(office.staff).get(path(edition, size="A3", orientation="landscape")).text
    assert f'href="/rules/editions/{edition.pk}/sheet.pdf?size=A3&amp;orientation=landscape"' in html


def test_text_that_does_not_fit_is_offered_other_ways(office: Office):
    html = as_(office.staff).get(path(long_text(office, 20), size="A4")).text
    assert "排不下" in html
    assert "下载PDF" not in html
    assert '<a class="button" href="?size=60x90&amp;orientation=portrait">改用60x90</a>' in html
    assert re.search(r'<a class="button" href="\?size=A4&amp;orientation=portrait&amp;sheets=(\d)">用\1张A4</a>', html)


def test_without_a_public_address_the_page_warns(office: Office, edition: Edition, settings):
    settings.PUBLIC_URL = ""
    assert "还没有设置对外网址（PUBLIC_URL）" in said(as_(office.staff), path(edition))
    settings.PUBLIC_URL = "https://ops.example.cn"
    assert "PUBLIC_URL" not in said(as_(office.staff), path(edition))


@pytest.mark.parametrize("query", [{"size": "A9"}, {"size": "A2", "columns": "7"}, {"size": "A2", "distance": "x"}, {"sheets": "0"}])
def test_choice_that_is_none_stands_beside_its_field(office: Office, edition: Edition, query: dict[str, str]):
    response = as_(office.staff).get(path(edition, **query))
    assert response.status_code == 422
    assert "请检查标出的内容" in response.text or "form-errors" in response.text
    assert as_(office.staff).get(path(edition, "sheet.pdf", **query)).status_code == 302


def test_chosen_clauses_alone_are_printed(office: Office, edition: Edition):
    client = as_(office.staff)
    assert client.get(path(edition, "sheet.pdf", clauses="一")).content[:4] == b"%PDF"
    assert client.get(path(edition, clauses="九")).status_code == 422


def test_file_carries_its_digest(office: Office, edition: Edition):
    response = as_(office.staff).get(path(edition, "sheet.pdf", size="A3"))
    digest = hashlib.sha256(response.content).digest()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Repr-Digest"] == f"sha-256=:{b64encode(digest).decode()}:"
    assert response.headers["Content-Disposition"] == 'attachment; filename="YY-1-1-A3.pdf"'


def test_file_that_does_not_fit_leads_back_to_the_choices(office: Office):
    edition = long_text(office)
    response = as_(office.staff).get(path(edition, "sheet.pdf", size="A4"))
    assert response.url == f"/rules/editions/{edition.pk}/sheet/?size=A4"


def test_poster_of_a_published_edition_is_the_stored_one(office: Office, edition: Edition):
    client = as_(office.staff)
    first = client.get(path(edition, "sheet.pdf")).content
    stored = edition.sheets.get()
    assert (bytes(stored.pdf), stored.size, stored.orientation) == (first, "A2", "portrait")
    assert client.get(path(edition, "sheet.pdf", size="A2", orientation="portrait")).content == first


def test_stored_sheet_is_made_once(edition: Edition):
    store_wall_sheet(edition_id=edition.pk)
    store_wall_sheet(edition_id=edition.pk)
    assert edition.sheets.count() == 1


def test_text_too_long_for_one_board_is_stored_on_several_sheets(office: Office):
    edition = long_text(office)
    store_wall_sheet(edition_id=edition.pk)
    stored = edition.sheets.get()
    assert (stored.size, stored.pages) == ("A2", 2)
    client = as_(office.staff)
    assert "排不下" in said(client, path(edition, size="A2"))
    assert client.get(path(edition, "sheet.pdf", size="A2", sheets=2)).content == bytes(stored.pdf)


@pytest.mark.django_db(transaction=True)
def test_two_workers_store_one_sheet(office: Office, race):
    edition = making.published(office, {MINOR: 10}, on=FIRST)
    rows = race(*[lambda: store_sheet(edition_id=edition.pk, at=NOW)] * 2)
    assert [row.pk for row in rows] == [StoredSheet.objects.get().pk] * 2


def test_draft_is_printed_with_its_mark_and_not_stored(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    response = as_(office.director).get(path(draft, "sheet.pdf"))
    assert response.content[:4] == b"%PDF"
    assert not StoredSheet.objects.exists()
    assert as_(office.staff).get(path(draft, "sheet.pdf")).status_code == 404


def test_scope_of_staff_holds_for_sheets(office: Office):
    edition = making.published(office, {MINOR: 10}, departments=[office.ours], on=FIRST)
    stranger = factories.holder(factories.post(office.company, "前台", 1), "外人")
    assert as_(stranger).get(path(edition)).status_code == 404
    assert as_(stranger).get(path(edition, "sheet.pdf")).status_code == 404
