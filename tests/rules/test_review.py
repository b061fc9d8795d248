"""From a draft to an approved edition, on the edition's page."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from approvals import services as approvals
from approvals.models import Request, StepApprover
from common.errors import RuleBroken
from notices.models import NoticeRecipient
from rules import services
from rules.models import Edition
from rules.services.starting import Facts
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, on, said

MINOR, GAP = "att.late.minor_max_minutes", "att.late.gap_rule"
REVIEW = {"reviewed_on": "2026-11-02", "law_cited": "劳动合同法第四条", "opinion": "合法", "verdict": "pass"}


@pytest.fixture(autouse=True)
def _today():
    with on(NOW.date()):
        yield


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, number="YY-1")


@pytest.fixture
def in_review(office: Office, draft: Edition) -> Edition:
    return services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)


def page(edition: Edition, act: str = "") -> str:
    return f"/rules/editions/{edition.pk}/{act}"


def fresh(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def told(who) -> list[str]:
    return [row.notice.subject for row in NoticeRecipient.objects.filter(recipient=who).select_related("notice").order_by("-pk")]


# -- handing it over ----------------------------------------------------------------------


def test_author_hands_the_draft_to_a_reviewer(office: Office, draft: Edition):
    client = as_(office.director)
    assert "送合法性审查" in client.get(page(draft)).text
    client.post(page(draft, "ask-review/"), {"reviewer": office.counsel.number})
    assert (fresh(draft).state, fresh(draft).reviewer) == ("review", office.counsel)
    assert "合法性审查" in told(office.counsel)[0]


def test_author_cannot_review_the_own_draft(office: Office, draft: Edition):
    response = as_(office.director).post(page(draft, "ask-review/"), {"reviewer": office.director.number})
    assert response.status_code == 422
    assert "不能审查" in response.text
    assert fresh(draft).state == "draft"


def test_unknown_reviewer_stands_beside_the_field(office: Office, draft: Edition):
    response = as_(office.director).post(page(draft, "ask-review/"), {"reviewer": "没有这人"})
    assert response.status_code == 422
    assert 'value="没有这人"' in response.text


def test_draft_without_clauses_cannot_be_reviewed(office: Office):
    empty = services.start_rulebook(facts=Facts(number="YY-9", title="空", owner=office.ours), by=office.director, at=NOW)
    response = as_(office.director).post(page(empty, "ask-review/"), {"reviewer": office.counsel.number})
    assert "还没有条款" in response.text


def test_staff_do_not_see_the_page_of_a_draft(office: Office, draft: Edition):
    assert as_(office.staff).get(page(draft)).status_code == 404


def test_whoever_only_looks_after_rules_cannot_hand_it_over(office: Office, draft: Edition):
    hr = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(hr, "hr")
    assert 'name="reviewer"' not in as_(hr).get(page(draft)).text
    assert as_(hr).post(page(draft, "ask-review/"), {"reviewer": office.counsel.number}).status_code == 403


def test_director_of_another_unit_finds_no_draft(office: Office, draft: Edition):
    other = factories.department("市场部", office.company)
    stranger = factories.holder(factories.post(other, "总监", 5), "外人")
    factories.grant(stranger, "director", other)
    assert as_(stranger).get(page(draft)).status_code == 404
    assert as_(stranger).post(page(draft, "ask-review/"), {"reviewer": office.counsel.number}).status_code == 404


# -- the review ---------------------------------------------------------------------------


def test_reviewer_finds_it_on_the_first_page(office: Office, in_review: Edition):
    assert "待我合法性审查" in as_(office.counsel).get("/").text
    assert "待我合法性审查" not in as_(office.director).get("/").text


def test_reviewer_records_a_pass(office: Office, in_review: Edition):
    as_(office.counsel).post(page(in_review, "review/"), REVIEW)
    review = in_review.reviews.get()
    assert (review.reviewer, review.reviewed_on, review.law_cited, review.verdict) == (
        office.counsel, date(2026, 11, 2), "劳动合同法第四条", "pass",
    )  # fmt: skip
    assert fresh(in_review).state == "reviewed"


def test_reviewer_asks_for_corrections(office: Office, in_review: Edition):
    as_(office.counsel).post(page(in_review, "review/"), {**REVIEW, "verdict": "fix", "opinion": "第二条须改"})
    assert fresh(in_review).state == "draft"
    assert re.search("合法性审查：需要?修改", told(office.director)[0])
    assert "第二条须改" in said(as_(office.director), page(in_review))


@pytest.mark.parametrize("lacking", ["law_cited", "opinion", "verdict", "reviewed_on"])
def test_review_says_what_it_was_held_against(office: Office, in_review: Edition, lacking: str):
    response = as_(office.counsel).post(page(in_review, "review/"), {**REVIEW, lacking: ""})
    assert response.status_code == 422
    assert not in_review.reviews.exists()


def test_review_is_not_dated_after_today(office: Office, in_review: Edition):
    response = as_(office.counsel).post(page(in_review, "review/"), {**REVIEW, "reviewed_on": "2026-11-03"})
    assert "审查日期晚于今天" in response.text
    assert fresh(in_review).state == "review"


def test_review_before_eight_in_the_morning_is_of_that_day(office: Office, in_review: Edition):
    """At seven in Shanghai it is still yesterday in UTC."""
    seven = datetime(2026, 11, 2, 23, 0, tzinfo=UTC)
    services.review(
        edition=in_review, by=office.counsel, at=seven, reviewed_on=date(2026, 11, 3), law_cited="法", opinion="可", verdict="pass"
    )
    assert fresh(in_review).state == "reviewed"


def test_nobody_but_the_one_asked_records_the_review(office: Office, in_review: Edition):
    assert as_(office.director).post(page(in_review, "review/"), REVIEW).status_code == 403
    with pytest.raises(RuleBroken, match="由法务"):
        services.review(edition=in_review, by=office.director, at=NOW, reviewed_on=NOW.date(), law_cited="法", opinion="可", verdict="pass")
    assert fresh(in_review).state == "review"


def test_form_for_the_review_is_shown_to_the_reviewer_only(office: Office, in_review: Edition):
    assert 'name="law_cited"' in as_(office.counsel).get(page(in_review)).text
    director = as_(office.director).get(page(in_review)).text
    assert 'name="law_cited"' not in director
    assert "已送法务做合法性审查" in director


def test_edition_is_reviewed_once_a_round(office: Office, in_review: Edition):
    client = as_(office.counsel)
    client.post(page(in_review, "review/"), REVIEW)
    response = client.post(page(in_review, "review/"), REVIEW)
    assert response.status_code == 422
    assert "审查通过" in response.text
    assert in_review.reviews.count() == 1


# -- back and on ------------------------------------------------------------------------------


def test_taken_back_to_draft_it_can_be_changed_and_must_be_reviewed_again(office: Office, in_review: Edition):
    as_(office.counsel).post(page(in_review, "review/"), REVIEW)
    as_(office.director).post(page(in_review, "reopen/"))
    edition = fresh(in_review)
    services.decide_value(edition=edition, key=MINOR, raw=12, by=office.director, at=NOW)
    services.ask_review(edition=edition, reviewer=office.counsel, at=NOW)
    with pytest.raises(RuleBroken, match="现在不能“提交审批”"):
        services.submit_for_approval(edition=edition, by=office.director, at=NOW)


def test_passed_edition_is_submitted_by_its_route(office: Office, draft: Edition):
    making.pass_review(draft, office)
    as_(office.director).post(page(draft, "submit/"))
    request = Request.objects.get()
    assert (fresh(draft).state, fresh(draft).approval) == ("approval", request)
    assert "等待总经理审批" in said(as_(office.director), page(draft))


def test_two_presses_submit_once(office: Office, draft: Edition):
    making.pass_review(draft, office)
    client = as_(office.director)
    client.post(page(draft, "submit/"))
    response = client.post(page(draft, "submit/"), follow=True)
    assert "现在不能“提交审批”" in response.text
    assert Request.objects.count() == 1


def test_refused_edition_is_a_draft_again(office: Office, draft: Edition):
    making.pass_review(draft, office)
    request = services.submit_for_approval(edition=draft, by=office.director, at=NOW)
    approvals.refuse(request=request, by=office.manager, at=NOW, opinion="先征求意见")
    assert fresh(draft).state == "draft"


def test_edition_sent_back_comes_again_under_the_same_number(office: Office, draft: Edition):
    making.pass_review(draft, office)
    request = services.submit_for_approval(edition=draft, by=office.director, at=NOW)
    approvals.send_back(request=request, by=office.manager, at=NOW, opinion="补充理由")
    making.pass_review(fresh(draft), office, NOW + timedelta(hours=1))
    again = services.submit_for_approval(edition=draft, by=office.director, at=NOW + timedelta(hours=2))
    assert (again.pk, again.round, fresh(draft).state) == (request.pk, 2, "approval")


def test_approver_sees_the_edition_and_the_opinion_in_the_request(office: Office, draft: Edition):
    making.pass_review(draft, office)
    request = services.submit_for_approval(edition=draft, by=office.director, at=NOW)
    text = said(as_(office.manager), f"/inbox/{request.pk}/")
    assert "劳动合同法第四条" in text
    assert as_(office.manager).get(page(draft)).status_code == 200


def test_approved_edition_knows_who_approved_it(office: Office, draft: Edition):
    edition = making.approve(draft, office)
    seat = StepApprover.objects.get(step__request=edition.approval)
    assert (edition.state, edition.approved_by) == ("approved", seat.approver)


# -- what the page says -------------------------------------------------------------------------


def test_page_shows_what_changes_against_the_edition_before(office: Office):
    first = making.published(office, {MINOR: 10})
    following = making.next_edition(first.rulebook, office, {MINOR: 15})
    services.add_clause(edition=following, heading="新条款", text="正文")
    text = said(as_(office.director), page(following))
    assert "与第1版相比" in text
    assert "10分钟 15分钟" in text
    assert "新增：二 新条款" in text


def test_page_warns_of_what_would_stop_publication(office: Office):
    draft = making.rulebook(office, {MINOR: 10, "att.late.major_min_minutes": 30, GAP: None})
    text = said(as_(office.director), page(draft))
    assert "按现在的内容还不能公布：" in text
    assert "1项未定" in text


def test_page_names_the_rulebooks_that_give_way(office: Office):
    old = making.published(office, {MINOR: 10}, title="旧考勤制度")
    draft = making.rulebook(office, {MINOR: 8})
    draft.supersedes.add(old.rulebook)
    assert "替代 旧考勤制度" in said(as_(office.director), page(draft))


def test_opinions_are_for_those_who_look_after_the_rules(office: Office):
    edition = making.published(office, {MINOR: 10})
    assert "劳动合同法第四条" in said(as_(office.director), page(edition))
    text = said(as_(office.staff), page(edition))
    assert "合法性审查：通过" in text
    assert "劳动合同法第四条" not in text


def test_page_of_an_edition_costs_the_same_with_many_clauses(office: Office, assert_queries_constant):
    draft = making.rulebook(office, {MINOR: 10})
    client = as_(office.director)

    def grow():
        for number in range(5):
            services.add_clause(edition=draft, heading=f"条{number}", text="正文")

    assert_queries_constant(lambda: client.get(page(draft)), grow, at_most=30)  # eight of them are the legal check
