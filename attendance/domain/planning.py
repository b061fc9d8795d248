"""A day that goes on, as it comes to if the rest of it goes as planned: nothing is held against anybody before its time."""

from dataclasses import replace

from attendance.choices import ShiftHours
from attendance.domain.account import account_of
from attendance.domain.facts import DayFacts, DayPolicy
from attendance.domain.hours import free_end, own_punches


def planned_end(day: DayFacts, policy: DayPolicy) -> int:
    """When work ends for somebody who has come: as scheduled, as much later as they came by flexible hours, or when free ones are full."""
    end = day.segments[-1].end
    if not day.punches:
        return end
    if day.hours == ShiftHours.FREE:
        account = account_of(day, policy)
        return free_end(min(day.punches), account.asked, [(one.start, one.end) for one in day.segments])
    if not policy.flex_late:
        return end
    stays = replace(day, punches=(*day.punches, end + policy.flex_late))
    return end + max(account_of(stays, policy).moved, 0)


def planned(day: DayFacts, now: int, policy: DayPolicy) -> DayFacts:
    """The facts with the punches that are still to come. now: minutes after midnight of the day.

    Before the first punch the day is without data; once there is one, it is as it is after work has ended.
    """
    if not day.punches:
        return replace(day, punches=None)
    if not day.segments:
        return day
    end = planned_end(day, policy)
    if day.hours == ShiftHours.EACH:
        to_come = _to_come(day, now, end)
        return replace(day, punches=(*day.punches, *to_come)) if to_come else day
    return day if now >= end else replace(day, punches=(*day.punches, end))


def _to_come(day: DayFacts, now: int, end: int) -> list[int]:
    """What each stretch still lacks. One may punch out of a stretch until the next begins; who is not there yet may still come."""
    stretches = [(one.start, one.end) for one in day.segments]
    ends = [*(stop for _start, stop in stretches[:-1]), end]
    closes = [*(start for start, _stop in stretches[1:]), end]
    own = own_punches(stretches, day.punches or ())
    found: list[int] = []
    for (start, _stop), punches, leaves, closed in zip(stretches, own, ends, closes, strict=True):
        if now >= closed:
            continue
        if not punches:
            found += [start, leaves]
        elif punches[-1] < leaves:
            found.append(leaves)
    return found
