"""What attendance shows on a display of the wall: who is on duty, and the code to clock in with."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from attendance import wall_code
from attendance.selectors.screen_duty import duty_pages
from rules import screen_panels
from rules.models import Screen
from rules.screen_panels import Corner, ScreenPanel

CODE_MM = 60  # of the QR code; the page gives it its size


def clock_in(screen: Screen, now: datetime) -> Corner:
    """The code of the wall, on every page: somebody may arrive at any time."""
    code = wall_code.image_of(screen, now, side_mm=CODE_MM)
    return Corner("attendance/screen_code.html", {"code": code}, wall_code.changes_at(now))


def register() -> None:
    """Called once, when Django starts."""
    screen_panels.register(
        ScreenPanel(code="attendance.duty", label=_("Who is on duty: posts, and names where they are shown"), order=20, pages=duty_pages)
    )
    screen_panels.register(
        ScreenPanel(code="attendance.code", label=_("The code to clock in with, in the corner of every page"), order=50, corner=clock_in)
    )
