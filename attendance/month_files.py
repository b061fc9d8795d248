"""Months as files: the team month for whoever looks after people, and a closed month for payroll."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from attendance import bonus_words
from attendance.models import MonthClosing, MonthSheet, ShiftMember
from attendance.selectors.closing import draw, facts_json
from attendance.selectors.team import came, came_as_told, columns, legend, standing
from common.exporting import workbook
from common.periods import ONE_DAY, Period
from people.models import Assignment, Employee
from rules.catalogue import text_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook

BATCH = 1000
Facts = dict[str, Any]


class Head(NamedTuple):
    """A column of sums."""

    heading: Promise
    of: Callable[[Facts], Any]


def _days(name: str) -> Callable[[Facts], Any]:
    return lambda facts: Decimal(facts[name])


def _plain(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts[name]


SUMS = (
    Head(gettext_lazy("days scheduled"), _plain("scheduled_days")),
    Head(gettext_lazy("days attended"), _days("attended_days")),
    Head(gettext_lazy("days off"), _plain("rest_days")),
    Head(gettext_lazy("minutes worked"), lambda facts: facts["worked_minutes"] or ""),  # nothing recorded is not a time of nought
    Head(gettext_lazy("times late"), _plain("late_times")),
    Head(gettext_lazy("minutes late"), _plain("late_minutes")),
    Head(gettext_lazy("times seriously late"), _plain("serious_late_times")),
    Head(gettext_lazy("minutes seriously late"), _plain("serious_late_minutes")),
    Head(gettext_lazy("times left early"), _plain("early_times")),
    Head(gettext_lazy("minutes left early"), _plain("early_minutes")),
    Head(gettext_lazy("missing punches"), _plain("missing_punches")),
    Head(gettext_lazy("days without data"), _plain("no_data_days")),
    Head(gettext_lazy("days absent"), _days("absent_days")),
    Head(gettext_lazy("corrections of punches"), _plain("corrections")),
    Head(gettext_lazy("minutes on trips and outside"), _plain("trip_minutes")),
    Head(gettext_lazy("minutes of overtime on workdays"), _plain("overtime_workday_minutes")),
    Head(gettext_lazy("minutes of overtime on rest days"), _plain("overtime_rest_minutes")),
    Head(gettext_lazy("minutes of overtime on statutory holidays"), _plain("overtime_holiday_minutes")),
    Head(gettext_lazy("full attendance"), lambda facts: pgettext("full attendance", "yes") if facts["is_full"] else ""),
)


BONUS = Head(gettext_lazy("full-attendance bonus (CNY)"), lambda facts: bonus_words.earned(facts.get("bonus")))


def leave_word(kind: str) -> str:
    """A leave type as the wall names it; "" was announced by phone and has no slip yet."""
    return kind or _("leave announced by phone")


# -- the team month --------------------------------------------------------------------------------


class Person(NamedTuple):
    """Somebody's month for a file."""

    employee: Employee
    facts: Facts
    days: dict[date, str]


def team_book(people: Sequence[Employee], period: Period, now: datetime, today: date) -> bytes:
    """People with their sums and a sign for each day; a second sheet says what the signs mean."""
    closing = standing(period.first)
    found = list(_from_sheets(people, closing) if closing else _drawn(people, period, now, today))
    kinds = sorted({kind for one in found for kind in one.facts["leave_days"]})
    posts, groups = _posts(people, period), _groups(people, period)
    target = io.BytesIO()
    with workbook(target) as book:
        sheet = book.add_worksheet(_("Team month")[:31])
        heads = [
            pgettext("person", "name"),
            _("employee number"),
            _("department"),
            _("post"),
            _("shift group"),
            *(str(head.heading) for head in SUMS),
            str(BONUS.heading),
        ]
        heads += [_("%(type)s (days)") % {"type": leave_word(kind)} for kind in kinds]
        heads += [f"{column.day.day} {column.weekday}" for column in columns(period)]
        _headings(book, sheet, heads)
        for line, one in enumerate(found, start=1):
            department, post = posts.get(one.employee.pk, ("", ""))
            cells: list[Any] = [one.employee.name, one.employee.number, department, post, groups.get(one.employee.pk, "")]
            cells += [head.of(one.facts) for head in (*SUMS, BONUS)]
            cells += [Decimal(one.facts["leave_days"].get(kind, "0")) for kind in kinds]
            _write(sheet, line, [*cells, *(one.days.get(day, "") for day in period)])
        sheet.freeze_panes(1, 2)
        told = book.add_worksheet(_("Signs")[:31])
        for line, sign in enumerate(legend()):
            _write(told, line, [sign.sign, sign.word])
    return target.getvalue()


def _from_sheets(people: Sequence[Employee], closing: MonthClosing) -> Iterator[Person]:
    by_id = {one.pk: one for one in people}
    sheets = MonthSheet.objects.filter(closing=closing, employee__in=by_id).values_list("employee", "facts", "days")
    kept = {person: (facts, days) for person, facts, days in sheets}
    for one in people:
        if one.pk in kept:
            facts, days = kept[one.pk]
            yield Person(one, facts, {date.fromisoformat(day["day"]): came_as_told(day).sign for day in days})


