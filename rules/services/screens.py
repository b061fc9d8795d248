"""Displays on walls: set up, changed, switched off for good (POL-13)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Department, Employee
from rules.models import Screen


@transaction.atomic
def add_screen(*, name: str, department: Department, seconds: int, by: Employee, at: datetime) -> Screen:
    """A display at an address of its own, which opens without login."""
    screen = Screen(name=name.strip(), department=department, seconds=seconds, created_by=by, created_at=at)
    screen.save(force_insert=True)
    return screen


@transaction.atomic
def change_screen(*, screen: Screen, name: str, seconds: int) -> Screen:
    """Raises RuleBroken for one that was switched off."""
    screen = _running(screen)
    screen.name, screen.seconds = name.strip(), seconds
    screen.save(update_fields=["name", "seconds"])
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
