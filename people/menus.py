"""What the house puts into the navigation, and the company's name."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.menu import MenuItem, company_name_from, register
from people.models import DepartmentVersion
from people.services.tokens import CHANGES


def company_name() -> str:
    """What the company is called today."""
    named = DepartmentVersion.objects.on(clock.today()).filter(Q(parent=None)).values_list("name", flat=True).first()
    return named or ""


def install() -> None:
    """Called when Django starts."""
    company_name_from(company_name)
    sees = "people.view_directory"
    register(MenuItem(label=_("Directory"), url_name="people:directory", icon="people", order=40, permission=sees))
    register(MenuItem(label=_("Organisation"), url_name="people:chart", icon="tree", order=50, permission=sees, place="more"))
    register(MenuItem(label=_("Powers"), url_name="people:powers", icon="stamp", order=60, permission="people.view_power", place="more"))
    register(MenuItem(label=_("Access keys"), url_name="people:keys", icon="key", order=90, permission=CHANGES, place="more"))
    register(MenuItem(label=_("My profile"), url_name="people:me", icon="person", order=0, place="account"))
