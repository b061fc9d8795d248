"""How much of somebody's working time a slip asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from attendance.domain.account import halves_of
from attendance.domain.stretches import between, minutes
from common.parameters import Segment

HALF, WHOLE = Decimal("0.5"), Decimal(1)
Part = Literal["day", "morning", "afternoon"]


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day under a slip: its scheduled segments, () on a day off, and the stretch asked for in minutes after its midnight."""

    day: date
    segments: tuple[Segment, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """minutes: of scheduled time. days: in halves, a begun half counts whole. hours: of the minutes, in halves upwards.

    by_day: of each day in order its minutes and days, which add up to the whole.
    """

    minutes: int
    days: Decimal
    by_day: tuple[tuple[date, int, Decimal], ...] = ()

    @property
    def hours(self) -> Decimal:
        return in_hours(self.minutes)

    def amount(self, *, is_in_hours: bool) -> Decimal:
        """What it takes of a balance that is kept in hours, or else in days."""
        return self.hours if is_in_hours else self.days

    def pieces(self, *, is_in_hours: bool) -> list[tuple[date, Decimal]]:
        """The amount, day by day; of hours the whole is rounded, never each day."""
        if not is_in_hours:
            return [(day, days) for day, _minutes, days in self.by_day if days]
        upto = [sum(minutes for _day, minutes, _days in self.by_day[: number + 1]) for number in range(len(self.by_day))]
        parts = [in_hours(after) - in_hours(before) for before, after in zip([0, *upto], upto, strict=False)]
        return [(day, part) for (day, _minutes, _days), part in zip(self.by_day, parts, strict=True) if part]


def in_hours(minutes: int) -> Decimal:
    """Begun half hours count."""
    return (Decimal(minutes) / 30).to_integral_value(ROUND_CEILING) / 2


def quantity(days: Iterable[AskedDay], *, calendar: bool = False) -> Quantity:
    """The working time that the slip covers. calendar: every day counts one, scheduled or not."""
    by_day = tuple(
        (day.day, minutes(between([(one.start, one.end) for one in day.segments], day.start, day.end)), WHOLE if calendar else _halves(day))
        for day in days
    )
    return Quantity(sum(covered for _day, covered, _days in by_day), sum((part for _d, _m, part in by_day), Decimal(0)), by_day)


def _halves(day: AskedDay) -> Decimal:
    if not day.segments:
        return Decimal(0)
    return sum((HALF for half in halves_of(day.segments) if minutes(between(half, day.start, day.end)) > 0), Decimal(0))


def part_of(segments: tuple[Segment, ...], part: Part) -> tuple[int, int]:
    """Where the whole, the first or the second half of a shift begins and ends, in minutes after midnight.

    Without a shift it is the calendar day, cut at noon.
    """
    if not segments:
        return {"day": (0, 1440), "morning": (0, 720), "afternoon": (720, 1440)}[part]
    morning, afternoon = halves_of(segments)
    return {
        "day": (segments[0].start, segments[-1].end),
        "morning": (morning[0][0], morning[-1][1]),
        "afternoon": (afternoon[0][0], afternoon[-1][1]),
    }[part]
