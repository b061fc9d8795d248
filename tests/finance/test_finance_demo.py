"""What the demo company spends."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from pytest_django.plugin import DjangoDbBlocker

from common import clock
from finance.models import Advance, ArchiveVolume, BudgetAccount, Claim, FapiaoUse, PaymentBatch, Receipt
from finance.selectors.payments import payable_claims, waiting_claims
from finance.services.archive import verify_volume
from finance.services.ledger import verify_accounts
from people.models import User
from tests.support.demo import NOW, TODAY, loaded


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def at_that_time(demo: None, db: None) -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def test_claims_stand_in_every_state():
    found = Counter(Claim.objects.values_list("state", flat=True))
    assert found == {"draft": 1, "submitted": 6, "sent_back": 1, "approved": 2, "refused": 1, "paid": 4}


def test_papers_were_read_without_a_fault():
    receipts = list(Receipt.objects.all())
    assert len(receipts) == 16
    assert [(receipt.error, receipt.read["notes"], receipt.is_fapiao) for receipt in receipts] == [("", [], True)] * 16
    assert {receipt.upload.name.rpartition(".")[2] for receipt in receipts} == {"pdf", "ofd", "xml"}


def test_paid_claim_keeps_its_fapiao_and_what_was_refused_is_free():
    assert FapiaoUse.objects.filter(paid_at__isnull=False).count() == 4
    assert FapiaoUse.objects.filter(claim__state="refused", released_at=None).count() == 0


def test_budget_holds_what_is_under_way_and_its_sums_are_those_of_its_entries():
    assert BudgetAccount.objects.filter(reserved__gt=0).count() >= 3
    assert verify_accounts() == []


def test_one_line_of_the_budget_is_nearly_used_up():
    promotion = BudgetAccount.objects.get(category__code="promotion")
    assert Decimal("0.9") < (promotion.reserved + promotion.spent) / promotion.amount < 1


def test_major_claims_are_known_and_one_waits_for_its_fapiao_to_be_looked_up():
    assert Claim.objects.filter(warnings__contains=["major"]).count() == 2
    clerk = User.objects.get(username="104")
    waiting = waiting_claims(list(payable_claims(clerk)), clerk)
    assert [row.row.title for row in waiting if row.to_verify] == ["客服技能培训"]


def test_advances_are_asked_for_run_and_are_overdue():
    found = {one.employee.number: (one.state, one.settle_by < TODAY) for one in Advance.objects.select_related("employee")}
    assert found == {"1013": ("submitted", False), "1005": ("paid", False), "1003": ("paid", True)}
    assert set(PaymentBatch.objects.values_list("state", flat=True)) == {"done"}


def test_vouchers_of_last_month_are_archived():
    volume = ArchiveVolume.objects.get()
    assert (volume.month, volume.claims, verify_volume(volume)) == (date(2026, 10, 1), 3, "")
