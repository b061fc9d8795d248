"""What stands on the first page. Apps register their panels in `AppConfig.ready()`; the desk shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from common import asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of the first page.

    template gets `panel`, the dictionary that `context` returns; None leaves the panel out.
    asks: what must not be empty for `context` to be asked at all, None for "never here"; all panels' are looked up in one query.
    place: "main" is what waits for the reader, "side" is what is good to know, "admin" is what waits on the managers' desk.
    title, url_name: the panel in one line, where enough others of its column stand in full. counts: the rows of `asks` are what the
    panel tells, so their number stands in that line.
    """

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    order: int
    permission: str | None = None
    asks: Callable[[HttpRequest], QuerySet[Any] | None] | None = None
    place: Literal["main", "side", "admin"] = "main"
    title: str | Promise = ""
    url_name: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with what this request's user finds in it."""

    name: str
    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShortPanel:
    """A panel in one line. count None: how many there are, only its page says."""

    name: str
    title: str | Promise
    url: str
    count: int | None


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Put a panel on the first page."""
    _panels.append(panel)


def for_request(request: HttpRequest, place: str) -> list[ShownPanel]:
    """The panels of one column that have something to show, in order."""
    allowed, full = _allowed(request, place), _not_empty(request)
    answers = ((panel, panel.context(request)) for panel in allowed if panel.asks is None or panel.name in full)
    return [ShownPanel(panel.name, panel.template, context) for panel, context in answers if context is not None]


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What waits for the reader. answers: to the questions that went along. is_calm: nothing waits."""

    shown: list[ShownPanel]
    short: list[ShortPanel]
    answers: dict[str, Any]
    is_calm: bool


def first_page(request: HttpRequest, in_full: int, questions: Mapping[str, asking.Question]) -> FirstPage:
    """So many panels in full, each of which costs a query, the others in one line that costs none. questions: asked with theirs."""
    shown: list[ShownPanel] = []
    short: list[ShortPanel] = []
    full, answers = _asked(request, questions)
    left = in_full
    for panel in _allowed(request, "main"):
        if panel.asks is not None and panel.name not in full:
            continue
        if panel.title and not left:
            if panel.asks is not None:
                short.append(ShortPanel(panel.name, panel.title, reverse(panel.url_name), full[panel.name] if panel.counts else None))
            continue
        context = panel.context(request)
        if context is not None:
            shown.append(ShownPanel(panel.name, panel.template, context))
            left -= 1 if panel.title else 0
    return FirstPage(shown, short, answers, is_calm=left == in_full and not short)


def _allowed(request: HttpRequest, place: str) -> list[Panel]:
    rows = sorted(_panels, key=lambda panel: panel.order)
    return [panel for panel in rows if panel.place == place and (not panel.permission or request.user.has_perm(panel.permission))]


def _not_empty(request: HttpRequest) -> dict[str, int]:
    """The panels that have something to show, of every column, and how much where that is counted: one query for the request."""
    kept: dict[str, int] | None = getattr(request, "_panels_not_empty", None)
    return _asked(request, {})[0] if kept is None else kept


def _asked(request: HttpRequest, questions: Mapping[str, asking.Question]) -> tuple[dict[str, int], dict[str, Any]]:
    asked = ((panel, panel.asks(request)) for panel in _panels if panel.asks)
    looked_up: dict[str, asking.Question] = {
        panel.name: asking.counted(rows) if panel.counts else Exists(rows) for panel, rows in asked if rows is not None
    }
    answers = asking.ask(request, {**looked_up, **questions}) if looked_up or questions else {}
    kept = {name: int(answers[name]) for name in looked_up if answers.get(name)}
    request._panels_not_empty = kept  # type: ignore[attr-defined]
    return kept, {name: answer for name, answer in answers.items() if name in questions}
