"""From the markers of a document to its tree: which node stands below which, and the path that addresses it."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rules.domain.numbering import CIRCLED, numeral
from rules.importing import marks
from rules.importing.flat import flat
from rules.importing.headings import INNER, heading_end
from rules.importing.marks import Mark
from rules.importing.order import ranks
from rules.importing.results import GAP, RENUMBERED
from rules.importing.titles import is_title

LONGEST_HEADING = 24
APPENDIX = re.compile(r" *附(?:件|录|表) ?[一二三四五六七八九十\d]{0,2} ?[:.、]? ?[^。,;:!?\n]{0,30}")
ROOT = -1


@dataclass(slots=True)
class Branch:
    """A marker with the text up to the next one. mark: None for a heading without a number. start, end: of what it says."""

    mark: Mark | None
    start: int
    end: int
    parent: int = ROOT
    path: tuple[str, ...] = ()
    flags: set[str] = field(default_factory=set)
    has_children: bool = False


@dataclass(slots=True)
class _Building:
    """text: the matching copy of `printed`. stack: rank and branch of what is open, the top first.

    lasts: the last number by parent and style. used: the parts of paths by parent.
    """

    text: str
    printed: str
    branches: list[Branch] = field(default_factory=list)
    stack: list[tuple[float, int]] = field(default_factory=list)
    lasts: defaultdict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    used: defaultdict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    overall: dict[str, int] = field(default_factory=dict)

    def add(self, branch: Branch, rank: float, part: str) -> None:
        branch.parent = self.parent(rank)
        above = self.branches[branch.parent].path if branch.parent != ROOT else ()
        used = self.used[branch.parent]
        used[part] = used.get(part, 0) + 1
        if used[part] > 1:
            branch.flags.add(RENUMBERED)
            while f"{part}#{used[part]}" in used:
                used[part] += 1
            part = f"{part}#{used[part]}"
            used[part] = 1
        branch.path = (*above, part)
        if branch.parent != ROOT:
            self.branches[branch.parent].has_children = True
        self.branches.append(branch)
        self.stack.append((rank, len(self.branches) - 1))

    def parent(self, rank: float) -> int:
        """The branch that a marker of this rank stands below; what is not above it is closed."""
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        return self.stack[-1][1] if self.stack else ROOT


def branches(text: str, printed: str) -> tuple[int, list[Branch]]:
    """Where the first marker stands, and the tree. text: the matching copy of a document without its title."""
    found = marks.marks(text)
    if not found:
        return len(text), []
    order, building = ranks(found), _Building(text, printed)
    followers = _followers(found)
    for place, mark in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(text)
        _place(building, mark, Branch(mark, mark.end, end), order, followers[place])
    return found[0].start, building.branches


def _followers(found: Sequence[Mark]) -> list[int | None]:
    """For each marker the number of the next one of its style."""
    after: dict[str, int] = {}
    numbers: list[int | None] = []
    for mark in reversed(found):
        numbers.append(after.get(mark.style))
        after[mark.style] = mark.number
    return numbers[::-1]


def _place(building: _Building, mark: Mark, branch: Branch, order: dict[str, int], follower: int | None) -> None:
    _open_appendix(building, mark)
    rank = _rank(building, mark, order)
    parent = building.parent(rank)
    last = building.lasts[parent].get(mark.style)
    if mark.style == marks.DASH:
        building.lasts[parent][mark.style] = (last or 0) + 1
        building.add(branch, rank, f"-{building.lasts[parent][mark.style]}")
        return
    if mark.style == marks.PART:
        building.add(branch, rank, _heading(building, branch) or building.printed[mark.start : mark.end].strip())
        return
    if last is not None and mark.number <= last and _opens_part(building, branch, rank, follower):
        return
    parent = building.parent(rank)
    branch.flags |= _numbering_flags(building, mark, parent)
    building.lasts[parent][mark.style] = building.overall[mark.style] = mark.number
    building.add(branch, rank, part_of(mark))


def _rank(building: _Building, mark: Mark, order: dict[str, int]) -> float:
    rank = float(order[mark.style])
    if mark.style == marks.DECIMAL:
        rank += 0.1 * (len(mark.numbers) - 2)
        building.parent(rank)
        for above, number in list(building.stack)[::-1]:
            other = building.branches[number].mark
            if other is None or other.style not in {marks.NUMBER, marks.DECIMAL}:
                break
            if other.numbers == mark.numbers[: len(other.numbers)]:
                break
            building.parent(above)
    return rank


def _numbering_flags(building: _Building, mark: Mark, parent: int) -> set[str]:
    last, overall = building.lasts[parent].get(mark.style), building.overall.get(mark.style, 0)
    if last is not None and mark.number <= last:
        return {RENUMBERED}
    expected = {1, overall + 1} if last is None and mark.style != marks.DECIMAL else {1} if last is None else {last + 1}
    if mark.number in expected:
        return set()
    return {RENUMBERED} if last is None and mark.style == marks.ARTICLE and mark.number <= overall else {GAP}


def _opens_part(building: _Building, branch: Branch, rank: float, follower: int | None) -> bool:
    """Numbers start again: below a heading of their own they are a part of the document.

    Either the marker itself carries the heading (六、… then 二、奖惩条例), or a line without a number stands before it.
    """
    mark = branch.mark
    if mark is None:
        return False
    last = building.lasts[building.parent(rank)][mark.style]
    heading = _heading(building, branch)
    if line := _heading_line(building):
        previous = building.branches[-1]
        opened = Branch(None, line[0], previous.end)
        previous.end = line[0]
        building.add(opened, rank - 0.5, "".join(building.printed[line[0] : line[1]].split()).rstrip(":："))
        return False
    if follower == last + 1 or not is_title(flat(heading)) or (mark.number == 1 and follower == 2):
        return False
    if building.parent(rank - 0.5) != building.parent(rank):
        return False
    branch.flags.add(RENUMBERED)
    building.overall[mark.style] = mark.number
    building.add(branch, rank - 0.5, heading)
    building.lasts[len(building.branches) - 1][mark.style] = mark.number
    return True


def _open_appendix(building: _Building, mark: Mark) -> None:
    """附件:… on a line of its own, and numbers that start below it: a part of the document."""
    if mark.number != 1 or not building.branches:
        return
    previous = building.branches[-1]
    said = building.text[previous.start : previous.end].rstrip()
    start = said.rfind("\n") + 1
    if start and said[:start].strip() and APPENDIX.fullmatch(said[start:]):
        opened = Branch(None, previous.start + start, previous.end)
        previous.end = opened.start
        building.add(opened, -1.0, "".join(building.printed[opened.start : opened.start + len(said) - start].split()))


def _heading_line(building: _Building) -> tuple[int, int] | None:
    """The last line before the marker, when it can be the heading of what follows."""
    previous = building.branches[-1]
    said = building.text[previous.start : previous.end].rstrip()
    start = said.rfind("\n") + 1
    line = said[start:].strip()
    if not start or not line or len(line) > LONGEST_HEADING or INNER.search(line.rstrip(":")) or not said[:start].strip():
        return None
    return previous.start + start, previous.start + len(said)


def _heading(building: _Building, branch: Branch) -> str:
    """As printed, without spaces."""
    line = building.text[branch.start : branch.end].lstrip("\n ").split("\n", 1)[0]
    start = building.text.find(line, branch.start)
    end, _body = heading_end(line, is_alone=True, is_section=True)
    return "".join(building.printed[start : start + end].split())


def part_of(mark: Mark) -> str:
    """A marker as a part of a path: 第二章 -> 二章, 第五条 -> 5, 五、-> 五."""
    write = _PARTS.get(mark.style)
    return write(mark.number) if write else ".".join(map(str, mark.numbers))


_PARTS: dict[str, Callable[[int], str]] = {
    marks.CHAPTER: lambda number: numeral(number) + marks.CHAPTER,
    marks.SECTION: lambda number: numeral(number) + marks.SECTION,
    marks.OUTLINE: numeral,
    marks.BRACKETED: lambda number: f"({numeral(number)})",
    marks.ROUND: lambda number: f"({number})",
    marks.HALF_ROUND: lambda number: f"{number})",
    marks.CIRCLE: lambda number: CIRCLED[number - 1],
}
