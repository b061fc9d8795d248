"""What stands on the first page. Apps register their panels in `AppConfig.ready()`; the desk shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of the first page.

    template gets `panel`, the dictionary that `context` returns; None leaves the panel out.
    place: "main" is what waits for the reader, "side" is what is good to know, "admin" is what waits on the managers' desk.
    """

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    order: int
    permission: str | None = None
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
    answers = ((panel, panel.context(request)) for panel in allowed)
    return [ShownPanel(panel.name, panel.template, context) for panel, context in answers if context is not None]
