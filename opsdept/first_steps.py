"""What the first page tells the administrator of a new company: what is to be done first, each step ticked once it is done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import asking, clock, panels
from common.panels import Panel
from people.models import DepartmentVersion, Employee, User
from rules.models import Edition
from workdays.models import CalendarDay


@dataclass(frozen=True, slots=True)
class Step:
    title: str | Promise
    text: str | Promise
    url: str
    is_done: bool


def shown_to(request: HttpRequest) -> QuerySet[Any] | None:
    """Whether the company has no rules in force yet, or nobody but one person. Asked for administrators only."""
    user = request.user
    if not isinstance(user, User) or not user.access.everything:
        return None
    return User.objects.filter(~Exists(_published()) | ~Exists(_colleagues(user)), pk=user.pk)


def steps(request: HttpRequest) -> dict[str, Any]:
    done = asking.ask(request, {
        "departments": Exists(_units()), "people": Exists(_colleagues(request.user)), "rules": Exists(_published()),
        "calendar": Exists(CalendarDay.objects.filter(day__year=clock.today().year)),
    })  # fmt: skip
    return {
        "steps": [
            Step(_("Departments and posts"), _("Build the tree of your departments."), reverse("people:chart"), done["departments"]),
            Step(_("Work calendar"), _("See that holidays and working weekends are right."), reverse("workdays:month"), done["calendar"]),
            Step(_("People"), _("Take them in from an Excel file."), reverse("people:import-upload"), done["people"]),
            Step(_("Rules"), _("Import a document, decide its values, publish it."), reverse("rules:rulebook-list"), done["rules"]),
        ]
    }  # fmt: skip


def _published() -> QuerySet[Any]:
    return Edition.objects.filter(published_at__isnull=False)


def _colleagues(user: Any) -> QuerySet[Any]:
    return Employee.objects.filter(~Q(user=user.pk) | Q(user=None))


def _units() -> QuerySet[Any]:
    return DepartmentVersion.objects.filter(parent__isnull=False)


def register() -> None:
    """Put it above everything else on the first page."""
    panels.register(Panel(name="opsdept.first_steps", template="opsdept/first_steps.html", context=steps, asks=shown_to, order=-10))
