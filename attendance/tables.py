"""The tables of attendance as they go out to Excel. The months of teams and of payroll are in month_files."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance.models import (
    Case,
    DayRecord,
    EmergencyCall,
    HolidayRoster,
    LeaveLot,
    MonthClosing,
    MonthSheet,
    Punch,
    ResultChange,
    Salary,
    ShiftMember,
    Slip,
)
from attendance.selectors.changes import Group
from attendance.selectors.closing import MonthLine, UnitLine
from attendance.selectors.duty import Share
from attendance.selectors.ledgers import TypeLedger
from attendance.selectors.month import MonthDay
from attendance.selectors.places import Way
from attendance.selectors.rosters import Worker
from attendance.slip_kinds import LABELS
from common.exporting import Column, Table, in_batches
from common.periods import Period
from common.templatetags.show import clock_time, weekday
from people.models import Department, Employee

MONTH = "%Y-%m"


def name(of: Callable[[Any], Employee]) -> list[Column]:
    return [Column(pgettext("person", "name"), lambda row: of(row).name), Column(_("employee number"), lambda row: of(row).number)]


# -- days ----------------------------------------------------------------------------------------------


def month(person: Employee, first: date, days: Iterable[MonthDay]) -> Table:
    """The days up to now with their figures and the clauses behind them."""

    def result(figure: str) -> Callable[[MonthDay], Any]:
        return lambda one: (getattr(one.judged.result, figure) or None) if one.judged else None

    def cny(one: MonthDay) -> Decimal | None:
        costs = [cost.amount for cost in one.judged.result.deductions if cost.unit == "CNY"] if one.judged else []
        return sum(costs, Decimal(0)) or None

    def clauses(one: MonthDay) -> str:
        if one.judged is None:
            return ""
        found = [*(part.clause for part in one.judged.result.deductions), *(part.clause for part in one.judged.result.findings)]
        return "、".join(dict.fromkeys(filter(None, found)))

    return Table(f"{person.name} {first:{MONTH}}", [
        Column(_("day"), lambda one: one.day, "date"),
        Column(_("weekday"), lambda one: weekday(one.day)),
        Column(_("state"), lambda one: one.word),
        Column(_("punches"), lambda one: one.punches),
        Column(pgettext("figure of a day", "late"), result("late_minutes"), "minutes"),
        Column(pgettext("figure of a day", "left early"), result("early_minutes"), "minutes"),
        Column(_("days absent"), result("absent_days"), "count"),
        Column(pgettext("figure of a day", "worked"), result("worked_minutes"), "minutes"),
        Column(pgettext("figure of a day", "overtime"), result("overtime_minutes"), "minutes"),
        Column(_("deductions (CNY)"), cny, "money"),
        Column(pgettext("of a day", "what came of it"), lambda one: one.told),
        Column(_("clause"), clauses),
    ], [one for one in days if one.is_told], person)  # fmt: skip


def late_stays(period: Period, rows: QuerySet[DayRecord]) -> Table:
    return Table(f"{_('Late stays')} {period.first:{MONTH}}", [
        *name(lambda one: one.employee),
        Column(_("day"), lambda one: one.day, "date"),
        Column(pgettext("figure of a day", "stayed after work"), lambda one: one.stayed_minutes, "minutes"),
    ], in_batches(rows, list), DayRecord, {_("from"): str(period.first), _("until"): str(period.last)})  # fmt: skip


def outside(day: date, rows: QuerySet[Punch], shaped: Callable[[QuerySet[Punch]], list[Way]]) -> Table:
    return Table(f"{_('Punches outside')} {day}", [
        Column(pgettext("person", "name"), lambda one: one.employee),
        Column(_("employee number"), lambda one: one.number),
        Column(_("time"), lambda one: f"{one.wall:%H:%M:%S}"),
        Column(_("note"), lambda one: one.note),
        Column(_("nearest place of work"), lambda one: one.near or _("Place not recorded")),
        Column(_("known to"), lambda one: one.sure),
    ], shaped(rows), Punch)  # fmt: skip


def changes(groups: Iterable[Group]) -> Table:
    lines = [(group, line) for group in groups for line in group.lines]
    return Table(_("Changed results"), [
        Column(_("cause"), lambda row: row[0].cause),
        *name(lambda row: row[1].change.employee),
        Column(_("day"), lambda row: row[1].change.day, "date"),
        Column(pgettext("attendance", "slip"), lambda row: slip_title(row[1].change.slip) if row[1].change.slip else ""),
        Column(pgettext("changed result", "kept"), lambda row: row[1].before),
        Column(pgettext("changed result", "would be"), lambda row: row[1].after),
        Column(_("the month is closed"), lambda row: pgettext("filter", "yes") if row[1].is_closed else ""),
    ], lines, ResultChange)  # fmt: skip


def cases(rows: QuerySet[Case]) -> Table:
    return Table(_("Attendance cases"), [
        *name(lambda one: one.employee),
        Column(_("kind"), lambda one: one.get_kind_display()),
        Column(_("day"), lambda one: one.day, "date"),
        Column(_("clause"), lambda one: one.clause),
        Column(_("state"), lambda one: one.get_state_display()),
        Column(pgettext("case", "opened at"), lambda one: one.opened_at, "datetime"),
    ], in_batches(rows, list), Case)  # fmt: skip


# -- slips and leave -------------------------------------------------------------------------------------


def slip_title(slip: Slip) -> str:
    return slip.type or str(LABELS[slip.kind])  # type: ignore[index]


def slips(rows: QuerySet[Slip]) -> Table:
    return Table(pgettext("menu", "Leave and slips"), [
        *name(lambda one: one.employee),
        Column(_("kind"), slip_title),
        Column(_("from"), lambda one: one.during.lower, "datetime"),
        Column(_("until"), lambda one: one.during.upper, "datetime"),
        Column(_("days"), lambda one: one.days or None, "count"),
        Column(_("working time"), lambda one: one.minutes or None, "minutes"),
        Column(_("state"), lambda one: one.get_state_display()),
    ], in_batches(rows, list), Slip)  # fmt: skip


def away(days: Iterable[dict[str, Any]]) -> Table:
    """A line for each day and person."""
    lines = [(one["day"], line) for one in days for line in one["lines"]]
    return Table(_("Who is away"), [
        Column(_("day"), lambda row: row[0], "date"),
        Column(pgettext("person", "name"), lambda row: row[1]["who"]),
        Column(_("kind"), lambda row: row[1]["title"]),
        Column(_("from"), lambda row: row[1]["slip"].during.lower, "datetime"),
        Column(_("until"), lambda row: row[1]["slip"].during.upper, "datetime"),
    ], lines, Slip)  # fmt: skip


def calls(rows: QuerySet[EmergencyCall], shaped: Callable[[EmergencyCall], dict[str, Any]]) -> Table:
    return Table(_("Emergency calls"), [
        *name(lambda line: line["call"].employee),
        Column(_("from"), lambda line: line["call"].during.lower, "datetime"),
        Column(_("until"), lambda line: line["call"].during.upper, "datetime"),
        Column(_("called at"), lambda line: line["call"].called_at, "datetime"),
        Column(_("channel"), lambda line: line["channel"]),
        Column(_("what was said"), lambda line: line["call"].content),
        Column(_("logged by"), lambda line: line["call"].logged_by.name),
        Column(_("slip due on"), lambda line: line["call"].due_on, "date"),
        Column(_("state"), lambda line: line["word"]),
    ], in_batches(rows, lambda found: [shaped(one) for one in found]), EmergencyCall)  # fmt: skip


def lots(person: Employee, ledgers: Iterable[TypeLedger]) -> Table:
    lines = [(one, lot) for one in ledgers for lot in one.lots]
    return Table(f"{_('Leave balances')} {person.name}", [
        Column(_("leave type"), lambda row: row[0].name),
        Column(_("granted for"), lambda row: row[1].words),
        Column(pgettext("balance", "granted"), lambda row: row[1].lot.granted, "count"),
        Column(pgettext("balance", "used"), lambda row: row[1].lot.used, "count"),
        Column(pgettext("balance", "left"), lambda row: row[1].left, "count"),
        Column(_("may be taken from"), lambda row: row[1].lot.valid_from, "date"),
        Column(_("may be taken until"), lambda row: row[1].lot.expires_on, "date"),
    ], lines, LeaveLot, {_("employee"): f"{person.name} {person.number}"})  # fmt: skip


def ledger_lines(person: Employee, ledgers: Iterable[TypeLedger]) -> Table:
    lines = [(one, line) for one in ledgers for line in one.lines]
    return Table(f"{_('Lines of the leave balances')} {person.name}", [
        Column(_("leave type"), lambda row: row[0].name),
        Column(_("time"), lambda row: row[1].at, "datetime"),
        Column(_("kind"), lambda row: row[1].get_kind_display()),
        Column(_("days or hours"), lambda row: row[1].amount, "count"),
        Column(_("reason"), lambda row: _(row[1].reason) if row[1].reason else ""),
        Column(_("entered by"), lambda row: row[1].by.name if row[1].by else ""),
    ], lines, LeaveLot, {_("employee"): f"{person.name} {person.number}"})  # fmt: skip


# -- rosters ---------------------------------------------------------------------------------------------


def rosters(first: date, people: QuerySet[Employee], shaped: Callable[[list[Employee]], Iterable[Worker]]) -> Table:
    """A line for each stay in a group."""

    def lines(found: list[Employee]) -> Iterable[Any]:
        return [(worker, stay) for worker in shaped(found) for stay in worker.stays]

    return Table(f"{_('Shift rosters')} {first:{MONTH}}", [
        *name(lambda row: row[0].employee),
        Column(_("from"), lambda row: row[1].first, "date"),
        Column(_("until"), lambda row: row[1].last, "date"),
        Column(_("shift group"), lambda row: row[1].group),
    ], in_batches(people, lines), ShiftMember)  # fmt: skip


def duty_roster(roster: HolidayRoster, shifts: Iterable[Any]) -> Table:
    def others(shift: Any) -> str:
        return "、".join(one.employee.name for one in shift.members.all() if one.employee_id != shift.lead_id)

    return Table(f"{roster.name} {roster.department.name}", [
        Column(_("day"), lambda shift: shift.day, "date"),
        Column(pgettext("of a duty", "time"), lambda shift: f"{clock_time(shift.during.lower)}–{clock_time(shift.during.upper)}"),
        Column(_("duty lead"), lambda shift: shift.lead.name if shift.lead else _("nobody yet")),
        Column(_("others on duty"), others),
        Column(_("phone"), lambda shift: shift.phone),
        Column(pgettext("of a duty", "place"), lambda shift: shift.place),
    ], shifts, roster)  # fmt: skip


def duty_shares(unit: Department, shares: Iterable[Share]) -> Table:
    return Table(f"{_('How evenly duty is shared')} {unit.name}", [
        *name(lambda one: one.person),
        Column(_("on duty"), lambda one: one.load.minutes, "minutes"),
        Column(_("against the mean"), lambda one: one.load.deviation, "minutes"),
    ], shares, HolidayRoster)  # fmt: skip


# -- closed months -----------------------------------------------------------------------------------------


def months(lines: Iterable[MonthLine]) -> Table:
    return Table(_("Closing months"), [
        Column(_("month"), lambda one: f"{one.month:{MONTH}}"),
        Column(_("state"), lambda one: one.standing.get_state_display() if one.standing else pgettext("month", "open")),
        Column(pgettext("of a closed month", "version"), lambda one: one.standing.version if one.standing else None, "count"),
        Column(_("closed at"), lambda one: one.standing.closed_at if one.standing else None, "datetime"),
        Column(_("closed by"), lambda one: one.standing.closed_by.name if one.standing and one.standing.closed_by else ""),
    ], lines, MonthClosing)  # fmt: skip


def _answer(sheet: MonthSheet) -> str:
    return str(sheet.answer.get_kind_display()) if hasattr(sheet, "answer") else pgettext("month sheet", "not answered")


def sheets(month: date, rows: QuerySet[MonthSheet]) -> Table:
    """Who answered what, without amounts: these are in the files for payroll."""
    return Table(f"{_('Month sheets')} {month:{MONTH}}", [
        *name(lambda one: one.employee),
        Column(_("department"), lambda one: one.department.name),
        Column(_("answer"), _answer),
        Column(_("a limit of the law is passed"), lambda one: pgettext("filter", "yes") if one.marks else ""),
    ], in_batches(rows, list), MonthSheet)  # fmt: skip


def units(month: date, lines: Iterable[UnitLine]) -> Table:
    return Table(f"{_('Departments')} {month:{MONTH}}", [
        Column(_("department"), lambda one: one.department.name),
        Column(pgettext("month", "sheets"), lambda one: one.sheets, "count"),
        Column(pgettext("month sheet", "confirmed"), lambda one: one.confirmed, "count"),
        Column(pgettext("month sheet", "objected to"), lambda one: one.objected, "count"),
        Column(_("signed by"), lambda one: one.signature.by.name if one.signature else ""),
        Column(_("signed at"), lambda one: one.signature.at if one.signature else None, "datetime"),
    ], lines, MonthClosing)  # fmt: skip


def own_sheets(rows: QuerySet[MonthSheet]) -> Table:
    def state(one: MonthSheet) -> str:
        return one.closing.get_state_display() if one.closing.state == "reopened" else _answer(one)

    return Table(_("My month sheets"), [
        Column(_("month"), lambda one: f"{one.closing.month:{MONTH}}"),
        Column(pgettext("of a closed month", "version"), lambda one: one.closing.version, "count"),
        Column(_("state"), state),
    ], in_batches(rows, list), MonthSheet)  # fmt: skip


def salaries(people: QuerySet[Employee], shaped: Callable[[list[Employee]], list[tuple[Employee, bool]]], told: dict[str, str]) -> Table:
    """Whose is recorded, without any amount."""
    return Table(_("Salaries"), [
        *name(lambda line: line[0]),
        Column(_("state"), lambda line: pgettext("salary", "recorded") if line[1] else pgettext("salary", "not recorded")),
    ], in_batches(people, shaped), Salary, told)  # fmt: skip


def salary(person: Employee, rows: Iterable[dict[str, Any]]) -> Table:
    return Table(f"{_('Salary')} {person.name}", [
        Column(_("from"), lambda one: one["during"].lower, "date"),
        Column(_("until"), lambda one: one["last"], "date"),
        Column(_("a month (CNY)"), lambda one: one["monthly"], "money"),
    ], rows, Salary, {_("employee"): f"{person.name} {person.number}"})  # fmt: skip
