"""How exactly the beginning and end of work are meant: who stayed late yesterday, and who comes and leaves at flexible hours.

What is expected of somebody is the scheduled time that no leave or trip covers, half by half. For an evening that was
long its beginning falls away (晚走晚到). Flexible hours then move both its ends by the same minutes: who comes later leaves
as much later, who came earlier may leave as much earlier. Neither helps somebody who missed the whole first half.
"""

from typing import NamedTuple

from attendance.domain.facts import DayFacts, DayPolicy
from attendance.domain.stretches import Stretch, between, minus, minutes

Parts = tuple[tuple[Stretch, ...], ...]


class Expected(NamedTuple):
    """parts: of each half. granted: minutes that fell away and count as worked. moved: minutes later, below 0 earlier."""

    parts: Parts
    granted: int
    moved: int


def expected(parts: Parts, presence: Stretch, day: DayFacts, policy: DayPolicy) -> Expected:
    """What is left of the parts for somebody who was there. presence: first and last punch."""
    arrival, departure = presence
    granted = 0
    if arrival == departure or not came_in_first(parts, arrival):
        return Expected(parts, 0, 0)
    start = day.segments[0].start
    until = min(start + allowance(day, policy), departure)
    if until > start < arrival:
        granted = sum([minutes(between(part, start, until)) for part in parts])
        parts = tuple([tuple(minus(part, ((start, until),))) for part in parts])
    moved = _moved(parts, presence, policy)
    return Expected(_shifted(parts, moved) if moved else parts, granted, moved)


def allowance(day: DayFacts, policy: DayPolicy) -> int:
    """Minutes that one may come later for having stayed yesterday."""
    return max([later for stayed, later in policy.stayed_late if day.stayed_yesterday >= stayed], default=0)


def came_in_first(parts: Parts, arrival: int) -> bool:
    """Whether somebody came before the first half of what is expected was over."""
    first = next((part for part in parts if part), None)
    return first is not None and arrival < first[-1][1]


def _moved(parts: Parts, presence: Stretch, policy: DayPolicy) -> int:
    """By how much the day begins and ends later (or earlier, below 0): as far as it is needed, and never past its own first stretch.

    Whoever is late within the grace is in time already and has nothing to make up for.
    """
    pieces = [piece for part in parts for piece in part]
    if not pieces:
        return 0
    (arrival, departure), (begins, pauses), (resumes, ends) = presence, pieces[0], pieces[-1]
    if policy.flex_late and arrival - begins > (policy.grace or 0):
        return min(policy.flex_late, arrival - begins, pauses - begins - 1)
    if policy.flex_early and arrival < begins and departure < ends:
        return -min(policy.flex_early, begins - arrival, ends - departure, ends - resumes - 1)
    return 0


def _shifted(parts: Parts, by: int) -> Parts:
    lists = [list(part) for part in parts]
    first, last = next(part for part in lists if part), next(part for part in reversed(lists) if part)
    first[0] = first[0][0] + by, first[0][1]
    last[-1] = last[-1][0], last[-1][1] + by
    return tuple([tuple(part) for part in lists])
