"""What happens by itself: deputies are brought in, overdue steps are brought up, leavers are replaced. Each may run twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from approvals.choices import Source, StepState
from approvals.models import Deputy, RequestStep, StepApprover
from approvals.services.telling import tell_approvers, tell_deputy, tell_escalated, tell_overdue
from approvals.services.turns import day_of
from approvals.services.walking import replace_those_who_left, seat_deputies
from people.models import Employee
from people.selectors.reporting import superiors

BATCH = 500


def _active(**conditions: object) -> QuerySet[RequestStep]:
    """Active steps, locked with their requests; what another worker or an approver holds is left for the next run."""
    steps = RequestStep.objects.filter(state=StepState.ACTIVE, **conditions).select_related("request__applicant", "fallback")
    return steps.select_for_update(of=("self", "request"), skip_locked=True).order_by("pk")


def _open_seats(steps: Iterable[RequestStep], at: datetime) -> dict[int, list[StepApprover]]:
    by_step: dict[int, list[StepApprover]] = defaultdict(list)
    open_seats = StepApprover.objects.open(day_of(at)).filter(step__in=list(steps))
    for seat in open_seats.select_related("approver", "on_behalf_of").order_by("pk"):
        by_step[seat.step_id].append(seat)
    return by_step


@transaction.atomic
def remind_overdue(*, at: datetime) -> int:
    """Tell approvers and deputies of every step whose limit has passed, once; returns how many steps."""
    steps = list(_active(due_at__lte=at, reminded_at=None)[:BATCH])
    RequestStep.objects.filter(pk__in=[step.pk for step in steps]).update(reminded_at=at)
    seats = _open_seats(steps, at)
    for step in steps:
        tell_overdue(request=step.request, seats=seats[step.pk], at=at)
    return len(steps)


@transaction.atomic
def escalate_overdue(*, at: datetime) -> int:
    """Ask the superior of each approver who let the second limit pass as well, once; returns how many steps."""
    steps = list(_active(escalate_at__lte=at, escalated_at=None)[:BATCH])
    RequestStep.objects.filter(pk__in=[step.pk for step in steps]).update(escalated_at=at)
    seats = _open_seats(steps, at)
    for step in steps:
        _bring_up(step, seats[step.pk], at)
    return len(steps)


def _bring_up(step: RequestStep, seats: list[StepApprover], at: datetime) -> None:
    day = day_of(at)
    taken = {step.request.applicant_id, *(seat.approver_id for seat in seats)}
    for seat in [s for s in seats if s.source != Source.DEPUTY]:
        superior = next((person for person in superiors(seat.approver, day) if person.pk not in taken), None)
        if superior is None:
            continue
        taken.add(superior.pk)
        StepApprover.objects.create(step=step, place=seat.place, approver=superior, source=Source.ESCALATED, created_at=at)
        tell_escalated(request=step.request, superior=superior, owner=seat.approver, at=at)


@transaction.atomic
def bring_deputies(*, at: datetime, owner: Employee | None = None) -> int:
    """Open what waits for somebody who is away to their deputy; returns how many were asked.

    Run when a deputy is named and at the start of each day, because an absence may begin while a request waits.
    """
    day = day_of(at)
    StepApprover.objects.filter(until__lte=day, closed_at=None).update(closed_at=at)
    away = Deputy.objects.on(day).filter(owner=OuterRef("approver"))
    covered = StepApprover.objects.filter(step=OuterRef("step"), on_behalf_of=OuterRef("approver"), closed_at=None)
    lone = StepApprover.objects.open(day).filter(Exists(away), ~Exists(covered), on_behalf_of=None)
    if owner is not None:
        lone = lone.filter(approver=owner)
    steps = list(_active(pk__in=lone.values("step")))
    seats = _open_seats(steps, at)
    brought = 0
    for step in steps:
        for deputy in seat_deputies(step.request, step, seats[step.pk], at):
            tell_deputy(request=step.request, seat=deputy, at=at)
            brought += 1
    return brought


@transaction.atomic
def replace_leavers(*, at: datetime) -> int:
    """Ask somebody else where an approver has left the company; returns how many steps were looked at."""
    gone = StepApprover.objects.filter(closed_at=None, approver__left_on__lt=day_of(at))
    steps = list(_active(pk__in=gone.values("step")))
    seats = _open_seats(steps, at)
    for step in steps:
        before = {seat.pk for seat in seats[step.pk]}
        present = replace_those_who_left(step.request, step, seats[step.pk], at)
        fresh = [seat for seat in present if seat.pk not in before]
        if fresh:
            tell_approvers(request=step.request, seats=[*fresh, *seat_deputies(step.request, step, fresh, at)], at=at)
    return len(steps)
