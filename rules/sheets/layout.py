"""From blocks to columns and pages: heights in em of the body type, and where a column may end."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rules.sheets.blocks import Block
from rules.sheets.composing import line_starts

LONG = 6  # lines from which on a clause may be parted, with KEPT lines on either side
KEPT = 3
CHAPTER_LEADING = 1.4
BETWEEN_COLUMNS = 3.0  # em
# What a column's end costs, as a factor of its height: best before a chapter, worst inside a clause.
AT_CHAPTER, AT_CLAUSE, IN_CLAUSE = 1.0, 1.05, 1.15
RIGHT_IS_LONGER = 1.03


@dataclass(frozen=True, slots=True)
class Rhythm:
    """White in em of the body: leading of a line, before a clause, before a chapter, after its heading, around title and text."""

    leading: float
    clause: float
    chapter: float
    after_chapter: float
    above_title: float
    below_title: float
    below_purpose: float
    below_text: float

    @property
    def around(self) -> float:
        """All of it that does not lie between clauses."""
        return self.above_title + self.below_title + self.below_purpose + self.below_text


def rhythm(ease: float) -> Rhythm:
    """ease: 0 as tight as it reads well, 1 as a board likes it, 2 a short text that has room."""
    easy, wide = min(ease, 1.0), max(ease - 1.0, 0.0)
    leading = 1.5 + 0.3 * easy
    return Rhythm(
        leading,
        clause=(0.3 + 0.3 * easy + 0.7 * wide) * leading,
        chapter=(0.65 + 0.55 * easy + 0.9 * wide) * leading,
        after_chapter=0.25 + 0.25 * easy + 0.5 * wide,
        above_title=1.5 + 0.9 * easy + 1.5 * wide,
        below_title=0.5 + 0.4 * easy + 0.5 * wide,
        below_purpose=1.5 + 1.0 * easy + 1.5 * wide,
        below_text=1.5 * wide,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Lines `first` to `last` (not included) of a block, counted through its paragraphs."""

    block: int
    first: int
    last: int


class Flow:
    """The rows of all blocks at one width, ready to be poured into columns. counts: how many lines each block has there."""

    def __init__(self, blocks: Sequence[Block], counts: Sequence[int], rhythm: Rhythm) -> None:
        self.rows: list[tuple[int, int]] = []
        self.starts: dict[int, float] = {}  # rows with which a column may begin, and what it costs
        heights, spaces = [], []
        is_kept = False
        for number, (block, count) in enumerate(zip(blocks, counts, strict=True)):
            for line in range(count):
                heights.append(CHAPTER_LEADING * block.scale if block.is_chapter else rhythm.leading)
                spaces.append(0.0 if line else self._before(blocks, number, rhythm))
                if not line and not is_kept:
                    self.starts[len(self.rows)] = AT_CHAPTER if block.is_chapter else AT_CLAUSE
                elif count >= LONG and KEPT <= line <= count - KEPT:
                    self.starts[len(self.rows)] = IN_CLAUSE
                self.rows.append((number, line))
            is_kept = block.keeps_next
        self.spaces = spaces
        self.tops = [0.0, *accumulate(space + height for space, height in zip(spaces, heights, strict=True))]

    @staticmethod
    def _before(blocks: Sequence[Block], number: int, rhythm: Rhythm) -> float:
        if blocks[number].is_chapter:
            return rhythm.chapter
        return rhythm.after_chapter if number and blocks[number - 1].is_chapter else rhythm.clause

    def height(self, first: int, last: int) -> float:
        """Em of a column that holds the rows from one up to another."""
        return self.tops[last] - self.tops[first] - self.spaces[first] if last > first else 0.0

    def fits(self, columns: int, capacity: float) -> bool:
        """Whether that many columns of that height hold everything."""
        first, starts = 0, [*sorted(self.starts), len(self.rows)]
        for _column in range(columns):
            reach = bisect_right(self.tops, self.tops[first] + self.spaces[first] + capacity + 1e-6) - 1
            ends = starts[bisect_right(starts, first) : bisect_right(starts, reach)]
            if not ends:
                return False
            first = ends[-1]
            if first == len(self.rows):
                return True
        return False

    def poured(self, columns: int, capacity: float) -> tuple[list[tuple[Part, ...]], float, float]:
        """The parts of each column, evenly high and parted where it reads best; the height of the highest; the worst parting."""
        ends = [*sorted(self.starts), len(self.rows)][1:]
        best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
        for column in range(columns):
            reached: dict[int, tuple[float, list[int]]] = {}
            for first, (cost, path) in best.items():
                for end in ends:
                    height = self.height(first, end)
                    if height > capacity + 1e-6:
                        break
                    if end > first:
                        factor = self.starts.get(end, 1.0) * (RIGHT_IS_LONGER if column else 1.0)
                        worst = max(cost, height * factor)
                        if end not in reached or worst < reached[end][0]:
                            reached[end] = (worst, [*path, end])
            best = reached | {end: found for end, found in best.items() if end == len(self.rows)}
        path = best[len(self.rows)][1]
        filled = [self._parts(first, last) for first, last in pairwise(path)]
        height = max(self.height(first, last) for first, last in pairwise(path))
        parting = max(self.starts.get(end, AT_CHAPTER) for end in path)
        return filled + [()] * (columns - len(filled)), height, parting

    def _parts(self, first: int, last: int) -> tuple[Part, ...]:
        parts: dict[int, Part] = {}
        for number, line in self.rows[first:last]:
            parts[number] = Part(number, parts[number].first if number in parts else line, line + 1)
        return tuple(parts.values())


def lines_of(block: Block, width: float) -> int:
    """How many lines the block takes in a column of that many em."""
    measure = block.measure(width)
    return sum(len(line_starts(paragraph, measure)) - 1 for paragraph in block.paragraphs)
