"""A page as characters with places, put into rows; from there what stands after, below or near a label.

Lengths are in any unit; x grows to the right and y downwards. `base` is where the baseline lies.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from finance.fapiao import values

SAME_ROW, WORD_GAP, VALUE_GAP, LETTER_GAP = 0.35, 0.45, 1.6, 0.18  # parts of the letters' size
COLUMNS = (
    "购买方信息",
    "购买方",
    "购货单位",
    "购货方",
    "购方",
    "销售方信息",
    "销售方",
    "销货单位",
    "销货方",
    "销方",
    "密码区",
    "备注",
    "受票方",
    "开票方",
)
TOKEN = re.compile(
    r"(?P<before>-\s?)?(?P<yuan>(?:[¥$]|CNY|RMB)\s*)?(?P<open>\()?(?P<figure>-?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)(?P<close>\))?(?![\d.,%])"
)


@dataclass(frozen=True, slots=True)
class Char:
    text: str
    x0: float
    x1: float
    base: float
    size: float
    spaced: bool = False  # a space stands before it


@dataclass(frozen=True, slots=True)
class Box:
    x0: float
    x1: float
    y0: float
    y1: float


@dataclass(frozen=True, slots=True)
class Token:
    """An amount on the page. marked: with a ¥."""

    amount: Decimal
    x0: float
    x1: float
    base: float
    marked: bool

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(eq=False)
class Row:
    """Characters of one line, from left to right. text: half-width and without spaces; at: the character behind each of its places."""

    chars: list[Char]
    text: str = ""
    at: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chars.sort(key=lambda char: char.x0)
        self.chars = [char for place, char in enumerate(self.chars) if not self._is_shadow(place)]
        pieces = [values.compact(char.text) for char in self.chars]
        self.text = "".join(pieces)
        self.at = [place for place, piece in enumerate(pieces) for _ in piece]

    def _is_shadow(self, place: int) -> bool:
        """Bold made by printing a letter twice."""
        char = self.chars[place]
        return any(
            char.text == other.text and abs(char.x0 - other.x0) < 0.12 * char.size for other in self.chars[max(0, place - 3) : place]
        )

    @property
    def base(self) -> float:
        return self.chars[0].base

    @cached_property
    def size(self) -> float:
        return max(char.size for char in self.chars)

    def box(self, start: int, end: int) -> Box:
        chars = self.chars[self.at[start] : self.at[end - 1] + 1]
        size = max(char.size for char in chars)
        return Box(chars[0].x0, max(char.x1 for char in chars), chars[0].base - size, chars[0].base + 0.2 * size)

    def slice(self, start: int, end: int) -> list[Char]:
        """The characters behind text[start:end]."""
        return self.chars[self.at[start] : self.at[end - 1] + 1] if start < end else []


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found in a row: text[start:end]."""

    row: Row
    start: int
    end: int
    label: re.Match[str]

    @property
    def box(self) -> Box:
        return self.row.box(self.start, self.end)


@dataclass
class Page:
    rows: list[Row]
    markers: list[tuple[str, Box]]  # 购买方 and 销售方 written downwards

    @classmethod
    def of(cls, chars: Iterable[Char]) -> "Page":
        seen = [char for char in chars if char.text.strip() and char.size > 0]
        columns = list(_columns(seen))
        used = {id(char) for _name, column in columns for char in column}
        rows = [Row(row) for row in _rows([char for char in seen if id(char) not in used])]
        markers = [(name, _around(column)) for name, column in columns]
        return cls([row for row in rows if row.text], markers)

    @cached_property
    def text(self) -> str:
        return "".join(row.text for row in self.rows)

    def hits(self, label: re.Pattern[str]) -> Iterator[Hit]:
        for row in self.rows:
            for found in label.finditer(row.text):
                if found.end() > found.start():
                    yield Hit(row, found.start(), found.end(), found)

    def below(self, box: Box, size: float, reach: float) -> Iterator[tuple[Row, list[Char]]]:
        """What stands under a box, row by row, as far as `reach` letters."""
        for row in self.rows:
            if box.y1 < row.base <= box.y1 + reach * size:
                chars = [char for char in row.chars if char.x1 > box.x0 - size and char.x0 < box.x1 + size]
                if chars:
                    yield row, chars

    def near(self, row: Row, reach: float) -> list[Row]:
        """The row itself and those that stand hardly higher or lower."""
        return [row, *(other for other in self.rows if other is not row and abs(other.base - row.base) <= reach * row.size)]


