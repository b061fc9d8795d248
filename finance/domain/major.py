"""From which amount spending is major, as the wall says it (APV-02).

每单: 满5000元          one claim of 5,000 or more
业务招待费: 超过2000元    its lines of that category together above 2,000
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

WHOLE = "每单"  # the claim as a whole, whatever its categories
LINE = re.compile(r"(?P<word>满|达到|超过|大于|)(?P<amount>\d+(?:\.\d{1,2})?)(?:元)?(?:以上)?")


@dataclass(frozen=True, slots=True)
class Bound:
    """is_strict: above the amount (超过); else the amount itself is major too (满). words: as the wall says it."""

    amount: Decimal
    is_strict: bool
    words: str

    def __str__(self) -> str:
        return self.words

    def reached(self, sum_: Decimal) -> bool:
        return sum_ > self.amount if self.is_strict else sum_ >= self.amount


def bound(cell: object) -> Bound:
    """What the line says. Raises ValueError with the text when it says nothing."""
    words = str(cell).strip().rstrip("。.")
    match = LINE.fullmatch(words)
    if match is None:
        raise ValueError(words)
    return Bound(Decimal(match["amount"]), match["word"] in ("超过", "大于"), str(cell).strip())


def major_by(bounds: Mapping[str, Bound], sums: Mapping[str, Decimal]) -> str | None:
    """The first name whose bound is reached, None when the claim is not major. sums: CNY by category name."""
    for name, limit in bounds.items():
        if limit.reached(sum(sums.values(), Decimal(0)) if name == WHOLE else sums.get(name, Decimal(0))):
            return name
    return None
