"""What the frame of every page and the first page show of duties."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from duties.domain import state_of
from duties.models import DutyItem
from duties.selectors.mine import SOON, Owed, open_items, owed_by

ON_THE_FIRST_PAGE = 4


def due_this_week(request: HttpRequest) -> dict[str, Any] | None:
    """What the reader owes within a week, the longest due first; nothing when nothing falls due."""
    today = clock.today()
    found = owed_by(request.user, today, until=today + SOON)  # type: ignore[arg-type]
    owed = [Owed(item, state_of(item.due_on, None, today), owners) for item, _owns, owners in found]
    return {"owed": owed[:ON_THE_FIRST_PAGE], "count": len(owed), "has_more": len(owed) > ON_THE_FIRST_PAGE} if owed else None


def _within_a_week(request: HttpRequest) -> QuerySet[DutyItem] | None:
    if getattr(request.user, "employee", None) is None:
        return None
    today = clock.today()
    return open_items(request.user, today, today + SOON)  # type: ignore[arg-type]


def register() -> None:
    """Put the duties into the navigation, and what falls due on the first page."""
    menu.register(MenuItem(label=_("My duties"), url_name="duties:mine", icon="check", order=33, place="more"))
    menu.register(
        MenuItem(label=_("Periodic duties"), url_name="duties:list", icon="clock", order=34, place="more", permission="duties.view_duty")
    )
    panels.register(
        Panel(
            name="duties.due", template="duties/panel.html", context=due_this_week, asks=_within_a_week, order=8,
            title=_("Duties of this week"), url_name="duties:mine",
        )
    )  # fmt: skip
