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


def button(request: HttpRequest) -> dict[str, Any] | None:
    """The button with today's state; nothing for an account without an employee."""
    person = getattr(request.user, "employee", None)
    if person is None:
        return None
    today = today_of(person.pk, person.number, clock.now())
    return {"today": today, "key": uuid4(), "place": offer_of(person.pk, clock.today(), today.judged)}


def register() -> None:
    """Put the button first, and one's month where it is looked for."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Clock in"), url_name="attendance:clock", icon="clock", order=10))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="account"))
    menu.register(MenuItem(label=_("My month"), url_name="attendance:month", icon="calendar", order=10, place="quick"))
    panels.register(Panel(name="attendance.button", template="attendance/panel.html", context=button, order=1))
