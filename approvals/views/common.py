"""What every page of the house asks first."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from approvals.models import Request
from common import audit
from common.models import CONFIDENTIAL, Verb
from people.models import Employee, User


def me(request: HttpRequest) -> Employee:
    """The employee behind the account. An account that belongs to nobody asks and decides nothing: 403."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied(_("Your account belongs to no employee. Ask human resources to connect it."))
    return employee


def reader(request: HttpRequest) -> User:
    """The signed-in account: every page of the house wants a login."""
    return cast("User", request.user)


def visible(request: HttpRequest, pk: int) -> Request:
    """The request, when the reader may see it; a 404 otherwise, written down when it is confidential."""
    found = Request.objects.visible_to(reader(request)).select_related("applicant", "department").filter(pk=pk).first()
    if found:
        return found
    hidden = Request.objects.filter(pk=pk, level__in=CONFIDENTIAL).first()
    if hidden:
        audit.record(Verb.ATTEMPT, hidden)
    raise Http404


def note_reading(found: Request, by: Employee | None) -> None:
    """Reading something confidential is written down; one's own is one's own."""
    if found.is_confidential and (by is None or found.applicant_id != by.pk):
        audit.record(Verb.VIEW, found)
