"""Any two editions beside each other: the page and the PDF."""

import re

import pytest

from common.models import AuditEntry, Level
from rules import services
from rules.choices import Tag
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said, text_of
from tests.support.remembered import remembered

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


def clause(edition, heading: str, text: str, **fields):
    return services.add_clause(edition=edition, heading=heading, text=text, **fields).clause


@pytest.fixture
def first(office: Office):
    return remembered("an edition about to be revised", lambda: to_be_revised(office))


def to_be_revised(office: Office):
    draft = making.rulebook(office, {MINOR: 10, FINE: "20.00"}, number="YY-1")
    clause(draft, "打卡", "员工上班前到岗打卡，不得代打卡。")
    clause(draft, "补卡", "忘记打卡的，次日补卡。")
    return making.publish(draft, office, on=FIRST)


def revise(first, office: Office):
    draft = making.next_edition(first.rulebook, office, {MINOR: 15})
    punch = draft.texts.get(heading="打卡")
    services.change_clause(edition=draft, clause=punch.clause, heading="打卡", text="员工上班前到岗刷脸，不得代打卡。")
    return draft


@pytest.fixture
def second(office: Office, first):
    return remembered("a revised edition", lambda: making.publish(revise(first, office), office, on=LATER))


def part(html: str, clause_id: int) -> str:
    """What the page says about one clause."""
    return re.split(r"</article>", html.partition(f'id="d{clause_id}"')[2])[0]


@pytest.mark.row("POL-08")
def test_diff_shows_old_and_new_of_the_revised_clause(office: Office, first, second):
    html = as_(office.staff).get("/rules/YY-1/compare/?old=1&new=2").text
    told = part(html, first.texts.get(heading="打卡").clause_id)
    assert "<del>打卡</del>" in told
    assert "<ins>刷脸</ins>" in told
    assert text_of(told).count("员工上班前到岗") == 2


@pytest.mark.row("POL-08")
def test_old_wording_is_still_readable_by_date(office: Office, first, second):
    with on(LATER):
        client = as_(office.staff)
        assert "刷脸" in said(client, "/rules/YY-1/")
        then = said(client, f"/rules/YY-1/?on={TODAY}")
    assert "到岗打卡" in then
    assert "刷脸" not in then


def test_changed_value_is_told_with_its_unit(office: Office, first, second):
    told = part(as_(office.staff).get("/rules/YY-1/compare/?old=1&new=2").text, first.values.get(key=MINOR).clause_id)
    assert "<del>10分钟</del>" in told
    assert "<ins>15分钟</ins>" in told
    assert "参数变更" in told


def test_value_of_a_unit_is_told_with_its_name(office: Office, first):
    draft = making.next_edition(first.rulebook, office, {})
    services.decide_value(edition=draft, key=MINOR, raw=3, by=office.director, at=NOW, department=office.team)
    told = part(as_(office.director).get("/rules/YY-1/compare/?old=1&new=2").text, first.values.get(key=MINOR).clause_id)
    assert "（客服组）" in text_of(told)
    assert "<ins>3分钟</ins>" in told


def test_clauses_that_stay_are_shown_when_asked_for(office: Office, first, second):
    client = as_(office.staff)
    assert "忘记打卡的" not in said(client, "/rules/YY-1/compare/?old=1&new=2")
    assert "忘记打卡的" in said(client, "/rules/YY-1/compare/?old=1&new=2&all=on")


def test_new_and_removed_clauses_are_told(office: Office, first):
    draft = making.next_edition(first.rulebook, office, {})
    services.remove_clause(edition=draft, clause=draft.texts.get(heading="补卡").clause)
    added = clause(draft, "外勤", "外勤在现场打卡。")
    html = as_(office.director).get("/rules/YY-1/compare/?old=1&new=2").text
    assert "新增" in part(html, added.pk)
    assert "<del>忘记打卡的，次日补卡。</del>" in part(html, first.texts.get(heading="补卡").clause_id)


def test_moved_and_renumbered_clauses_are_told_apart(office: Office, first):
    draft = making.next_edition(first.rulebook, office, {})
    services.move_clause(edition=draft, clause=draft.texts.get(heading="补卡").clause, way="up")
    html = as_(office.director).get("/rules/YY-1/compare/?old=1&new=2").text
    words = {heading: text_of(part(html, first.texts.get(heading=heading).clause_id)) for heading in ("打卡", "补卡")}
    assert [("移动" in word, "编号变更" in word) for word in words.values()] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


