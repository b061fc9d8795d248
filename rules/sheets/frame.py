"""What stands fixed on a sheet: the band, the margins, the foot. Lengths in mm from the upper left corner."""

from dataclasses import dataclass
from math import inf

from rules.sheets.foot import Foot
from rules.sheets.sheet import Sheet
from rules.sheets.sizes import Size
from rules.sheets.titles import balanced, spacing_of
from rules.sheets.widths import spaced, text_width

STRIP = 0.011  # of the height: the line of colour at the lower edge
NAME_SPACING, DEPARTMENT_SPACING = 0.08, 0.04  # em between the signs of the band
ABOVE_FOOT, BELOW_FOOT = 0.55, 0.5  # of the margin: white above the rule of the foot, and below the foot
NAME, NAME_OF_LINES, DEPARTMENT = 0.29, 0.24, 0.19  # of the band's height: type of the company's name, on two lines, of the department's
SMALL_NAME = 0.2  # type of a name on one line, before it takes two
DEPARTMENT_SHARE = 0.32  # of the width that the department may take
NAME_LEADING = 1.3
BETWEEN = 0.25  # of the band's height: white between the two


@dataclass(frozen=True, slots=True)
class Frame:
    """head: the height of the band; foot_top: the rule above the foot; name_mm, department_mm: their type.

    number: of the document, where it stands in the head. title_most_mm: type of a title that stays below the head's.
    """

    width: float
    height: float
    margin: float
    head: float
    strip: float
    foot_top: float
    foot_gap: float
    name: tuple[str, ...]
    name_mm: float
    name_top: float
    department_mm: float = 0.0
    number: str = ""
    number_mm: float = 0.0
    number_top: float = 0.0
    title_most_mm: float = inf

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin

    @property
    def top(self) -> float:
        """Where the band and its line end."""
        return self.head + self.strip

    @property
    def room(self) -> float:
        """Height for title and text."""
        return self.foot_top - self.top - ABOVE_FOOT * self.margin

    @property
    def foot_height(self) -> float:
        """Below the rule and the white that follows it."""
        return self.height - self.strip - BELOW_FOOT * self.margin - self.foot_top - self.foot_gap


def measures(size: Size, orientation: str) -> tuple[float, float]:
    """Width and height."""
    sides = (float(size.width_mm), float(size.height_mm))
    return sides if orientation == "portrait" else (sides[1], sides[0])


def frame(sheet: Sheet, size: Size, orientation: str, foot: Foot, *, pages: int) -> Frame:
    """The fixed parts of each of so many pages."""
    width, height = measures(size, orientation)
    head, strip = height * size.head, height * STRIP
    gap = 0.3 * size.margin_mm
    foot_top = height - strip - BELOW_FOOT * size.margin_mm - foot.height_mm - gap
    inner = width - 2 * size.margin_mm
    department = sheet.department + (f"\u3000{pages}/{pages}" if pages > 1 else "")
    department_mm = min(DEPARTMENT * head, DEPARTMENT_SHARE * inner / spaced(department, DEPARTMENT_SPACING))
    taken = department_mm * spaced(department, DEPARTMENT_SPACING) + BETWEEN * head if department else 0.0
    name, name_mm = _name(sheet.company, inner - taken, head)
    name_top = (head - len(name) * NAME_LEADING * name_mm) / 2
    return Frame(width, height, size.margin_mm, head, strip, foot_top, gap, name, name_mm, name_top, department_mm)


def _name(company: str, room: float, head: float) -> tuple[tuple[str, ...], float]:
    """The company's name in one line, or in two when one would be small, and its type in mm."""
    spacing = spacing_of(company, NAME_SPACING)
    points = min(NAME * head, room / spaced(company, spacing))
    if points >= SMALL_NAME * head:
        return (company,), points
    lines = balanced(company, text_width(company, bold=True) / 2 + 2)
    return lines, min(NAME_OF_LINES * head, room / max(spaced(line, spacing) for line in lines))
