"""A claim on paper (费用报销单): its lines, the sum in figures and words, its fapiao, who agreed and when, and how it was paid.

A4; a long claim runs on several pages. Until everybody has agreed it says that it is not in force.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from approvals.models import Request
from attendance.printing import Signed, signatures
from common.digests import digest
from common.menu import company_name
from common.pdf import Pdf, write_pdf
from common.qr import QrCode, qr_code
from finance.choices import ClaimState, PaymentState
from finance.domain.uppercase import in_words
from finance.models import Claim, ClaimLine, Payment, Receipt
from rules.selectors.sheet import public_address

LANGUAGE = "zh-hans"
CSS = "claim_sheet.css"
IN_FORCE = (ClaimState.APPROVED, ClaimState.PAID)
QR_MM = 24


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed. receipts: how many vouchers it has. is_cut: finance grants less than was asked."""

    line: ClaimLine
    receipts: int

    @property
    def is_cut(self) -> bool:
        return self.line.sanctioned is not None and self.line.sanctioned != self.line.amount


def claim_sheet(claim: Claim) -> Pdf:
    """The paper of a claim, as it stands now. The same claim in the same state gives the same bytes."""
    with translation.override(LANGUAGE):
        html = render_to_string("finance/claim_sheet.html", _facts(claim))
    return write_pdf(html, css="", stylesheets=(CSS,), identifier=digest(html)[:32])


def _facts(claim: Claim) -> dict[str, Any]:
    claim = Claim.objects.select_related("claimant", "department", "trip__trip", "request", "volume").get(pk=claim.pk)
    attached = Count("receipts", filter=Q(receipts__removed_at=None))
    rows = claim.lines.select_related("category", "cost_centre").annotate(attached=attached).order_by("order", "pk")
    lines = [PrintedLine(row, row.attached) for row in rows]
    granted = sum((one.line.granted or Decimal(0) for one in lines), Decimal(0))
    receipts = Receipt.objects.filter(line__claim=claim, removed_at=None).order_by("line__order", "pk")
    payment = Payment.objects.filter(claim=claim, state=PaymentState.PAID).select_related("batch", "paid_by").first()
    return {
        "claim": claim,
        "lines": lines,
        "asked": sum((one.line.amount or Decimal(0) for one in lines), Decimal(0)),
        "granted": granted,
        "words": in_words(granted, prefix=True),
        "to_pay": granted - claim.offset,
        "vouchers": sum(one.receipts for one in lines),
        "fapiao": [one for one in receipts if one.is_fapiao],
        "signed": _signed(claim.request),
        "payment": payment,
        "tail": payment.account_number[-4:] if payment else "",
        "settlements": list(claim.settlements.select_related("advance").order_by("pk")),
        "is_in_force": claim.state in IN_FORCE,
        "company": company_name(),
        "zone": settings.TIME_ZONE,
        "qr": _qr(claim),
    }


def _signed(asked: Request | None) -> list[Signed]:
    return signatures(asked) if asked and asked.submissions.exists() else []


def _qr(claim: Claim) -> QrCode:
    """Leads to the claim; whoever may not see it finds nothing there."""
    return qr_code(public_address() + reverse("finance:claim-detail", args=[claim.pk]), side_mm=QR_MM)
