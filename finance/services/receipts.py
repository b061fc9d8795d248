"""Receipts: taken in and read, corrected, moved to another line, taken off. The file itself never changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.uploads import store_upload
from finance.choices import FapiaoKind
from finance.fapiao.fields import Read, packed
from finance.fapiao.limited import read_limited
from finance.fapiao.reading import Unreadable
from finance.models import Claim, ClaimLine, ExpenseCategory, Receipt
from finance.services.drafts import editable, touched
from people.models import Employee

PURPOSE = "finance.receipt"  # of its uploads
TEXTS = ("kind", "code", "number", "buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id", "check_code")
FIGURES = ("issued_on", "amount", "tax", "total")
MOST_AT_ONCE = 20
BEYOND = Decimal(10) ** 8  # CNY: what says so much is no receipt of ours, and its figure is not kept


def take_receipts(
    *, claim: Claim, files: Sequence[UploadedFile], by: Employee, at: datetime, line: ClaimLine | None = None
) -> list[Receipt]:
    """Keep the files, read them, and fill a line for each (EXP-01); with `line` they belong to that one.

    A file that cannot be read as a fapiao is kept as a receipt, with the sentence why. Raises RuleBroken for a file that is not
    accepted at all, for too many at once, and once the claim is handed in; nothing is kept then.
    """
    if len(files) > MOST_AT_ONCE:
        raise RuleBroken(_("Hand in at most %(most)d files at once."), most=MOST_AT_ONCE)
    readings = [read_file(file) for file in files]  # before any lock is taken: reading takes its time
    with transaction.atomic():
        claim = editable(claim, by)
        categories = list(ExpenseCategory.objects.filter(is_active=True, is_claimable=True))
        taken = [
            _take(claim, file, reading, line, categories, by=by, at=at) for file, reading in zip(files, readings, strict=True)
        ]  # fmt: skip
        touched(claim, at)
    return taken


def read_file(file: UploadedFile) -> Read | str:
    """What the file says as a fapiao, or the sentence why it says nothing. Reading happens in a limited process."""
    file.seek(0)
    try:
        found: Read | str = read_limited(file.read(), file.name or "")
    except Unreadable as error:
        found = str(error)
    file.seek(0)
    return found


def _take(
    claim: Claim, file: UploadedFile, reading: Read | str, line: ClaimLine | None, categories: Sequence[ExpenseCategory],
    *, by: Employee, at: datetime,
) -> Receipt:  # fmt: skip
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account can hand in files."))
    receipt = Receipt(upload=store_upload(file=file, purpose=PURPOSE, by=by.user), owner=by, taken_at=at)
    if isinstance(reading, Read):
        receipt.is_fapiao = True
        receipt.read = packed(reading)
        receipt.items = "、".join(dict.fromkeys(one.name for one in reading.lines if one.name))[:300]
        for name in (*TEXTS, *FIGURES):
            setattr(receipt, name, _fitted(name, getattr(reading, name)))
    else:
        receipt.error = reading[:300]
    receipt.line = line or _new_line(claim, receipt, categories)
    receipt.save()
    return receipt


def _fitted(name: str, value: Any) -> Any:
    if name in FIGURES:
        return None if isinstance(value, Decimal) and abs(value) >= BEYOND else value
    return str(value)[: getattr(Receipt._meta.get_field(name), "max_length", 0)]


def _new_line(claim: Claim, receipt: Receipt, categories: Sequence[ExpenseCategory]) -> ClaimLine:
    """The line that the receipt fills: its day, amount, tax and the category whose words stand in its items."""
    last = claim.lines.order_by("-order").values_list("order", flat=True).first() or 0
    is_good = receipt.total is not None and receipt.total > 0
    tax = receipt.tax if is_good and receipt.tax is not None and 0 <= receipt.tax <= (receipt.total or 0) else None
    return ClaimLine.objects.create(
        claim=claim, order=last + 1, cost_on=receipt.issued_on, category=category_for(receipt, categories),
        amount=receipt.total if is_good else None, tax=tax, description=receipt.items.split("、")[0].strip("*").replace("*", " ")[:200],
    )  # fmt: skip


def category_for(receipt: Receipt, categories: Sequence[ExpenseCategory]) -> ExpenseCategory | None:
    """The category with a word that stands on the fapiao; rail and air are travel, a taxi is transport by their kind."""
    by_kind = {FapiaoKind.RAIL: "travel", FapiaoKind.AIR: "travel", FapiaoKind.TAXI: "transport", FapiaoKind.TOLL: "transport"}
    wanted = by_kind.get(FapiaoKind(receipt.kind))
    for category in categories:
        if category.code == wanted or any(word in receipt.items for word in category.keywords):
            return category
    return None


@transaction.atomic
def correct_receipt(*, receipt: Receipt, fields: Mapping[str, Any], by: Employee, at: datetime) -> Receipt:
    """What the person says it says. Which fields differ from what was read is kept; what was read exactly is refused at submission.

    fields: by attribute of Receipt, `is_fapiao` among them.
    """
    receipt = _held(receipt, by)
    for name, value in fields.items():
        setattr(receipt, name, value)
    read = receipt.read or {}
    receipt.corrected = [
        name for name in (*TEXTS, *FIGURES) if read.get(name, "") not in ("", None) and said(getattr(receipt, name)) != read[name]
    ]
    receipt.save()
    return receipt


def said(value: Any) -> str:
    """A field as the reader writes it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else f"{value:.2f}" if hasattr(value, "quantize") else str(value)


@transaction.atomic
def move_receipt(*, receipt: Receipt, line: ClaimLine, by: Employee, at: datetime) -> Receipt:
    """Let it belong to another line of the same claim. Raises RuleBroken for a line of another."""
    receipt = _held(receipt, by)
    if receipt.line is None or line.claim_id != receipt.line.claim_id:
        raise RuleBroken(_("This line belongs to another claim."))
    receipt.line = line
    receipt.save(update_fields=["line"])
    return receipt


@transaction.atomic
def drop_receipt(*, receipt: Receipt, by: Employee, at: datetime) -> None:
    """Take it off its claim. The file stays, because an earlier round may have shown it."""
    receipt = _held(receipt, by)
    receipt.line, receipt.removed_at = None, at
    receipt.save(update_fields=["line", "removed_at"])


def _held(receipt: Receipt, by: Employee) -> Receipt:
    line = ClaimLine.objects.filter(receipts=receipt).select_related("claim").first()
    if line is None:
        raise RuleBroken(_("This receipt was taken off its claim."))
    editable(line.claim, by)
    return Receipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
