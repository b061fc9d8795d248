"""What the house takes in of overtime, swaps, trips, work outside, exits and cases."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from attendance import slip_kinds
from attendance.models import Case, Slip
from attendance.selectors.cases import DECIDES
from attendance.selectors.cases import to_decide as cases_to_decide
from attendance.selectors.journeys import acts_on, shown, waiting_for
from attendance.selectors.team import OTHERS
from attendance.services import slips
from attendance.services.crediting import credit_slip
from attendance.services.journeys import follow_trip, refuse_over
from attendance.services.overtime import refuse_begun
from attendance.services.swaps import judge_worked_day, refuse_wrong_days
from attendance.shell import AREA
from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from people.builtin import give

SLIPS, ARRANGES = "attendance:slip-list", "attendance.add_overtimedetails"
MOST_SHOWN = 3


def under_way(request: HttpRequest) -> dict[str, Any] | None:
    """The reader's slips with something to press now."""
    person, now = getattr(request.user, "employee", None), clock.now()
    if person is None:
        return None
    found = waiting_for(person, now).select_related("employee", "trip").order_by("during", "pk")[:MOST_SHOWN]
    return {"slips": [acts_on(slip, person, now, is_above=False) for slip in found]}


def _has_some(request: HttpRequest) -> QuerySet[Slip] | None:
    person = getattr(request.user, "employee", None)
    return waiting_for(person, clock.now()) if person else None


def _waiting_cases(request: HttpRequest) -> QuerySet[Case] | None:
    person = getattr(request.user, "employee", None)
    return cases_to_decide(request.user, person, clock.today()) if person and request.user.has_perm(DECIDES) else None  # type: ignore[arg-type]


def to_decide(request: HttpRequest) -> dict[str, Any] | None:
    """Cases that the reader has to examine, and objections to answer."""
    rows = _waiting_cases(request)
    found = list(rows[: MOST_SHOWN + 1]) if rows is not None else []
    return {"cases": found[:MOST_SHOWN], "has_more": len(found) > MOST_SHOWN} if found else None


def register() -> None:
    """Called once, when Django starts."""
    for check in (refuse_begun, refuse_wrong_days, refuse_over):
        slips.register_check(check)
    for told in (follow_trip, credit_slip, judge_worked_day):
        slips.register_follower(told)
    slip_kinds.show_more(shown)
    give("supervisor", ARRANGES, "attendance.add_case", "attendance.change_case")
    for role in ("hr", "executive"):
        give(role, "attendance.change_case")
    for order, name, text, icon, permission, area in (
        (10, "overtime-arrange", _("Arrange overtime"), "plus", ARRANGES, SLIPS),
        (10, "case-list", _("Attendance cases"), "warning", None, AREA),
        (11, "late-stays", _("Late stays"), "clock", OTHERS, AREA),
    ):
        item = MenuItem(label=text, url_name=f"attendance:{name}", icon=icon, order=order, permission=permission, area=area)
        menu.register(item)
    panels.register(
        Panel(
            name="attendance.under_way", template="attendance/journey_panel.html", context=under_way, asks=_has_some, order=3,
            title=_("Away and overtime"), url_name=SLIPS, counts=True,
        )
    )  # fmt: skip
    panels.register(
        Panel(
            name="attendance.cases", template="attendance/case_panel.html", context=to_decide, asks=_waiting_cases, order=12,
            title=_("Cases to examine"), url_name="attendance:case-list", counts=True,
        )
    )  # fmt: skip
