"""What makes a fapiao this one and no other (EXP-05), and when two names are the same company."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from itertools import pairwise

WITH_DATE_AND_AMOUNT = ("taxi", "other")  # slips whose numbers repeat: bound books, machines
DIGITAL_LENGTH = 20


def identity_of(*, kind: str, code: str, number: str, issued_on: date | None, total: Decimal | None) -> str:
    """The key under which a fapiao is claimed once: the 20 digits; code + number; for slips with date and amount as well.

    "" when there is no number. A number of 20 digits is its own key whatever the kind was read as.
    """
    if not number:
        return ""
    if len(number) == DIGITAL_LENGTH and number.isdigit():
        return number
    parts = [code, number]
    if kind in WITH_DATE_AND_AMOUNT:
        parts += [issued_on.isoformat() if issued_on else "", f"{total:.2f}" if total is not None else ""]
    return "-".join(parts)


def plain_name(name: str) -> str:
    """A company's name for comparing: half-width, without spaces and without difference of brackets."""
    text = unicodedata.normalize("NFKC", name).upper()
    return re.sub(r"[\s·•]", "", text).translate(str.maketrans("（）〔〕【】[]", "()()()()"))


def consecutive(numbers: list[str]) -> list[tuple[str, str]]:
    """Pairs of numbers that follow one another: fapiao from one block."""
    plain = sorted((int(number), number) for number in set(numbers) if number.isdigit())
    return [(a[1], b[1]) for a, b in pairwise(plain) if b[0] - a[0] == 1]
