"""What the house puts into the navigation, and the company's name."""

from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import asking, clock
from common.menu import MenuItem, company_name_from, register
from people.models import DepartmentVersion
from people.services.tokens import CHANGES


def company_name() -> str:
    """What the company is called today."""
    return _company_names().first() or ""


def _company_names() -> QuerySet[DepartmentVersion, str]:
    return DepartmentVersion.objects.on(clock.today()).filter(Q(parent=None)).order_by("pk").values_list("name", flat=True)


def _keep_company_name(request: HttpRequest, name: str | None) -> None:
    request._company_name = name or ""  # type: ignore[attr-defined]


def install() -> None:
    """Called when Django starts."""
    company_name_from(company_name)
    asking.register("people.company_name", lambda request: Subquery(_company_names()[:1]), keep=_keep_company_name)
    sees = "people.view_directory"
    register(MenuItem(label=_("Directory"), url_name="people:directory", icon="people", order=40, permission=sees))
    register(MenuItem(label=_("Organisation"), url_name="people:chart", icon="tree", order=50, permission=sees, place="more"))
    register(MenuItem(label=_("Powers"), url_name="people:powers", icon="stamp", order=60, permission="people.view_power", place="more"))
    register(MenuItem(label=_("Access keys"), url_name="people:keys", icon="key", order=90, permission=CHANGES, place="more"))
    register(MenuItem(label=_("My profile"), url_name="people:me", icon="person", order=0, place="account"))
