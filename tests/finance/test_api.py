"""What programs read of claims: what was handed in, money as strings, no draft, no account number."""

from datetime import date

import pytest

from common import clock
from finance.models import Claim
from tests import factories
from tests.finance.paying import CARD, LATER, Office, account, approved, batch_of, draft, pay
from tests.people.keys import asker, every_page, rows


@pytest.fixture(autouse=True)
def _later():
    with clock.stopped(LATER):
        yield


@pytest.fixture
def office(db) -> Office:
    return Office()


def test_claim_tells_its_lines_and_what_was_granted(office):
    claim = approved(office.staff, "380.00", "1000.50", sanctioned="300.00")
    told = rows(asker(office.manager.user)("claims"))[0]
    assert told["number"] == claim.number
    assert told["employee"] == office.staff.number
    assert (told["total"], told["granted"], told["currency"]) == ("1380.50", "600.00", "CNY")
    assert [(line["amount"], line["granted"]) for line in told["lines"]] == [("380.00", "300.00"), ("1000.50", "300.00")]
    assert told["submitted_on"] == "2026-11-16"
    assert told["paid_at"] is None


def test_fields_of_a_claim_are_those_of_the_index(office):
    approved(office.staff, "380.00")
    ask = asker(office.manager.user)
    named = {one["name"]: {field["name"] for field in one["fields"]} for one in ask("").json()["resources"]}
    assert set(rows(ask("claims"))[0]) == named["claims"]


def test_draft_is_nobody_elses(office):
    draft(office.staff, "380.00")
    assert rows(asker(office.manager.user)("claims")) == []


def test_account_number_is_in_no_claim(office):
    account(office.staff)
    claim = approved(office.staff, "380.00")
    pay(office, batch_of(office, claim))
    response = asker(office.manager.user)("claims", state="paid")
    assert rows(response)[0]["paid_at"] == "2026-11-18T15:30:00+08:00"
    assert CARD not in response.content.decode()


def test_claims_of_a_key_are_those_that_its_department_bears(office):
    elsewhere = factories.department("市场部", office.company)
    ours, theirs = approved(office.staff, "380.00"), approved(office.staff, "90.00")
    Claim.objects.filter(pk=theirs.pk).update(department=elsewhere)
    assert [row["number"] for row in rows(asker(office.manager.user, unit=office.ours)("claims"))] == [ours.number]
    assert [row["number"] for row in rows(asker(office.manager.user, unit=elsewhere)("claims"))] == [theirs.number]


def test_claims_are_found_by_day_state_person_and_payment(office):
    account(office.staff)
    paid, open_ = approved(office.staff, "380.00"), approved(office.accountant, "90.00", on=date(2026, 11, 17))
    pay(office, batch_of(office, paid))
    ask = asker(office.manager.user)

    def found(**filters):
        return [row["number"] for row in rows(ask("claims", **filters))]

    assert found(state="paid") == [paid.number]
    assert found(**{"from": "2026-11-17"}) == [open_.number]
    assert found(to="2026-11-16") == [paid.number]
    assert found(month="2026-10") == []
    assert found(employee=office.accountant.number) == [open_.number]
    assert found(paid_since="2026-11-18T15:30:00+08:00") == [paid.number]
    assert found(paid_since="2026-11-18T15:31:00+08:00") == []


def test_pages_of_claims_are_whole_and_ask_as_much_for_many(office, assert_queries_constant):
    for _number in range(3):
        approved(office.staff, "380.00")
    ask = asker(office.manager.user)
    assert len(every_page(ask, "claims", limit="2")) == 3
    assert_queries_constant(lambda: ask("claims"), lambda: [approved(office.staff, "1.00", "2.00") for _n in range(10)], at_most=4)
