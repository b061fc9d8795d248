"""Holiday duty as plain figures: holidays in a calendar, gaps between checks, who has done how much."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

WRITES_AFTER = timedelta(hours=2)  # after a shift its members still bring the log up to date
HOURS_OF_A_DAY = Decimal(8)  # Labour Law of the PRC, art. 36: where a balance is kept in days


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in a row with a statutory holiday among them, both ends included. name: as the calendar writes it."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a department's calendar. holiday: its name when it is a statutory holiday, else ""."""

    day: date
    is_off: bool
    holiday: str = ""


def holidays(days: Iterable[CalendarDay]) -> list[Holiday]:
    """The stretches of days off that hold a named holiday, in order. days: in order and without a hole."""
    found, run = [], list[CalendarDay]()
    for one in (*days, None):
        if one is not None and one.is_off:
            run.append(one)
            continue
        names = list(dict.fromkeys(day.holiday for day in run if day.holiday))
        if names:
            found.append(Holiday("、".join(names), run[0].day, run[-1].day))
        run = []
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Too long without a check. is_open: it still grows."""

    start: datetime
    end: datetime
    is_open: bool


def gaps(*, start: datetime, end: datetime, checks: Iterable[datetime], interval: timedelta, now: datetime) -> list[Gap]:
    """Where more than `interval` passed between two checks of a shift, from its beginning to its end or until now.

    A gap of exactly the interval is none (`ros.check_interval_hours` is inclusive). Checks outside of the shift do not count.
    """
    until = min(now, end)
    if until <= start:
        return []
    points = [start, *sorted(at for at in checks if start <= at <= until), until]
    pairs = list(pairwise(points))
    return [Gap(a, b, now < end and place == len(pairs)) for place, (a, b) in enumerate(pairs, start=1) if b - a > interval]


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes on duty of a person. deviation: from the mean of all, in whole minutes."""

    person: int
    minutes: int
    deviation: int


def fairness(minutes: Mapping[int, int]) -> list[Load]:
    """Who did how much, whoever did most last. Holidays count with their hours, none more than another."""
    if not minutes:
        return []
    mean = Fraction(sum(minutes.values()), len(minutes))
    loads = [Load(person, done, round(done - mean)) for person, done in minutes.items()]
    return sorted(loads, key=lambda load: (load.minutes, load.person))


def credit(minutes: int, ratio: Decimal, *, is_in_hours: bool) -> Decimal:
    """What a shift adds to a balance in hours or in days, to the hundredth. ratio: hours of time off for an hour of duty."""
    hours = Decimal(minutes) / 60 * ratio
    return (hours if is_in_hours else hours / HOURS_OF_A_DAY).quantize(Decimal("0.01"), ROUND_HALF_UP)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