def written(chars: list[Char], gap: float = LETTER_GAP) -> str:
    """The characters as a string, with a space where there is a gap."""
    pieces = []
    for place, char in enumerate(chars):
        if place and _is_apart(chars[place - 1], char, gap):
            pieces.append(" ")
        pieces.append(char.text)
    return "".join(pieces)


def _is_apart(last: Char, char: Char, gap: float) -> bool:
    if char.base - last.base > 0.7 * char.size:  # the next line
        return last.text.isascii() and char.text.isascii()
    return char.spaced or char.x0 - last.x1 > gap * max(char.size, last.size)


def until_gap(chars: list[Char], gap: float = VALUE_GAP) -> list[Char]:
    """The characters up to the first wide gap between them."""
    for place in range(1, len(chars)):
        if chars[place].x0 - chars[place - 1].x1 > gap * max(chars[place].size, chars[place - 1].size):
            return chars[:place]
    return chars


def tokens(chars: list[Char]) -> Iterator[Token]:
    """The amounts among characters of one row: those with a ¥, or with one or two decimals."""
    text = ""
    at: list[int] = []
    for place, char in enumerate(chars):
        if place and char.x0 - chars[place - 1].x1 > WORD_GAP * max(char.size, chars[place - 1].size):
            text, at = text + " ", [*at, place]
        piece = values.compact(char.text)
        text, at = text + piece, at + [place] * len(piece)
    for found in TOKEN.finditer(text):
        if not (found["yuan"] or "." in found["figure"]) or (found.start() and text[found.start() - 1] in "0123456789."):
            continue
        amount = values.money(found["figure"])
        if amount is not None:
            minus = (found["before"] and not text[: found.start()].endswith(tuple("0123456789"))) or (found["open"] and found["close"])
            first, last = chars[at[found.start()]], chars[at[found.end() - 1]]
            yield Token(-amount if minus and amount > 0 else amount, first.x0, last.x1, first.base, bool(found["yuan"]))


def _rows(chars: list[Char]) -> Iterator[list[Char]]:
    row: list[Char] = []
    for char in sorted(chars, key=lambda char: (char.base, char.x0)):
        if row and abs(char.base - row[len(row) // 2].base) > SAME_ROW * min(char.size, row[len(row) // 2].size):
            yield row
            row = []
        row.append(char)
    if row:
        yield row


def _columns(chars: list[Char]) -> Iterator[tuple[str, list[Char]]]:
    """Labels that are written downwards, a character to a line."""
    letters = set("".join(COLUMNS))
    among = [char for char in chars if char.text in letters]
    for first in among:
        if first.text in "购销密备受开":
            column = _downwards(first, among)
            name = "".join(char.text for char in column)
            found = next((label for label in COLUMNS if name.startswith(label)), None)
            if found and not _has_neighbour(first, chars):
                yield found, column[: len(found)]


def _downwards(first: Char, among: list[Char]) -> list[Char]:
    column = [first]
    while len(column) < 5:
        last = column[-1]
        under = [
            char for char in among if abs(char.x0 - last.x0) < 0.5 * last.size and 0.6 * last.size < char.base - last.base < 3.5 * last.size
        ]
        if not under:
            break
        column.append(min(under, key=lambda char: char.base))
    return column


def _has_neighbour(first: Char, chars: list[Char]) -> bool:
    """Whether it is part of a word that runs to the right."""
    return any(
        char is not first and abs(char.base - first.base) < 0.3 * first.size and -0.2 * first.size < char.x0 - first.x1 < 0.4 * first.size
        and char.text in "买货售方票"
        for char in chars
    )  # fmt: skip


def _around(column: list[Char]) -> Box:
    return Box(
        min(char.x0 for char in column), max(char.x1 for char in column),
        min(char.base - char.size for char in column), max(char.base for char in column),
    )  # fmt: skip
