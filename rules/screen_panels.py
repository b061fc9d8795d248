"""What a display on a wall can show. Apps register their panels in `AppConfig.ready()`; whoever sets a display up chooses among them.

    screen_panels.register(ScreenPanel(code="attendance.duty", label=_("On duty today"), order=20, pages=duty_pages))

A panel is either pages in the rotation or the corner, which stands on every page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from rules.models import Screen
    from rules.selectors.screens import OnWall

EVERY = 6  # clause pages between two rounds of what recurs: with 20 seconds a page, two minutes


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the display at a time. template gets `page`, the context. look: of the sheet, for the stylesheet.

    foot: the line below. recurs: it comes again between the others, because it is looked for in passing.
    """

    template: str
    context: Any
    look: str
    foot: str = ""
    recurs: bool = True


@dataclass(frozen=True, slots=True)
class Corner:
    """What stands on every page. changes_at: until when it holds."""

    template: str
    context: dict[str, Any]
    changes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPanel:
    """pages: those of a display at an instant, none when there is nothing to say. corner: for a panel that has no pages.

    Names of persons stand on a page only when the display's `shows_names` is set.
    """

    code: str
    label: str | Promise
    order: int
    pages: Callable[["OnWall"], Sequence[Page]] | None = None
    corner: Callable[["Screen", datetime], Corner] | None = None


_panels: dict[str, ScreenPanel] = {}


def register(panel: ScreenPanel) -> None:
    """Make a panel known. Raises ValueError when its code is taken."""
    if panel.code in _panels:
        raise ValueError(f"{panel.code} is registered twice")
    _panels[panel.code] = panel


def registered() -> list[ScreenPanel]:
    """Every panel, in the order in which a display shows them."""
    return sorted(_panels.values(), key=lambda panel: panel.order)


def all_codes() -> list[str]:
    """What a new display shows unless somebody chooses."""
    return [panel.code for panel in registered()]


def chosen(screen: "Screen") -> list[ScreenPanel]:
    """The panels of a display; the code of an app that is gone is passed over."""
    return [panel for panel in registered() if panel.code in screen.panels]


def pages_of(wall: "OnWall") -> list[Page]:
    """All pages of a display: what recurs first, and again after every few of the others."""
    found = [page for panel in chosen(wall.screen) if panel.pages for page in panel.pages(wall)]
    return list(_in_turn([page for page in found if page.recurs], [page for page in found if not page.recurs]))


def corner_of(screen: "Screen", now: datetime) -> Corner | None:
    """What stands on every page; None: nothing."""
    return next((panel.corner(screen, now) for panel in chosen(screen) if panel.corner), None)


def has_corner(screen: "Screen") -> bool:
    return any(panel.corner for panel in chosen(screen))


def _in_turn(recurring: Sequence[Page], others: Sequence[Page]) -> Iterator[Page]:
    for start in range(0, max(len(others), 1), EVERY):
        yield from recurring
        yield from others[start : start + EVERY]
