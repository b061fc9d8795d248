"""What stands on the first page. Apps register their panels in `AppConfig.ready()`; the desk shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet
from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of the first page.

    template gets `panel`, the dictionary that `context` returns; None leaves the panel out.
    asks: what must not be empty for `context` to be asked at all, None for "never here"; all panels' are looked up in one query.
    place: "main" is what waits for the reader, "side" is what is good to know, "admin" is what waits on the managers' desk.
    """

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    order: int
    permission: str | None = None
    asks: Callable[[HttpRequest], QuerySet[Any] | None] | None = None
    place: Literal["main", "side", "admin"] = "main"


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with what this request's user finds in it."""

    name: str
    template: str
    context: dict[str, Any]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Put a panel on the first page."""
    _panels.append(panel)


def for_request(request: HttpRequest, place: str) -> list[ShownPanel]:
    """The panels of one column that have something to show, in order."""
    allowed = [
        panel
        for panel in sorted(_panels, key=lambda panel: panel.order)
        if panel.place == place and (not panel.permission or request.user.has_perm(panel.permission))
    ]
    full = _not_empty(request)
    answers = ((panel, panel.context(request)) for panel in allowed if panel.asks is None or panel.name in full)
    return [ShownPanel(panel.name, panel.template, context) for panel, context in answers if context is not None]


def _not_empty(request: HttpRequest) -> frozenset[str]:
    """The panels that have something to show, of every column: one query for the request."""
    kept: frozenset[str] | None = getattr(request, "_panels_not_empty", None)
    if kept is not None:
        return kept
    asked = ((panel, panel.asks(request)) for panel in _panels if panel.asks)
    looked_up = [(panel.name, Exists(rows)) for panel, rows in asked if rows is not None]
    answers = _asked_at_once(request, [found for _name, found in looked_up]) if looked_up else ()
    kept = frozenset(name for (name, _found), is_there in zip(looked_up, answers, strict=False) if is_there)
    request._panels_not_empty = kept  # type: ignore[attr-defined]
    return kept


def _asked_at_once(request: HttpRequest, questions: list[Exists]) -> tuple[Any, ...]:
    me = get_user_model()._default_manager.filter(pk=request.user.pk or 0)
    return me.values_list(*questions).first() or ()
