"""The text of the QR code on a fapiao: up to eight fields with commas between."""

import re
from decimal import Decimal

from finance.fapiao import values
from finance.fapiao.fields import QR, Found
from finance.fapiao.kinds import BY_QR, QR_WITHOUT_TAX

PATTERN = re.compile(r"01,(\d{2}),(\d{10}|\d{12})?,(\d{8}|\d{20}),(-?\d+(?:\.\d{1,2})?)?,(\d{8}),(\d{20})?(?:,.*)?")


def parse(text: str) -> Found | None:
    """None for every other code on the page: payments, links, seals."""
    if len(text) > 500:
        return None
    found = PATTERN.fullmatch(",".join(part.strip() for part in values.plain(text).strip().split(",")))
    if not found:
        return None
    kind_code, code, number, amount, issued, check = found.groups()
    said = Found(QR)
    said.put("kind", BY_QR.get(kind_code))
    said.put("code", code or "")
    said.put("number", number)
    said.put("issued_on", values.day(issued))
    said.put("check_code", check or "")
    said.extra["type"] = kind_code
    if amount:
        said.extra["qr_amount"] = Decimal(amount).quantize(values.FEN)
    return said


def amount_field(kind_code: str) -> str:
    """Which sum the QR of this type carries."""
    return "amount" if kind_code in QR_WITHOUT_TAX else "total"
