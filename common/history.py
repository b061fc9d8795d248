"""The history of one row, read from the audit trail."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import FETCH_PEERS, Field, Model, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.columns import is_for_machines
from common.models import AuditEntry, Verb
from common.periods import ONE_DAY
from common.templatetags.show import bare_day, clock_time, moment, span

Stored = Mapping[str, Any]
Words = Mapping[str, Callable[[Any, Stored], str]]  # of a column: what its value means; the second is all of that side of the line
Names = dict[tuple[str, str], str]
WORDS = ("name", "title", "number")  # of a row's columns: what it was called by


@cache
def models_by_table() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


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

    @property
    def has_before(self) -> bool:
        """Whether anything stood there before: not so of a new row."""
        return any(change.before for change in self.changes)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says what stands in the columns of a table. names: of the rows that it points to, by column and key."""

    model: type[Model]
    words: Words = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    def line(self, entry: AuditEntry) -> Line:
        before, after = entry.before or {}, entry.after or {}
        changed = [column for column in self._in_order({**before, **after}) if before.get(column) or after.get(column)]
        changes = [Change(label_of(self.model, c), self._shown(c, before), self._shown(c, after)) for c in changed]
        return Line(entry.at, entry.who, entry.get_verb_display(), entry.note, changes)

    def _in_order(self, columns: Stored) -> list[str]:
        """As the model has them; what it has no more comes last; without what only machines read."""
        known = [one.column for one in self.model._meta.concrete_fields if one.column]
        told = [c for c in known if c in columns and not is_for_machines(field_of(self.model, c))]
        return told + [c for c in columns if c not in known]

    def _shown(self, column: str, side: Stored) -> str:
        value = side.get(column)
        if value is None or value in ("", [], {}):
            return ""
        try:
            if column in self.words:
                return self.words[column](value, side)
            if (column, str(value)) in self.names:
                return self.names[column, str(value)]
            return shown(field_of(self.model, column), value)
        except (ArithmeticError, InvalidOperation, LookupError, TypeError, ValueError):  # written when the column was another one
            return str(value)


def entries_of(row: Model) -> QuerySet[AuditEntry]:
    """The lines of the trail about this row, newest first."""
    return AuditEntry.objects.filter(table_name=row._meta.db_table, row_id=str(row.pk)).order_by("-id")


def lines_of(entries: Sequence[AuditEntry], model: type[Model], reader: Any, words: Words | None = None) -> list[Line]:
    """Lines of the trail about rows of the model, in words. The rows that they point to are read once for all lines.

    reader: the account for whom they are named.
    """
    teller = Teller(model, words or {}, names_for(entries, model, reader))
    return [teller.line(entry) for entry in entries]


def line_of(entry: AuditEntry, model: type[Model]) -> Line:
    """A line of the trail in words: columns by their name in forms, choices by their label."""
    return Teller(model).line(entry)


def names_for(entries: Iterable[AuditEntry], model: type[Model], reader: Any) -> Names:
    """How the rows are called that the lines point to, as far as the reader may see them: at most a few queries for each column."""
    sides = [side for entry in entries for side in (entry.before, entry.after) if side]
    names: Names = {}
    for one in model._meta.concrete_fields:
        column, other = one.column or "", one.related_model
        keys = {side[column] for side in sides if side.get(column)} if other else set()
        if other and keys:
            names |= {(column, str(row.pk)): str(row) for row in _seen(other, reader).filter(pk__in=keys).fetch_mode(FETCH_PEERS)}
    return names


