"""What the house takes in of this part: navigation, first page, rights, jobs."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from attendance.choices import ClosingState
from attendance.models import MonthSheet
from attendance.policy import DayWage
from attendance.selectors.closing import MONEY, SEES
from attendance.selectors.team import OTHERS
from attendance.services import slips
from attendance.services.slip_locks import slip_counts, slip_is_open
from attendance.shell import AREA
from common import bindings, menu, panels
from common.bindings import Binding
from common.menu import MenuItem
from common.panels import Panel
from people.builtin import give


def unanswered(request: HttpRequest) -> QuerySet[MonthSheet] | None:
    """One's sheets that count and wait for an answer."""
    if not request.user.is_authenticated:
        return None
    return MonthSheet.objects.filter(employee__user=request.user.pk, closing__state=ClosingState.CLOSED, answer=None)


def waiting_sheet(request: HttpRequest) -> dict[str, Any] | None:
    found = unanswered(request)
    sheet = found.select_related("closing").order_by("-closing__month").first() if found is not None else None
    return {"sheet": sheet} if sheet else None


def register() -> None:
    """Called once, when Django starts."""
    slips.register_check(slip_is_open)
    slips.register_follower(slip_counts)
    for order, name, label, icon, permission in (
        (1, "team-month", _("Team month"), "calendar", OTHERS),
        (41, "closing-list", _("Closing months"), "check", SEES),
        (42, "salary-list", _("Salaries"), "file", MONEY),
    ):
        menu.register(MenuItem(label=label, url_name=f"attendance:{name}", icon=icon, order=order, permission=permission, area=AREA))
    menu.register(MenuItem(label=_("My month sheets"), url_name="attendance:sheet-list", icon="check", order=12, place="account"))
    menu.register(MenuItem(label=_("My salary"), url_name="attendance:salary-mine", icon="file", order=13, place="account"))
    panels.register(
        Panel(
            name="attendance.sheet", template="attendance/sheet_panel.html", context=waiting_sheet, order=9, asks=unanswered,
            title=_("A month sheet waits for you"), url_name="attendance:sheet-list",
        )
    )  # fmt: skip
    keys = tuple(parameter.key for parameter in DayWage.parameters.values())
    bindings.register(Binding(code="attendance.day_wage", kind="limit", label=_("day wage from the monthly salary"), keys=keys))
    give("supervisor", "attendance.view_monthsheet", "attendance.view_monthclosing")
    for role in ("hr", "finance", "executive", "auditor"):
        give(role, "attendance.view_monthsheet", "attendance.view_monthclosing")
    for role in ("hr", "finance"):
        give(role, "attendance.view_salary", "attendance.add_salary")
    give("hr", "attendance.close_month")
