"""The calendar as it goes out to Excel: a line for each day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table
from common.templatetags.show import weekday
from workdays.models import Calendar
from workdays.sheets import MonthSheet


def days(calendar: Calendar | None, first: date, sheets: Iterable[MonthSheet]) -> Table:
    """The days of the months from `first` on."""
    squares = [square for sheet in sheets for square in sheet.squares]
    span = f"{first:%Y}" if len(squares) > 31 else f"{first:%Y-%m}"
    return Table(f"{_('Work calendar')} {span}", [
        Column(_("day"), lambda square: square.day, "date"),
        Column(_("weekday"), lambda square: weekday(square.day)),
        Column(_("kind"), lambda square: square.kind.label),
        Column(_("name"), lambda square: square.name),
        Column(_("provisional"), lambda square: pgettext("filter", "yes") if square.info.provisional else ""),
    ], squares, calendar or Calendar, {_("calendar"): str(calendar)} if calendar else {})  # fmt: skip


def sites(rows: Iterable[dict[str, Any]]) -> Table:
    def whose(row: dict[str, Any]) -> str:
        return "、".join(filter(None, [_("everybody else") if row["calendar"].is_default else "", row["departments"]]))

    return Table(_("Calendars of the sites"), [
        Column(_("calendar"), lambda row: str(row["calendar"])),
        Column(_("working weekdays"), lambda row: row["weekdays"]),
        Column(pgettext("calendar", "for"), whose),
    ], rows, Calendar)  # fmt: skip
