"""The legal check of an edition in the database: what it sees, what counsel answers, what stops publication."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from common.errors import RuleBroken
from common.scripts import to_traditional
from rules import services
from rules.models import ConsultationMeeting, Edition, LintAnswer
from rules.selectors.linting import Line, legal_check, subject_of
from rules.services.linting import answer_finding, refuse_unanswered_errors
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import on

TODAY = NOW.date()
FINE, DAYS, REGION, UNION = "att.late.minor_fine_cny", "work.weekdays", "org.region", "org.has_union"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def draft(office: Office) -> Edition:
    """Staff were asked; one clause takes a deposit."""
    edition = making.consulted(making.rulebook(office, {FINE: "20"}), office)
    services.add_clause(edition=edition, heading="工牌", text="新员工须缴纳工牌押金100元。")
    return edition


@pytest.fixture
def in_review(office: Office, draft: Edition) -> Edition:
    return services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)


def lines(edition: Edition, rule: str) -> list[Line]:
    return [line for line in legal_check(edition, TODAY).lines if line.finding.rule.id == rule]


def answer(edition: Edition, office: Office, rule: str = "L11", **given: object) -> LintAnswer:
    given = {"reason": "押金为自愿购买，已改为借用", "by": office.counsel, "at": NOW, **given}
    return answer_finding(edition=edition, fingerprint=lines(edition, rule)[0].finding.fingerprint, **given)


# -- what it sees ------------------------------------------------------------------------------


def test_finding_names_its_clause_and_its_words(draft: Edition):
    (line,) = lines(draft, "L11")
    clause = draft.texts.get(heading="工牌")
    assert (line.finding.clause_id, line.finding.label) == (clause.clause_id, clause.label)
    assert line.finding.excerpt == "新员工须缴纳工牌押金100元"
    assert line.stops


def test_value_is_found_by_its_key(draft: Edition):
    (line,) = lines(draft, "L63")
    assert (line.finding.key, line.finding.excerpt, line.finding.severity) == (FINE, "20.00元", "warn")


def test_list_below_a_ban_is_read_with_its_lead(draft: Edition):
    ban = services.add_clause(edition=draft, heading="禁止", text="公司不得有下列行为：")
    services.add_clause(edition=draft, after=ban.clause, below=True, text="收取培训保证金；")
    assert len(lines(draft, "L11")) == 1


def test_traditional_text_is_checked(draft: Edition):
    clause = draft.texts.get(heading="工牌")
    services.change_clause(edition=draft, clause=clause.clause, heading="工牌", text=to_traditional("新员工须缴纳工牌押金100元。"))
    assert lines(draft, "L11")[0].finding.excerpt == "新員工須繳納工牌押金100元"


def test_region_of_the_issuing_unit_decides(office: Office, draft: Edition):
    making.published(office, {REGION: "guangdong"}, on=TODAY - timedelta(days=1), at=NOW - timedelta(days=2), departments=[office.ours])
    assert lines(draft, "L63")[0].finding.severity == "error"


def test_region_of_another_unit_does_not(office: Office, draft: Edition):
    making.published(office, {REGION: "guangdong"}, on=TODAY - timedelta(days=1), at=NOW - timedelta(days=2), departments=[office.team])
    assert lines(draft, "L63")[0].finding.severity == "warn"


def test_edition_that_names_its_region_is_checked_by_it(office: Office):
    assert legal_check(making.rulebook(office, {REGION: "shenzhen", UNION: "no"}), TODAY).region == "shenzhen"
    assert subject_of(making.rulebook(office, {UNION: "no"}), TODAY).company.has_union is False


def test_break_of_another_rulebook_shortens_the_day(office: Office):
    draft = making.rulebook(office, {"work.schedule": [["09:00", "18:00"]]})
    assert lines(draft, "L40")
    making.published(office, {"work.lunch_break": ["12:00", "13:00"]}, on=TODAY - timedelta(days=1), at=NOW - timedelta(days=2))
    assert not lines(draft, "L40")


def test_units_with_values_of_their_own_are_checked(office: Office):
    draft = making.rulebook(office, {DAYS: [1, 2, 3, 4, 5]})
    services.decide_value(edition=draft, key=DAYS, raw=[1, 2, 3, 4, 5, 6, 7], by=office.director, at=NOW, department=office.team)
    assert "客服组" in lines(draft, "L41")[0].finding.sentence


def test_consultation_on_record_satisfies_the_procedure(office: Office):
    edition = making.rulebook(office, {FINE: "20"})
    assert [line.finding.severity for line in lines(edition, "L01")] == ["error", "error"]
    making.consulted(edition, office)
    assert lines(edition, "L01") == []


def test_discussion_alone_does_not_settle(office: Office):
    edition = making.rulebook(office, {FINE: "20"})
    ConsultationMeeting.objects.create(
        edition=edition, kind="all_staff", held_on=TODAY, present="全体", minutes="讨论", recorded_by=office.director, at=NOW
    )
    assert len(lines(edition, "L01")) == 1


def test_small_edition_needs_no_new_procedure(office: Office):
    edition = making.rulebook(office, {FINE: "20"})
    Edition.objects.filter(pk=edition.pk).update(weight="minor")
    assert lines(Edition.objects.get(pk=edition.pk), "L01") == []


def test_published_edition_that_nobody_was_told_of_is_found(office: Office):
    edition = making.published(office, {FINE: "20"})
    assert [line.finding.severity for line in lines(edition, "L02")] == ["error"]


def test_law_of_the_day_of_effect_counts(office: Office):
    draft = making.rulebook(office, {FINE: "20"})
    services.change_edition(edition=draft, reason="", numbering="outline", effective_rule="fixed", effective_on=date(2027, 1, 1))
    assert legal_check(Edition.objects.get(pk=draft.pk), TODAY).day == date(2027, 1, 1)


def test_check_costs_the_same_with_many_clauses(office: Office, draft: Edition, assert_queries_constant):
    def grow():
        for number in range(5):
            services.add_clause(edition=draft, heading=f"条{number}", text=f"入职须交押金{number}元")

    assert_queries_constant(lambda: legal_check(Edition.objects.select_related("rulebook").get(pk=draft.pk), TODAY), grow, at_most=9)


# -- what counsel answers ------------------------------------------------------------------------


def test_reviewer_answers_and_it_stops_nothing_more(office: Office, in_review: Edition):
    row = answer(in_review, office)
    assert (row.rule, row.by, row.excerpt) == ("L11", office.counsel, "新员工须缴纳工牌押金100元")
    assert row.clause_id == in_review.texts.get(heading="工牌").clause_id
    (line,) = lines(in_review, "L11")
    assert (line.answer, line.stops) == (row, False)


def test_whoever_may_answer_for_the_unit_does(office: Office, draft: Edition):
    lawyer = factories.holder(factories.post(office.company, "法务主管", 4), "律师")
    factories.grant(lawyer, "administrator")
    assert answer(draft, office, by=lawyer).by == lawyer


def test_somebody_else_does_not_answer(office: Office, in_review: Edition):
    with pytest.raises(RuleBroken):
        answer(in_review, office, by=office.staff)
    assert not LintAnswer.objects.exists()


def test_author_does_not_answer_even_with_the_right(office: Office, draft: Edition):
    factories.grant(office.director, "administrator")
    with pytest.raises(RuleBroken, match=r"own draft|自己"):
        answer(draft, office, by=office.director)


def test_answer_gives_its_reason(office: Office, in_review: Edition):
    with pytest.raises(RuleBroken):
        answer(in_review, office, reason="  ")


def test_what_is_not_found_cannot_be_answered(office: Office, in_review: Edition):
    with pytest.raises(RuleBroken):
        answer_finding(edition=in_review, fingerprint="0" * 64, reason="可行", by=office.counsel, at=NOW)


def test_finding_is_answered_once(office: Office, in_review: Edition):
    answer(in_review, office)
    with pytest.raises(RuleBroken):
        answer(in_review, office)


def test_second_answer_meets_the_constraint(office: Office, in_review: Edition):
    row = answer(in_review, office)
    row.pk = None
    with pytest.raises(IntegrityError, match="rules_lint_answered_once"), transaction.atomic():
        row.save(force_insert=True)


def test_answer_falls_with_the_words_it_was_given_for(office: Office, in_review: Edition):
    answer(in_review, office)
    edition = services.reopen(edition=in_review)
    clause = edition.texts.get(heading="工牌").clause
    services.change_clause(edition=edition, clause=clause, heading="工牌", text="新员工须缴纳工牌押金200元。")
    assert lines(edition, "L11")[0].stops
    services.change_clause(edition=edition, clause=clause, heading="工牌说明", text="工牌须妥善保管。新员工须缴纳工牌押金100元。")
    assert not lines(edition, "L11")[0].stops


def test_published_edition_takes_no_answer(office: Office):
    edition = making.published(office, {FINE: "20"})
    with pytest.raises(RuleBroken, match=r"不能再改动|never changes"):
        answer(edition, office, "L63")


# -- what stops publication ---------------------------------------------------------------------


def test_unanswered_error_is_named_with_its_law_and_what_to_do(in_review: Edition):
    with pytest.raises(RuleBroken) as refused:
        refuse_unanswered_errors(in_review, TODAY)
    said = str(refused.value)
    assert in_review.texts.get(heading="工牌").label in said
    assert "9" in said


def test_answered_error_stops_nothing(office: Office, in_review: Edition):
    answer(in_review, office)
    refuse_unanswered_errors(in_review, TODAY)


def test_warning_stops_nothing(office: Office):
    edition = making.consulted(making.rulebook(office, {FINE: "20"}), office)
    assert lines(edition, "L63")
    refuse_unanswered_errors(edition, TODAY)


def test_approval_is_not_asked_before_counsel_has_answered(office: Office, in_review: Edition):
    services.review(
        edition=in_review, by=office.counsel, at=NOW, reviewed_on=TODAY, law_cited="劳动合同法第四条", opinion="合法", verdict="pass"
    )
    with pytest.raises(RuleBroken, match=r"押金|deposit"):
        services.submit_for_approval(edition=in_review, by=office.director, at=NOW)
    answer(in_review, office)
    assert services.submit_for_approval(edition=in_review, by=office.director, at=NOW).pk


def test_law_that_came_meanwhile_stops_publication(office: Office, draft: Edition):
    """Approved last month; since then the region has been decided, and there a fine is an error."""
    edition = making.approve(draft, office)
    making.published(office, {REGION: "guangdong"}, on=TODAY - timedelta(days=1), at=NOW - timedelta(days=2), departments=[office.ours])
    with pytest.raises(RuleBroken, match="L64"):
        services.publish(edition=edition, by=office.director, at=NOW)
    answer(edition, office, "L63")
    assert services.publish(edition=edition, by=office.director, at=NOW).is_published


def test_answer_of_another_edition_does_not_count(office: Office, in_review: Edition):
    LintAnswer.objects.create(
        edition=making.rulebook(office, {}, number=f"T-{uuid4().hex[:6]}"), rule="L11",
        fingerprint=lines(in_review, "L11")[0].finding.fingerprint, reason="可行", by=office.counsel, at=NOW,
    )  # fmt: skip
    assert lines(in_review, "L11")[0].stops
