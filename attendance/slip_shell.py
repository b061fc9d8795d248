"""What the frame of every page and the first page show of leave."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models import Slip
from attendance.selectors.slips import VIEW, to_return_from
from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel

AREA = "attendance:slip-list"
ON_THE_FIRST_PAGE = 3


def _to_return(request: HttpRequest) -> QuerySet[Slip]:
    return to_return_from(request.user.pk, clock.now())


def to_return(request: HttpRequest) -> dict[str, Any]:
    """Leave that has begun and from which the reader has not said to be back."""
    return {"slips": list(_to_return(request)[:ON_THE_FIRST_PAGE])}


def register() -> None:
    """Put leave into the navigation, and what the reader has to return from on the first page."""
    label = pgettext_lazy("menu", "Leave and slips")
    menu.register(MenuItem(label=label, url_name=AREA, icon="calendar", order=32))
    menu.register(MenuItem(label=label, url_name=AREA, icon="calendar", order=15, place="quick", permission="attendance.add_slip"))
    for order, (name, text, icon, permission) in enumerate(
        (
            ("balances", _("Leave balances"), "calendar", None),
            ("slips-away", _("Who is away"), "people", VIEW),
            ("call-list", _("Emergency calls"), "phone", "attendance.view_emergencycall"),
        )
    ):
        menu.register(MenuItem(label=text, url_name=f"attendance:{name}", icon=icon, order=order, permission=permission, area=AREA))
    panels.register(
        Panel(
            name="attendance.to_return", template="attendance/slip_panel.html", context=to_return, asks=_to_return, order=6,
            title=_("Leave to return from"), url_name=AREA, counts=True,
        )
    )  # fmt: skip
