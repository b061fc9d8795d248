"""The pages of budgets: proposed, read, adjusted, reviewed; who may and who may not."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from duties.sources import registered
from finance.models import Budget, BudgetReview, BudgetVersion
from finance.services.budgets import Asked, propose_budget
from finance.services.ledger import reserve, spend
from people.models import Employee, User
from tests import factories
from tests.finance.budgeting import DAY, NOON, account, approved, cashier, category, claimed, proposed, wall
from tests.rules.making import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOON):
        yield


@pytest.fixture
def office(db) -> Office:
    office = Office()
    wall(office)
    office.cashier = cashier(office)
    return office


@pytest.fixture
def budget(office: Office) -> Budget:
    return approved(proposed(office.ours, office.director, {"training": "500", "lodging": "1000", "transport": "120"}), office.director)


def as_user(who: Employee) -> Client:
    """Signed in, reading English."""
    User.objects.filter(pk=who.user.pk).update(language="en")
    client = Client()
    client.force_login(who.user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"finance:budget-{name}", args=args)


def used(office: Office, amount: str) -> None:
    claim = claimed(office.staff, office.ours, ("lodging", amount))
    reserve(claim=claim, round=1, by=office.staff, at=NOON)
    spend(claim=claim, round=1, at=NOON)


def typed(**amounts: str) -> dict[str, str]:
    return {f"amount_{category(code).pk}": amount for code, amount in amounts.items()}


# -- read --------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_left_of_each_budget(office, budget):
    used(office, "300")
    shown = as_user(office.director).get(url("list")).text
    assert "运营部" in shown
    assert "1,320.00" in shown


def test_an_empty_list_says_who_fills_it(office):
    assert "The head of a department proposes" in as_user(office.director).get(url("list")).text


def test_another_year_is_chosen_by_its_address(office, budget):
    lines = [Asked(category("lodging").pk, Decimal(77))]
    approved(propose_budget(year=2025, department=office.ours, lines=lines, by=office.director, at=NOON), office.director)
    reader = as_user(office.director)
    assert "77.00" in reader.get(url("list"), {"year": "2025"}).text
    assert "77.00" not in reader.get(url("list")).text


@pytest.mark.parametrize("year", ["no year", "1999", "-1"])
def test_a_year_that_is_none_shows_this_one(office, budget, year):
    assert "1,620.00" in as_user(office.director).get(url("list"), {"year": year}).text


def test_a_budget_shows_each_account_its_group_and_the_clauses_behind_it(office, budget):
    used(office, "810")
    shown = as_user(office.director).get(url("detail", budget.pk)).text
    words = ("住宿费", "业务费用", "warning level reached", "81%", "Warned from 80% on.", "费用管理制度, edition 1", '<svg class="chart"')
    for word in words:
        assert word in shown


def test_what_happens_beyond_a_budget_is_said_in_the_language_of_the_reader(office, budget):
    assert "Beyond the budget: not taken on; the budget is adjusted first." in as_user(office.director).get(url("detail", budget.pk)).text


def test_the_chart_says_in_words_what_is_used_and_expected(office, budget):
    used(office, "810")
    shown = as_user(office.director).get(url("detail", budget.pk)).text
    assert re.search(r"<desc[^>]*>810\.00 of 1,620\.00 is used", shown)


def test_a_budget_that_is_not_approved_says_so_and_shows_no_figures(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    shown = as_user(office.director).get(url("detail", version.budget.pk)).text
    assert "nothing can be spent" in shown
    assert "By category" not in shown


def test_the_ledger_of_an_account_names_the_claims_behind_it(office, budget):
    used(office, "300")
    shown = as_user(office.director).get(url("account", account(budget, "lodging").pk)).text
    assert "李雯 费用" in shown
    assert "300.00" in shown


def test_pages_cost_the_same_however_much_stands_in_them(office, budget, assert_queries_constant):
    reader = as_user(office.manager)
    used(office, "10")

    def grow() -> None:
        for _ in range(3):
            used(office, "10")
        other = factories.department("客户部", office.company)
        approved(proposed(other, office.director, {"lodging": "1000", "office": "50", "courier": "9"}), office.director)

    assert_queries_constant(lambda: reader.get(url("list")), grow, at_most=16)


def test_a_budget_costs_the_same_for_few_and_many_accounts_and_entries(office, budget, assert_queries_constant):
    reader = as_user(office.director)
    used(office, "10")
    _reviewed(office, budget)

    def grow() -> None:
        amounts = {"training": "500", "lodging": "1000", "transport": "120", "office": "50", "courier": "9", "promotion": "70"}
        approved(proposed(office.ours, office.director, amounts, reason="细分"), office.director)
        for _ in range(3):
            used(office, "10")
        _reviewed(office, budget)

    assert_queries_constant(lambda: reader.get(url("detail", budget.pk)), grow, at_most=26)
    assert_queries_constant(lambda: reader.get(url("account", account(budget, "lodging").pk)), lambda: used(office, "5"), at_most=16)


# -- proposed and adjusted ---------------------------------------------------------------------------------


def test_a_proposal_is_typed_kept_and_handed_in(office):
    head = as_user(office.director)
    sent = head.post(url("new"), {"year": "2026", "department": office.ours.pk, **typed(lodging="1000", office="60.50")})
    version = BudgetVersion.objects.get()
    assert (sent.status_code, sent.url) == (302, url("proposal", version.pk))
    assert version.lines.count() == 2
    head.post(url("proposal-submit", version.pk))
    version.refresh_from_db()
    assert version.state == "submitted"


def test_months_are_typed_and_make_the_year_when_it_is_empty(office):
    pk = category("lodging").pk
    as_user(office.director).post(
        url("new"), {"year": "2026", "department": office.ours.pk, f"month_{pk}_3": "40", f"month_{pk}_4": "2.50"}
    )
    line = BudgetVersion.objects.get().lines.get()
    assert (line.amount, line.months[2], line.months[3], line.months[4]) == (Decimal("42.50"), 40, Decimal("2.50"), 0)


def test_months_that_do_not_add_up_are_answered_with_what_was_typed(office):
    pk = category("lodging").pk
    sent = as_user(office.director).post(
        url("new"), {"year": "2026", "department": office.ours.pk, f"amount_{pk}": "100", f"month_{pk}_3": "40"}
    )
    assert sent.status_code == 422
    assert "add up to 40.00" in sent.text
    assert 'value="100"' in sent.text
    assert not Budget.objects.exists()


@pytest.mark.parametrize("data", [{"year": "x"}, {"year": "2026", "department": "0"}, {"year": "99999", "department": "1"}])
def test_nonsense_is_answered_with_a_sentence(office, data):
    assert as_user(office.director).post(url("new"), data).status_code == 422


def test_a_second_first_proposal_points_to_the_budget_there_is(office, budget):
    sent = as_user(office.director).post(url("new"), {"year": "2026", "department": office.ours.pk, **typed(lodging="1")})
    assert (sent.status_code, "Adjust that one" in sent.text) == (422, True)


def test_an_adjustment_starts_from_what_is_in_force(office, budget):
    head = as_user(office.director)
    assert 'value="1000.00"' in head.get(url("adjust", budget.pk)).text
    head.post(url("adjust", budget.pk), {"reason": "新增客户", **typed(lodging="1500", transport="120")})
    version = BudgetVersion.objects.get(version=2)
    shown = head.get(url("proposal", version.pk)).text
    for word in ("新增客户", "1,500.00", "1,000.00", "500.00", "-500.00"):  # new, old, more, and what training loses
        assert word in shown


def test_an_open_proposal_is_gone_on_with_instead_of_another(office, budget):
    version = proposed(office.ours, office.director, {"lodging": "1"}, reason="下调")
    assert as_user(office.director).get(url("adjust", budget.pk)).url == url("proposal", version.pk)


def test_a_draft_is_changed_and_thrown_away(office):
    version = proposed(office.ours, office.director, {"lodging": "1000"})
    head = as_user(office.director)
    assert 'value="1000.00"' in head.get(url("proposal-edit", version.pk)).text
    head.post(url("proposal-edit", version.pk), typed(lodging="700"))
    assert version.lines.get().amount == 700
    head.post(url("proposal-discard", version.pk))
    assert not Budget.objects.exists()


def test_handing_in_what_a_rule_refuses_says_why(office):
    version = proposed(office.ours, office.director, {})
    shown = as_user(office.director).post(url("proposal-submit", version.pk), follow=True).text
    assert "at least one category" in shown


# -- who may -----------------------------------------------------------------------------------------------


def test_what_lies_outside_of_the_scope_is_not_found(office):
    other = factories.department("客户部", office.company)
    strange = approved(proposed(other, office.director, {"lodging": "1000"}), office.director)
    version = strange.versions.get()
    reader = as_user(office.director)
    addresses = [
        url("detail", strange.pk), url("adjust", strange.pk), url("review", strange.pk), url("account", account(strange, "lodging").pk),
        url("proposal", version.pk), url("proposal-edit", version.pk),
    ]  # fmt: skip
    assert [reader.get(address).status_code for address in addresses] == [404] * 6
    assert [reader.post(url(name, version.pk)).status_code for name in ("proposal-submit", "proposal-discard")] == [404] * 2


def test_staff_without_the_right_see_no_budgets(office, budget):
    reader = as_user(office.staff)
    assert [reader.get(address).status_code for address in (url("list"), url("detail", budget.pk), url("new"))] == [403] * 3
    assert reader.get(url("review", budget.pk)).status_code == 404


def test_who_may_look_may_not_change(office, budget):
    version = proposed(office.ours, office.director, {"lodging": "1"}, reason="下调")
    looker = factories.holder(factories.post(office.ours, "主管", 3), "主管")
    factories.grant(looker, "supervisor", office.ours)
    reader = as_user(looker)
    assert reader.get(url("detail", budget.pk)).status_code == 200
    refused = [reader.get(url("adjust", budget.pk)), reader.get(url("proposal-edit", version.pk)), reader.get(url("review", budget.pk))]
    refused += [reader.post(url(name, version.pk)) for name in ("proposal-submit", "proposal-discard")]
    assert [answer.status_code for answer in refused] == [403] * 5


def test_a_department_outside_of_the_scope_cannot_be_proposed_for(office):
    other = factories.department("客户部", office.company)
    sent = as_user(office.director).post(url("new"), {"year": "2026", "department": other.pk, **typed(lodging="1")})
    assert sent.status_code == 422
    assert not Budget.objects.exists()


# -- reviewed ----------------------------------------------------------------------------------------------


def _reviewed(office: Office, budget: Budget) -> None:
    as_user(office.director).post(url("review", budget.pk), {"key": str(uuid4()), "note": "控制"})


@pytest.mark.row("BUD-04")
def test_a_category_at_81_of_80_percent_is_listed_and_wants_its_reason(office, budget):
    used(office, "810")
    head, pk, key = as_user(office.director), account(budget, "lodging").pk, str(uuid4())
    form = head.get(url("review", budget.pk)).text
    assert re.search(rf'name="reason_{pk}"[^>]*required', form)
    assert head.post(url("review", budget.pk), {"key": key}).status_code == 422
    head.post(url("review", budget.pk), {"key": key, f"reason_{pk}": "旺季", "note": "下月控制"})
    line = BudgetReview.objects.get().lines.get(account=pk)
    assert (line.amount, line.spent, line.reason) == (1000, 810, "旺季")
    assert "旺季" in head.get(url("detail", budget.pk)).text


def test_a_review_that_is_sent_twice_is_one(office, budget):
    head, key = as_user(office.director), str(uuid4())
    for _ in range(2):
        head.post(url("review", budget.pk), {"key": key, "note": "正常"})
    assert BudgetReview.objects.count() == 1


@pytest.mark.row("BUD-04")
def test_the_review_falls_due_by_the_wall_and_is_the_heads(office, budget):
    (item,) = _duties(office.director)
    assert (item.due_on, item.last_on) == (DAY + timedelta(days=30), None)
    assert [holder.id for holder in item.holders] == [office.director.pk]
    assert item.url == url("review", budget.pk)


def test_a_review_moves_the_next_one(office, budget):
    later = NOON + timedelta(days=10)
    with clock.stopped(later):
        _reviewed(office, budget)
    (item,) = _duties(office.director)
    assert (item.due_on, item.last_on) == (later.date() + timedelta(days=30), later.date())


def test_a_head_without_further_rights_reviews_the_budget(office):
    head = factories.holder(factories.post(office.team, "组长", 3, is_head=True), "组长")
    budget = approved(proposed(office.team, office.director, {"lodging": "1000"}), office.director)
    assert [item.url for item in _duties(head)] == [url("review", budget.pk)]
    assert as_user(head).get(url("review", budget.pk)).status_code == 200
    assert as_user(head).post(url("review", budget.pk), {"key": str(uuid4())}).status_code == 302


def test_the_budget_of_a_year_that_is_over_is_reviewed_once_more_but_falls_due_no_longer(office, budget):
    with clock.stopped(NOON + timedelta(days=60)):
        head = as_user(office.director)
        assert "Next review by" not in head.get(url("detail", budget.pk)).text
        _reviewed(office, budget)
    assert _duties(office.director, DAY + timedelta(days=60)) == []
    assert BudgetReview.objects.count() == 1


def test_duties_cost_the_same_for_one_budget_and_for_many(office, budget, assert_queries_constant):
    def grow() -> None:
        for name in ("客户部", "市场部"):
            approved(proposed(factories.department(name, office.company), office.director, {"lodging": "1"}), office.director)

    assert_queries_constant(lambda: _duties(office.manager), grow, at_most=5)


def _duties(who: Employee, day: date = DAY):
    (source,) = [source for source in registered() if source.code == "finance.budget_reviews"]
    return source.items(day, type(who.user).objects.get(pk=who.user.pk))
