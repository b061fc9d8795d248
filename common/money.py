"""Money in CNY: Decimal with two places, rounded once, half up, at the end."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """`amount` in CNY rounded half up to the fen."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[int | Decimal]) -> list[Decimal]:
    """Shares of `amount` (CNY) by weight, which add up to it: the last share takes the odd fen.

    Raises ValueError when there is no weight, one is negative or all are zero.
    """
    total = sum((Decimal(weight) for weight in weights), Decimal(0))
    if not total or any(weight < 0 for weight in weights):
        raise ValueError("weights must be positive and not all zero")
    shares = [(amount * weight / total).quantize(FEN, ROUND_DOWN) for weight in weights[:-1]]
    return [*shares, amount - sum(shares, Decimal(0))]
