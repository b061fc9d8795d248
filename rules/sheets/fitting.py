"""The type size that fills a sheet, found by arithmetic: how many lines there are depends on characters, not on points."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rules.sheets.blocks import Block
from rules.sheets.frame import Frame
from rules.sheets.layout import BETWEEN_COLUMNS, Flow, Part, Rhythm, lines_of, rhythm
from rules.sheets.sheet import Sheet
from rules.sheets.titles import MOST, Title, title

SHORTEST, LONGEST = 25, 45  # characters of a line that is easy to read
ACROSS = 27  # em across a sheet below which type looks shouted
SMALLER = 3  # how many sizes are compared: a little less type may let columns end where a chapter does
NARROWEST, WIDEST = 8, 400  # characters a line within which a fit is looked for
LIKED, TIGHT, WIDE = 0.3, 0.0, 2.0  # ease of the white: as it is looked for first, at the utmost, and the most
OPTICAL = 0.4  # where a text that does not fill the sheet hangs: a little above the middle


@dataclass(frozen=True, slots=True)
class Fit:
    """em_mm: the body's type. column_em: the width of a column. characters: of a line beside its number.

    pages: the columns of each page. height_em: of the longest column. parting: 1 when every column ends with a chapter, else more.
    drop_em: white between title and text where the sheet is not full.
    """

    em_mm: float
    column_em: float
    characters: int
    title: Title
    rhythm: Rhythm
    pages: tuple[tuple[tuple[Part, ...], ...], ...]
    height_em: float
    parting: float
    drop_em: float

    @property
    def strain(self) -> float:
        """By what factor lines are too long or too short; 1 when they are neither."""
        return max(self.characters / LONGEST, SHORTEST / self.characters, 1.0)


class Fitting:
    """One text on one kind of sheet, in so many columns, on so many pages."""

    def __init__(self, sheet: Sheet, blocks: Sequence[Block], frame: Frame, *, columns: int, pages: int) -> None:
        self.sheet, self.blocks, self.frame, self.columns, self.pages = sheet, blocks, frame, columns, pages
        self.aside = _aside(blocks)
        self._counts: dict[int, list[int]] = {}

    def width(self, characters: int) -> float:
        """Em of a column whose lines hold so many characters beside the hanging numbers."""
        return characters + self.aside

    def em_mm(self, characters: int) -> float:
        """The body's type with which such columns fill the width to the hair."""
        return self.frame.inner / self._across(characters)

    def _across(self, characters: int) -> float:
        return self.columns * self.width(characters) + (self.columns - 1) * BETWEEN_COLUMNS

    def _title(self, characters: int) -> Title:
        most = min(MOST, self.frame.title_most_mm / self.em_mm(characters))
        return title(self.sheet.title, self.sheet.purpose, self._across(characters), most)

    def _flow(self, characters: int, ease: float) -> tuple[Flow, float]:
        """The text with that many characters a line, and how many em high a column may be."""
        if characters not in self._counts:
            self._counts[characters] = [lines_of(block, self.width(characters)) for block in self.blocks]
        white = rhythm(ease)
        capacity = self.frame.room / self.em_mm(characters) - self._title(characters).height - white.around
        return Flow(self.blocks, self._counts[characters], white), capacity

    def fits(self, characters: int, ease: float) -> bool:
        """Whether everything stands on the pages."""
        flow, capacity = self._flow(characters, ease)
        return flow.fits(self.columns * self.pages, capacity)

    def fewest(self, ease: float) -> int:
        """Characters a line with which the type is as large as it can be."""
        least = max(NARROWEST, round(ACROSS / self.columns - self.aside))
        return least + bisect_left(range(least, WIDEST), True, key=lambda characters: self.fits(characters, ease))

    def best(self, least_mm: float) -> Fit | None:
        """The largest type, with as much white as it leaves; None when it is smaller than that."""
        for ease in (LIKED, TIGHT):
            fewest = self.fewest(ease)
            fits = [
                self._with_white(characters, ease)
                for characters in range(fewest, min(fewest + SMALLER, WIDEST))
                if self.em_mm(characters) >= least_mm and self.fits(characters, ease)
            ]
            if fits:
                return max(fits, key=lambda fit: fit.em_mm / fit.parting)
        return None

    def _with_white(self, characters: int, ease: float) -> Fit:
        step = (WIDE - ease) / 2
        while step > 0.01:
            ease += step if self.fits(characters, ease + step) else 0
            step /= 2
        flow, capacity = self._flow(characters, ease)
        columns, height, parting = flow.poured(self.columns * self.pages, capacity)
        pages = tuple(tuple(columns[first : first + self.columns]) for first in range(0, len(columns), self.columns))
        return Fit(
            self.em_mm(characters),
            self.width(characters),
            characters,
            self._title(characters),
            rhythm(ease),
            pages,
            height,
            parting,
            drop_em=max(capacity - height, 0.0) * OPTICAL,
        )


def _aside(blocks: Sequence[Block]) -> float:
    """Em that stand left of most of the text: what its lines lose to hanging numbers."""
    lengths: dict[float, float] = {}
    for block in blocks:
        if not block.is_chapter:
            aside = block.indent + block.hang
            lengths[aside] = lengths.get(aside, 0.0) + sum(paragraph.ends[-1] for paragraph in block.paragraphs)
    return max(lengths, key=lambda aside: lengths[aside], default=0.0)
