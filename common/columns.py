"""What readers call the columns that no form shows, and whose models therefore give them no name."""

from collections.abc import Iterable

from django.db.models import Field, Model, UUIDField
from django.utils.translation import pgettext_lazy

NAMES = {
    "about": pgettext_lazy("column", "what it is about"),
    "actor_id": pgettext_lazy("column", "account"),
    "alerted_at": pgettext_lazy("column", "superior told at"),
    "content_type": pgettext_lazy("column", "kind of subject"),
    "counts": pgettext_lazy("column", "counts"),
    "digest": pgettext_lazy("column", "digest"),
    "during": pgettext_lazy("column", "time"),
    "end": pgettext_lazy("column", "to character"),
    "error": pgettext_lazy("column", "what went wrong"),
    "file": pgettext_lazy("column", "file"),
    "identity": pgettext_lazy("column", "code and number"),
    "key": pgettext_lazy("column", "mark against sending twice"),
    "made_at": pgettext_lazy("column", "made at"),
    "made_for": pgettext_lazy("column", "made for"),
    "name_key": pgettext_lazy("column", "name for sorting"),
    "object_id": pgettext_lazy("column", "number of subject"),
    "order": pgettext_lazy("column", "order"),
    "own_passwords": pgettext_lazy("column", "a password for each"),
    "passwords_taken_at": pgettext_lazy("column", "passwords fetched at"),
    "place": pgettext_lazy("column", "order"),
    "progress": pgettext_lazy("column", "progress"),
    "purpose": pgettext_lazy("column", "purpose"),
    "read": pgettext_lazy("column", "what was read"),
    "reminded_at": pgettext_lazy("column", "reminded at"),
    "reporter": pgettext_lazy("column", "reported by"),
    "request": pgettext_lazy("column", "request"),
    "round": pgettext_lazy("column", "round"),
    "search_key": pgettext_lazy("column", "name for searching"),
    "second": pgettext_lazy("column", "second"),
    "sha256": pgettext_lazy("column", "digest"),
    "size": pgettext_lazy("column", "size (bytes)"),
    "start": pgettext_lazy("column", "from character"),
    "total": pgettext_lazy("column", "total"),
    "trace_digest": pgettext_lazy("column", "digest of the traces"),
    "uploaded_at": pgettext_lazy("column", "handed in at"),
    "uploaded_by": pgettext_lazy("column", "handed in by"),
    "warned_at": pgettext_lazy("column", "warned at"),
}

FOR_MACHINES = {"id", "kind_name", "name_key", "search", "search_key", "second"}  # derived from another column, or the row's own number


def is_for_machines(field: Field) -> bool:
    """Whether a column tells a reader of a history nothing: keys against sending twice, and what is derived from other columns."""
    return field.name in FOR_MACHINES or isinstance(field, UUIDField)


def name_nameless(models: Iterable[type[Model]]) -> None:
    """Give each column without a name of its own the one from here. Migrations know only a model's own names."""
    for model in models:
        for field in model._meta.local_concrete_fields:
            if field._verbose_name is None and field.name in NAMES:  # type: ignore[attr-defined]
                field.verbose_name = NAMES[field.name]
