"""The history of one row, read from the audit trail."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from common.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a line: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what to the row, when."""

    at: datetime
    who: str
    verb: str
    note: str
    changes: list[Change]


def entries_of(row: Model) -> Any:
    """The lines of the trail about this row, newest first."""
    return AuditEntry.objects.filter(table_name=row._meta.db_table, row_id=str(row.pk)).order_by("-id")


def line_of(entry: AuditEntry, model: type[Model]) -> Line:
    """A line of the trail in words: columns by their name in forms, choices by their label."""
    before, after = entry.before or {}, entry.after or {}
    columns = [column for column in {**before, **after} if before.get(column) or after.get(column)]
    changes = [Change(label_of(model, c), shown(model, c, before.get(c)), shown(model, c, after.get(c))) for c in columns]
    return Line(entry.at, entry.who, entry.get_verb_display(), entry.note, changes)


def field_of(model: type[Model], column: str) -> Any:
    return next((field for field in model._meta.concrete_fields if field.column == column), None)


def label_of(model: type[Model], column: str) -> str:
    field = field_of(model, column)
    return str(field.verbose_name) if field else column


def shown(model: type[Model], column: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    field = field_of(model, column)
    return str(dict(field.flatchoices).get(value, value)) if field else str(value)
