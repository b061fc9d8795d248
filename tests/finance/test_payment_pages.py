"""The pages of payments, advances and accounts: what they show, what they refuse, and to whom they open."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from common import clock
from finance.models import Advance, AdvanceSettlement, FapiaoVerification, PayeeAccount, Payment, PaymentBatch
from people.models import Employee
from tests import factories
from tests.finance import paying
from tests.finance.paying import CARD, LATER, Office
from tests.rules import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db) -> Office:
    return Office()


class As:
    """A browser in which somebody is signed in, at a fixed time."""

    def __init__(self, who: Employee) -> None:
        self.client = Client()
        self.client.force_login(who.user)

    def get(self, path: str):
        with clock.stopped(LATER):
            return self.client.get(path)

    def post(self, path: str, **data):
        with clock.stopped(LATER):
            return self.client.post(path, {"pay_on": "2026-11-18", **data})


def said(response) -> str:
    return response.content.decode()


# -- advances -----------------------------------------------------------------------------------------------


def test_advance_is_asked_for_and_found_in_ones_list(office: Office):
    li = As(office.staff)
    response = li.post("/advances/new/", amount="1000", purpose="展会备用金", settle_by="2026-11-30")
    advance = Advance.objects.get()
    assert (response.status_code, advance.state) == (302, "submitted")
    assert "展会备用金" in said(li.get("/advances/"))
    assert "1,000.00" in said(li.get(f"/advances/{advance.pk}/"))


@pytest.mark.parametrize("typed", [{}, {"amount": "-1"}, {"amount": "abc"}, {"amount": "1e5"}, {"settle_by": "2026-13-01"}, {"trip": "x"}])
def test_advance_with_odd_input_is_answered_with_the_form(office: Office, typed: dict):
    facts = {"amount": "", "purpose": "x", "settle_by": "2026-11-01", **typed}
    assert As(office.staff).post("/advances/new/", **facts).status_code == 422
    assert not Advance.objects.exists()


def test_advance_of_somebody_else_is_not_found(office: Office):
    advance = paying.wanted(office.staff)
    readers = (office.staff, office.head, office.accountant, office.counsel)
    assert [As(who).get(f"/advances/{advance.pk}/").status_code for who in readers] == [200, 200, 200, 404]
    assert As(office.head).get(f"/advances/{advance.pk}/edit/").status_code == 404


def test_overdue_advances_are_listed_for_finance(office: Office):
    paying.paid_out(office, office.staff, settle_by=date(2026, 11, 17))
    page = said(As(office.accountant).get("/advances/?which=overdue"))
    assert "展会备用金" in page
    assert "1,000.00" in page
    assert "展会备用金" not in said(As(office.counsel).get("/advances/?which=overdue"))


def test_repayment_is_recorded_by_finance_only(office: Office):
    advance = paying.paid_out(office, office.staff)
    path = f"/advances/{advance.pk}/repay/"
    assert As(office.staff).post(path, amount="10").status_code == 403
    assert As(office.cashier).post(path, amount="10").status_code == 302
    assert AdvanceSettlement.objects.get().amount == Decimal(10)


def test_cost_of_the_lists_of_advances_does_not_grow(office: Office, assert_queries_constant):
    paying.wanted(office.staff)
    finance = As(office.accountant)
    assert_queries_constant(lambda: finance.get("/advances/?which=all"), lambda: paying.wanted(office.head), at_most=20)


# -- accounts -----------------------------------------------------------------------------------------------


def test_own_account_is_entered_and_shown_by_four_digits(office: Office):
    li = As(office.staff)
    assert li.post("/accounts/mine/", holder="李雯", bank="招商银行", number=CARD).status_code == 302
    page = said(li.get("/accounts/mine/"))
    assert "0128" in page
    assert CARD not in page


def test_account_that_is_refused_keeps_what_was_typed(office: Office):
    response = As(office.staff).post("/accounts/mine/", holder="李雯", bank="招商银行", number="62220")
    assert response.status_code == 422
    assert "招商银行" in said(response)
    assert not PayeeAccount.objects.exists()


def test_accounts_of_others_are_for_finance_and_masked(office: Office):
    paying.account(office.staff)
    for path in ("/accounts/", f"/accounts/{office.staff.pk}/"):
        page = As(office.accountant).get(path)
        assert "0128" in said(page)
        assert CARD not in said(page)
        assert As(office.head).get(path).status_code == 403


def test_cost_of_the_list_of_accounts_does_not_grow(office: Office, assert_queries_constant):
    finance = As(office.accountant)
    assert_queries_constant(lambda: finance.get("/accounts/"), lambda: paying.account(office.staff), at_most=15)


# -- payments ------------------------------------------------------------------------------------------------


@pytest.fixture
def claim(office: Office):
    paying.account(office.staff)
    return paying.approved(office.staff, "1386.00")


def test_batch_goes_from_the_list_to_the_bank_and_back(office: Office, claim):
    finance = As(office.cashier)
    assert "1,386.00" in said(finance.get("/payments/"))
    finance.post("/payments/batches/new/", claim=claim.pk)
    batch = PaymentBatch.objects.get()
    page = said(finance.get(f"/payments/batches/{batch.pk}/"))
    assert "0128" in page
    assert CARD not in page
    file = finance.post(f"/payments/batches/{batch.pk}/file/")
    assert CARD in file.content.decode("utf-8-sig")
    assert f"{batch.number}.csv" in file["Content-Disposition"]
    payment = batch.payments.get()
    finance.post(f"/payments/batches/{batch.pk}/paid/", payment=payment.pk, reference="77")
    claim.refresh_from_db()
    assert claim.state == "paid"


def test_list_says_what_stands_in_the_way(office: Office, claim):
    making.published(office, {"exp.fapiao.verify_from_cny": "1000.00"}, on=date(2026, 11, 3), owner=office.company, number="FY")
    receipt = paying.fapiao(claim, "1386.00")
    paying.approved(office.head, "70.00")
    page = said(As(office.accountant).get("/payments/"))
    assert f"/payments/receipts/{receipt.pk}/" in page
    assert page.count("toast-warning") == 2
    assert f'name="claim" value="{claim.pk}"' not in page


def test_list_shows_what_an_advance_covers(office: Office):
    paying.paid_out(office, office.staff, "1000.00")
    paying.approved(office.staff, "700.00")
    paying.approved(office.staff, "700.00")
    page = said(As(office.accountant).get("/payments/"))
    assert all(text in page for text in ("700.00", "300.00", "400.00"))


def test_nothing_ticked_is_said_and_nothing_made(office: Office, claim):
    assert As(office.accountant).post("/payments/batches/new/").status_code == 422
    assert As(office.accountant).post("/payments/batches/new/", claim="' OR 1=1", advance="99999999999999999999").status_code == 422
    assert not PaymentBatch.objects.exists()


@pytest.mark.parametrize("path", ["/payments/", "/payments/batches/"])
def test_payments_open_to_finance_only(office: Office, path: str):
    people = (office.cashier, office.staff, office.head, office.manager)
    assert [As(who).get(path).status_code for who in people] == [200, 403, 403, 403]


def test_finance_of_one_unit_pays_only_there(office: Office, claim):
    factories.grant(office.counsel, "finance", office.team)
    other = paying.approved(office.director, "70.00")
    paying.account(office.director)
    page = said(As(office.counsel).get("/payments/"))
    assert claim.number in page
    assert other.number not in page
    assert As(office.counsel).post("/payments/batches/new/", claim=other.pk).status_code == 422
    batch = paying.batch_of(office, other)
    assert As(office.counsel).get(f"/payments/batches/{batch.pk}/").status_code == 404


def test_own_payment_has_no_box_and_is_refused(office: Office):
    paying.account(office.cashier)
    batch = paying.batch_of(office, paying.approved(office.cashier, "70.00"))
    cashier = As(office.cashier)
    cashier.post(f"/payments/batches/{batch.pk}/file/")
    payment = batch.payments.get()
    assert f'name="payment" value="{payment.pk}"' not in said(cashier.get(f"/payments/batches/{batch.pk}/"))
    assert cashier.post(f"/payments/batches/{batch.pk}/paid/", payment=payment.pk).status_code == 422
    payment.refresh_from_db()
    assert payment.state == "planned"


def test_payment_that_came_back_waits_again(office: Office, claim):
    batch = paying.batch_of(office, claim)
    cashier = As(office.cashier)
    cashier.post(f"/payments/batches/{batch.pk}/file/")
    path = f"/payments/{batch.payments.get().pk}/failed/"
    assert cashier.post(path, reason="").status_code == 422
    assert cashier.post(path, reason="账号有误").status_code == 302
    assert claim.number in said(cashier.get("/payments/"))


def test_payment_is_taken_out_of_an_open_batch(office: Office, claim):
    batch = paying.batch_of(office, claim)
    As(office.cashier).post(f"/payments/{batch.payments.get().pk}/take-out/")
    assert not Payment.objects.exists()


def test_fapiao_is_looked_up_on_its_page_by_finance_only(office: Office, claim):
    receipt = paying.fapiao(claim, "1386.00")
    path = f"/payments/receipts/{receipt.pk}/"
    typed = {"is_genuine": "yes", "channel": "查验平台"}
    assert As(office.head).post(path, **typed).status_code == 403
    assert As(office.accountant).post(path, is_genuine="no", channel="查验平台").status_code == 422
    assert As(office.accountant).post(path, **typed).status_code == 302
    assert FapiaoVerification.objects.get().is_genuine


def test_cost_of_the_list_of_payments_does_not_grow(office: Office, claim, assert_queries_constant):
    making.published(office, {"exp.fapiao.verify_from_cny": "1000.00"}, on=date(2026, 11, 3), owner=office.company, number="FY")
    paying.fapiao(claim, "1386.00")
    finance = As(office.accountant)

    def grow() -> None:
        for number in range(4):
            more = paying.approved(office.head if number % 2 else office.staff, "2000.00")
            paying.fapiao(more, "2000.00", f"2433200000001234567{number}")

    assert_queries_constant(lambda: finance.get("/payments/"), grow, at_most=25)


def test_cost_of_a_batch_does_not_grow(office: Office, claim, assert_queries_constant):
    paying.account(office.head)
    batch = paying.batch_of(office, claim)
    finance = As(office.accountant)

    def grow() -> None:
        second = paying.batch_of(office, *(paying.approved(office.head, "70.00") for _ in range(4)))
        Payment.objects.filter(batch=second).update(batch=batch)

    assert_queries_constant(lambda: finance.get(f"/payments/batches/{batch.pk}/"), grow, at_most=15)


# -- the managers' desk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["payeeaccount", "advance", "advancesettlement", "paymentbatch", "payment", "archivevolume"])
def test_desk_shows_money_without_account_numbers_and_changes_nothing(office: Office, claim, model: str):
    paying.pay(office, paying.batch_of(office, claim))
    paying.paid_out(office, office.head)
    admin = factories.holder(factories.post(office.company, "管理员", 1), "管理员")
    factories.grant(admin, "administrator")
    page = As(admin).get(f"/admin/finance/{model}/")
    assert page.status_code == 200
    assert CARD not in said(page)
    assert As(admin).get(f"/admin/finance/{model}/add/").status_code == 403


def test_desk_shows_a_payment_with_four_digits(office: Office, claim):
    paying.pay(office, paying.batch_of(office, claim))
    page = As(office.accountant).get(f"/admin/finance/payment/{Payment.objects.get().pk}/change/")
    assert page.status_code == 200
    assert "**** 0128" in said(page)
    assert CARD not in said(page)


# -- the desk -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "mark"), [("advance", "badge-info"), ("paymentbatch", "badge-good"), ("payment", "badge-good")])
def test_desk_says_states_with_a_shape_and_a_colour(office: Office, name: str, mark: str):
    paying.paid_out(office, office.staff)
    assert mark in said(As(office.accountant).get(f"/admin/finance/{name}/"))
