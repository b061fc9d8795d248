"""The minutes of a scheduled day: where each of them went, and how exactly its hours were meant. Nothing is weighed yet.

Every scheduled minute is in exactly one place: worked, under leave or trip, late, early, or in an unworked half.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from attendance.choices import ShiftHours
from attendance.domain import facts as fact
from attendance.domain.facts import DayFacts, DayPolicy
from attendance.domain.flexibility import Expected, expected
from attendance.domain.hours import Lone, free_minutes, own_punches
from attendance.domain.overtime import free_overtime, overtime_minutes, stayed_minutes
from attendance.domain.stretches import Stretch, between, minus, minutes, union
from common.parameters import Segment

EACH, FREE = ShiftHours.EACH, ShiftHours.FREE


class Half(NamedTuple):
    """One half of the scheduled day, or one stretch of it that has punches of its own.

    uncovered: what is expected of it: its stretches that no leave or trip covers, moved by flexible hours. is_unworked:
    nobody was there and some of it is uncovered; then nothing of it is late or early. presence: first and last of its own
    punches. each: of a half, its stretches with punches of their own; then late and early are their sums, and an unworked
    stretch in a half that was worked counts as late or early.
    """

    stretches: tuple[Stretch, ...]
    uncovered: tuple[Stretch, ...]
    worked: int
    late: int
    early: int
    is_unworked: bool
    presence: Stretch | None = None
    each: tuple["Half", ...] = ()

    @property
    def weighed(self) -> tuple["Half", ...]:
        """What is weighed one by one."""
        return self.each or (self,)


class Account(NamedTuple):
    """The minutes of a day. A minute under leave and trip counts as leave. presence: None without a punch.

    halves: two, or none while the working time is undecided. is_on_trip: a trip covers some of the scheduled time, be it under leave too.
    granted: minutes at the beginning that fell away for a long evening, worked among the rest. moved: by flexible hours.
    lone: stretches that lack one of their own two punches. short: minutes that free hours lack; worked may be more than is asked there.
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
    lone: tuple[Lone, ...] = ()
    short: int = 0

    @property
    def is_covered(self) -> bool:
        """Leave and trips cover the whole scheduled day."""
        return self.scheduled > 0 and self.leave + self.trip == self.scheduled

    @property
    def asked(self) -> int:
        """Scheduled minutes that no leave or trip covers."""
        return self.scheduled - self.leave - self.trip


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
    plain = Account(
        scheduled=total,
        leave=leave,
        trip=total - leave - minutes(minus(scheduled, covers)) if day.trips else 0,
        is_on_trip=bool(day.trips) and minutes(minus(scheduled, union(day.trips))) < total,
        worked=0,
        overtime=0,
        halves=(),
        presence=presence,
    )
    if day.hours is FREE and scheduled:
        return _free(day, policy, plain, scheduled, covers)
    both = halves_of(day.segments) if scheduled else ()
    is_each = day.hours is EACH and len(scheduled) > 1
    units = tuple([(stretch,) for stretch in scheduled]) if is_each else both
    wanted = Expected(tuple([tuple(minus(unit, covers)) for unit in units]) if covers else units, 0, 0)
    if presence and (policy.flex_late or policy.flex_early or policy.stayed_late):
        wanted = expected(wanted.parts, presence, day, policy)
    grace = policy.grace or 0
    lone: tuple[Lone, ...] = ()
    if is_each:
        halves, lone = _each(both, wanted.parts, day, grace)
    else:
        halves = tuple([_half(half, part, presence, grace) for half, part in zip(both, wanted.parts, strict=True)])
    busy = [*scheduled, *(piece for part in wanted.parts for piece in part)] if wanted.moved else scheduled
    return plain._replace(
        worked=sum([half.worked for half in halves]) + wanted.granted,
        overtime=overtime_minutes(day, policy, busy) if scheduled or policy.counted_by != fact.PUNCHES else 0,
        halves=halves,
        stayed=stayed_minutes(day, policy, busy),
        granted=wanted.granted,
        moved=wanted.moved,
        lone=lone,
    )


def _each(
    both: tuple[tuple[Stretch, ...], ...], parts: tuple[tuple[Stretch, ...], ...], day: DayFacts, grace: int
) -> tuple[tuple[Half, ...], tuple[Lone, ...]]:
    """The halves, made of stretches with punches of their own, and the stretches that lack one. parts: what is expected, by stretch."""
    stretches = [stretch for half in both for stretch in half]
    own = own_punches(stretches, day.punches or ())
    pieces = []
    for stretch, part, punches in zip(stretches, parts, own, strict=True):
        presence = (punches[0], punches[-1]) if punches else None
        pieces.append(_half((stretch,), part, presence, grace)._replace(presence=presence))
    cut = len(both[0])
    lone = [Lone(piece.stretches[0], at[0]) for piece, at in zip(pieces, own, strict=True) if len(at) == 1 and piece.uncovered]
    return (_together(pieces[:cut]), _together(pieces[cut:])), tuple(lone)


def _together(pieces: list[Half]) -> Half:
    """A half is unworked when all of it is that anybody was expected in; else its unworked stretches are missed time."""
    wanted = [piece for piece in pieces if piece.uncovered]
    is_unworked = bool(wanted) and all(piece.is_unworked for piece in wanted)
    if not is_unworked:
        came = next((number for number, piece in enumerate(pieces) if piece.presence), len(pieces))
        pieces = [_missed(piece, is_before=number < came) if piece.is_unworked else piece for number, piece in enumerate(pieces)]
    return Half(
        tuple([stretch for piece in pieces for stretch in piece.stretches]),
        tuple([stretch for piece in pieces for stretch in piece.uncovered]),
        sum([piece.worked for piece in pieces]),
        sum([piece.late for piece in pieces]),
        sum([piece.early for piece in pieces]),
        is_unworked,
        each=tuple(pieces),
    )


def _missed(piece: Half, *, is_before: bool) -> Half:
    lost = minutes(piece.uncovered)
    return piece._replace(late=lost) if is_before else piece._replace(early=lost)


def _free(day: DayFacts, policy: DayPolicy, plain: Account, scheduled: list[Stretch], covers: Sequence[Stretch]) -> Account:
    """Hours without a clock: only how long somebody was there counts, less approved overtime beyond what is asked."""
    present = free_minutes(plain.presence, scheduled)
    beyond = max(present - plain.asked, 0)
    overtime = free_overtime(day, policy, beyond)
    worked = present - min(overtime, beyond) if plain.asked else 0
    both = halves_of(day.segments)
    parts = [tuple(minus(half, covers)) for half in both]
    halves = [Half(half, part, 0, 0, 0, plain.presence is None and bool(part)) for half, part in zip(both, parts, strict=True)]
    short = max(plain.asked - worked, 0) if plain.presence else 0
    return plain._replace(worked=worked, overtime=overtime, halves=tuple(halves), short=short)


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
