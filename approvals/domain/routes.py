"""Which route a request takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a route fits. None asks for nothing.

    amount_from, days_from: from this figure on. amount_below, days_below: up to, but not including, this figure.
    department: the applicant's own department, or one above it. priority: the lowest number is tried first.
    """

    route: int
    priority: int = 100
    amount_from: Decimal | None = None
    amount_below: Decimal | None = None
    days_from: Decimal | None = None
    days_below: Decimal | None = None
    department: int | None = None


def fits(conditions: Conditions, *, amount: Decimal | None, days: Decimal | None, way_up: Sequence[int]) -> bool:
    """Whether the request meets every condition. A condition on a figure that the request lacks is not met.

    way_up: the applicant's department and all above it, nearest first.
    """
    c = conditions
    return (
        _within(amount, c.amount_from, c.amount_below)
        and _within(days, c.days_from, c.days_below)
        and (c.department is None or c.department in way_up)
    )


def _within(figure: Decimal | None, start: Decimal | None, below: Decimal | None) -> bool:
    if start is None and below is None:
        return True
    if figure is None:
        return False
    return (start is None or figure >= start) and (below is None or figure < below)


def choose(routes: Iterable[Conditions], *, amount: Decimal | None, days: Decimal | None, way_up: Sequence[int]) -> int | None:
    """The first route that fits, by priority, then the older one; None when none does."""
    ordered = sorted(routes, key=lambda c: (c.priority, c.route))
    return next((c.route for c in ordered if fits(c, amount=amount, days=days, way_up=way_up)), None)
