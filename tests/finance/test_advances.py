"""Advances: asked for, agreed to, paid out, settled; never a second one before the last is settled."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from approvals import services as approvals
from common.errors import RuleBroken
from finance.models import Advance, AdvanceSettlement, Claim
from finance.services import payments
from finance.services.advances import ask_advance, repay, settle_with_claim
from tests import factories
from tests.finance import paying
from tests.finance.paying import LATER, MONDAY, NOW, Office
from tests.rules import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db) -> Office:
    return Office()


def test_advance_is_approved_by_the_head_and_finance(office: Office):
    advance = paying.wanted(office.staff)
    assert [step.name for step in advance.request.steps.order_by("order")] == ["Head of department", "Finance"]
    paying.agree(advance.request)
    advance.refresh_from_db()
    assert (advance.state, advance.number) == ("approved", "JK-2026-0001")


@pytest.mark.row("APV-02")
@pytest.mark.parametrize(("amount", "last"), [("4999.99", "Finance"), ("5000.00", "Company management")])
def test_major_advance_goes_to_the_management_too(office: Office, amount: str, last: str):
    making.published(office, {"apv.major_amount_cny": {"每单": "满5000元"}}, on=date(2026, 11, 3), owner=office.company, number="FY")
    assert paying.wanted(office.staff, amount).request.steps.order_by("order").last().name == last


def test_same_key_is_the_same_advance(office: Office):
    key = uuid4()
    assert paying.wanted(office.staff, key=key) == paying.wanted(office.staff, key=key)
    assert Advance.objects.count() == 1


def test_second_advance_is_refused_while_one_is_not_settled(office: Office):
    advance = paying.paid_out(office, office.staff)
    with translation.override("en"), pytest.raises(RuleBroken, match="not settled yet"):
        paying.wanted(office.staff)
    repay(advance=advance, amount=Decimal("1000.00"), key=uuid4(), by=office.cashier, at=LATER)
    assert paying.wanted(office.staff).state == "submitted"


def test_database_keeps_one_unsettled_advance(office: Office):
    paying.wanted(office.staff)
    again = Advance.objects.create(
        key=uuid4(), employee=office.staff, department=office.team, purpose="x", amount=1, settle_by=MONDAY, created_at=NOW
    )
    with pytest.raises(IntegrityError, match="finance_advance_one_unsettled"), transaction.atomic():
        Advance.objects.filter(pk=again.pk).update(state="submitted")


@pytest.mark.django_db(transaction=True)
def test_two_advances_asked_for_at_once_are_one(transactional_db, race):
    office = Office()
    outcomes = race(*(lambda: paying.wanted(office.staff) for _ in range(2)))
    assert sorted(type(one).__name__ for one in outcomes) == ["Advance", "RuleBroken"]


def test_advance_is_not_above_the_estimate_of_its_trip(office: Office):
    trip = paying.trip(office.staff, "800.00")
    with translation.override("en"), pytest.raises(RuleBroken, match=r"estimate of 800\.00"):
        paying.wanted(office.staff, "800.01", trip=trip)
    assert paying.wanted(office.staff, "800.00", trip=trip).trip == trip


@pytest.mark.parametrize("which", ["of somebody else", "not approved"])
def test_advance_is_for_an_approved_trip_of_ones_own(office: Office, which: str):
    trip = paying.trip(
        office.head if which == "of somebody else" else office.staff, None, "draft" if which == "not approved" else "approved"
    )
    with translation.override("en"), pytest.raises(RuleBroken, match="approved trip of your own"):
        paying.wanted(office.staff, trip=trip)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "1.005"}, "two decimals"),
        ({"purpose": " "}, "what the money is for"),
        ({"settle_by": date(2026, 11, 15)}, "in the past"),
    ],
)
def test_advance_with_odd_facts_is_refused_with_a_sentence(office: Office, facts: dict, sentence: str):
    with translation.override("en"), pytest.raises(RuleBroken, match=sentence):
        paying.wanted(office.staff, **facts)
    assert not Advance.objects.exists()


def test_advance_sent_back_is_changed_and_asked_again(office: Office):
    advance = paying.wanted(office.staff)
    approvals.send_back(request=advance.request, by=office.head, at=NOW, opinion="写明用途")
    again = ask_advance(
        key=uuid4(), employee=office.staff, amount=Decimal(900), purpose="展会搭建", trip=None, settle_by=date(2026, 11, 30), at=LATER,
        advance=advance,
    )  # fmt: skip
    assert (again.pk, again.state, again.amount, again.request.round) == (advance.pk, "submitted", Decimal(900), 2)


def test_advance_that_was_withdrawn_makes_room_for_another(office: Office):
    advance = paying.wanted(office.staff)
    approvals.withdraw(request=advance.request, by=office.staff, at=NOW)
    assert paying.wanted(office.staff).state == "submitted"


# -- settling ------------------------------------------------------------------------------------------------


def test_claim_is_taken_from_the_advance_first_and_the_rest_is_paid(office: Office):
    advance = paying.paid_out(office, office.staff, "1000.00")
    claim = paying.approved(office.staff, "1386.00")
    batch = paying.batch_of(office, claim)
    claim.refresh_from_db()
    advance.refresh_from_db()
    assert (claim.offset, batch.payments.get().amount) == (Decimal("1000.00"), Decimal("386.00"))
    assert (advance.state, advance.settled) == ("settled", Decimal("1000.00"))


def test_claim_covered_by_the_advance_is_paid_without_the_bank(office: Office):
    advance = paying.paid_out(office, office.staff, "1000.00")
    claim = paying.approved(office.staff, "386.00")
    made = payments.make_batch(key=uuid4(), claims=[claim], pay_on=MONDAY, by=office.accountant, at=NOW)
    claim.refresh_from_db()
    advance.refresh_from_db()
    assert (made.batch, made.covered, claim.state) == (None, [claim], "paid")
    assert (advance.state, advance.settled) == ("paid", Decimal("386.00"))


def test_two_claims_in_one_batch_share_what_the_advance_has(office: Office):
    paying.paid_out(office, office.staff, "1000.00")
    batch = paying.batch_of(office, paying.approved(office.staff, "600.00"), paying.approved(office.staff, "600.00"))
    assert list(Claim.objects.order_by("pk").values_list("offset", flat=True)) == [Decimal(600), Decimal(400)]
    assert batch.payments.get().amount == Decimal("200.00")


def test_settling_twice_takes_once(office: Office):
    advance, claim = paying.paid_out(office, office.staff), paying.approved(office.staff, "300.00")
    for _ in range(2):
        assert settle_with_claim(advance=advance, claim=claim, by=office.accountant, at=NOW) == Decimal("300.00")
    assert AdvanceSettlement.objects.count() == 1


def test_claim_of_somebody_else_settles_nothing(office: Office):
    advance, claim = paying.paid_out(office, office.staff), paying.approved(office.head, "300.00")
    with translation.override("en"), pytest.raises(RuleBroken, match="same person"):
        settle_with_claim(advance=advance, claim=claim, by=office.accountant, at=NOW)


def test_claim_that_is_not_approved_settles_nothing(office: Office):
    advance, claim = paying.paid_out(office, office.staff), paying.draft(office.staff, "300.00")
    with translation.override("en"), pytest.raises(RuleBroken, match="Only an approved claim"):
        settle_with_claim(advance=advance, claim=claim, by=office.accountant, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_claims_settled_at_once_take_no_more_than_there_is(transactional_db, race):
    office = Office()
    advance = paying.paid_out(office, office.staff, "1000.00")
    claims = [paying.approved(office.staff, "700.00") for _ in range(2)]
    taken = race(*(lambda one=one: settle_with_claim(advance=advance, claim=one, by=office.accountant, at=NOW) for one in claims))
    advance.refresh_from_db()
    assert sorted(taken) == [Decimal("300.00"), Decimal("700.00")]
    assert (advance.settled, advance.state) == (Decimal("1000.00"), "settled")


@pytest.mark.django_db(transaction=True)
def test_claim_and_repayment_at_once_settle_no_more_than_there_is(transactional_db, race):
    office = Office()
    advance, claim = paying.paid_out(office, office.staff, "1000.00"), paying.approved(office.staff, "700.00")
    race(
        lambda: settle_with_claim(advance=advance, claim=claim, by=office.accountant, at=NOW),
        lambda: repay(advance=advance, amount=Decimal("700.00"), key=uuid4(), by=office.cashier, at=NOW),
    )
    advance.refresh_from_db()
    settled = sum(AdvanceSettlement.objects.values_list("amount", flat=True))
    assert advance.settled == settled <= Decimal("1000.00")


def test_money_given_back_is_written_down_once(office: Office):
    advance, key = paying.paid_out(office, office.staff), uuid4()
    for _ in range(2):
        repay(advance=advance, amount=Decimal("400.00"), key=key, by=office.cashier, at=LATER, note="回单77")
    advance.refresh_from_db()
    assert advance.settled == Decimal("400.00")


def test_more_than_is_open_is_not_given_back(office: Office):
    advance = paying.paid_out(office, office.staff)
    with translation.override("en"), pytest.raises(RuleBroken, match=r"Only 1,000\.00"):
        repay(advance=advance, amount=Decimal("1000.01"), key=uuid4(), by=office.cashier, at=LATER)


def test_nobody_records_what_they_gave_back_themselves(office: Office):
    advance = paying.paid_out(office, office.staff)
    factories.grant(office.staff, "finance")
    with translation.override("en"), pytest.raises(RuleBroken, match="Nobody records"):
        repay(advance=advance, amount=Decimal(1), key=uuid4(), by=office.staff, at=LATER)
