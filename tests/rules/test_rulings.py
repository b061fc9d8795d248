"""How a clause is to be read: said by its interpreters only, numbered, told to everybody (POL-07)."""

import pytest
from django.db import DatabaseError, transaction

from common.errors import RuleBroken
from notices.models import NoticeRecipient
from rules.models import Clause, Edition, Ruling
from rules.selectors.readers import bound_by
from rules.services.rulings import add_ruling
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, clause_part, on, said, text_of
from tests.support.remembered import remembered

MINOR = "att.late.minor_max_minutes"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def hr(office: Office):
    """Somebody of 人事部, which interprets."""
    person, office.hr = remembered("a unit that interprets", lambda: interpreters(office))  # type: ignore[attr-defined]
    return person


def interpreters(office: Office):
    unit = factories.department("人事部", office.company)
    return factories.holder(factories.post(unit, "人事专员"), "何人事"), unit


@pytest.fixture
def edition(office: Office, hr) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST, interpreter=office.hr)  # type: ignore[attr-defined]


def clause(edition: Edition) -> Clause:
    return edition.values.get(key=MINOR).clause


def ruled(edition: Edition, by, text: str = "以打卡记录的分钟数为准。") -> Ruling:
    return add_ruling(edition=edition, clause=clause(edition), text=text, by=by, at=NOW)


@pytest.mark.row("POL-07")
def test_ruling_of_an_interpreter_stands_under_its_clause(office: Office, edition: Edition, hr):
    ruled(edition, hr)
    html = as_(office.staff).get("/rules/YY-1/").text
    part = text_of(clause_part(html, edition, MINOR))
    assert "第1号解释 何人事" in part
    assert "以打卡记录的分钟数为准。" in part
    assert "解释部门 人事部 · 解释1条" in text_of(html)


@pytest.mark.row("POL-07")
def test_nobody_else_can_rule_not_even_the_owner(office: Office, edition: Edition, hr):
    for outsider in (office.director, office.staff):
        with pytest.raises(RuleBroken, match="由人事部解释"):
            ruled(edition, outsider)
    assert not Ruling.objects.exists()


@pytest.mark.row("POL-07")
def test_page_of_a_ruling_opens_to_interpreters_only(office: Office, edition: Edition, hr):
    url = f"/rules/YY-1/clauses/{clause(edition).pk}/ruling/"
    assert as_(office.staff).get(url).status_code == 403
    assert as_(office.director).post(url, {"text": "随意"}).status_code == 403
    answer = as_(hr).post(url, {"text": "按分钟计算。"})
    assert answer.status_code == 302
    assert Ruling.objects.get().text == "按分钟计算。"


def test_way_to_a_ruling_is_one_link_for_interpreters_and_stands_under_clauses_when_asked_for(office: Office, edition: Edition, hr):
    link = f"/rules/YY-1/clauses/{clause(edition).pk}/ruling/"
    assert "edition=1&amp;ruling" not in as_(office.staff).get("/rules/YY-1/?ruling").text
    assert link not in as_(office.staff).get("/rules/YY-1/?ruling").text
    read = as_(hr).get("/rules/YY-1/").text
    assert ("edition=1&amp;ruling" in read, link in read) == (True, False)
    assert link in as_(hr).get("/rules/YY-1/?edition=1&ruling").text


def test_without_an_interpreter_the_owner_interprets(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-2", on=FIRST)
    assert ruled(edition, office.director).number == 1
    with pytest.raises(RuleBroken, match="由运营部解释"):
        ruled(edition, office.staff)  # of a unit below


def test_rulings_are_numbered_within_their_rulebook(office: Office, edition: Edition, hr):
    other = making.published(office, {"pol.ack_days": "7"}, number="YY-2", on=FIRST)
    assert [ruled(edition, hr).number, ruled(edition, hr).number] == [1, 2]
    row = other.values.get(key="pol.ack_days")
    assert add_ruling(edition=other, clause=row.clause, text="按自然日。", by=office.director, at=NOW).number == 1


def test_everybody_whom_the_rulebook_binds_is_told(office: Office, edition: Edition, hr):
    ruled(edition, hr)
    told = NoticeRecipient.objects.filter(notice__kind="rule_ruling")
    assert set(told.values_list("recipient", flat=True)) == set(bound_by(edition.rulebook, TODAY).values_list("pk", flat=True))
    notice = told[0].notice
    assert notice.subject == "《考勤管理制度》一（一） 第1号解释"
    assert notice.link == f"/rules/YY-1/?edition=1#c{clause(edition).pk}"


def test_draft_gets_no_ruling(office: Office, hr):
    draft = making.rulebook(office, {MINOR: 10}, interpreter=office.hr)  # type: ignore[attr-defined]
    with pytest.raises(RuleBroken, match="只对已公布版本"):
        ruled(draft, hr)


def test_empty_ruling_is_refused(office: Office, edition: Edition, hr):
    with pytest.raises(RuleBroken, match="请写明如何理解"):
        ruled(edition, hr, "  ")


def test_ruling_stays_under_the_clause_in_the_next_edition(office: Office, edition: Edition, hr):
    ruled(edition, hr)
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    with on(LATER):
        assert "针对第1版" in said(as_(office.staff), "/rules/YY-1/")


def test_rulings_given_later_are_not_shown_for_a_past_day(office: Office, edition: Edition, hr):
    with on(TODAY):
        add_ruling(edition=edition, clause=clause(edition), text="后来的解释。", by=hr, at=making.at_noon(TODAY))
    with on(LATER):
        assert "后来的解释" not in said(as_(office.staff), "/rules/YY-1/?on=2026-11-10")
        assert "后来的解释" in said(as_(office.staff), f"/rules/YY-1/?on={TODAY}")


def test_ruling_is_never_changed(office: Office, edition: Edition, hr):
    ruling = ruled(edition, hr)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(text="改")
    assert Ruling.objects.get().text == ruling.text


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers(race):
    office = Office()
    edition = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    found = race(lambda: ruled(edition, office.director, "一"), lambda: ruled(edition, office.director, "二"))
    assert sorted(one.number for one in found) == [1, 2]
