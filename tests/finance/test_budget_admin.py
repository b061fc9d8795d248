"""Budgets at the managers' desk: to read, each in their scope."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from finance.models import Budget
from finance.services.ledger import reserve
from tests import factories
from tests.finance.budgeting import NOON, approved, cashier, claimed, proposed
from tests.finance.test_budget_pages import _reviewed
from tests.rules.making import Office

pytestmark = pytest.mark.django_db
OURS = ("budget", "budgetversion", "budgetaccount", "budgetentry", "budgetreview")


def url(name: str, act: str = "changelist", *args: object) -> str:
    return reverse(f"admin:finance_{name}_{act}", args=args)


@pytest.fixture
def office() -> Office:
    office = Office()
    office.cashier = cashier(office)
    for place, number in ((office.ours, "100"), (factories.department("客户部", office.company), "70")):
        budget = approved(proposed(place, office.director, {"lodging": number}), office.director)
        reserve(claim=claimed(office.staff, place, ("lodging", "12.34")), round=1, by=office.staff, at=NOON)
        if place == office.ours:
            _reviewed(office, budget)
    return office


def as_user(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def row_of(name: str):
    return next(model for model in admin.site._registry if model._meta.label_lower == f"finance.{name}").objects.order_by("pk").first()


@pytest.mark.parametrize("name", OURS)
def test_finance_opens_every_list_row_and_history(office, name):
    client = as_user(office.cashier)
    for path in (url(name), f"{url(name)}?q=运营", url(name, "change", row_of(name).pk), url(name, "history", row_of(name).pk)):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("name", OURS)
def test_nothing_is_added_changed_or_deleted_here(office, name):
    client, pk = as_user(office.cashier), row_of(name).pk
    answers = [client.get(url(name, "add")), client.post(url(name, "change", pk), {"year": 1}), client.post(url(name, "delete", pk))]
    assert [answer.status_code for answer in answers] == [403] * 3


@pytest.mark.parametrize("name", ["budget", "budgetversion", "budgetaccount"])
def test_a_head_reads_only_the_own_scope(office, name):
    shown = as_user(office.director).get(url(name)).text
    assert "运营部" in shown
    assert "客户部</" not in shown
    strange = Budget.objects.get(department__name="客户部")
    assert as_user(office.director).get(url("budget", "change", strange.pk)).status_code == 302
