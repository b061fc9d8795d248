"""Lists of people as Excel files: the columns, reading and writing."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from common.errors import RuleBroken
from common.exporting import workbook

MOST_ROWS = 5000
MOST_BYTES = 60 * 1024 * 1024  # of a file when unpacked: a small archive may hold a very large sheet


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the code, its heading, whether a row needs it, a sample for the template."""

    name: str
    heading: str | Promise
    is_required: bool
    sample: str | date


COLUMNS = (
    Column("number", gettext_lazy("employee number"), True, "1024"),
    Column("name", pgettext_lazy("person", "name"), True, "李雯"),
    Column("unit", gettext_lazy("department"), True, "运营部"),
    Column("post", gettext_lazy("post"), True, "客服专员"),
    Column("joined_on", gettext_lazy("joined on"), True, date(2026, 11, 2)),
    Column("mobile", gettext_lazy("mobile"), False, "19900001024"),
    Column("email", gettext_lazy("e-mail"), False, "liwen@example.com"),
    Column("phone", gettext_lazy("office phone"), False, ""),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet as somebody typed it. line: its number in the sheet; cells: by column name, text or a date."""

    line: int
    cells: dict[str, str | date]


def read(file: Any) -> list[Line]:
    """The rows of the first sheet below its headings, empty ones left out. file: open for reading bytes.

    Raises RuleBroken when it is no Excel file, has other columns, no rows, or too many.
    """
    rows = _cells(file)
    if not rows:
        raise RuleBroken(_("The first sheet is empty."))
    places = _places(rows[0])
    lines = [Line(number, _named(row, places)) for number, row in enumerate(rows[1:], start=2)]
    lines = [line for line in lines if any(line.cells.values())]
    if not lines:
        raise RuleBroken(_("The sheet has headings, but nobody below them."))
    if len(lines) > MOST_ROWS:
        too_many = _("The sheet holds %(count)d people; at most %(most)d can be taken over at once.")
        raise RuleBroken(too_many, count=len(lines), most=MOST_ROWS)
    return lines


def _cells(file: Any) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise RuleBroken(_("This file is too large when unpacked. Split it."))
        file.seek(0)
        book = CalamineWorkbook.from_filelike(file)
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise RuleBroken(_("This file cannot be read as Excel. Save it as .xlsx and try again.")) from error


def _places(headings: Sequence[Any]) -> dict[str, int]:
    """Where each column stands. Headings may be in any language of the interface. Raises RuleBroken when one is missing or twice."""
    known = _headings()
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(str(heading).strip().rstrip("*").strip().lower())
        if name in places:
            raise RuleBroken(_("The column “%(heading)s” stands there twice."), heading=heading)
        if name:
            places[name] = place
    missing = [str(column.heading) for column in COLUMNS if column.is_required and column.name not in places]
    if missing:
        raise RuleBroken(_("These columns are missing: %(columns)s. Use the template."), columns="、".join(missing))
    return places


def _headings() -> dict[str, str]:
    known = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            known.update({str(column.heading).lower(): column.name for column in COLUMNS})
    return known


def _named(row: Sequence[Any], places: dict[str, int]) -> dict[str, str | date]:
    return {name: _plain(row[place]) if place < len(row) else "" for name, place in places.items()}


def _plain(cell: Any) -> str | date:
    """A cell as text, a date as a date: Excel keeps whole numbers as 1024.0."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def write(title: str, headings: Iterable[str], rows: Iterable[Sequence[str | date]]) -> bytes:
    """An .xlsx file with one sheet. Text stays text: a cell that begins with = is no formula."""
    target = io.BytesIO()
    with workbook(target) as book:
        sheet = book.add_worksheet(title[:31])
        bold, text, day = (book.add_format(f) for f in ({"bold": True}, {"num_format": "@"}, {"num_format": "yyyy-mm-dd"}))
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
            sheet.set_column(place, place, 16, text)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, datetime.combine(cell, datetime.min.time()), day)
                else:
                    sheet.write_string(line, place, cell)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def template() -> bytes:
    """The file to fill in, with one row as a sample."""
    headings = [f"{column.heading}*" if column.is_required else str(column.heading) for column in COLUMNS]
    return write(_("People"), headings, [[column.sample for column in COLUMNS]])