def names_of_rows(entries: Sequence[AuditEntry], reader: Any) -> dict[tuple[str, str], str]:
    """How the rows are called that the lines are about, by table and key: a few queries for each table, however many rows.

    A row that is gone is called as the trail remembers it; one that has no words, or is not the reader's to see, is left out.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.row_id:
            keys[entry.table_name].add(entry.row_id)
    models_of = {table: model for table in keys if (model := models_by_table().get(table)) is not None}
    names: dict[tuple[str, str], str] = {}
    gone: list[tuple[str, str]] = []
    for table, model in models_of.items():
        there = set(map(str, model._default_manager.filter(pk__in=_keys(model, keys[table])).values_list("pk", flat=True)))
        gone += [(table, key) for key in keys[table] - there]
        if there and model.__str__ is not Model.__str__:
            names |= {(table, str(row.pk)): str(row) for row in _seen(model, reader).filter(pk__in=there).fetch_mode(FETCH_PEERS)}
    return names | _remembered(gone, reader)


def _keys(model: type[Model], written: Iterable[str]) -> list[Any]:
    """The keys as the table has them; without what is none."""
    found = []
    for key in written:
        with suppress(ValidationError):
            found.append(model._meta.pk.to_python(key))
    return found


def _remembered(rows: Sequence[tuple[str, str]], reader: Any) -> dict[tuple[str, str], str]:
    """What the trail knows of rows that are gone: their own words as they were last, else whom they were about."""
    if not rows:
        return {}
    tables, keys = {table for table, _key in rows}, {key for _table, key in rows}
    lines = AuditEntry.objects.filter(table_name__in=tables, row_id__in=keys, verb=Verb.DELETE).order_by("id")
    last = {(line.table_name, line.row_id): line for line in lines}
    by_table: dict[str, list[AuditEntry]] = defaultdict(list)
    for row in rows:
        if row in last:
            by_table[row[0]].append(last[row])
    names = {}
    for table, found in by_table.items():
        model = models_by_table()[table]
        pointed = names_for(found, model, reader)
        for line in found:
            if words := _own_words(line.before or {}) or _pointed(model, line.before or {}, pointed):
                names[table, line.row_id] = words
    return names


def _own_words(stored: Stored) -> str:
    return " ".join(str(stored[column]) for column in WORDS if stored.get(column))


def _pointed(model: type[Model], stored: Stored, names: Names) -> str:
    """`Li Wen 1005 · late shift`: the rows that it pointed to, in the order of the columns."""
    columns = [one.column or "" for one in model._meta.concrete_fields if one.related_model]
    return " · ".join(dict.fromkeys(names[key] for c in columns if (key := (c, str(stored.get(c)))) in names))


def _seen(model: type[Model], reader: Any) -> QuerySet:
    """People and units are named to everybody who reads of them; other rows to those who may see them."""
    rows = model._default_manager.all()
    return rows.visible_to(reader) if model._meta.app_label != "people" and hasattr(rows, "visible_to") else rows


def field_of(model: type[Model], column: str) -> Any:
    return next((one for one in model._meta.concrete_fields if one.column == column), None)


def label_of(model: type[Model], column: str) -> str:
    found = field_of(model, column)
    return str(found.verbose_name) if found else column


def shown(column: Field | None, value: Any) -> str:  # noqa: PLR0911  one for each kind of column
    """A value as the trail keeps it (JSON), in words. Raises ValueError when it does not fit the column."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column is not None and column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    match column:
        case ArrayField():
            return listed(shown(column.base_field, one) for one in value)
        case DateRangeField():
            first, last = _bounds(value, date.fromisoformat)
            return span(first, last - ONE_DAY if last else None)
        case DateTimeRangeField():
            return span(*_bounds(value, datetime.fromisoformat))
        case models.DateTimeField():
            return moment(datetime.fromisoformat(value))
        case models.DateField():
            return bare_day(date.fromisoformat(value))
        case models.TimeField():
            return clock_time(time.fromisoformat(value))
        case models.DecimalField():
            return f"{Decimal(str(value)):,.{column.decimal_places}f}"
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return listed(str(one) for one in value)
    return data(value) if isinstance(value, list | dict) else str(value)


def listed(words: Iterable[str]) -> str:
    """Words in a row."""
    return pgettext("between words", ", ").join(words)


def data(value: Any) -> str:
    """What has no words, folded away."""
    written = json.dumps(value, ensure_ascii=False, indent=1)
    return format_html('<details class="trail-data"><summary>{}</summary><pre>{}</pre></details>', _("Show the data"), written)


def _bounds[T](text: str, read: Callable[[str], T]) -> tuple[T | None, T | None]:
    """`[2026-05-01,)`: where it begins, and where it ends (excluded)."""
    first, last = (part.strip('"') for part in text[1:-1].split(","))
    return read(first) if first else None, read(last) if last else None
