"""Two people, or one person twice, at the same moment with one claim."""

from datetime import timedelta

import pytest

from approvals import services as approvals
from common.errors import RuleBroken
from finance.models import Claim, FapiaoUse
from finance.services.claims import submit_claim
from tests.finance.handing import SPENT, draft, entity, handed_in, paper, wall
from tests.finance.paying import NOW, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = Office()
    wall(office)
    entity()
    return office


def test_claim_that_comes_again_while_it_is_withdrawn_ends_one_way_or_the_other(office, race):
    for turn in range(4):
        claim = handed_in(office.staff, paper(10 * turn, on=SPENT - timedelta(days=turn)))
        approvals.send_back(request=claim.request, by=office.head, at=NOW, opinion="写明客户")
        again, back = race(
            lambda claim=claim: submit_claim(claim=claim, by=office.staff, at=NOW),
            lambda claim=claim: approvals.withdraw(request=claim.request, by=office.staff, at=NOW),
        )
        assert all(not isinstance(one, Exception) or isinstance(one, RuleBroken) for one in (again, back)), (again, back)
        claim = Claim.objects.get(pk=claim.pk)
        assert claim.state == claim.request.state
        assert FapiaoUse.objects.filter(claim=claim, released_at=None).exists() is (claim.state != "withdrawn")


def test_press_twice_at_once_is_one_request(office, race):
    claim = draft(office.staff)
    first, second = race(*[lambda: submit_claim(claim=claim, by=office.staff, at=NOW)] * 2)
    assert first == second, (first, second)
