"""How the stretches of a schedule are meant: together, each with punches of its own (分段打卡), or only as long as they are (自由工时).

Each with its own: a punch belongs to the stretch on whose side of the middle of the gap it lies. Two punches in one gap
are a leaving and a coming back, wherever in it they lie: the first belongs to the stretch before, the last to the one after.
A stretch left with one punch takes the only one of a gap beside it when the neighbour has two others.

Free: whoever came is neither late nor early nor absent. Present counts from the first punch to the last less the gaps; leave
and trips reduce what is asked; what is missing then is told and costs nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from attendance.domain.stretches import Stretch, minus, minutes


class Lone(NamedTuple):
    """A stretch with exactly one punch."""

    stretch: Stretch
    punch: int


def gaps_of(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The time between the stretches."""
    return [(before[1], after[0]) for before, after in pairwise(stretches) if before[1] < after[0]]


def own_punches(stretches: Sequence[Stretch], punches: Iterable[int]) -> list[list[int]]:
    """The punches of each stretch, in order, each minute once."""
    pairs = list(pairwise(stretches))
    found: list[list[int]] = [[] for _stretch in stretches]
    for at in sorted(set(punches)):
        found[sum([at * 2 > before[1] + after[0] for before, after in pairs])].append(at)
    for number, (before, after) in enumerate(pairs):
        _share(found[number], found[number + 1], (before[1], after[0]))
    return found


def _share(left: list[int], right: list[int], gap: Stretch) -> None:
    """Let the punches of the gap serve both sides of it."""
    since, until = gap
    leaving = [at for at in left if at >= since]
    coming = [at for at in right if at <= until]
    if leaving and not coming and (len(leaving) > 1 or (len(right) == 1 and len(left) > 2)):
        right.insert(0, left.pop())
    elif coming and not leaving and (len(coming) > 1 or (len(left) == 1 and len(right) > 2)):
        left.append(right.pop(0))


def free_minutes(presence: Stretch | None, stretches: Sequence[Stretch]) -> int:
    """Minutes present outside of the gaps."""
    return minutes(minus((presence,), gaps_of(stretches))) if presence else 0


def free_end(arrival: int, asked: int, stretches: Sequence[Stretch]) -> int:
    """When somebody who came then has been there for the minutes that are asked."""
    end = arrival + asked
    for since, until in gaps_of(stretches):
        if arrival < until and end > since:
            end += until - max(arrival, since)
    return end
