"""Periodic reviews: when they are owed, and what follows from what they find (POL-16)."""

from datetime import date

import pytest

from common.errors import RuleBroken
from rules import services
from rules.models import Edition, PeriodicReview, ReviewFinding
from rules.selectors.upkeep import next_review, reviews_owed
from rules.services.upkeep import Found, hold_review
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, TODAY, as_, on, said

MINOR, INTERVAL = "att.late.minor_max_minutes", "pol.review_interval_days"
PUBLISHED = NOW.date()


@pytest.fixture
def edition(office: Office) -> Edition:
    """Reviewed every ten days, published on 2 November."""
    return making.published(office, {MINOR: 10, INTERVAL: "10"}, number="YY-1", on=FIRST)


def held(edition: Edition, office: Office, decision: str = "keep", findings=(), **given) -> PeriodicReview:
    given = {"held_on": TODAY, "summary": "执行正常。", "at": making.at_noon(TODAY), **given}
    return hold_review(edition=edition, decision=decision, findings=findings, by=office.director, **given)


@pytest.mark.row("POL-16")
@pytest.mark.parametrize(("day", "overdue"), [(date(2026, 11, 12), False), (date(2026, 11, 13), True)], ids=["last-day", "day-after"])
def test_rulebook_past_its_review_date_appears_as_overdue(office: Office, edition: Edition, day: date, overdue: bool):
    with on(day):
        page = said(as_(office.director), "/rules/reviews/")
        assert next_review(edition.rulebook, day).due_on == date(2026, 11, 12)
        assert next_review(edition.rulebook, day).is_overdue is overdue
    assert ("1项评估已逾期" in page) is overdue


@pytest.mark.row("POL-16")
def test_finding_creates_a_linked_draft(office: Office, edition: Edition):
    row = edition.values.get(key=MINOR)
    with on(TODAY):
        form = {
            "held_on": str(TODAY), "summary": "迟到上限偏紧。", "decision": "revise", "finding-TOTAL_FORMS": "3",
            "finding-INITIAL_FORMS": "0", "finding-0-kind": "defect", "finding-0-clause": str(row.clause_id),
            "finding-0-text": "十分钟不够。", "finding-1-kind": "gap", "finding-1-text": "没有写外勤。", "finding-2-kind": "defect",
        }  # fmt: skip
        answer = as_(office.director).post("/rules/YY-1/reviews/new/", form)
        draft = Edition.objects.get(number=2)
        assert answer.status_code == 302
        assert answer.url == f"/rules/editions/{draft.pk}/"
        assert [(one.kind, one.clause_id, one.draft) for one in ReviewFinding.objects.order_by("pk")] == [
            ("defect", row.clause_id, draft), ("gap", None, draft),
        ]  # fmt: skip
        assert "十分钟不够。" in said(as_(office.director), "/rules/YY-1/reviews/")
        assert "十分钟不够。" in said(as_(office.director), f"/rules/editions/{draft.pk}/")


def test_next_review_counts_from_the_last_one(office: Office, edition: Edition):
    held(edition, office)
    with on(TODAY):
        assert next_review(edition.rulebook, TODAY).due_on == date(2026, 11, 30)


def test_review_keeps_when_it_was_due(office: Office, edition: Edition):
    with on(TODAY):
        assert held(edition, office).due_on == date(2026, 11, 12)


def test_nothing_is_overdue_while_the_interval_is_undecided(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    with on(date(2036, 1, 1)):
        due = next_review(edition.rulebook, date(2036, 1, 1))
        assert (due.due_on, due.is_overdue) == (None, False)


def test_review_that_keeps_starts_no_draft(office: Office, edition: Edition):
    held(edition, office, findings=[Found("defect", "小问题。")])
    assert Edition.objects.count() == 1
    assert ReviewFinding.objects.get().draft is None


def test_findings_join_the_draft_in_the_making(office: Office, edition: Edition):
    draft = making.next_edition(edition.rulebook, office, {MINOR: 15})
    held(edition, office, "revise", [Found("defect", "太紧。")])
    assert ReviewFinding.objects.get().draft == draft


def test_draft_on_its_way_refuses_the_review_as_a_whole(office: Office, edition: Edition):
    draft = making.next_edition(edition.rulebook, office, {MINOR: 15})
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    with pytest.raises(RuleBroken, match="正在办理"):
        held(edition, office, "revise", [Found("defect", "太紧。")])
    assert not PeriodicReview.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"decision": "revise"}, "请至少写明一个问题"),
        ({"summary": " "}, "请写明评估结论"),
        ({"held_on": date(2026, 11, 21)}, "还没有到"),
        ({"decision": "revise", "findings": [Found("defect", " ")]}, "每个问题都要写明"),
    ],
)
def test_review_that_says_too_little_is_refused(office: Office, edition: Edition, given, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        held(edition, office, **given)
    assert not PeriodicReview.objects.exists()


def test_clause_without_a_finding_is_said_beside_the_field(office: Office, edition: Edition):
    form = {
        "held_on": str(TODAY), "summary": "好。", "decision": "keep", "finding-TOTAL_FORMS": "1", "finding-INITIAL_FORMS": "0",
        "finding-0-kind": "defect", "finding-0-clause": str(edition.values.get(key=MINOR).clause_id), "finding-0-text": "",
    }  # fmt: skip
    with on(TODAY):
        answer = as_(office.director).post("/rules/YY-1/reviews/new/", form)
    assert answer.status_code == 422
    assert "请写明这一条有什么问题" in answer.text


def test_reviews_are_for_those_who_look_after_rules(office: Office, edition: Edition):
    with on(TODAY):
        for path in ("/rules/reviews/", "/rules/YY-1/reviews/", "/rules/YY-1/reviews/new/"):
            assert as_(office.staff).get(path).status_code == 403, path


def test_list_holds_the_rulebooks_of_ones_own_unit_only(office: Office, edition: Edition):
    other = factories.department("市场部", office.company)
    head = factories.holder(factories.post(other, "市场总监"), "市场总监")
    factories.grant(head, "director", other)
    with on(TODAY):
        assert reviews_owed(head.user, TODAY) == []
        assert [one.rulebook for one in reviews_owed(office.director.user, TODAY)] == [edition.rulebook]


def test_list_costs_the_same_with_many_rulebooks(office: Office, edition: Edition, assert_queries_constant):
    client = as_(office.director)

    def grow():
        for number in range(3):
            making.published(office, {}, number=f"M-{number}", on=FIRST)

    with on(TODAY):
        assert_queries_constant(lambda: client.get("/rules/reviews/"), grow, at_most=12)
