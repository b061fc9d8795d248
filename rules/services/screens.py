"""Displays on walls: set up, changed, switched off for good (POL-13)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Department, Employee
from rules import screen_panels
from rules.models import Screen


@transaction.atomic
def add_screen(
    *, name: str, department: Department, seconds: int, panels: Sequence[str] | None = None, shows_names: bool = False, by: Employee,
    at: datetime,
) -> Screen:  # fmt: skip
    """A display at an address of its own, which opens without login. panels: codes of what it shows, None for everything."""
    screen = Screen(name=name.strip(), department=department, seconds=seconds, created_by=by, created_at=at, shows_names=shows_names)
    screen.panels = _known(screen_panels.all_codes() if panels is None else panels)
    screen.save(force_insert=True)
    return screen


@transaction.atomic
def change_screen(*, screen: Screen, name: str, seconds: int, panels: Sequence[str], shows_names: bool) -> Screen:
    """Raises RuleBroken for one that was switched off, and for one that would show nothing."""
    screen = _running(screen)
    screen.name, screen.seconds, screen.panels, screen.shows_names = name.strip(), seconds, _known(panels), shows_names
    screen.save(update_fields=["name", "seconds", "panels", "shows_names"])
    return screen


@transaction.atomic
def revoke_screen(*, screen: Screen, at: datetime) -> Screen:
    """Its address shows nothing any more, and never will again."""
    screen = _running(screen)
    screen.revoked_at = at
    screen.save(update_fields=["revoked_at"])
    return screen


def _running(screen: Screen) -> Screen:
    screen = Screen.objects.select_for_update().get(pk=screen.pk)
    if screen.revoked_at is not None:
        raise RuleBroken(_("This screen was switched off. Set up a new one."))
    return screen


def _known(panels: Sequence[str]) -> list[str]:
    """The codes in the order of the display."""
    found = [code for code in screen_panels.all_codes() if code in panels]
    if not found:
        raise RuleBroken(_("Choose at least one thing that the screen shows."))
    return found
