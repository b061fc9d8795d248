"""The minutes of a scheduled day: where each of them went. No rule has been asked yet.

Every scheduled minute is in exactly one place: worked, under leave or trip, late, early, or in an unworked half.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from attendance.domain.facts import DayFacts
from attendance.domain.stretches import Stretch, between, minus, minutes, union
from common.parameters import Segment


class Half(NamedTuple):
    """One half of the scheduled day.

    uncovered: its stretches that no leave or trip covers. is_unworked: nobody was there and some of it is uncovered;
    then nothing of it is late or early.
    """

    stretches: tuple[Stretch, ...]
    uncovered: tuple[Stretch, ...]
    worked: int
    late: int
    early: int
    is_unworked: bool


class Account(NamedTuple):
    """The minutes of a day. A minute under leave and trip counts as leave. presence: None without a punch.

    halves: two, or none while the working time is undecided. is_on_trip: a trip covers some of the scheduled time, be it under leave too.
    """

    scheduled: int
    leave: int
    trip: int
    is_on_trip: bool
    worked: int
    overtime: int
    halves: tuple[Half, ...]
    presence: Stretch | None

    @property
    def is_covered(self) -> bool:
        """Leave and trips cover the whole scheduled day."""
        return self.scheduled > 0 and self.leave + self.trip == self.scheduled


@lru_cache(maxsize=4096)
def halves_of(segments: tuple[Segment, ...]) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """The two halves: cut at the first longest gap between segments, or in the middle of a single segment.

    Of an odd number of minutes the second half has one more.
    """
    stretches = tuple((segment.start, segment.end) for segment in segments)
    if len(stretches) == 1:
        start, end = stretches[0]
        middle = (start + end) // 2
        return ((start, middle),), ((middle, end),)
    gaps = [after[0] - before[1] for before, after in pairwise(stretches)]
    cut = gaps.index(max(gaps)) + 1
    return stretches[:cut], stretches[cut:]


def account_of(day: DayFacts) -> Account:
    """Where the minutes of a working day went."""
    presence = (min(day.punches), max(day.punches)) if day.punches else None
    scheduled = [(segment.start, segment.end) for segment in day.segments]
    total = minutes(scheduled)
    covers = union((*day.leave, *day.trips)) if day.leave or day.trips else ()
    leave = total - minutes(minus(scheduled, union(day.leave))) if day.leave else 0
    halves = tuple([_half(half, covers, presence) for half in halves_of(day.segments)]) if scheduled else ()
    return Account(
        scheduled=total,
        leave=leave,
        trip=total - leave - minutes(minus(scheduled, covers)) if day.trips else 0,
        is_on_trip=bool(day.trips) and minutes(minus(scheduled, union(day.trips))) < total,
        worked=sum([half.worked for half in halves]),
        overtime=overtime_minutes(day, scheduled),
        halves=halves,
        presence=presence,
    )


def _half(stretches: tuple[Stretch, ...], covers: Sequence[Stretch], presence: Stretch | None) -> Half:
    """Whoever was there, be it under leave, has not left the half unworked: more leave never makes more absence."""
    uncovered = tuple(minus(stretches, covers)) if covers else stretches
    if presence is None or not between(stretches, *presence):
        return Half(stretches, uncovered, 0, 0, 0, minutes(uncovered) > 0)
    arrival, departure = presence
    late = minutes(between(uncovered, stretches[0][0], arrival)) if arrival > stretches[0][0] else 0
    early = minutes(between(uncovered, departure, stretches[-1][1])) if departure < stretches[-1][1] else 0
    return Half(stretches, uncovered, minutes(uncovered) - late - early, late, early, is_unworked=False)


def overtime_minutes(day: DayFacts, scheduled: Sequence[Stretch]) -> int:
    """Minutes of presence inside an approved period and outside of what is scheduled."""
    if not (day.overtime and day.punches):
        return 0
    return minutes(minus(between(union(day.overtime), min(day.punches), max(day.punches)), scheduled))
