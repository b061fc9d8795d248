"""What the frame of every page and the first page show of approvals."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.selectors.inbox import inbox, keep_waiting, waiting_ids, waiting_question
from common import asking, clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel

ON_THE_FIRST_PAGE = 3


def waiting_count(request: HttpRequest) -> int:
    """How many requests wait for the reader."""
    return len(waiting_ids(request))


def to_decide(request: HttpRequest) -> dict[str, Any] | None:
    """The most urgent of what waits for the reader; nothing when nothing does."""
    employee = getattr(request.user, "employee", None)
    count = waiting_count(request)
    if employee is None or not count:
        return None
    seats = list(inbox(employee, clock.today())[:ON_THE_FIRST_PAGE])
    return {"seats": seats, "count": count, "has_more": count > len(seats), "now": clock.now()}


def register() -> None:
    """Put the inbox and the requests into the navigation, and what waits on the first page."""
    asking.register("approvals.waiting", waiting_question, keep=keep_waiting)
    inbox_label = pgettext_lazy("inbox", "To decide")
    menu.register(
        MenuItem(
            label=inbox_label, url_name="approvals:inbox", icon="inbox", order=20, badge=waiting_count, badge_label=_("waiting for you")
        )
    )
    menu.register(MenuItem(label=pgettext_lazy("menu", "Requests"), url_name="approvals:request-list", icon="stamp", order=30))
    menu.register(
        MenuItem(
            label=_("New request"), url_name="approvals:general-kinds", icon="send", order=30, place="quick",
            permission="approvals.add_generalrequest",
        )
    )  # fmt: skip
    menu.register(
        MenuItem(
            label=_("Approval routes"),
            url_name="approvals:route-list",
            icon="tree",
            order=80,
            place="more",
            permission="approvals.view_route",
        )
    )
    menu.register(
        MenuItem(label=pgettext_lazy("menu", "Deputies"), url_name="approvals:deputy-list", icon="people", order=30, place="account")
    )
    panels.register(
        Panel(
            name="approvals.to_decide", template="approvals/to_decide.html", context=to_decide, order=4,
            title=inbox_label, url_name="approvals:inbox",
        )
    )  # fmt: skip
