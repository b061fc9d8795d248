"""The three verdicts of an approver."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.choices import Act, State
from approvals.domain.steps import is_done
from approvals.models import Decision, Request, StepApprover
from approvals.services.telling import tell_decided_elsewhere
from approvals.services.turns import Turn, record, take_turn
from approvals.services.walking import ask_next, close, close_place, end_step
from common.errors import RuleBroken
from people.models import Employee


@transaction.atomic
def approve(*, request: Request, by: Employee, at: datetime, opinion: str = "", step: int | None = None) -> Request:
    """Agree, from the place that `by` holds at the active step.

    step: id of the step that was on the page, so that nobody agrees to what they have not seen.
    Raises RuleBroken when somebody else came first (and says who), and when `by` is the applicant or is not asked.
    """
    turn = take_turn(request=request, act=Act.APPROVE, by=by, at=at, step=step)
    decision = _record(turn, Act.APPROVE, opinion)
    others = _others(turn)
    elsewhere = [seat for seat in others if seat.place != turn.seat.place]
    ends_step = is_done(turn.step.mode, len(elsewhere))
    _tell(turn, decision, others if ends_step else [seat for seat in others if seat not in elsewhere])
    if ends_step:
        end_step(turn.step, at)
        ask_next(request=turn.request, submission=turn.submission, at=at)
    else:
        close_place(turn.seat, at)
    return turn.request


@transaction.atomic
def refuse(*, request: Request, by: Employee, at: datetime, opinion: str, step: int | None = None) -> Request:
    """Say no, with the reason: the request ends. Raises RuleBroken without a reason, and as `approve` does."""
    return _stop(request, Act.REFUSE, State.REFUSED, by=by, at=at, opinion=opinion, step=step)


@transaction.atomic
def send_back(*, request: Request, by: Employee, at: datetime, opinion: str, step: int | None = None) -> Request:
    """Ask the applicant to change it and submit again. Raises RuleBroken without a reason, and as `approve` does."""
    return _stop(request, Act.SEND_BACK, State.SENT_BACK, by=by, at=at, opinion=opinion, step=step)


def _stop(request: Request, act: Act, state: State, *, by: Employee, at: datetime, opinion: str, step: int | None) -> Request:
    if not opinion.strip():
        raise RuleBroken(_("Say why: a request is refused or sent back with a reason."))
    turn = take_turn(request=request, act=act, by=by, at=at, step=step)
    decision = _record(turn, act, opinion)
    _tell(turn, decision, _others(turn))
    end_step(turn.step, at)
    close(request=turn.request, state=state, at=at)
    return turn.request


def _record(turn: Turn, act: Act, opinion: str) -> Decision:
    return record(
        request=turn.request, submission=turn.submission, verdict=act, by=turn.by, at=turn.at,
        opinion=opinion, step=turn.step, seat=turn.seat,
    )  # fmt: skip


def _others(turn: Turn) -> list[StepApprover]:
    """Who is asked at the step besides the one who decides."""
    return list(turn.step.approvers.filter(closed_at=None).exclude(approver=turn.by).select_related("approver"))


def _tell(turn: Turn, decision: Decision, others: list[StepApprover]) -> None:
    tell_decided_elsewhere(request=turn.request, others=[seat.approver for seat in others], decision=decision, at=turn.at)
