"""What readers call the columns that no form shows, and whose models therefore give them no name."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import pgettext_lazy

NAMES = {
    "actor_id": pgettext_lazy("column", "account"),
    "content_type": pgettext_lazy("column", "kind of subject"),
    "counts": pgettext_lazy("column", "counts"),
    "digest": pgettext_lazy("column", "digest"),
    "error": pgettext_lazy("column", "what went wrong"),
    "identity": pgettext_lazy("column", "code and number"),
    "key": pgettext_lazy("column", "mark against sending twice"),
    "name_key": pgettext_lazy("column", "name for sorting"),
    "object_id": pgettext_lazy("column", "number of subject"),
    "progress": pgettext_lazy("column", "progress"),
    "read": pgettext_lazy("column", "what was read"),
    "reminded_at": pgettext_lazy("column", "reminded at"),
    "request": pgettext_lazy("column", "request"),
    "round": pgettext_lazy("column", "round"),
    "search_key": pgettext_lazy("column", "name for searching"),
    "second": pgettext_lazy("column", "second"),
    "total": pgettext_lazy("column", "total"),
    "trace_digest": pgettext_lazy("column", "digest of the traces"),
    "warned_at": pgettext_lazy("column", "warned at"),
}


def name_nameless(models: Iterable[type[Model]]) -> None:
    """Give each column without a name of its own the one from here. Migrations know only a model's own names."""
    for model in models:
        for field in model._meta.local_concrete_fields:
            if field._verbose_name is None and field.name in NAMES:  # type: ignore[attr-defined]
                field.verbose_name = NAMES[field.name]
