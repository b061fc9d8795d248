"""What the frame of every page and the first page show of attendance."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.selectors.places import offer_of
from attendance.selectors.today import today_of
from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel

AREA = "attendance:overview"  # on whose page stands what else there is of attendance


def button(request: HttpRequest) -> dict[str, Any] | None:
    """The button with today's state; nothing for an account without an employee."""
    person = getattr(request.user, "employee", None)
    if person is None:
        return None
    today = today_of(person.pk, person.number, clock.now())
    return {"today": today, "key": uuid4(), "place": offer_of(person.pk, clock.today(), today.judged)}


def register() -> None:
    """Put the button first, one's month where it is looked for, and everything else on one page."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Clock in"), url_name="attendance:clock", icon="clock", order=10))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="account"))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="quick"))
    menu.register(MenuItem(label=pgettext_lazy("menu", "Attendance"), url_name=AREA, icon="people", order=33))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=0, area=AREA))
    panels.register(Panel(name="attendance.button", template="attendance/panel.html", context=button, order=1))
