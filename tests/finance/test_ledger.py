"""One ledger of reservations: what is asked is held, what is decided is spent or given back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from common.errors import RuleBroken
from finance.models import BudgetEntry, Claim, ClaimLine
from finance.services.ledger import release, reserve, spend, verify_accounts
from notices.models import Notice
from tests.finance.budgeting import NOON, account, budgeted, claimed, wall
from tests.rules.making import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


def held(claim: Claim, round: int = 1):
    return reserve(claim=claim, round=round, by=claim.claimant, at=NOON)


def sums(budget, code="lodging") -> tuple[Decimal, Decimal, Decimal]:
    row = account(budget, code)
    return row.reserved, row.spent, row.left


@pytest.mark.row("EXP-06")
def test_a_claim_above_what_is_left_stops_with_a_sentence_that_names_the_clause(office):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "1000"})
    with pytest.raises(RuleBroken) as refusal:
        held(claimed(office.staff, office.ours, ("lodging", "1000.01")))
    for word in ("住宿费", "运营部", "1,000.00", "1,000.01", "费用管理制度, edition 1"):
        assert word in str(refusal.value)
    assert not BudgetEntry.objects.exclude(kind="set").exists()


def test_the_last_fen_of_a_budget_can_be_asked_for(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    assert held(claimed(office.staff, office.ours, ("lodging", "1000"))) == []
    assert sums(budget) == (Decimal(1000), 0, 0)


@pytest.mark.row("BUD-03")
def test_what_is_reserved_and_spent_together_cannot_pass_the_budget(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    spent, waiting = claimed(office.staff, office.ours, ("lodging", "400")), claimed(office.staff, office.ours, ("lodging", "500"))
    for claim in (spent, waiting):
        held(claim)
    spend(claim=spent, round=1, at=NOON)
    assert sums(budget) == (500, 400, 100)
    with pytest.raises(RuleBroken, match=r"100\.00 left"):
        held(claimed(office.staff, office.ours, ("lodging", "100.01")))


def test_two_lines_of_one_account_cannot_slip_through_one_by_one(office):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "1000"})
    with pytest.raises(RuleBroken, match=r"1,200\.00"):
        held(claimed(office.staff, office.ours, ("lodging", "600"), ("lodging", "600")))


@pytest.mark.parametrize("policy", ["escalate", "warn"])
def test_an_overrun_that_the_wall_lets_through_is_held_and_told(office, policy):
    wall(office, overrun_policy=policy)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    (overrun,) = held(claimed(office.staff, office.ours, ("lodging", "1200")))
    assert (overrun.category.code, overrun.left, overrun.asked, overrun.policy) == ("lodging", 1000, 1200, policy)
    assert sums(budget) == (1200, 0, -200)


def test_while_the_wall_is_undecided_nothing_is_checked_but_all_is_held(office):
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    assert held(claimed(office.staff, office.ours, ("lodging", "1200"))) == []
    assert sums(budget) == (1200, 0, -200)


@pytest.mark.parametrize("code", ["office", "lodging"])
def test_without_an_approved_budget_nothing_can_be_spent(office, code):
    wall(office)
    if code == "office":  # there is a budget, but not for this
        budgeted(office.ours, office.director, {"lodging": "1000"})
    with pytest.raises(RuleBroken, match="no approved budget"):
        held(claimed(office.staff, office.ours, (code, "1")))


def test_an_overrun_without_a_budget_names_no_account(office):
    wall(office, overrun_policy="warn")
    (overrun,) = held(claimed(office.staff, office.ours, ("lodging", "1")))
    assert (overrun.account, overrun.left) == (None, 0)


def test_the_budget_of_the_nearest_department_above_bears_it(office):
    wall(office)
    budgeted(office.company, office.manager, {"lodging": "9000"})
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    held(claimed(office.staff, office.team, ("lodging", "300")))
    assert sums(budget)[0] == 300


def test_the_cost_centre_of_a_line_bears_it(office):
    wall(office)
    company = budgeted(office.company, office.manager, {"lodging": "9000"})
    budgeted(office.ours, office.director, {"lodging": "1000"})
    held(claimed(office.staff, office.team, ("lodging", "300"), cost_centre=office.company))
    assert sums(company)[0] == 300


def test_a_group_bears_what_its_members_have_no_account_for(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"group-business": "1000"})
    held(claimed(office.staff, office.ours, ("lodging", "300"), ("transport", "20")))
    assert sums(budget, "group-business")[0] == 320


def test_the_year_of_the_cost_decides_not_the_day_of_the_claim(office):
    wall(office)
    before = budgeted(office.ours, office.director, {"lodging": "1000"}, year=2025)
    budgeted(office.ours, office.director, {"lodging": "1000"})
    held(claimed(office.staff, office.ours, ("lodging", "300"), cost_on=date(2025, 12, 31)))
    assert sums(before)[0] == 300


def test_reserving_a_round_twice_is_once(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "600"))
    held(claim)
    held(claim)
    assert sums(budget)[0] == 600


def test_what_is_released_can_be_asked_for_again_in_the_next_round(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "600"))
    held(claim)
    release(claim=claim, round=1, at=NOON)
    release(claim=claim, round=1, at=NOON)
    assert sums(budget) == (0, 0, 1000)
    held(claim, round=2)
    assert sums(budget) == (600, 0, 400)


def test_spending_takes_what_was_granted_and_gives_the_rest_back(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "600"), ("lodging", "50"))
    held(claim)
    ClaimLine.objects.filter(claim=claim, order=0).update(sanctioned=Decimal("450.50"))
    ClaimLine.objects.filter(claim=claim, order=1).update(sanctioned=Decimal(0))
    spend(claim=claim, round=1, at=NOON)
    spend(claim=claim, round=1, at=NOON)
    assert sums(budget) == (0, Decimal("450.50"), Decimal("549.50"))


def test_what_was_spent_is_not_released(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "600"))
    held(claim)
    spend(claim=claim, round=1, at=NOON)
    release(claim=claim, round=1, at=NOON)
    assert sums(budget) == (0, 600, 400)


def test_a_warning_level_that_is_reached_is_told_to_the_head_once(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000", "office": "1000"})
    claim = claimed(office.staff, office.ours, ("lodging", "800"), ("office", "799.99"))
    held(claim)
    spend(claim=claim, round=1, at=NOON)
    held(claimed(office.staff, office.ours, ("lodging", "1")))
    notice = Notice.objects.get(kind="finance")
    assert notice.recipients.get().recipient == office.director
    assert notice.body.startswith("住宿费")
    assert "办公用品费" not in notice.body
    assert [bool(account(budget, code).warned_at) for code in ("lodging", "office")] == [True, False]


def test_a_changed_amount_warns_anew(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000"})
    held(claimed(office.staff, office.ours, ("lodging", "800")))
    budgeted(office.ours, office.director, {"lodging": "2000"})
    assert account(budget, "lodging").warned_at is None
    held(claimed(office.staff, office.ours, ("lodging", "800")))
    assert Notice.objects.filter(kind="finance").count() == 2


def test_an_amount_that_stays_is_not_set_anew_and_warns_no_second_time(office):
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "1000", "office": "10"})
    held(claimed(office.staff, office.ours, ("lodging", "800")))
    budgeted(office.ours, office.director, {"lodging": "1000", "office": "20"})
    held(claimed(office.staff, office.ours, ("lodging", "1")))
    assert account(budget, "lodging").entries.filter(kind="set").count() == 1
    assert Notice.objects.filter(kind="finance").count() == 1


def test_what_a_later_version_no_longer_names_gets_nothing(office):
    budget = budgeted(office.ours, office.director, {"lodging": "1000", "office": "500"})
    budgeted(office.ours, office.director, {"lodging": "1000"}, at=NOON + timedelta(days=1))
    assert account(budget, "office").amount == 0
    assert list(BudgetEntry.objects.filter(account__category__code="office").values_list("amount", flat=True)) == [500, 0]


def test_reserving_and_spending_cost_the_same_for_one_line_and_for_many(office, count_queries):
    wall(office)
    budgeted(office.ours, office.director, {"lodging": "9000", "office": "9000", "courier": "9000"})
    costs = []
    for lines in ([("lodging", "10")], [("lodging", "10"), ("office", "10"), ("courier", "10")] * 4):
        claim = claimed(office.staff, office.ours, *lines)
        costs.append((count_queries(lambda one=claim: held(one)), count_queries(lambda one=claim: spend(claim=one, round=1, at=NOON))))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 12


def test_an_account_that_was_changed_past_the_ledger_is_found(office):
    budget = budgeted(office.ours, office.director, {"lodging": "1000", "office": "10"})
    held(claimed(office.staff, office.ours, ("lodging", "600")))
    assert verify_accounts() == []
    row = account(budget, "lodging")
    row.reserved -= 1
    row.save()
    assert verify_accounts() == [row]
