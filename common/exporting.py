"""What a table shows as an Excel file: a sheet of rows, and one that says what it is. Every file taken out is written to the trail.

A page with a table offers components/export.html; its view begins to answer with the file where the reader asks for it:

    if exporting.is_asked(request):
        return exporting.answer(request, tables.claims(rows), form)

so that rows, filter and right are those of the page.
"""

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import IO, TYPE_CHECKING, Any, Literal

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import audit, clock
from common.errors import RuleBroken
from common.menu import company_name
from common.models import Verb
from common.templatetags.show import local

if TYPE_CHECKING:
    from xlsxwriter import Workbook

EXCEL, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv; charset=utf-8"
PRIVATE = {"Cache-Control": "private, no-store"}
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ASKED, MAIN = "export", "xlsx"
MOST_ROWS = 200_000
BATCH = 1000

Kind = Literal["text", "date", "datetime", "money", "minutes", "count", "percent", "auto"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. value: of a row, None for an empty cell; a text stays a text whatever the kind.

    kind: minutes are whole minutes, percent is a fraction, count is any number; auto is told by each value.
    """

    label: str | Promise
    value: Callable[[Any], Any]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """What goes out. rows: read once. about: the row or the model that the trail names. told: what narrows it, in words."""

    title: str | Promise
    columns: Sequence[Column]
    rows: Iterable[Any]
    about: Model | type[Model]
    told: Mapping[str, str] = field(default_factory=dict)


def workbook(target: IO[bytes], **options: bool) -> "Workbook":
    """An Excel file in the making, in which a text is never taken for a formula. options: of xlsxwriter, beside ours."""
    import xlsxwriter  # 17 MB, which most processes never need

    return xlsxwriter.Workbook(target, OPTIONS | options)


def is_asked(request: HttpRequest, which: str = MAIN) -> bool:
    """Whether the reader asks for the file instead of the page. which: of a page with several tables, the one the link names."""
    return request.GET.get(ASKED) == which


def answer(request: HttpRequest, table: Table, form: Form | None = None) -> FileResponse | HttpResponse:
    """The file of a table, written to the trail; back to the page with a sentence when it would be too long.

    form: the page's filter, told in the file.
    """
    told = {**table.told, **(in_words(form) if form else {})}
    target = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        count = write(target, table, told)
    except RuleBroken as refusal:
        target.close()
        messages.error(request, str(refusal))
        kept = request.GET.copy()
        kept.pop(ASKED, None)
        return redirect(f"{request.path}?{kept.urlencode()}")
    typed = {name: value for name, value in request.GET.items() if value and name not in (ASKED, "page")}
    audit.record(Verb.EXPORT, table.about, note=str(table.title)[:200], after={"count": count, "filter": typed})
    target.seek(0)
    name = file_name(f"{table.title} {clock.today():%Y-%m-%d}.xlsx")
    return FileResponse(target, as_attachment=True, filename=name, content_type=EXCEL, headers=PRIVATE)


def file(content: bytes, name: str, kind: str = EXCEL) -> HttpResponse:
    """A file to keep, that no shared computer keeps by itself."""
    response = HttpResponse(content, content_type=kind, headers=PRIVATE)
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(name)) or ""
    return response


def file_name(name: str) -> str:
    """The name without what no file may carry."""
    return re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "-", name)


def in_words(form: Form) -> dict[str, str]:
    """What a filter asks for: label and value of every field that one sees and that is filled in."""
    if not (form.is_bound and form.is_valid()):
        return {}
    found = {}
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if value not in (None, "", [], False):
            word = dict(getattr(bound.field, "choices", None) or []).get(value, value)
            found[str(bound.label)] = pgettext("filter", "yes") if value is True else str(word)
    return found


def searched(typed: str) -> dict[str, str]:
    """What was typed into a search field that is no form."""
    return {pgettext("filter", "Searched for"): typed} if typed else {}


def in_batches(rows: QuerySet, shaped: Callable[[list[Any]], Iterable[Any]]) -> Iterator[Any]:
    """All rows as a page shapes its own, a thousand at a time. shaped: a list of rows to the same number of lines."""
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        yield from shaped(list(batch))


# -- the file ---------------------------------------------------------------------------------------


def write(target: IO[bytes], table: Table, told: Mapping[str, str]) -> int:
    """Write the workbook; returns the number of rows. Raises RuleBroken for more than MOST_ROWS."""
    at = local(clock.now()).replace(tzinfo=None, microsecond=0)
    with workbook(target, in_memory=False, constant_memory=True) as book:
        book.set_properties({"title": str(table.title), "company": company_name(), "created": at})
        name = sheet_name(str(table.title))
        count = _Sheet(book, name).fill(table)
        notes = _("About this file")
        about = _Sheet(book, notes if notes.casefold() != name.casefold() else f"{notes} 2")
        about.pairs({
            _("Contents"): str(table.title),
            _("Company"): company_name(),
            **{label or _("Filter"): word for label, word in told.items()},
            _("Taken out by"): (audit.acting() or audit.SYSTEM).label,
            _("Taken out at"): at,
            _("Number of rows"): count,
        })  # fmt: skip
    return count


def sheet_name(title: str) -> str:
    """A name that Excel takes for a sheet: at most 31 characters, none of them []:*?/\\, no quote at its ends."""
    cleaned = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)[:31].strip(" '")
    return f"{cleaned} 1" if cleaned.casefold() == "history" else cleaned or "1"


FORMATS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "minutes": {"num_format": "0", "valign": "top"},
    "count": {"valign": "top"},
    "percent": {"num_format": "0.0%", "valign": "top"},
}
SHOWN = {"date": 10, "datetime": 16, "money": 12, "minutes": 8, "count": 8, "percent": 8}  # characters of a cell
NARROW, WIDE, MEASURED = 6, 48, 500
LONGEST_TEXT, DIGITS, FIRST_YEAR = 32_767, 15, 1900  # what Excel holds: characters of a cell, digits of a number, years of a date
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class _Sheet:
    def __init__(self, book: "Workbook", name: str) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = {kind: book.add_format(form) for kind, form in FORMATS.items()}
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def fill(self, table: Table) -> int:
        widths = [wide(heading(column)) for column in table.columns]
        for place, column in enumerate(table.columns):
            self.sheet.write_string(0, place, heading(column), self.head)
        count = 0
        for count, row in enumerate(table.rows, start=1):
            if count > MOST_ROWS:
                too_many = _("A file holds at most %(most)d rows. Narrow the list with its filter first.")
                raise RuleBroken(too_many, most=MOST_ROWS)
            for place, column in enumerate(table.columns):
                shown = self.cell(count, place, column.value(row), column.kind)
                if count <= MEASURED:
                    widths[place] = max(widths[place], shown)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, min(max(width, NARROW), WIDE) + 2)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, count, max(len(table.columns) - 1, 0))
        return count

    def pairs(self, pairs: Mapping[str, Any]) -> None:
        for line, (label, value) in enumerate(pairs.items()):
            self.sheet.write_string(line, 0, cleaned(label), self.head)
            self.cell(line, 1, value, "auto")
        self.sheet.set_column(0, 0, 20)
        self.sheet.set_column(1, 1, WIDE)

    def cell(self, line: int, place: int, value: Any, kind: str) -> int:
        """Write a cell; returns how wide it stands there."""
        if value is None or value == "":
            return 0
        kind = _kind_of(value, kind)
        if kind == "text":
            text = cleaned(value)
            self.sheet.write_string(line, place, text, self.formats["text"])
            return max((wide(part) for part in text.split("\n")[:20]), default=0)
        if kind in ("date", "datetime"):
            when = local(value).replace(tzinfo=None, microsecond=0) if isinstance(value, datetime) else value
            self.sheet.write_datetime(line, place, when, self.formats[kind])
        else:
            self.sheet.write_number(line, place, value, self.formats[kind])
        return SHOWN[kind]


def heading(column: Column) -> str:
    """The label with its unit."""
    return _("%(label)s (minutes)") % {"label": column.label} if column.kind == "minutes" else str(column.label)


def _kind_of(value: Any, asked: str) -> str:
    """How Excel can hold the value: as asked for, or as a text where it cannot."""
    if isinstance(value, date):
        if value.year < FIRST_YEAR:
            return "text"
        is_moment = isinstance(value, datetime) and asked != "date"
        return "datetime" if is_moment else "date"
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        number = Decimal(value)
        if asked in ("text", "date", "datetime") or not number.is_finite() or abs(number) >= 10**DIGITS:
            return "text"
        if asked == "auto":
            return "money" if isinstance(value, Decimal) and value.as_tuple().exponent == -2 else "count"
        return asked
    return "text"


def cleaned(value: Any) -> str:
    """A text as a cell takes it: no control characters, not longer than Excel holds."""
    return CONTROL.sub("", str(value))[:LONGEST_TEXT]


def wide(text: str) -> int:
    """How many narrow characters a text is wide: a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text[: WIDE + 2])
