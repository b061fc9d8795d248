"""An administrator makes kinds of general request and the routes of any kind."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import RequestKind, Route, RouteStep
from common.errors import RuleBroken


@transaction.atomic
def save_kind(*, kind: RequestKind) -> RequestKind:
    """Make or change a kind of general request. Its code and what is under way stay as they are."""
    kind.full_clean()
    kind.save()
    return kind


@transaction.atomic
def save_route(*, route: Route, steps: Sequence[RouteStep]) -> Route:
    """Make or change a route with all its steps in order. Requests under way keep the steps they froze.

    Raises RuleBroken without a step, ValidationError for a step that does not say who decides.
    """
    if not steps:
        raise RuleBroken(_("A route needs at least one step."))
    route.full_clean()
    route.save()
    route.steps.all().delete()
    for order, step in enumerate(steps, start=1):
        step.route, step.order = route, order
        step.full_clean(exclude=["route"])
    RouteStep.objects.bulk_create(steps)
    return route


@transaction.atomic
def remove_route(*, route: Route) -> None:
    """Take a route away. Requests under way keep the steps they froze."""
    route.delete()
