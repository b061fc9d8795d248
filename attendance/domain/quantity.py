"""How much of somebody's working time a slip asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
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

    segments: tuple[Segment, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """minutes: of scheduled time. days: in halves, a begun half counts whole. hours: of the minutes, in halves upwards."""

    minutes: int
    days: Decimal

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 30).to_integral_value(ROUND_CEILING) / 2


def quantity(days: Iterable[AskedDay], *, calendar: bool = False) -> Quantity:
    """The working time that the slip covers. calendar: every day counts one, scheduled or not."""
    total, counted = 0, Decimal(0)
    for day in days:
        total += minutes(between([(one.start, one.end) for one in day.segments], day.start, day.end))
        counted += WHOLE if calendar else _halves(day)
    return Quantity(total, counted)


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
