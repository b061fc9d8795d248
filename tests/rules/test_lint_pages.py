"""The page of the legal check: who sees it, who answers, what it says."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from rules import services
from rules.lint.rules import BY_ID, RULES
from rules.models import Edition, LintAnswer
from rules.selectors.linting import legal_check
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, on, said

FINE = "att.late.minor_fine_cny"
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def in_review(office: Office) -> Edition:
    """A deposit (an error) and a fine (a warning), handed to the counsel."""
    edition = making.consulted(making.rulebook(office, {FINE: "20"}, number="YY-1"), office)
    services.add_clause(edition=edition, heading="工牌", text="新员工须缴纳工牌押金100元。")
    return services.ask_review(edition=edition, reviewer=office.counsel, at=NOW)


def page(edition: Edition) -> str:
    return reverse("rules:lint", args=[edition.pk])


def mark(edition: Edition, rule: str = "L11") -> str:
    return next(line.finding.fingerprint for line in legal_check(edition, TODAY).lines if line.finding.rule.id == rule)


def answer(office: Office, edition: Edition, by=None, **given: str):
    data = {"fingerprint": mark(edition), "reason": "押金已经取消，仅登记借用", **given}
    return as_(by or office.counsel).post(reverse("rules:lint-answer", args=[edition.pk]), data)


def test_page_names_law_words_and_what_to_do(office: Office, in_review: Edition):
    text = said(as_(office.counsel), page(in_review))
    with override("zh-hans"):
        law = str(BY_ID["L11"].laws[0])
    for words in ("L11", "新员工须缴纳工牌押金100元", law, "L63", "20.00元"):
        assert words in text


def test_finding_links_to_its_clause(office: Office, in_review: Edition):
    html = as_(office.counsel).get(page(in_review)).text
    clause = in_review.texts.get(heading="工牌").clause_id
    assert f"/rules/YY-1/?edition=1#c{clause}" in html
    assert f"/rules/YY-1/?edition=1#{FINE}" in html


def test_errors_come_before_warnings(office: Office, in_review: Edition):
    text = said(as_(office.counsel), page(in_review))
    assert text.index("L11") < text.index("L63")


def test_reviewer_answers_on_the_page(office: Office, in_review: Edition):
    assert answer(office, in_review).status_code == 302
    text = said(as_(office.director), page(in_review))
    assert "押金已经取消，仅登记借用" in text
    assert "法务" in text


def test_form_stands_before_the_reviewer_only(office: Office, in_review: Edition):
    assert 'name="reason"' in as_(office.counsel).get(page(in_review)).text
    assert 'name="reason"' not in as_(office.director).get(page(in_review)).text


def test_author_may_look_and_not_answer(office: Office, in_review: Edition):
    assert answer(office, in_review, by=office.director).status_code == 403
    assert not LintAnswer.objects.exists()


def test_staff_do_not_find_the_page(office: Office, in_review: Edition):
    assert as_(office.staff).get(page(in_review)).status_code == 404
    assert answer(office, in_review, by=office.staff).status_code == 404


def test_staff_do_not_find_the_check_of_what_is_published(office: Office):
    edition = making.published(office, {FINE: "20"})
    assert as_(office.staff).get(page(edition)).status_code == 404
    assert as_(office.director).get(page(edition)).status_code == 200


def test_missing_reason_stands_beside_its_field(office: Office, in_review: Edition):
    response = answer(office, in_review, reason="")
    assert response.status_code == 422
    assert response.text.count('<details class="lint-form" open>') == 1


def test_what_is_found_no_more_is_refused_with_a_sentence(office: Office, in_review: Edition):
    response = answer(office, in_review, fingerprint="0" * 64)
    assert response.status_code == 422
    assert not LintAnswer.objects.exists()


def test_long_fingerprint_is_no_error(office: Office, in_review: Edition):
    assert answer(office, in_review, fingerprint="x" * 500).status_code == 422


def test_clean_edition_says_that_this_is_no_proof(office: Office):
    edition = making.rulebook(office, {}, title="文件编号办法")
    text = said(as_(office.director), page(edition))
    assert not re.search(r"\bL\d\d", text)


def test_page_costs_the_same_with_many_findings(office: Office, assert_queries_constant):
    edition = making.rulebook(office, {FINE: "20"})
    client = as_(office.director)

    def grow():
        for number in range(5):
            services.add_clause(edition=edition, heading=f"条{number}", text=f"入职须交押金{number}元")

    assert_queries_constant(lambda: client.get(page(edition)), grow, at_most=22)


def test_list_names_every_rule_and_what_is_not_checked(office: Office):
    html = as_(office.staff).get(reverse("rules:lint-rules")).text
    assert [rule.id for rule in RULES if f'id="{rule.id}"' not in html] == []
    assert "广东" in html


def test_list_is_for_those_who_are_logged_in(client, db):
    assert client.get(reverse("rules:lint-rules")).status_code == 302


def test_answers_are_read_at_the_desk_and_never_changed(office: Office, in_review: Edition):
    answer(office, in_review)
    auditor = factories.holder(factories.post(office.company, "审计", 3), "审计")
    factories.grant(auditor, "auditor")
    row = LintAnswer.objects.get()
    client = as_(auditor)
    assert "L11" in client.get(reverse("admin:rules_lintanswer_changelist")).text
    opened = client.get(reverse("admin:rules_lintanswer_change", args=[row.pk]))
    assert opened.status_code == 200
    assert 'name="reason"' not in opened.text


def test_clause_that_nothing_enforces_says_so(office: Office):
    from rules.services.starting import Facts
    from rules.shipped import shipped

    template = shipped("expenses")
    facts = Facts(number=template.number, title=template.title, owner=office.ours)
    edition = services.start_rulebook(facts=facts, by=office.director, at=NOW, template=template)
    html = as_(office.director).get(f"/rules/{template.number}/?edition={edition.number}").text
    part = html.split("罚款、滞纳金，不予报销")[1].split("超出标准的部分")[0]
    assert "系统尚未执行" in part or "尚未由系统执行" in part or "尚未" in part
