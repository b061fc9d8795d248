"""The code on the wall: signed, bound to its display, another one every half minute.

A scan within the step or the one after it opens a page; what that page hands out is bound to the account and holds two minutes,
so that nobody has to hurry. Against a colleague at the display who sends the picture on at once no code helps.
"""

from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.qr import QrCode, qr_code
from people.models import User
from rules.models import Screen
from rules.selectors.sheet import public_address

STEP = 30  # seconds
HOLDS = 120  # seconds between the scan and the press
CODES = Signer(salt="attendance.wall_code", sep="~")
TICKETS = Signer(salt="attendance.wall_ticket", sep="~")
STALE = _("This code is no longer fresh. Scan the one that the display shows now.")
FORGED = _("This is no code of a display here. Scan the one that the display shows now.")


def code_of(screen: Screen, at: datetime) -> str:
    """The code that the display shows at that instant."""
    return CODES.sign(f"{screen.pk}.{screen.department_id}.{step_of(at)}")


def image_of(screen: Screen, at: datetime, *, side_mm: float) -> QrCode:
    """The code of that instant, to be scanned: it leads to the page with the button."""
    return qr_code(public_address() + reverse("attendance:code", args=[code_of(screen, at)]), side_mm=side_mm)


def changes_at(at: datetime) -> datetime:
    """When the display shows another code."""
    return datetime.fromtimestamp((step_of(at) + 1) * STEP, UTC)


def step_of(at: datetime) -> int:
    """Half minutes since 1970."""
    return int(at.timestamp()) // STEP


def scanned(code: str, at: datetime) -> Screen:
    """The display behind the code. Raises RuleBroken when it is forged, stale, or its display was switched off."""
    screen_id, department_id, step = _numbers(CODES, code)
    if step_of(at) - step not in (0, 1):
        raise RuleBroken(STALE)
    return _running(screen_id, department_id)


def ticket_for(user: User, screen: Screen, at: datetime) -> str:
    """What lets this account press once it has scanned."""
    return TICKETS.sign(f"{user.pk}.{screen.pk}.{int(at.timestamp())}")


def redeemed(ticket: str, user: User, at: datetime) -> Screen:
    """The display at which the account scanned. Raises RuleBroken when the ticket is forged, somebody else's, or too old."""
    user_id, screen_id, second = _numbers(TICKETS, ticket)
    if user_id != user.pk:
        raise RuleBroken(FORGED)
    if not 0 <= int(at.timestamp()) - second <= HOLDS:
        raise RuleBroken(STALE)
    return _running(screen_id)


def _numbers(signer: Signer, text: str) -> tuple[int, int, int]:
    try:
        first, second, third = (int(part) for part in signer.unsign(text).split("."))
    except (BadSignature, ValueError) as error:
        raise RuleBroken(FORGED) from error
    return first, second, third


def _running(screen_id: int, department_id: int | None = None) -> Screen:
    screen = Screen.objects.filter(pk=screen_id, revoked_at=None).first()
    if screen is None or (department_id is not None and screen.department_id != department_id):
        raise RuleBroken(FORGED)
    return screen
