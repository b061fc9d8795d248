"""The minutes of a scheduled day: where each of them went, and how exactly its hours were meant. Nothing is weighed yet.

Every scheduled minute is in exactly one place: worked, under leave or trip, late, early, or in an unworked half.
"""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from attendance.domain import facts as fact
from attendance.domain.facts import DayFacts, DayPolicy
from attendance.domain.flexibility import Expected, expected
from attendance.domain.overtime import overtime_minutes, stayed_minutes
from attendance.domain.stretches import Stretch, between, minus, minutes, union
from common.parameters import Segment


class Half(NamedTuple):
    """One half of the scheduled day.

    uncovered: what is expected of it: its stretches that no leave or trip covers, moved by flexible hours. is_unworked:
    nobody was there and some of it is uncovered; then nothing of it is late or early.
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
    granted: minutes at the beginning that fell away for a long evening, worked among the rest. moved: by flexible hours.
    """

    scheduled: int
    leave: int
    trip: int
    is_on_trip: bool
    worked: int
    overtime: int
    halves: tuple[Half, ...]
    presence: Stretch | None
    stayed: int = 0
    granted: int = 0
    moved: int = 0

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


def account_of(day: DayFacts, policy: DayPolicy = fact.NOTHING_DECIDED) -> Account:
    """Where the minutes of a working day went. policy: by whose options; without them the plain hours count."""
    presence = (min(day.punches), max(day.punches)) if day.punches else None
    scheduled = [(segment.start, segment.end) for segment in day.segments]
    total = minutes(scheduled)
    covers = union((*day.leave, *day.trips)) if day.leave or day.trips else ()
    leave = total - minutes(minus(scheduled, union(day.leave))) if day.leave else 0
    both = halves_of(day.segments) if scheduled else ()
    asked = Expected(tuple([tuple(minus(half, covers)) for half in both]) if covers else both, 0, 0)
    if presence and (policy.flex_late or policy.flex_early or policy.stayed_late):
        asked = expected(asked.parts, presence, day, policy)
    halves = tuple([_half(half, part, presence, policy.grace or 0) for half, part in zip(both, asked.parts, strict=True)])
    busy = [*scheduled, *(piece for part in asked.parts for piece in part)] if asked.moved else scheduled
    return Account(
        scheduled=total,
        leave=leave,
        trip=total - leave - minutes(minus(scheduled, covers)) if day.trips else 0,
        is_on_trip=bool(day.trips) and minutes(minus(scheduled, union(day.trips))) < total,
        worked=sum([half.worked for half in halves]) + asked.granted,
        overtime=overtime_minutes(day, policy, busy) if scheduled or policy.counted_by != fact.PUNCHES else 0,
        halves=halves,
        presence=presence,
        stayed=stayed_minutes(day, policy, busy),
        granted=asked.granted,
        moved=asked.moved,
    )


def _half(stretches: tuple[Stretch, ...], uncovered: tuple[Stretch, ...], presence: Stretch | None, grace: int) -> Half:
    """Whoever was there, be it under leave, has not left the half unworked: more leave never makes more absence.

    grace: minutes late that count as in time, and so as worked.
    """
    if presence is None or not (between(stretches, *presence) or between(uncovered, *presence)):
        return Half(stretches, uncovered, 0, 0, 0, minutes(uncovered) > 0)
    arrival, departure = presence
    late = minutes(between(uncovered, uncovered[0][0], arrival)) if uncovered and arrival > uncovered[0][0] else 0
    early = minutes(between(uncovered, departure, uncovered[-1][1])) if uncovered and departure < uncovered[-1][1] else 0
    late = 0 if late <= grace else late
    return Half(stretches, uncovered, minutes(uncovered) - late - early, late, early, is_unworked=False)


def planned_end(day: DayFacts, policy: DayPolicy) -> int:
    """When work ends for somebody who has come: as scheduled, or as much later as they came by flexible hours."""
    end = day.segments[-1].end
    if not policy.flex_late or not day.punches:
        return end
    stays = replace(day, punches=(*day.punches, end + policy.flex_late))
    return end + max(account_of(stays, policy).moved, 0)
