"""What is looked at before a rule is redesigned, and how a new one is put into practice (POL-18, POL-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.services.turns import day_of
from common.errors import RuleBroken
from people.models import Employee
from rules.models import Edition, Implementation, ImplementationConfirmation, ImplementationStep, Rulebook, Study
from rules.selectors.planning import concerned
from rules.services.drafts import locked


@transaction.atomic
def record_study(*, rulebook: Rulebook, current_state: str, benchmark: str, proposal: str, by: Employee, at: datetime) -> Study:
    """Keep what was found before a redesign. Raises RuleBroken unless all three parts are told (POL-18)."""
    told = {"current_state": current_state.strip(), "benchmark": benchmark.strip(), "proposal": proposal.strip()}
    if not all(told.values()):
        raise RuleBroken(_("A study tells the present state, how others do it, and what is proposed."))
    return Study.objects.create(rulebook=rulebook, by=by, at=at, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the timetable."""

    what: str
    responsible: Employee
    due_on: date


@transaction.atomic
def plan_implementation(
    *, edition: Edition, goals: str, owner: Employee | None, starts_on: date | None, completes_on: date | None, resources: str = "",
    lines: Sequence[Line] = (), by: Employee, at: datetime,
) -> Implementation:  # fmt: skip
    """Say how an edition is put into practice: what for, who sees to it, from when to when, with what, step by step.

    Raises RuleBroken without goals, somebody responsible or dates (POL-19), for a step outside them, and when the goals are to
    change after people have confirmed them.
    """
    edition = locked(edition)
    if not goals.strip() or owner is None or starts_on is None or completes_on is None:
        raise RuleBroken(_("A plan names its goals, who is responsible, and from when to when."))
    if starts_on > completes_on:
        raise RuleBroken(_("The plan is complete before it begins. Check both dates."))
    late = next((line for line in lines if not starts_on <= line.due_on <= completes_on), None)
    if late is not None:
        raise RuleBroken(_("“%(step)s” is due outside the days of the plan. Check its date."), step=late.what)
    plan = Implementation.objects.filter(edition=edition).first()
    if plan is not None and plan.goals != goals.strip() and plan.confirmations.exists():
        raise RuleBroken(_("People have confirmed these goals already, so they stay. Dates, steps and resources can change."))
    plan = plan or Implementation(edition=edition)
    plan.goals, plan.owner, plan.starts_on, plan.completes_on = goals.strip(), owner, starts_on, completes_on
    plan.resources = resources.strip()
    plan.save()
    plan.steps.all().delete()
    ImplementationStep.objects.bulk_create(
        ImplementationStep(plan=plan, what=line.what.strip(), responsible=line.responsible, due_on=line.due_on) for line in lines
    )
    return plan


@transaction.atomic
def confirm_goals(*, plan: Implementation, by: Employee, at: datetime) -> ImplementationConfirmation:
    """Somebody concerned has understood what the rule is for. A second time is the same confirmation.

    Raises RuleBroken for anybody whom the plan does not concern.
    """
    before = plan.confirmations.filter(employee=by).first()
    if before is not None:
        return before
    if not concerned(plan, day_of(at)).filter(pk=by.pk).exists():
        raise RuleBroken(_("This plan does not concern you, so there is nothing for you to confirm."))
    try:
        with transaction.atomic():
            return ImplementationConfirmation.objects.create(plan=plan, employee=by, at=at)
    except IntegrityError:  # a second press that came while the first was being written
        return plan.confirmations.get(employee=by)
