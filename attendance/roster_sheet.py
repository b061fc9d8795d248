"""A roster as an Excel file: people by number down, days across, in each cell a shift group, 休 for a day off, or nothing."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from python_calamine import CalamineError, CalamineWorkbook

from common.errors import RuleBroken
from common.periods import Period
from people import sheets

MOST_ROWS, MOST_DAYS = 2000, 62
MOST_BYTES = 60 * 1024 * 1024  # of a file when unpacked: a small archive may hold a very large sheet
PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class Row:
    """A person's line. line: its number in the sheet. cells: what stands under each day, "" for nothing."""

    line: int
    number: str
    cells: dict[date, str]


@dataclass(slots=True)
class Sheet:
    """What was read. faults: sentences about what was not understood."""

    days: list[date] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(file: Any) -> Sheet:
    """The first sheet. file: open for reading bytes. Raises RuleBroken when it is no Excel file, or nothing in it is a roster."""
    cells = _cells(file)
    if not cells:
        raise RuleBroken(gettext_lazy("The first sheet is empty."))
    sheet = Sheet()
    columns = _columns(cells[0], sheet)
    if not columns:
        raise RuleBroken(gettext_lazy("The first row has no dates. From the third column on it holds the days, such as 2026-11-20."))
    sheet.days = sorted(columns.values())
    seen: set[str] = set()
    for line, row in enumerate(cells[1:], start=2):
        number, *others = [_text(cell) for cell in row]
        if not number:
            if any(others):
                sheet.faults.append(_("Line %(line)d: there is no employee number in the first column.") % {"line": line})
            continue
        if number in seen:
            sheet.faults.append(_("Line %(line)d: %(number)s stands there twice.") % {"line": line, "number": number})
            continue
        seen.add(number)
        sheet.rows.append(Row(line, number, {day: _text(row[place]) if place < len(row) else "" for place, day in columns.items()}))
    if not sheet.rows:
        raise RuleBroken(gettext_lazy("The sheet has days, but nobody below them."))
    return sheet


def _columns(headings: Sequence[Any], sheet: Sheet) -> dict[int, date]:
    """The day of each column. The second holds names, or a day already."""
    found: dict[int, date] = {}
    for place, heading in enumerate(headings[1:], start=1):
        day = _day(heading)
        if day is None:
            if _text(heading) and place > 1:
                sheet.faults.append(_("“%(heading)s” in the first row is no day such as 2026-11-20.") % {"heading": _text(heading)})
        elif day in found.values():
            sheet.faults.append(_("%(day)s stands in the first row twice.") % {"day": day})
        elif len(found) < MOST_DAYS:
            found[place] = day
        else:
            raise RuleBroken(gettext_lazy("A roster holds at most %(most)d days."), most=MOST_DAYS)
    return found


def _cells(file: Any) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise RuleBroken(gettext_lazy("This file is too large when unpacked. Split it."))
        file.seek(0)
        book = CalamineWorkbook.from_filelike(file)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise RuleBroken(gettext_lazy("This file cannot be read as Excel. Save it as .xlsx and try again.")) from error
    if len(rows) > MOST_ROWS + 1:
        raise RuleBroken(gettext_lazy("A roster holds at most %(most)d people."), most=MOST_ROWS)
    return rows


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in PATTERNS:
        try:
            return datetime.strptime(str(cell).strip(), pattern).date()  # noqa: DTZ007  a date without a time
        except ValueError:
            continue
    return None


def _text(cell: Any) -> str:
    """Excel keeps whole numbers as 1024.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def template(people: Iterable[tuple[str, str]], period: Period) -> bytes:
    """The file to fill in: (number, name) of each person, and the days."""
    headings = [_("employee number"), pgettext("person", "name"), *(day.isoformat() for day in period)]
    empty = [""] * len(period)
    return sheets.write(pgettext("of shift groups", "Roster"), headings, ([number, name, *empty] for number, name in people))
