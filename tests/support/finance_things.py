"""One of everything of finance, for the matrix of addresses: written past the services where a route of many steps leads to it."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from common import clock
from common.models import Upload
from finance.models import (
    Advance,
    ArchiveVolume,
    Budget,
    BudgetAccount,
    BudgetVersion,
    Claim,
    ClaimLine,
    ExpenseCategory,
    PaymentBatch,
    Receipt,
)
from people.models import Department, Employee


def finance_arguments(*, unit: int, who: Employee, head: Employee, money: Employee) -> dict[str, list[object]]:
    """By the whole name of the address. who: whose they are; head: who leads them; money: who is of finance."""
    at, today = clock.now(), clock.today()
    department = Department.objects.get(pk=unit)
    claim = Claim.objects.create(key=uuid.uuid4(), claimant=who, department=department, title="拜访客户", created_at=at, changed_at=at)
    line = ClaimLine.objects.create(claim=claim, order=1, amount=Decimal(100), cost_on=today, description="住宿")
    receipt = Receipt.objects.create(upload=_upload(who), owner=who, line=line, taken_at=at)
    budget = Budget.objects.create(year=today.year, department=department)
    proposal = BudgetVersion.objects.create(budget=budget, version=1, proposed_by=head, created_at=at)
    before = Budget.objects.create(year=today.year - 1, department=department)
    account = BudgetAccount.objects.create(budget=before, category=ExpenseCategory.objects.get(code="lodging"))
    advance = Advance.objects.create(
        key=uuid.uuid4(), employee=who, department=department, purpose="展会", amount=Decimal(500), settle_by=today + timedelta(days=9),
        created_at=at,
    )  # fmt: skip
    batch = PaymentBatch.objects.create(number="FK-2026-0001", key=uuid.uuid4(), pay_on=today, made_by=money, made_at=at)
    volume = ArchiveVolume.objects.create(
        number="GD-2026-0001", month=today.replace(day=1), upload=_upload(money), claims=0, files=0, digest="0" * 64, made_by=money,
        made_at=at,
    )  # fmt: skip
    names = {
        **{f"claim-{act}": [claim.pk] for act in ("detail", "edit", "discard", "grant", "pdf")},
        **{name: [receipt.pk] for name in ("receipt-edit", "receipt-picture", "receipt-verify")},
        **{f"budget-{act}": [budget.pk] for act in ("detail", "adjust", "review")}, "budget-account": [account.pk],
        **{f"budget-proposal{act}": [proposal.pk] for act in ("", "-edit", "-submit", "-discard")},
        **{name: [advance.pk] for name in ("advance", "advance-edit", "advance-repay")}, "payee": [who.pk],
        **{f"payment-batch{act}": [batch.pk] for act in ("", "-file", "-paid")}, "payment-failed": [0], "payment-take-out": [0],
        "archive-check": [volume.pk],
    }  # fmt: skip
    return {f"finance:{name}": values for name, values in names.items()}


def _upload(who: Employee) -> Upload:
    data = b"receipt"
    upload = Upload(purpose="finance.receipt", name="收据.txt", content_type="text/plain", size=len(data), sha256="0" * 64)
    upload.uploaded_by = who.user
    upload.file.save("receipt.txt", ContentFile(data), save=False)
    upload.save(force_insert=True)
    return upload
