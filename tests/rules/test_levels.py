"""Who reads, finds and takes out a rulebook is decided by its level (SEC-09)."""

import json
from urllib.parse import quote

import pytest
from django.test import Client

from common.models import AuditEntry, Level
from rules import services
from rules.models import Edition
from tests import factories
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on

MINOR, WORD = "att.late.minor_max_minutes", "紫藤花"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def people(office: Office):
    """member: whom it binds; above: who looks after the rules of the unit above; beside, plain: of another unit, of the unit above."""
    other = factories.department("市场部", office.company)
    return {
        "member": office.staff,
        "above": office.director,
        "beside": factories.holder(factories.post(other, "专员"), "王旁"),
        "plain": factories.holder(factories.post(office.ours, "内勤"), "孙内勤"),
    }


def rulebook(office: Office, level: str, **facts) -> Edition:
    """Two editions that bind 客服组, with a word that stands nowhere else."""
    draft = making.rulebook(office, {MINOR: 10}, number="MJ-1", departments=[office.team], level=level, title=f"{WORD}办法", **facts)
    services.add_clause(edition=draft, heading=f"{WORD}一节", text=f"{WORD}的规定。")
    edition = making.publish(draft, office, on=FIRST)
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    return Edition.objects.get(pk=edition.pk)


def pages(edition: Edition) -> list[str]:
    clause = edition.values.get(key=MINOR).clause_id
    return [
        "/rules/MJ-1/", "/rules/MJ-1/?edition=1", f"/rules/MJ-1/?on={TODAY}", "/rules/MJ-1/compare/?old=1&new=2",
        "/rules/MJ-1/compare.pdf?old=1&new=2", f"/rules/editions/{edition.pk}/", f"/rules/editions/{edition.pk}/sheet/",
        f"/rules/MJ-1/clauses/{clause}/remark/",
    ]  # fmt: skip


def opens(who, edition: Edition) -> set[int]:
    client = as_(who)
    return {client.get(path).status_code for path in pages(edition)}


@pytest.mark.row("SEC-09")
@pytest.mark.parametrize("level", [Level.DEPARTMENT, Level.RESTRICTED])
def test_department_level_opens_to_the_department_and_to_whoever_looks_after_it(office: Office, people, level):
    edition = rulebook(office, level)
    assert {name: opens(who, edition) for name, who in people.items()} == {
        "member": {200}, "above": {200}, "beside": {404}, "plain": {404},
    }  # fmt: skip


@pytest.mark.row("SEC-09")
def test_public_level_opens_to_everybody_who_works_here(office: Office, people):
    edition = rulebook(office, Level.PUBLIC)
    assert {name: opens(who, edition) for name, who in people.items()} == {name: {200} for name in people}


@pytest.mark.row("SEC-09")
def test_secret_level_opens_to_the_posts_it_names_only(office: Office, people):
    colleague = factories.holder(factories.post(office.team, "组长"), "周组长")
    post = office.staff.on(TODAY).post
    edition = rulebook(office, Level.SECRET, posts=[post])
    assert opens(office.staff, edition) == {200}
    assert opens(colleague, edition) == {404}
    assert opens(people["above"], edition) == {200}


@pytest.mark.row("SEC-09")
@pytest.mark.parametrize("level", [Level.DEPARTMENT, Level.RESTRICTED, Level.SECRET])
def test_list_and_search_find_nothing_for_others(office: Office, people, level):
    rulebook(office, level, posts=[office.staff.on(TODAY).post])
    for name, finds in (("member", True), ("above", True), ("beside", False), ("plain", False)):
        client = as_(people[name])
        for path in ("/rules/", f"/rules/?q={quote(WORD)}", "/rules/coverage/", f"/rules/search/?q={quote(WORD)}"):
            page = client.get(path)
            assert page.status_code == 200, path
            told = page.text.replace(f'value="{WORD}"', "").partition("<main")[2]
            assert ("MJ-1" in told) is finds, (name, path)


@pytest.mark.row("SEC-09")
def test_evidence_is_taken_out_by_those_who_look_after_it_only(office: Office, people):
    edition = rulebook(office, Level.DEPARTMENT)
    path = f"/rules/editions/{edition.pk}/export/"
    assert {name: as_(who).get(path).status_code for name, who in people.items()} == {
        "member": 403, "above": 200, "beside": 404, "plain": 404,
    }  # fmt: skip
    assert json.loads(as_(people["above"]).get(path).text)["digest"] == edition.digest


@pytest.mark.row("SEC-09")
@pytest.mark.parametrize(
    ("level", "shows"), [(Level.PUBLIC, True), (Level.DEPARTMENT, False), (Level.RESTRICTED, False), (Level.SECRET, False)]
)
def test_page_behind_the_code_shows_the_text_of_public_rules_only(office: Office, level, shows):
    edition = rulebook(office, level, posts=[office.staff.on(TODAY).post])
    page = Client().get(f"/r/{edition.code}")
    assert page.status_code == 200
    assert ("的规定。" in page.text) is shows


@pytest.mark.row("SEC-09")
@pytest.mark.parametrize(("level", "names"), [(Level.DEPARTMENT, True), (Level.RESTRICTED, False), (Level.SECRET, False)])
def test_page_behind_the_code_does_not_name_what_is_confidential(office: Office, level, names):
    edition = rulebook(office, level, posts=[office.staff.on(TODAY).post])
    page = Client().get(f"/r/{edition.code}").text
    assert (WORD in page) is names
    assert "现行有效" in page
    assert "MJ-1" in page


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.SECRET])
def test_each_attempt_on_a_confidential_rulebook_is_written_down(office: Office, people, level):
    edition = rulebook(office, level)
    before = AuditEntry.objects.filter(verb="attempt").count()
    assert opens(people["beside"], edition) == {404}
    attempts = AuditEntry.objects.filter(verb="attempt", table_name="rules_rulebook", row_id=str(edition.rulebook_id))
    assert attempts.count() - before == len(pages(edition))


def test_attempt_on_what_is_not_confidential_is_not(office: Office, people):
    edition = rulebook(office, Level.DEPARTMENT)
    opens(people["beside"], edition)
    assert not AuditEntry.objects.filter(verb="attempt", table_name="rules_rulebook").exists()
