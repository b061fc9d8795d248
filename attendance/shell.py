"""What the frame of every page and the first page show of attendance."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.selectors.own_month import Own, corrections_questions, own, still_open
from attendance.selectors.places import offer_of
from common import asking, clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from people.models import Employee

AREA = "attendance:overview"  # on whose page stands what else there is of attendance
ON_THE_FIRST_PAGE = 3


def button(request: HttpRequest) -> dict[str, Any] | None:
    """The button with today's state; nothing for an account without an employee."""
    person = getattr(request.user, "employee", None)
    if person is None:
        return None
    today = own_of(request, person).today
    return {"today": today, "key": uuid4(), "place": offer_of(person.pk, clock.today(), today.judged)}


def own_of(request: HttpRequest, person: Employee) -> Own:
    """The reader's day and month: judged once for all that the first page shows of them."""
    kept: Own | None = getattr(request, "_own_month", None)
    if kept is None:
        kept = request._own_month = own(person.pk, person.number, clock.now())  # type: ignore[attr-defined]
    return kept


def my_month(request: HttpRequest) -> dict[str, Any] | None:
    """The month in one line; nothing without a post."""
    person = getattr(request.user, "employee", None)
    if person is None:
        return None
    month = own_of(request, person).month
    return {"month": month, "number": person.number} if month else None


def to_make_up(request: HttpRequest) -> dict[str, Any] | None:
    """Days on which a punch is missing, as long as its correction can be asked for."""
    person = getattr(request.user, "employee", None)
    if person is None or not request.user.has_perm("attendance.add_correction"):
        return None
    missing = own_of(request, person).missing
    if not missing:
        return None
    found = asking.ask(request, corrections_questions(person, missing))
    days = still_open(missing, found["asked"], found["closed"])
    return {"days": days[:ON_THE_FIRST_PAGE], "more": len(days) - ON_THE_FIRST_PAGE} if days else None


def register() -> None:
    """Put the button first, one's month where it is looked for, and everything else on one page."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Clock in"), url_name="attendance:clock", icon="clock", order=10))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="account"))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="quick"))
    menu.register(MenuItem(label=pgettext_lazy("menu", "Attendance"), url_name=AREA, icon="people", order=33))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=0, area=AREA))
    panels.register(Panel(name="attendance.button", template="attendance/panel.html", context=button, order=1))
    panels.register(Panel(name="attendance.my_month", template="attendance/my_month_panel.html", context=my_month, order=20))
    panels.register(
        Panel(
            name="attendance.make_up", template="attendance/make_up_panel.html", context=to_make_up, order=7,
            title=_("Punches to make up"), url_name="attendance:month",
        )
    )  # fmt: skip
