"""What the house takes in of holiday duty and rosters: navigation, first page, rights."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from attendance.models import DutyShift
from attendance.selectors.duty import own_shifts
from attendance.shell import AREA
from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from people.builtin import give

A_WEEK = timedelta(days=7)
ON_THE_FIRST_PAGE = 3


def _soon(request: HttpRequest) -> QuerySet[DutyShift] | None:
    """The reader's own duty within a week, what runs now among it."""
    person = getattr(request.user, "employee", None)
    now = clock.now()
    return own_shifts(person, now, now + A_WEEK) if person else None


def on_duty_soon(request: HttpRequest) -> dict[str, Any] | None:
    shifts = _soon(request)
    found = list(shifts[:ON_THE_FIRST_PAGE]) if shifts is not None else []
    return {"shifts": found, "now": clock.now()} if found else None


def register() -> None:
    """Called once, when Django starts."""
    menu.register(MenuItem(label=_("Holiday duty"), url_name="attendance:duty", icon="shield", order=30, area=AREA))
    menu.register(MenuItem(label=_("Shift rosters"), url_name="attendance:rosters", icon="calendar", order=31, area=AREA))
    panels.register(
        Panel(
            name="attendance.duty", template="attendance/duty_panel.html", context=on_duty_soon, asks=_soon, order=11,
            title=_("My holiday duty"), url_name="attendance:duty", counts=True,
        )
    )  # fmt: skip
    rosters = ("attendance.view_holidayroster", "attendance.change_holidayroster")
    give("supervisor", *rosters, "attendance.view_shiftmember", "attendance.add_shiftmember")
    give("hr", *rosters)
    for role in ("executive", "auditor"):
        give(role, "attendance.view_holidayroster", "attendance.view_shiftmember")
