"""The file that a bank takes for many payments at once: CSV, UTF-8 with its mark and CRLF, so that Excel opens it as it is."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HEADER = ("序号", "收款人", "收款账号", "开户行", "金额", "用途", "单号")
ARMED = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment. amount: CNY. number: of the claim or advance."""

    holder: str
    account: str
    bank: str
    amount: Decimal
    purpose: str
    number: str


def bank_file(transfers: Iterable[Transfer]) -> bytes:
    """The same transfers give the same bytes."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEADER)
    for place, one in enumerate(transfers, start=1):
        # the tab keeps Excel from rounding nineteen digits; banks take blanks off
        row = (unarmed(one.holder), f"{one.account}\t", unarmed(one.bank), f"{one.amount:.2f}", unarmed(one.purpose), unarmed(one.number))
        writer.writerow((place, *row))
    return target.getvalue().encode("utf-8-sig")


def unarmed(cell: str) -> str:
    """A text that Excel would take for a formula stays a text."""
    return f"'{cell}" if cell.startswith(ARMED) else cell
