"""Reading what terminals export: attlog.dat of ZKTeco, .csv and .xlsx of the software around them.

Bytes in, punches and lines that were not understood out. Columns are known by the words of their headings, never by their place.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024  # a small archive may hold a very large sheet
MOST_LINES = 100_000
HEADINGS_WITHIN = 10  # some exports begin with a title and a period
SHOWN = 80  # signs of a line that was not understood

NUMBER = {"工号", "考勤号码", "人员编号", "员工编号", "员工号", "登记号码", "考勤号", "用户编号", "用户号", "编号", "pin", "userid", "no."}
NAME = {"姓名", "名字", "员工姓名", "name"}
DAY = {"日期", "打卡日期", "考勤日期", "刷卡日期", "date"}
TIME = {"日期时间", "打卡时间", "考勤时间", "刷卡时间", "时间", "签到时间", "签退时间", "出勤时间", "打卡记录", "datetime", "time"}

DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?![\d:])", re.ASCII)


class Fault(StrEnum):
    """Why a file as a whole is none of these."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NO_HEADINGS = "no_headings"
    EMPTY = "empty"


class NoSuchFile(Exception):  # noqa: N818  named for what it says
    """The bytes are no export of a terminal."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Stamp:
    """A person of the terminal was there. at: its wall clock. number: as the terminal has it, text. line: of the file, from 1."""

    line: int
    number: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unclear:
    """A line that was not understood, cut short."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    stamps: tuple[Stamp, ...]
    unclear: tuple[Unclear, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int
    name: int | None
    day: int | None
    times: tuple[int, ...]


def parse(content: bytes) -> Parsed:
    """The punches of a file. Raises NoSuchFile when it is no export of a terminal, or too large."""
    if len(content) > MOST_BYTES:
        raise NoSuchFile(Fault.TOO_LARGE)
    if content.startswith(b"PK"):
        return _table(_sheet(content))
    text = _text(content)
    if not text.strip():
        raise NoSuchFile(Fault.EMPTY)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise NoSuchFile(Fault.TOO_LARGE)
    return _attlog(lines) if _is_attlog(lines) else _table(_rows(lines))


# -- what kind of file -----------------------------------------------------------------


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NoSuchFile(Fault.UNREADABLE)


def _sheet(content: bytes) -> list[list[Any]]:
    """The first sheet that has rows."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise NoSuchFile(Fault.TOO_LARGE)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_LINES + 1)
            if rows:
                break
        else:
            raise NoSuchFile(Fault.EMPTY)
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise NoSuchFile(Fault.UNREADABLE) from error
    if len(rows) > MOST_LINES:
        raise NoSuchFile(Fault.TOO_LARGE)
    return rows


def _is_attlog(lines: Sequence[str]) -> bool:
    """Whether a line of the first ones is `pin TAB time`."""
    return any(_attlog_line(number, line) for number, line in enumerate(lines[:HEADINGS_WITHIN], start=1))


def _rows(lines: Sequence[str]) -> list[list[Any]]:
    """The cells of a .csv; what stands between them is what its lines have most of."""
    head = "\n".join(lines[:HEADINGS_WITHIN])
    delimiter = max(",\t;", key=head.count)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise NoSuchFile(Fault.UNREADABLE) from error


# -- attlog.dat ---------------------------------------------------------------------------


def _attlog(lines: Sequence[str]) -> Parsed:
    stamps, unclear = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        stamp = _attlog_line(number, line)
        if stamp:
            stamps.append(stamp)
        else:
            unclear.append(_unclear(number, [line]))
    return Parsed(tuple(stamps), tuple(unclear))


def _attlog_line(number: int, line: str) -> Stamp | None:
    """`1007 TAB 2026-11-16 08:55:12 TAB …`, read by place; further fields are not looked at."""
    fields = line.split("\t")
    if len(fields) < 2 or not (pin := fields[0].strip()):
        return None
    moments = _moments([fields[1]], None)
    return Stamp(number, pin, "", moments[0]) if moments and len(moments) == 1 else None


# -- tables with headings ------------------------------------------------------------------


def _table(rows: Sequence[Sequence[Any]]) -> Parsed:
    found = next(((place, columns) for place, row in enumerate(rows[:HEADINGS_WITHIN]) if (columns := _columns(row))), None)
    if found is None:
        raise NoSuchFile(Fault.NO_HEADINGS if any(any(_plain(cell) for cell in row) for row in rows) else Fault.EMPTY)
    place, columns = found
    stamps: list[Stamp] = []
    unclear = []
    for line, row in enumerate(rows[place + 1 :], start=place + 2):
        if not any(_plain(cell) for cell in row):
            continue
        read = _row(line, row, columns)
        if read is None:
            unclear.append(_unclear(line, row))
        else:
            stamps.extend(read)
        if len(stamps) > MOST_LINES:
            raise NoSuchFile(Fault.TOO_LARGE)
    return Parsed(tuple(stamps), tuple(unclear))


def _columns(row: Sequence[Any]) -> _Columns | None:
    """Where the columns stand, when the row is the headings."""
    words = [_heading(cell) for cell in row]
    number = next((place for place, word in enumerate(words) if word in NUMBER), None)
    times = tuple(place for place, word in enumerate(words) if word in TIME or re.fullmatch(r"(打卡|时间|签到|签退)\d*", word))
    joined = tuple(place for place, word in enumerate(words) if word == "日期+时间")
    if number is None or not (times or joined):
        return None
    name = next((place for place, word in enumerate(words) if word in NAME), None)
    day = next((place for place, word in enumerate(words) if word in DAY), None)
    return _Columns(number, name, day, times + joined)


def _heading(cell: Any) -> str:
    return re.sub(r"[\s_*]|[（(].*", "", _plain(cell)).replace("＋", "+").lower()


def _row(line: int, row: Sequence[Any], columns: _Columns) -> list[Stamp] | None:
    """The punches of a row: none on a day without any, None when it is not understood."""
    number, name = _plain(_at(row, columns.number)), _plain(_at(row, columns.name))
    cells = [_at(row, place) for place in columns.times]
    day = _day(_at(row, columns.day)) if columns.day is not None else None
    if not number or (columns.day is not None and day is None and not any(DATE.search(_plain(cell)) for cell in cells)):
        return None
    moments = _moments(cells, day)
    if moments is None or (not moments and day is None):
        return None
    return [Stamp(line, number, name, at) for at in moments]


def _at(row: Sequence[Any], place: int | None) -> Any:
    return row[place] if place is not None and place < len(row) else ""


def _moments(cells: Iterable[Any], day: date | None) -> list[datetime] | None:
    """Every moment in the cells, in order. day: of the row, for cells that hold only times. None: something else stands there."""
    found: list[datetime] = []
    for cell in cells:
        if isinstance(cell, datetime):
            found.append(cell.replace(tzinfo=None, microsecond=0))
        elif isinstance(cell, time):
            if day is None:
                return None
            found.append(datetime.combine(day, cell.replace(tzinfo=None, microsecond=0)))
        elif text := _plain(cell):
            read = list(_written(text, day))
            if not read or None in read:
                return None
            found.extend(one for one in read if one)
    return found if all(2000 <= one.year < 2100 for one in found) else None


def _written(text: str, day: date | None) -> Iterator[datetime | None]:
    """The moments that a text names: a date holds for the times after it. None: nothing that can be."""
    text = text.replace("：", ":")
    dates = list(DATE.finditer(text))
    rest = CLOCK.sub("", DATE.sub("", text))
    if re.search(r"[^\s,，、;；|/TZ]", rest):  # words besides: who knows what they mean
        yield None
    for clock in CLOCK.finditer(text):
        before = [one for one in dates if one.end() <= clock.start()]
        on = _date(before[-1]) if before else day
        hour, minute, second = (int(part or 0) for part in clock.groups())
        try:
            yield datetime.combine(on, time(hour, minute, second)) if on else None
        except ValueError:
            yield None


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = DATE.match(_plain(cell))
    return _date(match) if match else None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _plain(cell: Any) -> str:
    """A cell as text: Excel keeps whole numbers as 1007.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _unclear(line: int, row: Sequence[Any]) -> Unclear:
    text = " ".join(filter(None, (_plain(cell) for cell in row)))
    return Unclear(line, "".join(sign if sign.isprintable() else " " for sign in text)[:SHOWN].strip())
