"""Sums of minutes on half-open stretches `(start, end)`. A list of them is in order and none overlaps another."""

from collections.abc import Iterable, Sequence

from attendance.domain.facts import Span

Stretch = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Stretch]:
    """The minutes of all the spans together, which come in any order."""
    joined: list[Stretch] = []
    for start, end in sorted((span.start, span.end) for span in spans if span.end > span.start):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def minus(stretches: Iterable[Stretch], covers: Sequence[Stretch]) -> list[Stretch]:
    """The minutes of `stretches` that `covers` does not hold. Linear in both."""
    left: list[Stretch] = []
    first = 0
    for start, end in stretches:
        while first < len(covers) and covers[first][1] <= start:
            first += 1
        reached, at = start, first
        while at < len(covers) and covers[at][0] < end:
            if covers[at][0] > reached:
                left.append((reached, covers[at][0]))
            reached = covers[at][1]
            at += 1
        if reached < end:
            left.append((reached, end))
    return left


def between(stretches: Iterable[Stretch], since: int, until: int) -> list[Stretch]:
    """The part of the stretches that lies in the half-open stretch from `since` to `until`."""
    return [(max(start, since), min(end, until)) for start, end in stretches if max(start, since) < min(end, until)]


def minutes(stretches: Iterable[Stretch]) -> int:
    """How many minutes they are together."""
    return sum([end - start for start, end in stretches])
