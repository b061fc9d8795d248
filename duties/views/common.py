"""What every page of the house asks first."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import Employee, User

SEES, KEEPS = "duties.view_duty", "duties.change_duty"


def reader(request: HttpRequest) -> User:
    """The signed-in account."""
    return cast("User", request.user)


def me(request: HttpRequest) -> Employee:
    """The employee behind the account. An account that belongs to nobody owes and keeps nothing: 403."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied(_("Your account belongs to no employee. Ask human resources to connect it."))
    return employee


def require(allowed: bool) -> None:
    """Raises PermissionDenied unless it is allowed."""
    if not allowed:
        raise PermissionDenied
