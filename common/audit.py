"""The audit trail (SYS-08): who did what, when, before and after.

Every table of ours writes its own lines by trigger (common/triggers.py), whatever door the change came through:
a page, the admin, a bulk update, plain SQL. What no trigger can see, a reading of something confidential,
an export, a refused attempt, is written by `record`. The trigger learns the actor from the setting
`opsdept.actor`, which the database backend sets at the start of each transaction from `current_actor()`.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Model

if TYPE_CHECKING:
    from common.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `user` is the id of a people.User, None for the system; `request` is the request id."""

    user: int | None
    label: str
    request: str = ""


SYSTEM = Actor(None, "system")

_actor: ContextVar[Callable[[], Actor | None] | None] = ContextVar("opsdept_actor", default=None)


def acting() -> Actor | None:
    """The actor of the present request, command or job; None when nobody was named."""
    named = _actor.get()
    return named() if named else None


def current_actor() -> str | None:
    """The present actor as JSON, for the setting `opsdept.actor`; None when nobody was named."""
    actor = acting()
    return json.dumps(asdict(actor), ensure_ascii=False) if actor else None


@contextmanager
def as_actor(who: Actor | Callable[[], Actor | None]) -> Iterator[None]:
    """Transactions that start inside the block are written to the trail under this name."""
    token = _actor.set(who if callable(who) else lambda: who)
    try:
        yield
    finally:
        _actor.reset(token)


def record(verb: str, subject: Model | type[Model], *, note: str = "", after: dict | None = None) -> "AuditEntry":
    """Write a line for an act that changes no row.

    verb: one of common.models.Verb. subject: the row, or its model for an act on many (an export).
    """
    from common.models import AuditEntry

    actor = acting() or SYSTEM
    row_id = str(subject.pk) if isinstance(subject, Model) else ""
    return AuditEntry.objects.create(
        actor_id=actor.user,
        actor_label=actor.label,
        request_id=actor.request,
        verb=verb,
        table_name=subject._meta.db_table,
        row_id=row_id,
        after=after,
        note=note,
    )
