"""Rosters of shift groups as plain days: a pattern laid over a period, days joined to stretches, too many in a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from common.periods import ONE_DAY, Period

MOST_IN_A_ROW = 6  # Labour Law of the PRC, art. 38: at least one day of rest a week


@dataclass(frozen=True, slots=True)
class Stretch[T]:
    """The same on every day from `first` to `last`."""

    what: T
    first: date
    last: date


def laid_out[T](pattern: Sequence[T], period: Period, offset: int = 0) -> dict[date, T]:
    """What the pattern says of each day, beginning with its place `offset` on the first."""
    return {day: pattern[(place + offset) % len(pattern)] for place, day in enumerate(period)}


def stretches[T](days: Mapping[date, T]) -> list[Stretch[T]]:
    """Days in a row with the same joined, in order."""
    ordered = sorted(days.items())
    # the day less its place among the days stays the same as long as no day is missing
    runs = groupby(enumerate(ordered), key=lambda entry: (entry[1][0] - entry[0] * ONE_DAY, entry[1][1]))
    joined = [(key[1], [day for _place, (day, _what) in members]) for key, members in runs]
    return [Stretch(what, days[0], days[-1]) for what, days in joined]


def without_rest(worked: Iterable[date], most: int = MOST_IN_A_ROW) -> list[Period]:
    """Where more than `most` days in a row are worked."""
    runs = stretches(dict.fromkeys(worked, True))
    return [Period(run.first, run.last) for run in runs if (run.last - run.first).days + 1 > most]
