"""What every page of rules asks first: may this reader open it, and what may they do with it."""

from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from common import audit, clock
from common.models import CONFIDENTIAL, Verb
from people.access import may
from people.models import DepartmentPath, Employee, User
from rules.models import Acknowledgement, Edition, Rulebook
from rules.selectors.origins import open_remarks
from rules.selectors.readers import interpreters
from rules.selectors.rulebooks import with_forces

WRITE, PUBLISH, LOOK_AFTER = "rules.change_edition", "rules.publish_edition", "rules.view_rulebook"
PEOPLE = ("rulebook__owner", "prepared_by", "reviewer", "approved_by", "published_by", "approval__applicant")


def reader(request: HttpRequest) -> User:
    """The signed-in account."""
    return cast("User", request.user)


def me(request: HttpRequest) -> Employee:
    """The employee behind the account. An account that belongs to nobody decides nothing: 403."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied(_("Your account belongs to no employee. Ask human resources to connect it."))
    return employee


def editions_of(request: HttpRequest, number: str) -> list[Edition]:
    """The editions of a rulebook that the reader may open, by number; a 404 without any, written down when it is confidential.

    Each with `units`, the departments that the rulebook binds: {id, name}; `below`: ids of these and of all below them;
    `acknowledged`: by the reader; `interprets`: whether the reader may say how a clause is to be read. One query.
    """
    user, today = reader(request), clock.today()
    rows = Edition.objects.visible_to(user).filter(rulebook__number=number)
    rows = rows.select_related("rulebook__owner", "rulebook__fallback", "rulebook__interpreter")
    bound = Rulebook.departments.through.objects.filter(rulebook=OuterRef("rulebook")).order_by("department__code")
    roots = Rulebook.departments.through.objects.filter(rulebook=OuterRef(OuterRef("rulebook"))).values("department")
    below = DepartmentPath.objects.on(today).filter(ancestor__in=roots).order_by("descendant").values("descendant").distinct()
    rows = rows.annotate(
        units=ArraySubquery(bound.values(unit=JSONObject(id="department", name="department__name"))),
        below=ArraySubquery(below),
        acknowledged=Exists(Acknowledgement.objects.filter(edition=OuterRef("pk"), employee__user=user)),
        interprets=Exists(interpreters(today).filter(employee__user=user)),
    )
    found = with_forces(rows.order_by("number"))
    if not found:
        _refuse(Rulebook.objects.filter(number=number, level__in=CONFIDENTIAL).first())
    return found


def edition_to_see(request: HttpRequest, pk: int) -> Edition:
    """One edition with the people who acted on it, under the same condition."""
    rows = Edition.objects.visible_to(reader(request)).filter(pk=pk).select_related(*PEOPLE).annotate(open_remarks=open_remarks())
    found = rows.prefetch_related("rulebook__departments").first()
    if found is None:
        hidden = Edition.objects.filter(pk=pk, rulebook__level__in=CONFIDENTIAL).select_related("rulebook").first()
        _refuse(hidden.rulebook if hidden else None)
        raise Http404
    return found


def _refuse(hidden: Rulebook | None) -> None:
    if hidden:
        audit.record(Verb.ATTEMPT, hidden)
    raise Http404


def note_reading(edition: Edition) -> None:
    """Reading something confidential is written down."""
    if edition.rulebook.level in CONFIDENTIAL:
        audit.record(Verb.VIEW, edition)


def may_write(request: HttpRequest, edition: Edition) -> bool:
    return may(reader(request), WRITE, edition.rulebook.owner_id)


def may_publish(request: HttpRequest, edition: Edition) -> bool:
    return may(reader(request), PUBLISH, edition.rulebook.owner_id)


def sees_evidence(request: HttpRequest, edition: Edition) -> bool:
    """Whether the reader may see opinions and take the evidence out: who writes, publishes or looks after these rules."""
    return any(may(reader(request), permission, edition.rulebook.owner_id) for permission in (LOOK_AFTER, WRITE, PUBLISH))


def require(allowed: bool) -> None:
    """Raises PermissionDenied unless it is allowed."""
    if not allowed:
        raise PermissionDenied
