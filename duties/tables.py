"""The tables of duties as they go out to Excel."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table, in_batches
from duties.models import Duty, DutyItem
from duties.selectors.clauses import PeriodicClause
from duties.selectors.listing import Line


def periodic(lines: Iterable[Line]) -> Table:
    return Table(_("Periodic duties"), [
        Column(_("number of the duty"), lambda line: line.code or line.source),
        Column(_("what is to be done"), lambda line: line.title),
        Column(_("clause"), lambda line: line.clause),
        Column(_("department"), lambda line: line.department),
        Column(pgettext("of a duty", "owner"), lambda line: line.owner),
        Column(_("at present"), lambda line: line.owner_names),
        Column(_("how often"), lambda line: line.rhythm),
        Column(_("next due"), lambda line: line.due_on, "date"),
        Column(_("state"), lambda line: line.state_word),
        Column(_("last done"), lambda line: line.last_on, "date"),
        Column(_("done by"), lambda line: line.last_by),
        Column(_("last evidence"), lambda line: line.last_words),
    ], lines, Duty)  # fmt: skip


def items(duty: Duty, rows: QuerySet[DutyItem], shaped: Callable[[list[DutyItem]], list[tuple[DutyItem, str, str]]]) -> Table:
    return Table(f"{duty.code} {duty.name}", [
        Column(_("due on"), lambda row: row[0].due_on, "date"),
        Column(_("state"), lambda row: row[1]),
        Column(_("done at"), lambda row: row[0].done_at, "datetime"),
        Column(_("done by"), lambda row: row[0].done_by.name if row[0].done_by else ""),
        Column(_("note"), lambda row: row[0].note),
        Column(_("file"), lambda row: row[0].file.name if row[0].file else ""),
        Column(_("brought up at"), lambda row: row[0].escalated_at, "datetime"),
        Column(_("brought up to"), lambda row: row[0].escalated_to.name if row[0].escalated_to else ""),
    ], in_batches(rows, shaped), duty)  # fmt: skip


def clauses(rows: Iterable[PeriodicClause]) -> Table:
    def state(one: PeriodicClause) -> str:
        if one.has_duty:
            return _("With a duty")
        return _("No duty needed") if one.no_duty else _("Without a duty")

    return Table(_("Periodic clauses"), [
        Column(_("rulebook"), lambda one: one.row.edition.rulebook.title),
        Column(_("clause"), lambda one: f"{one.row.label} {one.row.heading}".strip()),
        Column(pgettext("of a clause", "wording"), lambda one: one.text),
        Column(_("state"), state),
        Column(_("duties"), lambda one: "、".join([*(name for _id, name in one.duties), *filter(None, [one.by_nature])])),
        Column(_("why none is needed"), lambda one: one.no_duty),
    ], rows, Duty)  # fmt: skip
