"""Who decides about money: the route of the kind, and the further steps that the rules of the day of submission ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_noop

from approvals.asked import Step
from approvals.selectors.finding import route_for, steps_of
from common.policy import Citation
from finance.domain.major import major_by
from finance.policy import Major
from people.models import Employee
from people.selectors.reporting import superiors

MANAGEMENT = "executive"  # the role of those who decide for the company


@dataclass(frozen=True, slots=True)
class Way:
    """The steps, and why it goes to the management: the name of the bound that was reached, with its clause; "" when it does not."""

    steps: list[Step]
    major: str = ""
    citation: Citation | None = None


def way_of(
    *, kind: str, applicant: Employee, department_id: int, sums: Mapping[str, Decimal], day: date,
    is_over_limit: bool = False, is_over_budget: bool = False,
) -> Way:  # fmt: skip
    """Who is asked, in order (EXP-02, EXP-04, APV-02). sums: CNY by category name. Raises RuleBroken when no route fits.

    Major by `apv.major_amount_cny` of that day, or over a budget that is escalated: the management decides, too. Above a limit: the
    next higher superior, where there is one.
    """
    rules = Major.on(day, department_id)
    name = major_by(rules.amounts or {}, sums)
    total = sum(sums.values(), Decimal(0))
    steps = steps_of(route_for(kind=kind, department_id=department_id, amount=total, days=None, day=day))
    if is_over_limit and not any(step.superior > 1 for step in steps) and len(superiors(applicant, day)) > 1:
        steps.insert(1, Step(name=gettext_noop("Next higher superior"), superior=2))
    if (name or is_over_budget) and not any(step.role == MANAGEMENT for step in steps):
        steps.append(Step(name=gettext_noop("Company management"), role=MANAGEMENT))
    return Way(steps, name or "", rules.cite("amounts") if name else None)
