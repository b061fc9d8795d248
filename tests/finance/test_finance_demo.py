"""What the demo company spends."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from common import clock
from finance.models import Advance, BudgetAccount, Claim, FapiaoUse, PaymentBatch, Receipt
from finance.services.ledger import verify_accounts
from tests.support.demo import loaded

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone.get_default_timezone())


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, at=NOW, employees=13, months=6):
        yield


@pytest.fixture(autouse=True)
def at_that_time(demo: None, db: None) -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def test_claims_stand_in_every_state():
    found = Counter(Claim.objects.values_list("state", flat=True))
    assert found == {"draft": 1, "submitted": 3, "sent_back": 1, "approved": 1, "refused": 1, "paid": 1}


def test_papers_were_read_without_a_fault():
    receipts = list(Receipt.objects.all())
    assert len(receipts) == 9
    assert [(receipt.error, receipt.read["notes"], receipt.is_fapiao) for receipt in receipts] == [("", [], True)] * 9
    assert {receipt.upload.name.rpartition(".")[2] for receipt in receipts} == {"pdf", "ofd", "xml"}


def test_paid_claim_keeps_its_fapiao_and_what_was_refused_is_free():
    assert FapiaoUse.objects.filter(paid_at__isnull=False).count() == 1
    assert FapiaoUse.objects.filter(claim__state="refused", released_at=None).count() == 0


def test_budget_holds_what_is_under_way_and_its_sums_are_those_of_its_entries():
    assert BudgetAccount.objects.filter(reserved__gt=0).count() >= 3
    assert verify_accounts() == []


def test_major_claim_waits_and_an_advance_is_asked_for():
    assert Claim.objects.filter(warnings__contains=["major"]).count() == 1
    assert (Advance.objects.get().state, PaymentBatch.objects.get().state) == ("submitted", "done")
