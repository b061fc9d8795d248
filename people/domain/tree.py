"""Who lies below whom in a dated tree, on plain values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Link:
    """`child` stood directly below `parent` (None: at the top) from `start` until the day before `end` (None: open)."""

    child: int
    parent: int | None
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Path:
    """`descendant` lay `depth` steps below `ancestor` from `start` until the day before `end` (None: open)."""

    ancestor: int
    descendant: int
    depth: int
    start: date
    end: date | None


class Cycle(ValueError):  # noqa: N818
    """A department would lie below itself. `department` is its id."""

    def __init__(self, department: int) -> None:
        super().__init__(f"department {department} would lie below itself")
        self.department = department


def paths(links: Iterable[Link]) -> list[Path]:
    """Every ancestor of every department over the days for which it holds, itself at depth 0.

    Raises Cycle when on some day a department lies below itself.
    """
    by_child: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_child[link.child].append(link)
    return [path for child in by_child for path in _up(child, child, 0, (date.min, None), by_child)]


Days = tuple[date, date | None]  # from the first until the day before the second (None: open)


def _up(child: int, at: int, depth: int, within: Days, by_child: dict[int, list[Link]]) -> Iterator[Path]:
    for link in by_child.get(at, ()):
        first, last = max(within[0], link.start), _earlier(within[1], link.end)
        if last is not None and last <= first:
            continue
        if depth and at == child:
            raise Cycle(child)
        yield Path(at, child, depth, first, last)
        if link.parent is not None:
            if depth > len(by_child):
                raise Cycle(child)
            yield from _up(child, link.parent, depth + 1, (first, last), by_child)


def _earlier(a: date | None, b: date | None) -> date | None:
    if a is None or b is None:
        return a or b
    return min(a, b)