def _drawn(people: Sequence[Employee], period: Period, now: datetime, today: date) -> Iterator[Person]:
    by_id = {one.pk: one for one in people}
    until = Period(period.first, max(min(today, period.last), period.first))
    for start in range(0, len(people), BATCH):
        for drawn in draw([one.pk for one in people[start : start + BATCH]], until, now):
            days = {one.day: came(one.result).sign for one in drawn.days}
            yield Person(by_id[drawn.employee_id], facts_json(drawn.sheet.sums), days)


def _posts(people: Iterable[Employee], period: Period) -> dict[int, tuple[str, str]]:
    held = Assignment.objects.filter(employee__in=[one.pk for one in people], during__overlap=(period.first, period.last + ONE_DAY))
    rows = held.filter(kind="regular").order_by("during").values_list("employee", "department__name", "post__title")
    return {person: (department, post) for person, department, post in rows}


def _groups(people: Iterable[Employee], period: Period) -> dict[int, str]:
    rows = ShiftMember.objects.filter(employee__in=[one.pk for one in people], during__overlap=(period.first, period.last + ONE_DAY))
    return dict(rows.order_by("during").values_list("employee", "group__name"))


# -- payroll ------------------------------------------------------------------------------------------


def payroll_heads() -> list[str]:
    """The columns of the sums for payroll."""
    return [
        _("employee number"), pgettext("person", "name"), _("department"), *(str(head.heading) for head in SUMS),
        pgettext("of a month", "leave"),
        _("day wages deducted"), _("fixed amounts (CNY)"), _("deductions (CNY)"), str(BONUS.heading), _("limits of the law passed"),
        _("answer"),
    ]  # fmt: skip


def line_heads() -> list[str]:
    return [
        _("employee number"), pgettext("person", "name"), _("day"), _("parameter"), _("clause"),
        _("amount"), pgettext("of an amount", "unit"), _("deductions (CNY)"),
    ]  # fmt: skip


def payroll_rows(sheets: Iterable[MonthSheet]) -> Iterator[list[Any]]:
    """One for each person; deductions in CNY are the sum of the person's lines, empty while no wage is known."""
    for sheet in sheets:
        leave = "; ".join(f"{leave_word(kind)} {days}" for kind, days in sheet.facts["leave_days"].items())
        answered = sheet.answer.get_kind_display() if hasattr(sheet, "answer") else ""
        yield [
            sheet.employee.number, sheet.employee.name, sheet.department.name, *(head.of(sheet.facts) for head in SUMS), leave,
            sheet.deduction_days, sheet.fines_cny, sheet.deduction_cny, BONUS.of(sheet.facts), len(sheet.marks) or "", str(answered),
        ]  # fmt: skip


def line_rows(sheets: Iterable[MonthSheet]) -> Iterator[list[Any]]:
    """One for each deduction."""
    for sheet in sheets:
        for line in sheet.lines:
            unit = _("day wages") if line["unit"] == "day" else pgettext("after an amount", "yuan")
            cny = None if line["cny"] is None else Decimal(line["cny"])
            yield [
                sheet.employee.number, sheet.employee.name, line["day"], text_of(line["parameter"]), line["clause"],
                Decimal(line["amount"]), unit, cny,
            ]  # fmt: skip


def payroll_book(closing: MonthClosing, sheets: Sequence[MonthSheet]) -> bytes:
    """Sums and lines, on a sheet each. The same closing gives the same bytes: its time is the file's."""
    target = io.BytesIO()
    with workbook(target) as book:
        made = timezone.localtime(closing.closed_at, timezone.get_default_timezone()) if closing.closed_at else None
        book.set_properties({"created": made.replace(tzinfo=None) if made else None})
        for title, heads, rows in (
            (_("Sums"), payroll_heads(), payroll_rows(sheets)),
            (_("Deductions"), line_heads(), line_rows(sheets)),
        ):
            sheet = book.add_worksheet(title[:31])
            _headings(book, sheet, heads)
            for number, row in enumerate(rows, start=1):
                _write(sheet, number, row)
            sheet.freeze_panes(1, 2)
    return target.getvalue()


def payroll_csv(sheets: Sequence[MonthSheet], *, lines: bool) -> bytes:
    """The sums, or the lines. UTF-8 with its mark, so that Excel reads the Chinese."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(line_heads() if lines else payroll_heads())
    writer.writerows([_unarmed(cell) for cell in row] for row in (line_rows(sheets) if lines else payroll_rows(sheets)))
    return target.getvalue().encode("utf-8-sig")


def _unarmed(cell: Any) -> Any:
    """A text that Excel would take for a formula stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else "" if cell is None else cell


# -- sheets of Excel ------------------------------------------------------------------------------------


def _headings(book: "Workbook", sheet: Any, heads: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, heading in enumerate(heads):
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, 5 if heading[:1].isdigit() else 12)


def _write(sheet: Any, line: int, cells: Sequence[Any]) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            sheet.write_number(line, place, cell)
        elif cell is not None and cell != "":
            sheet.write_string(line, place, str(cell))
