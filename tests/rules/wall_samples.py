"""Sheets to print in tests, and a way to look into what was printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pypdfium2
import zxingcpp
from pypdfium2 import raw

from rules.domain.numbering import Place, number
from rules.domain.text import Piece, keys_in, pieces
from rules.sheets.sheet import Sheet, SheetClause
from rules.shipped import shipped

MM = 25.4 / 72
URL = "https://ops.example.cn/r/7F3K2A"
VALUES = {
    "work.weekdays": "星期一至星期五",
    "work.schedule": "09:00–12:00、13:00–18:00",
    "work.lunch_break": "12:00–13:00",
    "att.late.gap_rule": "轻微",
    "att.late.serious_count": None,
}
SENTENCES = (
    "会议室用完恢复原状，关灯、关空调、关投影。",
    "来访客人由接待人陪同，不得单独进入机房和财务室。",
    "工位保持整洁；下班前收好文件，锁好抽屉（含移动硬盘）。",
    "“最后离开”的人，检查门窗和电源，并在《值班表》上签字。",
    "迟到在10分钟以内的，每次扣20元；超过30分钟的，算作旷工半天。",
)


def value_of(key: str) -> str | None:
    return VALUES.get(key, "10")


def rulebook(name: str = "attendance", **changes: Any) -> Sheet:
    """A shipped rulebook as a sheet; one of its blanks is open."""
    book = shipped(name)
    marks = number((Place(clause.depth) for clause in book.clauses), book.numbering)
    clauses = tuple(
        SheetClause(
            clause.depth,
            mark.marker,
            clause.heading,
            tuple(pieces(clause.text, value_of)),
            mark.label,
            is_blank_inactive=any(value_of(key) is None for key in keys_in(clause.text)),
        )
        for clause, mark in zip(book.clauses, marks, strict=True)
    )
    facts = {"title": book.title, "purpose": book.purpose, "number": book.number}
    return sheet(clauses, **facts | changes)


def listed(texts: Sequence[str], **changes: Any) -> Sheet:
    """A plain list 1. 2. 3."""
    return sheet(tuple(clause(text, index) for index, text in enumerate(texts, 1)), **changes)


def clause(text: str, index: int = 1) -> SheetClause:
    return SheetClause(1, f"{index}.", "", (Piece(text),), str(index))


def sheet(clauses: tuple[SheetClause, ...], **changes: Any) -> Sheet:
    facts: dict[str, Any] = {
        "title": "办公室管理规定",
        "purpose": "整洁有序，安全节约",
        "company": "星河运营科技有限公司",
        "department": "运营部",
        "number": "YY-ZD-009",
        "edition": 3,
        "effective_on": date(2026, 12, 1),
        "published_on": date(2026, 11, 16),
        "prepared_by": "李雯",
        "reviewed_by": "王建国",
        "approved_by": "陈海燕",
        "digest": "3fa94c01" * 8,
        "url": URL,
        "scope": "运营部全体员工",
        "replaces": "第2版",
        "is_draft": False,
        "clauses": clauses,
    }
    return Sheet(**facts | changes)


@dataclass(frozen=True, slots=True)
class Glyph:
    """x, y: origin in points from the lower left corner. size: in points."""

    char: str
    x: float
    y: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Box", slack: float) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.top, other.top) - max(self.bottom, other.bottom) > slack
        )


class Seen:
    """A printed sheet, read back."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self.pdf)

    def size_mm(self, page: int = 0) -> tuple[float, float]:
        width, height = self.pdf[page].get_size()
        return width * MM, height * MM

    def text(self, page: int = 0) -> str:
        """Without any white, which PDF readers guess."""
        return "".join(self.pdf[page].get_textpage().get_text_range().split())

    @cached_property
    def whole(self) -> str:
        return "".join(self.text(page) for page in range(len(self.pdf)))

    def glyphs(self, page: int = 0) -> list[Glyph]:
        return list(self._glyphs(page))

    def _glyphs(self, page: int) -> Iterator[Glyph]:
        textpage = self.pdf[page].get_textpage()
        x, y, name = raw.c_double(), raw.c_double(), raw.create_string_buffer(200)
        for index in range(textpage.count_chars()):
            char = textpage.get_text_range(index, 1)
            if char and not char.isspace():
                raw.FPDFText_GetCharOrigin(textpage, index, x, y)
                raw.FPDFText_GetFontInfo(textpage, index, name, 200, None)
                size = raw.FPDFText_GetFontSize(textpage, index) * 0.75  # WeasyPrint draws in CSS pixels
                yield Glyph(char, x.value, y.value, size, name.value.decode())

    def boxes(self, page: int = 0) -> list[Box]:
        """Of every run of text on the page."""
        return [Box(*found.get_bounds()) for found in self.pdf[page].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]

    def picture(self, page: int = 0, dpi: int = 72) -> Any:
        return self.pdf[page].render(scale=dpi / 72).to_pil()

    def qr_text(self, page: int = 0) -> str:
        return zxingcpp.read_barcode(self.picture(page)).text


def find(glyphs: Sequence[Glyph], text: str) -> list[Glyph]:
    """The glyphs of the first place where the text stands."""
    start = "".join(glyph.char for glyph in glyphs).index(text)
    return list(glyphs[start : start + len(text)])
