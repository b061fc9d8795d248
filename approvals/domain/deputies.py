"""Who stands in for somebody who is away."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MAX_CHAIN = 3  # a deputy who is away has a deputy, and that one too; further on nobody remembers what it is about

EVERY_KIND = ""


@dataclass(frozen=True, slots=True)
class Deputyship:
    """`deputy` decides for `owner` from `first` until the day before `end` (None: open), in one kind or in all ("")."""

    owner: int
    deputy: int
    kind: str
    first: date
    end: date | None

    def covers(self, kind: str, day: date) -> bool:
        return self.kind in (EVERY_KIND, kind) and self.first <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who decides, and the first day on which they no longer may (None: open)."""

    person: int
    end: date | None


def stand_in(owner: int, kind: str, day: date, deputyships: Sequence[Deputyship], never: Collection[int]) -> StandIn | None:
    """Who decides for `owner` on that day; None when nobody does.

    A deputyship for the kind goes before one for all kinds. A deputy who is away is followed to their own deputy,
    MAX_CHAIN long at most. never: who may not be reached (the applicant, people who left).
    """
    at, end, found, seen = owner, None, None, {owner}
    for _ in range(MAX_CHAIN):
        link = _link(at, kind, day, deputyships)
        if link is None or link.deputy in never or link.deputy in seen:
            break
        at, end = link.deputy, _earlier(end, link.end)
        seen.add(at)
        found = StandIn(at, end)
    return found


def _link(owner: int, kind: str, day: date, deputyships: Sequence[Deputyship]) -> Deputyship | None:
    valid = [d for d in deputyships if d.owner == owner and d.covers(kind, day)]
    return next(iter(sorted(valid, key=lambda d: d.kind == EVERY_KIND)), None)


def makes_loop(new: Deputyship, existing: Iterable[Deputyship]) -> bool:
    """Whether on some day, in some kind, the chain that starts with `new` would come back to its owner."""
    existing = list(existing)
    return new.deputy == new.owner or _returns(new.deputy, new, new.owner, existing, frozenset({new.deputy}))


def _returns(at: int, window: Deputyship, target: int, existing: list[Deputyship], seen: frozenset[int]) -> bool:
    for link in existing:
        shared = _shared(window, link) if link.owner == at else None
        if shared is None or link.deputy in seen:
            continue
        if link.deputy == target or _returns(link.deputy, shared, target, existing, seen | {link.deputy}):
            return True
    return False


def _shared(a: Deputyship, b: Deputyship) -> Deputyship | None:
    """The days and the kind in which both hold, carried by `b`'s people."""
    if EVERY_KIND not in (a.kind, b.kind) and a.kind != b.kind:
        return None
    first, end = max(a.first, b.first), _earlier(a.end, b.end)
    if end is not None and end <= first:
        return None
    return Deputyship(b.owner, b.deputy, a.kind or b.kind, first, end)


def _earlier(a: date | None, b: date | None) -> date | None:
    return min((end for end in (a, b) if end is not None), default=None)
