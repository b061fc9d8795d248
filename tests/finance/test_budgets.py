"""A budget is proposed, approved and adjusted; what was approved before stays readable."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request, Submission
from common.errors import RuleBroken
from finance.models import Budget, BudgetEntry, BudgetVersion
from finance.selectors.balances import standing_by_claim, standing_of
from finance.selectors.budgets import history_of, sheet_of
from finance.services.budgets import Asked, change_proposal, discard_proposal, propose_budget, submit_proposal
from finance.services.ledger import reserve, spend, verify_accounts
from tests.finance.budgeting import DAY, NOON, account, approved, budgeted, cashier, category, claimed, proposed, wall
from tests.rules.making import Office

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def office() -> Office:
    office = Office()
    office.cashier = cashier(office)
    return office


def asked(code: str, amount: str, **more) -> Asked:
    return Asked(category(code).pk, Decimal(amount), **more)


@pytest.mark.row("BUD-01")
def test_a_budget_has_versions_and_sums_by_group_and_category(office):
    budget = approved(proposed(office.ours, office.director, {"training": "100", "lodging": "1000", "transport": "200"}), office.director)
    sheet = sheet_of(budget, DAY)
    assert [(group.name, group.figures.budget) for group in sheet.groups] == [("人员费用", 100), ("业务费用", 1200)]
    assert (sheet.total.budget, [version.version for version in history_of(budget)]) == (1300, [1])


@pytest.mark.row("BUD-02")
def test_nothing_can_be_spent_of_a_budget_before_it_is_approved(office):
    wall(office)
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    submit_proposal(version=version, by=office.director, at=NOON)
    with pytest.raises(RuleBroken, match="no approved budget"):
        reserve(claim=claimed(office.staff, office.ours, ("lodging", "1")), round=1, by=office.staff, at=NOON)


def test_finance_decides_first_and_then_the_management(office):
    request = submit_proposal(version=proposed(office.ours, office.director, {"lodging": "1000"}), by=office.director, at=NOON)
    people = [step.approvers.get().approver for step in request.steps.order_by("order")]
    assert people == [office.cashier, office.manager]


@pytest.mark.parametrize("who", ["cashier", "manager", "director"])
def test_the_route_works_for_whoever_proposes_and_never_asks_the_proposer(office, who):
    person = getattr(office, who)
    request = submit_proposal(version=proposed(office.ours, person, {"lodging": "1000"}), by=person, at=NOON)
    asked_ = {seat.approver for step in request.steps.all() for seat in step.approvers.all()}
    assert asked_
    assert person not in asked_


def test_handing_in_twice_is_once(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    submit_proposal(version=version, by=office.director, at=NOON)
    submit_proposal(version=version, by=office.director, at=NOON)
    assert Request.objects.filter(kind="finance.budget").count() == 1


@pytest.mark.row("BUD-07")
def test_after_an_adjustment_the_old_figure_is_still_there_with_its_date(office):
    budget = approved(proposed(office.ours, office.director, {"lodging": "1000"}), office.director)
    approved(proposed(office.ours, office.director, {"lodging": "1500"}, at=LATER, reason="新增客户"), office.director, LATER)
    versions = [(one.version, one.lines.get().amount, one.approved_at) for one in history_of(budget)]
    assert versions == [(2, 1500, LATER), (1, 1000, NOON)]
    assert account(budget, "lodging").amount == 1500
    assert list(BudgetEntry.objects.order_by("pk").values_list("kind", "amount", "at")) == [("set", 1000, NOON), ("set", 1500, LATER)]


@pytest.mark.row("BUD-07")
def test_an_adjustment_wants_its_reason(office):
    approved(proposed(office.ours, office.director, {"lodging": "1000"}), office.director)
    version = proposed(office.ours, office.director, {"lodging": "1500"}, reason="  ")
    with pytest.raises(RuleBroken, match="Say why"):
        submit_proposal(version=version, by=office.director, at=NOON)


def test_until_an_adjustment_is_approved_the_old_amounts_hold(office):
    budget = approved(proposed(office.ours, office.director, {"lodging": "1000"}), office.director)
    submit_proposal(version=proposed(office.ours, office.director, {"lodging": "1500"}, reason="新增客户"), by=office.director, at=NOON)
    assert account(budget, "lodging").amount == 1000


def test_approvers_see_what_would_fall_below_what_is_used(office):
    budget = approved(proposed(office.ours, office.director, {"lodging": "1000"}), office.director)
    reserve(claim=claimed(office.staff, office.ours, ("lodging", "800")), round=1, by=office.staff, at=NOON)
    version = proposed(office.ours, office.director, {"lodging": "500"}, reason="压缩")
    request = submit_proposal(version=version, by=office.director, at=NOON)
    items = {item["label"]: item["value"] for item in Submission.objects.get(request=request).snapshot["items"]}
    assert items["less than is used already"] == "住宿费: 500.00 < 800.00"
    assert items["amounts by category"] == "住宿费: 1,000.00 → 500.00"
    assert account(budget, "lodging").left == 200


def test_a_refused_proposal_changes_nothing_and_another_follows(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    request = submit_proposal(version=version, by=office.director, at=NOON)
    approvals.refuse(request=request, by=office.cashier, at=NOON, opinion="过高")
    assert not version.budget.accounts.exists()
    assert proposed(office.ours, office.director, {"lodging": "800"}, reason="下调").version == 2


def test_a_proposal_that_was_sent_back_is_changed_and_comes_again(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    request = submit_proposal(version=version, by=office.director, at=NOON)
    approvals.send_back(request=request, by=office.cashier, at=NOON, opinion="写明")
    change_proposal(version=version, lines=[asked("lodging", "900")])
    approved(version, office.director)
    assert account(version.budget, "lodging").amount == 900


def test_what_is_with_its_approvers_does_not_change(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    submit_proposal(version=version, by=office.director, at=NOON)
    with pytest.raises(RuleBroken, match="does not change"):
        change_proposal(version=version, lines=[asked("lodging", "900")])


def test_one_proposal_is_open_at_a_time(office):
    proposed(office.ours, office.director, {"lodging": "1000"})
    with pytest.raises(RuleBroken, match="open already"):
        proposed(office.ours, office.director, {"lodging": "1000"})


def test_a_draft_that_is_thrown_away_leaves_no_budget(office):
    discard_proposal(version=proposed(office.ours, office.director, {"lodging": "1000"}))
    assert not Budget.objects.exists()


def test_what_was_handed_in_is_not_thrown_away(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    submit_proposal(version=version, by=office.director, at=NOON)
    with pytest.raises(RuleBroken, match="handed in"):
        discard_proposal(version=version)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("lodging", "100", [Decimal(10)] * 12)], "add up to 120.00"),
        ([("lodging", "100.005", None)], "two decimals"),
        ([("lodging", "-1", None)], "from 0 up"),
        ([("group-business", "100", None), ("lodging", "10", None)], "as a whole"),
        ([("lodging", "99999999999", None)], "at most"),
    ],
)
def test_lines_that_do_not_fit_together_are_refused_with_a_sentence(office, lines, words):
    with pytest.raises(RuleBroken, match=words):
        propose_budget(
            year=2026, department=office.ours, by=office.director, at=NOON,
            lines=[asked(code, amount, months=months) for code, amount, months in lines],
        )  # fmt: skip


def test_an_empty_proposal_is_not_handed_in(office):
    with pytest.raises(RuleBroken, match="at least one category"):
        submit_proposal(version=proposed(office.ours, office.director, {}), by=office.director, at=NOON)


def test_a_year_is_spread_evenly_and_adds_up_to_the_fen(office):
    line = proposed(office.ours, office.director, {"lodging": "100"}).lines.get()
    assert (line.months[0], line.months[11], sum(line.months)) == (Decimal("8.33"), Decimal("8.37"), 100)


@pytest.mark.row("BUD-05")
def test_plan_and_actual_of_each_month_stand_with_their_difference(office):
    months = [Decimal(0)] * 10 + [Decimal(900), Decimal(100)]
    version = propose_budget(
        year=2026,
        department=office.ours,
        by=office.director,
        at=NOON,
        lines=[asked("lodging", "1000", months=months), asked("office", "120")],
    )
    budget = approved(version, office.director)
    claim = claimed(office.staff, office.ours, ("lodging", "300"))
    reserve(claim=claim, round=1, by=office.staff, at=NOON)
    spend(claim=claim, round=1, at=NOON)
    sheet = sheet_of(budget, DAY)
    lodging = next(one for one in sheet.by_category if one.category.code == "lodging").months
    assert (lodging[10].plan, lodging[10].used, lodging[10].difference) == (900, 300, 600)
    assert (sheet.months.months[10].plan, sheet.months.months[10].difference) == (910, 610)
    assert (lodging[11].used, lodging[11].difference) == (None, None)


@pytest.mark.row("EXP-06")
def test_the_balance_of_a_draft_is_shown_before_it_is_sent(office):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "300"), ("lodging", "500"), ("office", "9"))
    lodging, other = standing_of(claim.lines.all(), DAY)
    assert (lodging.left, lodging.asked, lodging.after, lodging.pct, lodging.is_over) == (1000, 800, 200, 80, False)
    assert (other.account, other.left, other.is_over, other.pct) == (None, 0, True, None)


def test_a_claim_under_way_is_judged_by_what_was_left_before_it(office):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "1000"})
    first, second = claimed(office.staff, office.ours, ("lodging", "300")), claimed(office.staff, office.ours, ("lodging", "600"))
    for claim in (first, second):
        reserve(claim=claim, round=1, by=office.staff, at=NOON)
    (found,) = standing_of(second.lines.all(), DAY)
    assert (found.left, found.after, found.is_over) == (700, 100, False)
    spend(claim=second, round=1, at=NOON)
    assert standing_of(second.lines.all(), DAY)[0].left == 700


def test_standings_cost_the_same_for_one_claim_and_for_many(office, count_queries):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "1000", "office": "10"})
    claims = [claimed(office.staff, office.ours, ("lodging", "30"), ("office", "5")) for _ in range(5)]

    def lines(of):
        return [line for claim in of for line in claim.lines.select_related("claim")]

    one, many = lines(claims[:1]), lines(claims)
    assert count_queries(lambda: standing_by_claim(one, DAY)) == count_queries(lambda: standing_by_claim(many, DAY)) <= 5
    assert [len(found) for found in standing_by_claim(many, DAY).values()] == [2] * 5


def test_what_an_approval_sets_agrees_with_the_entries(office):
    approved(proposed(office.ours, office.director, {"lodging": "1000", "office": "20"}), office.director)
    approved(proposed(office.ours, office.director, {"lodging": "900"}, reason="压缩"), office.director)
    assert verify_accounts() == []
    assert BudgetVersion.objects.filter(state="approved").count() == 2
