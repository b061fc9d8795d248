"""Routes as their pages show them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from approvals import kinds
from approvals.choices import Who
from approvals.domain.steps import asked_twice
from approvals.models import RequestKind, Route, RouteStep
from approvals.selectors.finding import plan_for, route_for, steps_of
from common.errors import RuleBroken
from common.templatetags.show import money
from people.models import Employee


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind with its routes. general: its row, when an administrator can change it on a page."""

    code: str
    name: str
    general: RequestKind | None
    routes: list[Route]


def kinds_with_routes() -> list[KindShown]:
    """Every kind with its routes and their steps: four queries."""
    steps = RouteStep.objects.select_related("person", "post", "role", "department", "fallback").order_by("order")
    by_kind: dict[str, list[Route]] = defaultdict(list)
    for route in Route.objects.select_related("department").prefetch_related(Prefetch("steps", queryset=steps)):
        by_kind[route.kind].append(route)
    general = {kind.kind: kind for kind in RequestKind.objects.all()}
    return [KindShown(code, name, general.get(code), by_kind[code]) for code, name in kinds.choices()]


def conditions_in_words(route: Route) -> str:
    """When a route is taken, in one line."""
    parts = []
    if route.amount_from is not None:
        parts.append(_("from %(amount)s yuan") % {"amount": money(route.amount_from)})
    if route.amount_below is not None:
        parts.append(_("below %(amount)s yuan") % {"amount": money(route.amount_below)})
    if route.days_from is not None:
        parts.append(_("from %(days)s days") % {"days": f"{route.days_from.normalize():f}"})
    if route.days_below is not None:
        parts.append(_("below %(days)s days") % {"days": f"{route.days_below.normalize():f}"})
    if route.department:
        parts.append(route.department.name)
    return "，".join(parts) or _("always")


def who_in_words(step: RouteStep) -> str:
    """Whom a step asks, in words."""
    words = {
        Who.SUPERIOR: _("superior %(level)s of the applicant") % {"level": step.level} if (step.level or 1) > 1 else _("direct superior"),
        Who.HEAD: _("head of %(unit)s") % {"unit": step.department.name if step.department else _("the applicant's department")},
        Who.PERSON: step.person.name if step.person else "",
        Who.POST: step.post.title if step.post else "",
        Who.ROLE: _("role %(role)s") % {"role": step.role} if step.role else "",
    }[Who(step.who)]
    return _("%(who)s, else %(fallback)s") % {"who": words, "fallback": step.fallback.name} if step.fallback else words


@dataclass(frozen=True, slots=True)
class PreviewStep:
    """A step of a preview: who is asked, and whether that person surely agreed before. state: for the stepper."""

    label: str
    note: str
    state: str = "next"


def preview(*, kind: str, applicant: Employee, amount: Decimal | None, days: Decimal | None, day: date) -> tuple[Route, list[PreviewStep]]:
    """Who would decide. Raises RuleBroken, with the sentence the applicant would read, when it cannot be submitted."""
    held = applicant.on(day)
    if held is None:
        raise RuleBroken(_("%(name)s holds no post on this day."), name=applicant.name)
    route = route_for(kind=kind, department_id=held.department_id, amount=amount, days=days, day=day)
    planned = plan_for(applicant=applicant, department_id=held.department_id, steps_asked=steps_of(route), day=day)
    people = Employee.objects.in_bulk({seat.person for step in planned for seat in step.seats})
    shown = []
    for step, again in zip(planned, asked_twice(planned), strict=True):
        note = "、".join(people[seat.person].name for seat in step.seats if seat.person not in again)
        shown.append(PreviewStep(_(step.name), note or _("not asked again: agreed before")))
    return route, shown
