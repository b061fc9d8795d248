"""Money on the boards: what is left of budgets, and a month of the company, as the pages behind the figures have it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from common import asking, clock
from finance.selectors.board import Money, budgets_left, money_of, money_questions
from finance.selectors.claims import of_team
from people.models import Employee
from tests import factories
from tests.finance.budgeting import budgeted
from tests.finance.desking import Office, as_person
from tests.finance.paying import MONDAY, NOW
from tests.finance.test_reports import LINES, planned, spent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


def money(who: Employee, rf: Any) -> Money | None:
    request = rf.get("/")
    request.user = who.user
    return money_of(asking.ask(request, money_questions(who.user, MONDAY)))


def test_spent_this_month_is_the_sum_of_its_lines(office, rf):
    spent(office.staff, "300.00", granted="250.00")
    spent(office.staff, "99.00", on=date(2026, 10, 31))
    found = money(office.accountant, rf)
    assert found is not None
    assert found.spent == Decimal("250.00")
    assert "250.00" in as_person(office.accountant).get(f"{LINES}?year=2026&month=11").text


def test_plan_is_that_of_the_month(office, rf):
    planned(office, office.ours, {"lodging": "12000"})
    found = money(office.accountant, rf)
    assert found is not None
    assert (found.plan, found.pct) == (Decimal("1000.00"), 0)


def test_to_pay_is_what_was_granted_of_the_claims_in_the_list(office, rf):
    spent(office.staff, "300.00", granted="250.00")
    spent(office.staff, "40.00")
    found = money(office.accountant, rf)
    assert found is not None
    assert (found.to_pay, found.to_pay_count) == (Decimal("290.00"), of_team(office.accountant.user, state="approved").count())


def test_money_of_other_parts_is_not_counted(office, rf):
    spent(office.staff, "300.00")
    found = money(office.other_supervisor, rf)
    assert found is not None
    assert (found.spent, found.to_pay) == (0, 0)


def test_whoever_may_not_see_costs_is_told_nothing(office, rf):
    assert money(office.staff, rf) is None
    assert budgets_left(office.staff.user, 2026).count == 0


def test_most_used_line_comes_first_with_what_is_left(office):
    budget = budgeted(office.ours, office.director, {"lodging": "1000.00", "office": "100.00"})
    budget.accounts.filter(category__code="office").update(spent="95.00")
    found = budgets_left(office.accountant.user, 2026)
    assert [(one.left, one.pct, one.tone) for one in found.lines] == [(Decimal("5.00"), 95, "waiting"), (Decimal("1000.00"), 0, "good")]
    assert (found.budget, found.left) == (Decimal("1100.00"), Decimal("1005.00"))


def test_budgets_of_other_parts_are_not_shown(office):
    budgeted(office.ours, office.director, {"lodging": "1000.00"})
    assert budgets_left(office.other_supervisor.user, 2026).lines == ()


def test_budgets_cost_one_query_with_one_line_and_with_many(office, django_assert_num_queries):
    budgeted(office.ours, office.director, {"lodging": "1000.00"})
    others = [factories.department(f"部门{number}", office.company) for number in range(8)]
    for one in others:
        budgeted(one, office.director, {"lodging": "10.00"})
    assert office.accountant.user.access
    with django_assert_num_queries(1):
        found = budgets_left(office.accountant.user, 2026)
    assert (found.count, len(found.lines), found.more) == (9, 5, 4)
