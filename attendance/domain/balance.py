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


def take(lots: Iterable[Lot], days: Iterable[tuple[date, Decimal]]) -> list[tuple[int, Decimal]]:
    """(lot id, how much), each lot once, for what each day asks of the lots that hold on it: leave over New Year takes from two years.

    days: in order. What expires first goes first, then the oldest; day by day that serves every day that can be served.
    Raises NotEnough.
    """
    ordered = sorted(lots, key=lambda lot: (lot.expires_on or FAR, lot.valid_from, lot.id))
    left, taken, lacking = {lot.id: lot.left for lot in ordered}, dict.fromkeys((lot.id for lot in ordered), NONE), NONE
    for day, amount in days:
        asked = amount
        for lot in ordered:
            if lot.valid_from <= day <= (lot.expires_on or FAR):
                piece = max(min(left[lot.id], asked), NONE)
                left[lot.id] -= piece
                taken[lot.id] += piece
                asked -= piece
        lacking += asked
    if lacking:
        raise NotEnough(sum(taken.values(), NONE))
    return [(lot, amount) for lot, amount in taken.items() if amount]


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
