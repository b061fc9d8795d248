"""The last yuan, and fifty claims at once."""

import pytest

from common.errors import RuleBroken
from finance.models import Claim
from finance.services.ledger import release, reserve, spend, verify_accounts
from tests.finance.budgeting import NOON, account, budgeted, claimed, wall
from tests.rules.making import Office

pytestmark = pytest.mark.django_db(transaction=True)


def held(claim: Claim) -> object:
    return reserve(claim=claim, round=1, by=claim.claimant, at=NOON)


@pytest.mark.row("BUD-03")
def test_of_two_who_want_the_last_yuan_one_gets_it(race):
    office = Office()
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "100"})
    first, second = (claimed(office.staff, office.ours, ("lodging", "100")) for _ in range(2))
    results = race(lambda: held(first), lambda: held(second))
    assert sorted(type(result).__name__ for result in results) == ["RuleBroken", "list"]
    assert (account(budget, "lodging").reserved, account(budget, "lodging").left) == (100, 0)


def test_fifty_claims_at_once_against_the_same_accounts_do_not_wait_in_a_circle(race):
    office = Office()
    wall(office)
    codes = ["lodging", "office", "courier"]
    budget = budgeted(office.ours, office.director, dict.fromkeys(codes, "400"))
    claims = []
    for n in range(50):  # each names the accounts in another order
        order = codes[n % 3 :] + codes[: n % 3]
        claims.append(claimed(office.staff, office.ours, *[(code, "10") for code in (order if n % 2 else reversed(order))]))
    results = race(*[lambda one=claim: held(one) for claim in claims])
    assert [type(result).__name__ for result in results].count("list") == 40
    assert all(isinstance(result, list | RuleBroken) for result in results)
    assert [account(budget, code).left for code in codes] == [0, 0, 0]
    assert verify_accounts() == []


def test_spending_and_releasing_at_once_ends_in_one_of_them(race):
    office = Office()
    wall(office)
    budget = budgeted(office.ours, office.director, {"lodging": "100"})
    claim = claimed(office.staff, office.ours, ("lodging", "60"))
    held(claim)
    race(lambda: spend(claim=claim, round=1, at=NOON), lambda: release(claim=claim, round=1, at=NOON))
    row = account(budget, "lodging")
    assert (row.reserved, row.spent) in ((0, 60), (0, 0))
    assert verify_accounts() == []
