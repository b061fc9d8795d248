"""The tables of the organisation as they go out to Excel."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table, in_batches
from people import sheets
from people.models import Department, Employee, Post, Power, PowerUse
from people.selectors.headcount import Plan
from people.selectors.integrity import Section


def people(rows: QuerySet[Employee], cells: Callable[[Employee], list[Any]]) -> Table:
    """In the columns of the file that is taken over (people.sheets), so that it can come back."""

    def cell(place: int) -> Callable[[list[Any]], Any]:
        return lambda row: row[place]

    columns = [Column(one.heading, cell(place), "date" if one.name.endswith("_on") else "text") for place, one in enumerate(sheets.COLUMNS)]
    return Table(_("People"), columns, in_batches(rows, lambda found: [cells(one) for one in found]), Employee)


def headcount(plans: Iterable[Plan]) -> Table:
    lines = [(plan, line) for plan in plans for line in plan.lines]
    return Table(_("Headcount"), [
        Column(_("Unit"), lambda row: row[0].name),
        Column(_("Post"), lambda row: row[1].title),
        Column(_("Planned"), lambda row: _("undecided") if row[1].planned is None else row[1].planned, "count"),
        Column(_("Actual"), lambda row: row[1].actual, "count"),
        Column(_("Vacant"), lambda row: row[1].vacant, "count"),
        Column(_("beyond the plan"), lambda row: row[1].over or None, "count"),
        Column(_("Clause"), lambda row: str(row[0].citation or "")),
    ], lines, Post)  # fmt: skip


def integrity(sections: Iterable[Section]) -> Table:
    lines = [(section, finding) for section in sections for finding in section.findings]
    return Table(_("Integrity report"), [
        Column(_("what is missing"), lambda row: row[0].title),
        Column(_("where"), lambda row: row[1].what),
        Column(_("details"), lambda row: row[1].detail),
        Column(_("what to do"), lambda row: row[0].remedy),
    ], lines, Department)  # fmt: skip


def powers(rows: QuerySet[Power]) -> Table:
    return Table(_("Register of powers"), [
        Column(_("Power"), lambda one: one.name),
        Column(_("state"), lambda one: pgettext("power", "in use") if one.is_active else _("out of use")),
        Column(_("Unit"), lambda one: one.holder.department.name),
        Column(_("Held by"), lambda one: one.holder.title),
        Column(_("Limit in CNY"), lambda one: pgettext("limit", "none") if one.limit_amount is None else one.limit_amount, "money"),
        Column(_("Approval still needed"), lambda one: one.approval_needed),
        Column(_("Uses"), lambda one: one.use_count, "count"),
    ], in_batches(rows, list), Power)  # fmt: skip


def power_uses(power: Power, rows: QuerySet[PowerUse]) -> Table:
    return Table(power.name, [
        Column(pgettext("of a power", "used at"), lambda one: one.used_at, "datetime"),
        Column(pgettext("of a power", "used by"), lambda one: one.used_by.name),
        Column(_("Post"), lambda one: one.holder_title),
        Column(_("amount (CNY)"), lambda one: one.amount, "money"),
        Column(_("what for"), lambda one: one.purpose),
    ], in_batches(rows, list), power)  # fmt: skip
