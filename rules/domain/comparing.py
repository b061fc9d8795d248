"""Two wordings of a rulebook beside each other: clauses by their identity, texts sign by sign."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from rules.domain.text import PLACEHOLDER

SHORTEST_SAME = 2  # fewer signs that happen to agree between two changes belong to the change
LEAST_ALIKE = 0.35  # texts that share less are two texts: nothing is gained by showing every sign in common
BLANK = "____"
TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|[0-9]+(?:[.:][0-9]+)*|[A-Za-z]+|\s+|.", re.S)


class Kind(StrEnum):
    """What happened to a clause."""

    NEW = "new"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    VALUES = "values"
    BINDINGS = "bindings"
    TAG = "tag"


class Mark(StrEnum):
    """What a run of text is."""

    SAME = "same"
    INS = "ins"
    DEL = "del"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text, the same on both sides or on one only."""

    text: str
    mark: Mark = Mark.SAME


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause in one edition. depth: from 1. label: how it is cited. text: with placeholders. codes: what it is bound to.

    values: (key, unit) to the value with its unit of measure, "" while undecided; unit "" is everybody. words: by key, as
    the text says the value of everybody.
    """

    clause: int
    depth: int
    label: str
    heading: str
    text: str
    tag: str = ""
    codes: frozenset[str] = frozenset()
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def shown(self, key: str) -> str:
        """What stands in the text for the placeholder."""
        return self.words.get(key) or BLANK


@dataclass(frozen=True, slots=True)
class ValueChange:
    """None: the key was not, or is not any more, decided there. "": undecided."""

    key: str
    unit: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A clause in both editions. old or new is None where it is not there."""

    old: Wording | None
    new: Wording | None
    kinds: frozenset[Kind]

    @property
    def clause(self) -> int:
        return self.here.clause

    @property
    def here(self) -> Wording:
        """As it is, or as it last was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101  one of the two is there
        return found

    @property
    def is_changed(self) -> bool:
        return bool(self.kinds)


def compare(old: Sequence[Wording], new: Sequence[Wording]) -> list[Compared]:
    """Every clause of both, in the order of the new one; what was taken out stands behind what it stood behind."""
    before, after = ({one.clause: one for one in side} for side in (old, new))
    moved = _moved(old, new)
    return [
        Compared(before.get(clause), after.get(clause), _kinds(before.get(clause), after.get(clause), is_moved=clause in moved))
        for clause in _order(old, new)
    ]


def _order(old: Sequence[Wording], new: Sequence[Wording]) -> list[int]:
    order, kept = [one.clause for one in new], {one.clause for one in new}
    last: int | None = None
    for one in old:
        if one.clause not in kept:
            order.insert(0 if last is None else order.index(last) + 1, one.clause)
        last = one.clause
    return order


def _kinds(old: Wording | None, new: Wording | None, *, is_moved: bool) -> frozenset[Kind]:
    if old is None:
        return frozenset({Kind.NEW})
    if new is None:
        return frozenset({Kind.REMOVED})
    found = {
        Kind.MOVED: is_moved,
        Kind.RENUMBERED: not is_moved and old.label != new.label,
        Kind.REWORDED: (old.heading, old.text) != (new.heading, new.text),
        Kind.VALUES: bool(value_changes(old, new)),
        Kind.BINDINGS: old.codes != new.codes,
        Kind.TAG: old.tag != new.tag,
    }
    return frozenset(kind for kind, holds in found.items() if holds)


def value_changes(old: Wording | None, new: Wording | None) -> list[ValueChange]:
    """The values that differ, those of everybody before those of units."""
    before, after = (one.values if one else {} for one in (old, new))
    places = sorted({*before, *after}, key=lambda place: (place[0], place[1] != "", place[1]))
    return [
        ValueChange(key, unit, before.get((key, unit)), after.get((key, unit)))
        for key, unit in places
        if before.get((key, unit)) != after.get((key, unit))
    ]


# -- where clauses stand --------------------------------------------------------------------


def _moved(old: Sequence[Wording], new: Sequence[Wording]) -> set[int]:
    """The clauses that stand below another one, or elsewhere among those beside them: as few of these as explain the order."""
    parents_before, parents_after = _parents(old), _parents(new)
    both = parents_before.keys() & parents_after.keys()
    moved = {clause for clause in both if parents_before[clause] != parents_after[clause]}
    place = {one.clause: number for number, one in enumerate(old)}
    beside: dict[int | None, list[int]] = {}
    for one in new:
        if one.clause in both and one.clause not in moved:
            beside.setdefault(parents_after[one.clause], []).append(one.clause)
    for group in beside.values():
        moved.update(set(group) - set(_longest_rise(group, [place[clause] for clause in group])))
    return moved


def _parents(clauses: Iterable[Wording]) -> dict[int, int | None]:
    way: list[Wording] = []
    found: dict[int, int | None] = {}
    for one in clauses:
        while way and way[-1].depth >= one.depth:
            way.pop()
        found[one.clause] = way[-1].clause if way else None
        way.append(one)
    return found


def _longest_rise(items: Sequence[int], places: Sequence[int]) -> list[int]:
    """The longest run of items whose places rise."""
    ends: list[int] = []  # by length: the smallest place at which a rise of it ends
    at: list[int] = []  # by length: the index of that place
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else None)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [index]
    found: list[int] = []
    index_: int | None = at[-1] if at else None
    while index_ is not None:
        found.append(items[index_])
        index_ = before[index_]
    return found[::-1]


# -- what a text says ------------------------------------------------------------------------


def runs(old: Wording | None, new: Wording | None) -> tuple[list[Run], list[Run]]:
    """The texts with their values, cut where they differ: the old one with what went, the new one with what came."""
    before, after = (_tokens(one) if one else [] for one in (old, new))
    return marked(before, after)


def heading_runs(old: Wording | None, new: Wording | None) -> tuple[list[Run], list[Run]]:
    """The same for the headings."""
    return marked(list(old.heading) if old else [], list(new.heading) if new else [])


def _tokens(one: Wording) -> list[str]:
    """Signs; figures, Latin words and values are one token each."""
    found = []
    for match in TOKEN.finditer(one.text):
        key = PLACEHOLDER.fullmatch(match[0])
        found.append(one.shown(key[1]) if key else match[0])
    return found


def marked(before: Sequence[str], after: Sequence[str]) -> tuple[list[Run], list[Run]]:
    """Both sides in runs. Short agreements between two changes are no help to a reader and join the change."""
    parts = _parts(before, after)
    old, new = (list(_joined(pairs)) for pairs in (_side(parts, before, 1, Mark.DEL), _side(parts, after, 3, Mark.INS)))
    return old, new


Part = tuple[bool, int, int, int, int]  # is the same, from and to on the old side, from and to on the new one


def _parts(before: Sequence[str], after: Sequence[str]) -> list[Part]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before and after and matcher.quick_ratio() < LEAST_ALIKE:
        return [(False, 0, len(before), 0, len(after))]
    parts: list[Part] = [(tag == "equal", *places) for tag, *places in matcher.get_opcodes()]  # type: ignore[misc]
    if sum(part[2] - part[1] for part in parts if part[0]) * 2 < LEAST_ALIKE * (len(before) + len(after)):
        return [(False, 0, len(before), 0, len(after))]
    last = len(parts) - 1
    return [(is_same and (at in (0, last) or b - a >= SHORTEST_SAME), a, b, c, d) for at, (is_same, a, b, c, d) in enumerate(parts)]


def _side(parts: Iterable[Part], tokens: Sequence[str], at: int, mark: Mark) -> Iterator[Run]:
    for part in parts:
        yield Run("".join(tokens[part[at] : part[at + 1]]), Mark.SAME if part[0] else mark)  # type: ignore[misc]


def _joined(pieces: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one kind are one run; empty ones go."""
    held: Run | None = None
    for one in pieces:
        if not one.text:
            continue
        if held and held.mark == one.mark:
            held = Run(held.text + one.text, held.mark)
        else:
            if held:
                yield held
            held = one
    if held:
        yield held


def turned(pieces: Sequence[Run], turn: Callable[[str], str]) -> list[Run]:
    """The runs after their whole text was turned into as many other signs: one sign decides how its neighbour is written."""
    whole, found, at = turn("".join(one.text for one in pieces)), [], 0
    for one in pieces:
        found.append(Run(whole[at : at + len(one.text)], one.mark))
        at += len(one.text)
    return found
