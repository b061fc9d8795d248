"""Claims against a budget, from the form to the payment."""

import pytest
from django.utils import translation

from common.errors import RuleBroken
from finance.models import Claim
from finance.selectors.balances import standing_of
from finance.services.claims import submit_claim
from tests.finance.budgeting import account, budgeted
from tests.finance.claiming import MONDAY, NOW, Office, agreed, filled, handed_in, sent_back, started, xml_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def office() -> Office:
    return Office(bud__overrun_policy="block", bud__warn_pct=80)


@pytest.mark.row("EXP-06")
def test_a_claim_larger_than_the_balance_stops_with_its_balance_shown_and_stays_a_draft(office):
    budgeted(office.team, office.director, {"lodging": "379.99"}, at=NOW)
    claim = filled(started(office.staff, xml_file()))
    (shown,) = standing_of(claim.lines.all(), MONDAY)
    assert (str(shown.left), str(shown.asked), shown.is_over) == ("379.99", "380.00", True)
    with pytest.raises(RuleBroken, match=r"住宿费 has 379\.99 left, and this asks for 380\.00"):
        submit_claim(claim=claim, by=office.staff, at=NOW)
    assert Claim.objects.get().state == "draft"


@pytest.mark.row("EXP-06")
def test_an_overrun_that_is_escalated_goes_to_the_management():
    office = Office(bud__overrun_policy="escalate")
    budgeted(office.team, office.director, {"lodging": "379.99"}, at=NOW)
    claim = handed_in(office.staff)
    assert "over_budget" in claim.warnings
    assert [seat.approver for seat in claim.request.steps.order_by("order").last().approvers.all()] == [office.manager]


def test_what_is_sent_back_is_free_and_what_comes_again_is_held(office):
    budget = budgeted(office.team, office.director, {"lodging": "500"}, at=NOW)
    claim = handed_in(office.staff)
    assert account(budget, "lodging").left == 120
    claim = sent_back(claim)
    freed = account(budget, "lodging").left
    submit_claim(claim=claim, by=office.staff, at=NOW)
    assert (freed, account(budget, "lodging").left) == (500, 120)


def test_what_is_approved_stays_held_until_it_is_paid(office):
    budget = budgeted(office.team, office.director, {"lodging": "500"}, at=NOW)
    agreed(handed_in(office.staff))
    row = account(budget, "lodging")
    assert (row.reserved, row.spent) == (380, 0)
