"""Who the steps of a route are, today, for one applicant."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals import kinds
from approvals.asked import Step, step_of
from approvals.domain import routes, steps
from approvals.domain.steps import Found, Planned
from approvals.models import Route, RouteStep
from common.errors import RuleBroken
from people.models import Assignment, DepartmentPath, Employee, RoleGrant
from people.selectors.reporting import head_of, superiors


def route_for(*, kind: str, department_id: int, amount: Decimal | None, days: Decimal | None, day: date) -> Route:
    """The route that a request of the kind takes. Raises RuleBroken when none fits."""
    codes = [kind, *([kind.partition(":")[0]] if ":" in kind and kinds.kind_of(kind).has_common_routes else [])]
    candidates = {route.pk: route for route in Route.objects.filter(kind__in=codes, is_active=True)}
    above = way_up(department_id, day)
    for code in codes:
        conditions = [conditions_of(route) for route in candidates.values() if route.kind == code]
        chosen = routes.choose(conditions, amount=amount, days=days, way_up=above)
        if chosen is not None:
            return candidates[chosen]
    raise RuleBroken(_("No approval route fits this request. Ask an administrator to add a route for this kind, amount and department."))


def conditions_of(route: Route) -> routes.Conditions:
    return routes.Conditions(
        route=route.pk,
        priority=route.priority,
        amount_from=route.amount_from,
        amount_below=route.amount_below,
        days_from=route.days_from,
        days_below=route.days_below,
        department=route.department_id,
    )


def way_up(department_id: int, day: date) -> list[int]:
    """The department and all above it on that day, nearest first."""
    paths = DepartmentPath.objects.on(day).filter(descendant=department_id)
    return list(paths.order_by("depth", "pk").values_list("ancestor", flat=True))


def steps_of(route: Route) -> list[Step]:
    """The steps of a route in their order: one query."""
    rows = RouteStep.objects.filter(route=route).select_related("person", "post", "role", "department", "fallback")
    return [step_of(row) for row in rows.order_by("order")]


def plan_for(*, applicant: Employee, department_id: int, steps_asked: Sequence[Step], day: date) -> list[Planned]:
    """The steps with the people who would decide for that applicant on that day.

    Raises RuleBroken, with the next step, when a step has nobody to decide it.
    """
    if not steps_asked:
        raise RuleBroken(_("The approval route has no steps. Ask an administrator to complete it."))
    line = _Line(applicant, day)
    found = [_found(step, line, department_id, day) for step in steps_asked]
    applicant_asked = any(applicant.pk in step.people for step in found)
    try:
        return steps.plan(applicant.pk, found, line.ids() if applicant_asked else ())
    except steps.NoApprover as nobody:
        raise RuleBroken(
            _("Nobody can be found for step %(position)s (%(name)s). Ask an administrator to name a fall-back person in its route."),
            position=nobody.position,
            name=nobody.name,
        ) from nobody


class _Line:
    """The reporting line of the applicant, read when first asked for."""

    def __init__(self, applicant: Employee, day: date) -> None:
        self._applicant, self._day = applicant, day
        self._ids: list[int] | None = None

    def ids(self) -> list[int]:
        if self._ids is None:
            self._ids = [person.pk for person in superiors(self._applicant, self._day)]
        return self._ids


def _found(step: Step, line: _Line, department_id: int, day: date) -> Found:
    fallback = step.fallback.pk if step.fallback and _works(step.fallback, day) else None
    return Found(step.name, step.mode, _people(step, line, department_id, day), fallback)


def _people(step: Step, line: _Line, department_id: int, day: date) -> tuple[int, ...]:
    if step.person:
        return (step.person.pk,) if _works(step.person, day) else ()
    if step.superior:
        return steps.nth_superior(line.ids(), step.superior)
    if step.head:
        head = head_of(department_id if step.head is True else step.head.pk, day)
        if head is None and step.head is True:  # a unit without a head of its own is led from above
            return tuple(line.ids()[:1])
        return (head.pk,) if head else ()
    if step.post:
        held = Assignment.objects.on(day).filter(post=step.post)
        return tuple(held.order_by("employee__name_key", "employee").values_list("employee", flat=True))
    return role_holders(step.role, department_id, day)


def role_holders(role: str, department_id: int, day: date) -> tuple[int, ...]:
    """Who has the role for that department by grant or by post; when nobody there does, whoever has it at all."""
    above = way_up(department_id, day)
    granted = RoleGrant.objects.on(day).filter(role__code=role).values_list("employee", "employee__name_key", "department")
    by_post = Assignment.objects.on(day).filter(post__role__code=role).values_list("employee", "employee__name_key", "department")
    holders = sorted({(key, who, where) for who, key, where in (*granted, *by_post)}, key=lambda h: (h[0], h[1]))
    near = [who for _key, who, where in holders if where is None or where in above]
    return tuple(dict.fromkeys(near or [who for _key, who, _where in holders]))


def _works(employee: Employee, day: date) -> bool:
    return employee.left_on is None or employee.left_on >= day


def employed(ids: Sequence[int], day: date) -> set[int]:
    """Which of the people work here on that day: one query."""
    return set(Employee.objects.employed(day).filter(Q(pk__in=ids)).values_list("pk", flat=True))
