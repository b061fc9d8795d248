"""What a budget will have used at the end of its year, judged from the months so far.

The rest of the year is estimated twice: as planned, and at the pace so far. The two are blended by the share of the year that has
passed: in January the plan says nearly everything, in December the pace does. With 3 of 12 months gone, 300 used, and 100 planned for
each month to come: a month to come is 3/4 x 100 + 1/4 x (300 / 3) = 100.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.money import rounded

MONTHS = 12
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """by_month: used up to the end of each month, what is past as it was; CNY. runs_out: the month (1 to 12) in which the budget is
    passed, None when it lasts. is_estimate: the year is not over."""

    by_month: tuple[Decimal, ...]
    runs_out: int | None
    is_estimate: bool

    @property
    def year_end(self) -> Decimal:
        return self.by_month[-1]


def months_passed(year: int, today: date) -> Decimal:
    """How many months of the year have passed at the end of `today`: 0 before it, 12 after it, 10.5 on 15 November."""
    if today.year != year:
        return Decimal(0 if today.year < year else MONTHS)
    return today.month - 1 + Decimal(today.day) / monthrange(year, today.month)[1]


def forecast(*, budget: Decimal, plan: Sequence[Decimal], used: Sequence[Decimal], passed: Decimal) -> Forecast:
    """plan, used: CNY of each of the twelve months. used: spent and reserved. passed: months of the year that are over, 0 to 12."""
    weight = passed / MONTHS
    pace = sum(used, ZERO) / passed if passed else ZERO
    total, by_month = ZERO, []
    for month in range(MONTHS):
        to_come = min(max(month + 1 - passed, ZERO), Decimal(1))  # the part of the month that lies ahead
        total += used[month] + to_come * ((1 - weight) * plan[month] + weight * pace)
        by_month.append(rounded(total))
    runs_out = next((month for month, sum_ in enumerate(by_month, start=1) if sum_ > budget), None)
    return Forecast(tuple(by_month), runs_out, passed < MONTHS)
