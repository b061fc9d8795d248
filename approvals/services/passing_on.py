"""An approver asks one more person, or hands the own place to somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals.choices import Act, Mode, Source, StepState, Where
from approvals.models import Request, RequestStep, StepApprover
from approvals.services.telling import tell_approvers
from approvals.services.turns import Turn, day_of, record, take_turn
from approvals.services.walking import ask_next, close_place, make_room, seat_deputies
from common.errors import RuleBroken
from people.models import Employee

ADDED_STEP = gettext_noop("Added approver")


@transaction.atomic
def transfer(*, request: Request, to: Employee, by: Employee, at: datetime, opinion: str = "", step: int | None = None) -> Request:
    """Hand the place of `by` at the active step to `to`, who decides in `by`'s stead.

    Raises RuleBroken when `to` cannot decide this, and when `by` is not asked.
    """
    turn = take_turn(request=request, act=Act.TRANSFER, by=by, at=at, step=step)
    _refuse_unfit(turn, to)
    record(
        request=turn.request, submission=turn.submission, verdict=Act.TRANSFER, by=by, at=at, opinion=opinion,
        step=turn.step, seat=turn.seat, named=to,
    )  # fmt: skip
    close_place(turn.seat, at)
    seat = StepApprover.objects.create(step=turn.step, place=turn.seat.place, approver=to, source=Source.TRANSFERRED, created_at=at)
    tell_approvers(request=turn.request, seats=[seat, *seat_deputies(turn.request, turn.step, [seat], at)], at=at)
    return turn.request


@transaction.atomic
def add_approver(
    *, request: Request, who: Employee, where: str, by: Employee, at: datetime, opinion: str = "", step: int | None = None
) -> Request:
    """Ask `who` in a step of their own, before the active step goes on or after it is done.

    Raises RuleBroken when `who` cannot decide this, and when `by` is not asked.
    """
    turn = take_turn(request=request, act=Act.ADD, by=by, at=at, step=step)
    _refuse_unfit(turn, who)
    record(
        request=turn.request, submission=turn.submission, verdict=Act.ADD, by=by, at=at, opinion=opinion,
        step=turn.step, seat=turn.seat, named=who,
    )  # fmt: skip
    order = turn.step.order if where == Where.BEFORE else turn.step.order + 1
    make_room(turn.step, order)
    added = RequestStep.objects.create(request=turn.request, submission=turn.submission, order=order, name=ADDED_STEP, mode=Mode.ALL)
    StepApprover.objects.create(step=added, place=1, approver=who, source=Source.ADDED, created_at=at)
    if where == Where.BEFORE:
        _pause(turn, at)
        ask_next(request=turn.request, submission=turn.submission, at=at)
    return turn.request


def _pause(turn: Turn, at: datetime) -> None:
    """The active step waits again; its deputies are asked afresh when it goes on."""
    turn.step.approvers.filter(closed_at=None, source=Source.DEPUTY).update(closed_at=at)
    RequestStep.objects.filter(pk=turn.step.pk).update(state=StepState.WAITING)


def _refuse_unfit(turn: Turn, who: Employee) -> None:
    if who.pk == turn.request.applicant_id:
        raise RuleBroken(_("The applicant cannot decide on their own request. Choose somebody else."))
    if who.pk == turn.by.pk:
        raise RuleBroken(_("You are the approver already. Choose somebody else."))
    today = day_of(turn.at)
    if who.joined_on > today or (who.left_on is not None and who.left_on < today):
        raise RuleBroken(_("%(name)s does not work here on this day. Choose somebody else."), name=who.name)
    if turn.step.approvers.filter(closed_at=None, approver=who).exists():
        raise RuleBroken(_("%(name)s is asked at this step already."), name=who.name)
