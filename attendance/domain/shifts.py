"""The working hours of a day: the schedule less its lunch break, and where the day changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attendance.choices import ShiftHours
from attendance.domain.assignment import DAY, day_starts_between
from common.parameters import Segment


@dataclass(frozen=True, slots=True)
class Shift:
    """segments: () while the working hours are undecided. day_starts: minutes after midnight, see day_starts_between.

    weekdays: ISO weekdays on which it is worked, None while undecided (then the calendar alone says). hours: as in DayFacts.
    """

    segments: tuple[Segment, ...]
    day_starts: int
    weekdays: frozenset[int] | None
    hours: ShiftHours = ShiftHours.FIXED


def less(segments: Iterable[Segment], break_start: int, break_end: int) -> tuple[Segment, ...]:
    """The segments without the break, also where they run over midnight. Minutes after midnight."""
    left = list(segments)
    for start, end in ((break_start, break_end), (break_start + DAY, break_end + DAY)):
        left = [part for segment in left for part in _cut(segment, start, end)]
    return tuple(left)


def _cut(segment: Segment, start: int, end: int) -> Iterable[Segment]:
    if end <= segment.start or start >= segment.end:
        return [segment]
    return [Segment(a, b) for a, b in ((segment.start, start), (end, segment.end)) if a < b]


def shift_of(
    schedule: Sequence[Segment] | None,
    *,
    lunch: tuple[int, int] | None,
    day_starts: int | None,
    weekdays: frozenset[int] | None,
    hours: ShiftHours = ShiftHours.FIXED,
) -> Shift:
    """The shift that these values make. lunch, day_starts: minutes after midnight; None while undecided."""
    segments = tuple(schedule or ())
    if lunch is not None:
        segments = less(segments, *lunch)
    return Shift(segments, day_starts_between(segments) if day_starts is None else day_starts, weekdays, hours)
