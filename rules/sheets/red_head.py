"""The head of official paper: the issuer's name large and red, the document's number below it, a red rule.

After GB/T 9704-2012, which companies copy: the mark, the number with its year in 〔〕, the rule, then the title.
"""

from django.utils.translation import pgettext

from rules.sheets.foot import Foot
from rules.sheets.frame import BELOW_FOOT, NAME_LEADING, Frame, measures
from rules.sheets.sheet import Sheet
from rules.sheets.sizes import Size
from rules.sheets.titles import balanced, spacing_of
from rules.sheets.widths import spaced, text_width

MARK, MARK_OF_LINES, SMALL_MARK = 0.062, 0.05, 0.04  # of half the two sides: type of the name, on two lines, and before it takes two
MARK_SPACING, MARK_SHARE = 0.12, 0.94  # em between its signs; of the width between the margins that it takes at most
BELOW_MARK = 0.78  # of the name's type: the title's at the most
NUMBER, NUMBER_LEADING = 0.0175, 1.5
ABOVE, BELOW_NUMBER = 0.048, 0.45  # of the height: white above the name; em of the number above the rule
RULE = 0.008  # of half the two sides: a thick line and a thin one below it

__all__ = ["red_head"]


def red_head(sheet: Sheet, size: Size, orientation: str, foot: Foot) -> Frame:
    """The fixed parts of each page. What a board with a band calls its strip is here the rule."""
    width, height = measures(size, orientation)
    side, inner = (width + height) / 2, width - 2 * size.margin_mm
    gap = 0.3 * size.margin_mm
    name, name_mm = _mark(sheet.company or sheet.department, inner * MARK_SHARE, side)
    number_mm = min(NUMBER * side, inner / spaced(number_of(sheet), 0.0))
    number_top = ABOVE * height + len(name) * NAME_LEADING * name_mm + 0.5 * number_mm
    head = number_top + (NUMBER_LEADING + BELOW_NUMBER) * number_mm
    rule = RULE * side
    foot_top = height - rule - BELOW_FOOT * size.margin_mm - foot.height_mm - gap
    return Frame(
        width, height, size.margin_mm, head, rule, foot_top, gap, name, name_mm, ABOVE * height,
        number=number_of(sheet), number_mm=number_mm, number_top=number_top, title_most_mm=BELOW_MARK * name_mm,
    )  # fmt: skip


def number_of(sheet: Sheet) -> str:
    """The document's number with the year of its publication, as letters have it: YY-ZD-001〔2026〕第3版."""
    year = sheet.published_on or sheet.effective_on
    if year is None:
        return pgettext("wall sheet", "%(number)s edition %(edition)s") % {"number": sheet.number, "edition": sheet.edition}
    values = {"number": sheet.number, "year": year.year, "edition": sheet.edition}
    return pgettext("wall sheet", "%(number)s〔%(year)s〕edition %(edition)s") % values


def _mark(name: str, room: float, side: float) -> tuple[tuple[str, ...], float]:
    """The issuer's name on one line, or on two when one would be small, and its type in mm."""
    spacing = spacing_of(name, MARK_SPACING)
    mm = min(MARK * side, room / spaced(name, spacing))
    if mm >= SMALL_MARK * side:
        return (name,), mm
    lines = balanced(name, text_width(name, bold=True) / 2 + 2)
    return lines, min(MARK_OF_LINES * side, room / max(spaced(line, spacing) for line in lines))