def test_binding_that_comes_and_tag_that_changes_are_told(office: Office, first):
    draft = making.next_edition(first.rulebook, office, {})
    row = draft.texts.get(heading="打卡")
    services.bind_clause(edition=draft, clause=row.clause, codes=["attendance.punch"])
    draft.texts.filter(pk=row.pk).update(tag=Tag.PRINCIPLE)
    told = text_of(part(as_(office.director).get("/rules/YY-1/compare/?old=1&new=2").text, row.clause_id))
    assert "系统执行有变" in told
    assert "系统执行： 上下班打卡，记到秒，不可修改" in told
    assert "性质：" in told


def test_last_edition_is_compared_with_the_one_before_unless_others_are_named(office: Office, first, second):
    making.publish(making.next_edition(first.rulebook, office, {FINE: "30.00"}), office, on=LATER.replace(day=9), at=NOW)
    client = as_(office.staff)
    assert "30.00元" in said(client, "/rules/YY-1/compare/")
    assert "刷脸" not in said(client, "/rules/YY-1/compare/")
    assert "刷脸" in said(client, "/rules/YY-1/compare/?old=1&new=3")


def test_editions_are_compared_backwards_too(office: Office, first, second):
    html = as_(office.staff).get("/rules/YY-1/compare/?old=2&new=1").text
    assert "<del>刷脸</del>" in html
    assert "<ins>打卡</ins>" in html


def test_single_edition_says_that_there_is_nothing_to_compare(office: Office, first):
    assert "目前只有一个版本" in said(as_(office.staff), "/rules/YY-1/compare/")


@pytest.mark.parametrize("asked", ["old=1&new=9", "old=x&new=2"])
def test_unknown_edition_is_a_sentence_with_404(office: Office, first, second, asked):
    response = as_(office.staff).get(f"/rules/YY-1/compare/?{asked}")
    assert response.status_code == 404
    assert "没有这个版本" in response.text


def test_draft_is_compared_by_its_writers_only(office: Office, first):
    revise(first, office)
    assert as_(office.director).get("/rules/YY-1/compare/?old=1&new=2").status_code == 200
    refused = as_(office.staff).get("/rules/YY-1/compare/?old=1&new=2")
    assert "刷脸" not in refused.text


def test_reader_of_traditional_characters_sees_both_in_them(office: Office, first, second):
    html = as_(office.staff).get("/rules/YY-1/compare/?old=1&new=2&script=hant").text
    assert "<ins>刷臉</ins>" in html
    assert 'lang="zh-Hant"' in html


def test_pdf_is_made_and_its_taking_out_is_on_record(office: Office, first, second):
    response = as_(office.staff).get("/rules/YY-1/compare.pdf?old=1&new=2")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="export", table_name="rules_edition", row_id=str(second.pk)).exists()


def test_comparison_costs_the_same_with_many_clauses(office: Office, first, assert_queries_constant):
    draft = revise(first, office)
    client = as_(office.director)

    def grow():
        for number in range(6):
            clause(draft, f"第{number}项", "新的")

    assert_queries_constant(lambda: client.get("/rules/YY-1/compare/?old=1&new=2"), grow, at_most=10)


def test_confidential_comparison_is_written_down(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-2", level=Level.RESTRICTED, on=FIRST)
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    said(as_(office.staff), "/rules/YY-2/compare/")
    assert AuditEntry.objects.filter(verb="view", table_name="rules_edition").exists()


# -- against what the reader acknowledged ------------------------------------------------------


def acknowledged(edition, employee):
    from rules.models import Acknowledgement, NoticeConsent

    consent, _new = NoticeConsent.objects.get_or_create(employee=employee, defaults={"statement": "同意", "digest": "1" * 64, "at": NOW})
    Acknowledgement.objects.create(
        edition=edition, employee=employee, kind="electronic", at=NOW, signed_on=NOW.date(), statement="我已阅读", script="hans",
        edition_digest=edition.digest, digest="1" * 64, consent=consent, signed_name=employee.name,
    )  # fmt: skip


def test_reader_of_a_new_edition_sees_what_changed_since_the_one_acknowledged(office: Office, first, second):
    acknowledged(first, office.staff)
    with on(LATER):
        html = as_(office.staff).get("/rules/YY-1/").text
    told = text_of(html)
    assert "与你确认过的第1版相比" in told
    assert "改写 1" in told
    assert 'href="/rules/YY-1/compare/?old=1&amp;new=2"' in html


def test_whoever_acknowledged_this_one_is_told_of_no_change(office: Office, first, second):
    for edition in (first, second):
        acknowledged(edition, office.staff)
    with on(LATER):
        assert "与你确认过的" not in said(as_(office.staff), "/rules/YY-1/")


def test_whoever_acknowledged_nothing_is_told_of_no_change(office: Office, first, second):
    with on(LATER):
        assert "与你确认过的" not in said(as_(office.staff), "/rules/YY-1/")
