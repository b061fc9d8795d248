"""Payments: no money without its chain of approvals, to the right person, once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from approvals.models import Request
from common.errors import RuleBroken
from finance.choices import ClaimState, PaymentState
from finance.models import Claim, Payment, PaymentBatch
from finance.services import payments
from finance.services.verifying import verify_fapiao
from notices.models import NoticeRecipient
from tests.finance import paying
from tests.finance.paying import LATER, MONDAY, NOW, Office
from tests.rules import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db) -> Office:
    return Office()


def made(office: Office, *claims: Claim, **more) -> payments.Made:
    facts = {"key": uuid4(), "advances": [], "pay_on": MONDAY, "by": office.accountant, "at": NOW, **more}
    return payments.make_batch(claims=claims, **facts)


COPY = """
INSERT INTO finance_payment (batch_id, payee_id, holder, bank, account_number, amount, state, reference, failure, claim_id, request_id)
SELECT batch_id, payee_id, holder, bank, account_number, amount, state, reference, failure, %s, %s FROM finance_payment WHERE id = %s
"""


# -- no payment without its approval ----------------------------------------------------------------------


def payment(office: Office, claim: Claim, request: Request, **more) -> Payment:
    batch = PaymentBatch.objects.create(number=uuid4().hex[:8], key=uuid4(), pay_on=MONDAY, made_by=office.accountant, made_at=NOW)
    facts = {"payee": claim.claimant, "amount": claim.total, **more}
    return Payment.objects.create(
        batch=batch, claim=claim, request=request, holder="李雯", bank="招商银行", account_number="622202123456", **facts
    )


@pytest.mark.row("APV-01")
def test_database_refuses_a_payment_whose_request_is_not_approved(office: Office):
    claim = paying.draft(office.staff, "100.00")
    request = paying.asked(claim)
    with pytest.raises(DatabaseError, match="no payment without an approved request"):
        payment(office, claim, request)


@pytest.mark.row("APV-01")
def test_database_refuses_a_payment_in_plain_sql_without_its_approval(office: Office):
    claim = paying.approved(office.staff, "100.00")
    kept = payment(office, claim, claim.request)
    other = paying.draft(office.staff, "100.00")
    open_ = paying.asked(other)
    with pytest.raises(DatabaseError, match="no payment without an approved request"), connection.cursor() as cursor:
        cursor.execute(COPY, [other.pk, open_.pk, kept.pk])


@pytest.mark.row("APV-01")
@pytest.mark.parametrize("whose", ["other claim", "other payee"])
def test_database_refuses_an_approval_of_something_else(office: Office, whose: str):
    claim, other = paying.approved(office.staff, "100.00"), paying.approved(office.head, "100.00")
    payee = office.cashier if whose == "other payee" else claim.claimant
    with pytest.raises(DatabaseError, match="no payment without an approved request"):
        payment(office, claim, claim.request if whose == "other payee" else other.request, payee=payee)


@pytest.mark.row("APV-01")
def test_database_refuses_more_than_was_approved(office: Office):
    claim = paying.approved(office.staff, "100.00")
    with pytest.raises(DatabaseError, match="no more is paid than was approved"):
        payment(office, claim, claim.request, amount=Decimal("100.01"))


@pytest.mark.row("APV-01")
def test_database_keeps_payee_account_and_amount_of_a_payment(office: Office):
    kept = payment(office, claim := paying.approved(office.staff, "100.00"), claim.request)
    for field, value in (("payee", office.head), ("amount", Decimal(1)), ("account_number", "999999999999")):
        with pytest.raises(DatabaseError, match="keeps its payee, account and amount"), transaction.atomic():
            Payment.objects.filter(pk=kept.pk).update(**{field: value})


@pytest.mark.row("APV-01")
@pytest.mark.parametrize("state", ["submitted", "sent_back", "refused", "withdrawn"])
def test_claim_that_is_not_approved_enters_no_batch(office: Office, state: str):
    paying.account(office.staff)
    claim = paying.draft(office.staff, "100.00")
    request = paying.asked(claim)
    Claim.objects.filter(pk=claim.pk).update(request=request, number="BX-1", submitted_on=MONDAY, state=state)
    with translation.override("en"), pytest.raises(RuleBroken, match="Nothing of it can be paid: BX-1 is"):
        made(office, claim)
    assert not Payment.objects.exists()


# -- batches -----------------------------------------------------------------------------------------------


def test_batch_copies_the_account_and_pays_what_was_granted(office: Office):
    paying.account(office.staff)
    claim = paying.approved(office.staff, "100.00", "50.00", sanctioned="40.00")
    batch = made(office, claim).batch
    paying.account(office.staff, "6214830012345678")
    [row] = batch.payments.all()
    assert (row.amount, row.account_number, row.holder) == (Decimal("80.00"), paying.CARD, "李雯")


def test_same_key_is_the_same_batch(office: Office):
    paying.account(office.staff)
    claim, key = paying.approved(office.staff, "100.00"), uuid4()
    assert made(office, claim, key=key).batch == made(office, claim, key=key).batch
    assert Payment.objects.count() == 1


def test_claim_in_a_batch_enters_no_second_one(office: Office):
    paying.account(office.staff)
    claim = paying.approved(office.staff, "100.00")
    made(office, claim)
    with translation.override("en"), pytest.raises(RuleBroken, match="is in a batch already"):
        made(office, claim)


@pytest.mark.django_db(transaction=True)
def test_claim_put_into_two_batches_at_once_is_paid_once(transactional_db, race):
    office = Office()
    paying.account(office.staff)
    claim = paying.approved(office.staff, "100.00")
    outcomes = race(*(lambda: made(office, claim) for _ in range(2)))
    assert sorted(type(one).__name__ for one in outcomes) == ["Made", "RuleBroken"]
    assert Payment.objects.count() == 1


def test_claim_without_a_known_account_is_left_out_with_a_sentence(office: Office):
    paying.account(office.staff)
    known, unknown = paying.approved(office.staff, "100.00"), paying.approved(office.head, "70.00")
    with translation.override("en"):
        found = made(office, known, unknown)
    assert [row.claim for row in found.batch.payments.all()] == [known]
    assert "No account of 组长 is known" in found.left_out[0]


def test_batch_of_a_day_that_is_over_is_refused(office: Office):
    with translation.override("en"), pytest.raises(RuleBroken, match="in the past"):
        made(office, pay_on=date(2026, 11, 15))


def test_approval_and_payment_of_one_claim_go_through_the_service_even_when_it_grants_nothing(office: Office):
    claim = paying.approved(office.staff, "100.00", sanctioned="0")
    found = made(office, claim)
    claim.refresh_from_db()
    assert (found.batch, claim.state) == (None, ClaimState.PAID)


# -- fapiao that are looked up first ---------------------------------------------------------------------


@pytest.fixture
def looked_up(office: Office) -> Claim:
    """A claim with a fapiao of 5,000, from which on the wall wants a look-up."""
    making.published(office, {"exp.fapiao.verify_from_cny": "5000.00"}, on=date(2026, 11, 3), owner=office.company, number="FY")
    paying.account(office.staff)
    claim = paying.approved(office.staff, "5000.00")
    paying.fapiao(claim, "5000.00")
    return claim


def test_fapiao_that_reaches_the_bound_is_looked_up_before_it_is_paid(office: Office, looked_up: Claim):
    with translation.override("en"), pytest.raises(RuleBroken, match=r"24332000000012345678 \(5,000.00\) has to be looked up"):
        made(office, looked_up)


def test_fapiao_below_the_bound_needs_no_look_up(office: Office, looked_up: Claim):
    looked_up.lines.first().receipts.update(total=Decimal("4999.99"))
    assert made(office, looked_up).batch


def test_genuine_fapiao_is_paid_and_one_that_is_not_is_never_paid(office: Office, looked_up: Claim):
    receipt = looked_up.lines.first().receipts.get()
    facts = {"receipt": receipt, "channel": "查验平台", "by": office.accountant}
    verify_fapiao(is_genuine=False, note="金额不符", at=NOW, **facts)
    with translation.override("en"), pytest.raises(RuleBroken, match="is not genuine"):
        made(office, looked_up)
    verify_fapiao(is_genuine=True, note="", at=LATER, **facts)
    assert made(office, looked_up).batch


def test_nobody_verifies_a_fapiao_of_their_own(office: Office):
    receipt = paying.fapiao(paying.draft(office.accountant, "5000.00"), "5000.00")
    with translation.override("en"), pytest.raises(RuleBroken, match="their own claim"):
        verify_fapiao(receipt=receipt, is_genuine=True, channel="查验平台", note="", by=office.accountant, at=NOW)


# -- the file, and what the bank says ----------------------------------------------------------------------


@pytest.fixture
def batch(office: Office) -> PaymentBatch:
    paying.account(office.staff)
    paying.account(office.head)
    return paying.batch_of(office, paying.approved(office.staff, "100.00"), paying.approved(office.head, "70.50"))


def test_file_keeps_its_bytes_and_digest_after_accounts_change(office: Office, batch: PaymentBatch):
    first = payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    paying.account(office.staff, "6214830012345678")
    assert payments.export_batch(batch=batch, by=office.cashier, at=LATER) == first
    assert "1,李雯,6222021234567890128\t,招商银行杭州分行,100.00,报销款,BX-2026-0001" in first.decode("utf-8-sig")


def test_payments_are_marked_only_after_the_file_was_handed_over(office: Office, batch: PaymentBatch):
    for act in (
        lambda: payments.mark_paid(batch=batch, by=office.cashier, at=LATER),
        lambda: payments.mark_failed(payment=batch.payments.first(), reason="账号有误", by=office.cashier, at=LATER),
    ):
        with translation.override("en"), pytest.raises(RuleBroken, match="Hand the bank's file over first"):
            act()


def test_paid_claims_are_paid_for_good_and_their_claimants_told(office: Office, batch: PaymentBatch):
    paying.pay(office, batch)
    batch.refresh_from_db()
    assert batch.state == "done"
    assert set(Claim.objects.values_list("state", "paid_at")) == {("paid", LATER)}
    told = NoticeRecipient.objects.get(recipient=office.staff, notice__kind="finance").notice
    claim = Claim.objects.get(claimant=office.staff)
    assert all(word in told.subject for word in (claim.title, f"{claim.total:,.2f}"))
    assert claim.number in told.body


def test_marking_twice_pays_once(office: Office, batch: PaymentBatch):
    paying.pay(office, batch)
    assert payments.mark_paid(batch=batch, by=office.cashier, at=LATER) == 0
    assert NoticeRecipient.objects.filter(recipient=office.staff, notice__kind="finance").count() == 1


def test_chosen_payments_are_marked_and_the_others_wait(office: Office, batch: PaymentBatch):
    payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    payments.mark_paid(batch=batch, payments=[batch.payments.first()], by=office.cashier, at=LATER)
    assert list(batch.payments.values_list("state", flat=True)) == ["paid", "planned"]
    assert PaymentBatch.objects.get().state == "exported"


def test_nobody_pays_themselves(office: Office):
    paying.account(office.cashier)
    batch = paying.batch_of(office, paying.approved(office.cashier, "100.00"))
    payments.export_batch(batch=batch, by=office.cashier, at=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="Nobody pays themselves"):
        payments.mark_paid(batch=batch, by=office.cashier, at=LATER)
    with pytest.raises(IntegrityError, match="finance_payment_not_to_oneself"), transaction.atomic():
        Payment.objects.update(state=PaymentState.PAID, paid_at=LATER, paid_by=office.cashier)


def test_payment_that_came_back_is_paid_again_with_the_new_account(office: Office, batch: PaymentBatch):
    payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    row = batch.payments.get(payee=office.staff)
    payments.mark_failed(payment=row, reason="账号有误", by=office.cashier, at=LATER)
    paying.account(office.staff, "6214830012345678")
    assert row.claim.title in NoticeRecipient.objects.get(recipient=office.staff, notice__kind="finance").notice.body
    again = made(office, row.claim).batch
    assert again.payments.get().account_number == "6214830012345678"


def test_payment_that_came_back_is_not_marked_as_paid(office: Office, batch: PaymentBatch):
    payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    row = batch.payments.get(payee=office.staff)
    payments.mark_failed(payment=row, reason="账号有误", by=office.cashier, at=LATER)
    with translation.override("en"), pytest.raises(RuleBroken, match="came back is not paid"):
        payments.mark_paid(batch=batch, payments=[row], by=office.cashier, at=LATER)
    assert payments.mark_paid(batch=batch, by=office.cashier, at=LATER) == 1


def test_payment_leaves_a_batch_until_the_file_is_handed_over(office: Office, batch: PaymentBatch):
    first, second = batch.payments.all()
    payments.take_out(payment=first, by=office.accountant, at=NOW)
    assert made(office, first.claim).batch
    payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="handed over already"):
        payments.take_out(payment=second, by=office.accountant, at=NOW)
