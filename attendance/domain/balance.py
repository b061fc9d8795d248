"""Balances of leave: which lots a use takes from, and what annual leave the law grants (ALR 3, ALI 5: L80, L82)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

NONE = Decimal(0)
FAR = date.max
BY_SERVICE = ((20, 15), (10, 10), (1, 5))  # from so many years of work: days a year


@dataclass(frozen=True, slots=True)
class Lot:
    """What was granted once and is left of it, in the unit of its type. expires_on: the last day on which it may be taken."""

    id: int
    left: Decimal
    valid_from: date
    expires_on: date | None


class NotEnough(Exception):  # noqa: N818  named for what happened
    """The lots hold only `left`."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(str(left))
        self.left = left


def take(lots: Iterable[Lot], amount: Decimal, first: date, last: date) -> list[tuple[int, Decimal]]:
    """(lot id, how much) of the lots that hold over the days; what expires first goes first, then the oldest.

    Raises NotEnough.
    """
    usable = [lot for lot in lots if lot.left > 0 and lot.valid_from <= first and (lot.expires_on or FAR) >= last]
    taken: list[tuple[int, Decimal]] = []
    open_amount = amount
    for lot in sorted(usable, key=lambda lot: (lot.expires_on or FAR, lot.valid_from, lot.id)):
        if open_amount <= 0:
            break
        piece = min(lot.left, open_amount)
        taken.append((lot.id, piece))
        open_amount -= piece
    if open_amount > 0:
        raise NotEnough(amount - open_amount)
    return taken


def full_years(since: date, day: date) -> int:
    """Completed years between the two; somebody of 29 February completes one on 28 February."""
    years = day.year - since.year
    try:
        turned = since.replace(year=day.year)
    except ValueError:
        turned = date(day.year, 2, 28)
    return years if day >= turned else years - 1


def annual_days(*, worked_since: date, joined_on: date, year: int) -> Decimal:
    """Days of annual leave for the calendar year: 5, 10 or 15 by all years of work, and a joiner's part, fractions dropped.

    worked_since: first day of work with any employer. The part begins when twelve months of work are complete, or with joining.
    When a higher step is reached within the year, it counts from that day on for the rest of the year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    days_of_year = (last - first).days + 1
    start = max(joined_on, first)
    total = NONE
    edges = sorted({start, *(_turns(worked_since, years) for years, _days in BY_SERVICE)})
    for number, edge in enumerate(edges):
        begin = max(edge, start)
        end = min(edges[number + 1], date(year + 1, 1, 1)) if number + 1 < len(edges) else date(year + 1, 1, 1)
        if begin >= end or begin > last:
            continue
        total += Decimal(_granted(full_years(worked_since, begin)) * (end - begin).days) / days_of_year
    if start == first and len({_granted(full_years(worked_since, day)) for day in (first, last)}) == 1:
        return Decimal(_granted(full_years(worked_since, first)))
    return total.to_integral_value(ROUND_FLOOR)


def _turns(since: date, years: int) -> date:
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 2, 28)


def _granted(years: int) -> int:
    return next((days for least, days in BY_SERVICE if years >= least), 0)
