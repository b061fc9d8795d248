"""Minutes beyond the schedule: overtime as it is decided to be counted, and staying late that nobody approved."""

from collections.abc import Sequence
from itertools import pairwise

from attendance.domain import facts as fact
from attendance.domain.facts import DayFacts, DayPolicy
from attendance.domain.stretches import Stretch, between, minus, minutes, union


def overtime_minutes(day: DayFacts, policy: DayPolicy, scheduled: Sequence[Stretch]) -> int:
    """Minutes of overtime outside of what is scheduled; a stretch below the minimum counts nothing.

    By approval: what was approved, with or without punches. By punches: presence after the last scheduled minute, because
    who comes early has not been asked to work; on a day off all presence but the breaks of the shift. Both, and while
    undecided: presence within what was approved.
    """
    if policy.counted_by == fact.PUNCHES:
        found = _present_beyond(day, scheduled)
    elif not day.overtime:
        return 0
    else:
        found = minus(union(day.overtime), scheduled)
        if policy.counted_by != fact.APPROVAL:
            found = between(found, min(day.punches), max(day.punches)) if day.punches else []
    least = policy.overtime_minimum or 0
    return sum([end - start for start, end in found if end - start >= least])


def free_overtime(day: DayFacts, policy: DayPolicy, beyond: int) -> int:
    """Minutes of overtime with free hours, which have no clock. beyond: minutes present that were not asked.

    By approval: what was approved. By punches: all minutes beyond. Both, and while undecided: presence within what was
    approved, as far as it lies beyond.
    """
    found = union(day.overtime)
    least = policy.overtime_minimum or 0
    if policy.counted_by == fact.PUNCHES:
        return beyond if beyond >= least else 0
    if policy.counted_by != fact.APPROVAL:
        found = between(found, min(day.punches), max(day.punches)) if day.punches else []
    counted = sum([end - start for start, end in found if end - start >= least])
    return counted if policy.counted_by == fact.APPROVAL else min(counted, beyond)


def _present_beyond(day: DayFacts, scheduled: Sequence[Stretch]) -> list[Stretch]:
    if not day.punches:
        return []
    arrival, departure = min(day.punches), max(day.punches)
    if scheduled:
        end = max(end for _start, end in scheduled)
        return [(max(end, arrival), departure)] if departure > end else []
    breaks = [(before.end, after.start) for before, after in pairwise(day.segments)]
    return [(arrival, arrival + minutes(minus([(arrival, departure)], breaks)))]  # one stretch: a break parts no overtime


def stayed_minutes(day: DayFacts, policy: DayPolicy, scheduled: Sequence[Stretch]) -> int:
    """Minutes present after the end of work that no approved overtime covers, from the bound on; 0 while it is undecided."""
    if policy.detect is None or not day.punches or not scheduled:
        return 0
    end, departure = max(end for _start, end in scheduled), max(day.punches)
    if departure <= end or min(day.punches) == departure:
        return 0
    stayed = minutes(minus([(max(end, min(day.punches)), departure)], union(day.overtime)))
    return stayed if stayed >= policy.detect else 0
