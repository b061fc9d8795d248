"""A wall sheet with its type size found, beside WeasyPrint on the very same pages.

The bare side has the finished HTML, the stylesheets parsed and no network to prepare for: what is left is layout and writing.
"""

from datetime import date

from rules.sheets.sheet import Sheet
from tools.bench.measure import pair_of_medians, say

TIMES = 15


def run() -> None:
    from rules.sheets.planning import Order
    from rules.sheets.rendering import drawn_sheet, print_sheet, written
    from rules.sheets.sizes import size_of

    sheet = shipped_sheet()
    for size in ("A2", "80x120"):
        plan, drawn = drawn_sheet(sheet, Order(size_of(size)))
        seconds, least = pair_of_medians(
            lambda size=size: print_sheet(sheet, size=size),
            lambda drawn=drawn: written(drawn),
            TIMES,
        )
        say(f"poster {size} / WeasyPrint, same HTML", seconds / least, "<= 1.50", f"{seconds * 1000:.0f} ms, body {plan.points} pt")


def shipped_sheet() -> Sheet:
    """The attendance rulebook as it ships, its blanks filled with something."""
    from rules.domain.numbering import Place, number
    from rules.domain.text import pieces
    from rules.sheets.sheet import SheetClause
    from rules.shipped import shipped

    book = shipped("attendance")
    marks = number((Place(clause.depth) for clause in book.clauses), book.numbering)
    return Sheet(
        title=book.title,
        purpose=book.purpose,
        company="星河运营科技有限公司",
        department="运营部",
        number=book.number,
        edition=1,
        effective_on=date(2026, 12, 1),
        published_on=date(2026, 11, 16),
        prepared_by="李雯",
        reviewed_by="王建国",
        approved_by="陈海燕",
        digest="3fa94c01" * 8,
        url="https://ops.example.cn/r/7F3K2A",
        scope="运营部全体员工",
        replaces="",
        is_draft=False,
        clauses=tuple(
            SheetClause(clause.depth, mark.marker, clause.heading, tuple(pieces(clause.text, lambda _key: "10")), mark.label)
            for clause, mark in zip(book.clauses, marks, strict=True)
        ),
    )
