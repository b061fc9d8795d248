"""Whose turn it is: the request locked, the act allowed, the approver's place found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.choices import CLOSED, NEVER_BY_APPLICANT, Act, StepState
from approvals.domain.moves import leads_to
from approvals.models import Decision, Request, RequestStep, StepApprover, Submission
from common.errors import RuleBroken
from common.periods import business_date
from common.templatetags.show import moment
from people.models import Employee


@dataclass(frozen=True, slots=True)
class Turn:
    """An approver's turn at the active step of a locked request."""

    request: Request
    step: RequestStep
    submission: Submission
    seat: StepApprover
    by: Employee
    at: datetime


def day_of(at: datetime) -> date:
    """The business date of an instant."""
    return business_date(at, tz=timezone.get_default_timezone())


def locked(request: Request) -> Request:
    """The request as it is now, held until the transaction ends."""
    return Request.objects.select_for_update(of=("self",)).select_related("applicant", "department").get(pk=request.pk)


def hold(pk: int | None) -> Request | None:
    """The request of a subject, held before the subject is: whoever decides or withdraws takes them in that order. None for None.

    A service that submits its subject again calls it first, else the two would wait for each other.
    """
    return Request.objects.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None


def require(request: Request, act: Act) -> None:
    """Raises RuleBroken, with who did what, when the act is not possible in the request's state."""
    if leads_to(request.state, act):
        return
    last = last_word(request)
    if last is None or request.state not in CLOSED:
        raise RuleBroken(_("Not possible any more: this request is %(state)s."), state=request.get_state_display())
    raise RuleBroken(
        _("%(who)s %(act)s on %(when)s. The request is %(state)s."),
        who=last.decided_by.name,
        act=last.get_verdict_display(),
        when=moment(last.decided_at),
        state=request.get_state_display(),
    )


def last_word(request: Request, step: RequestStep | None = None) -> Decision | None:
    """The last decision that moved the request, or its step."""
    moving = request.decisions.filter(verdict__in=[Act.APPROVE, Act.REFUSE, Act.SEND_BACK, Act.WITHDRAW, Act.TRANSFER])
    if step is not None:
        moving = moving.filter(step=step)
    return moving.select_related("decided_by").order_by("-decided_at", "-pk").first()


def take_turn(*, request: Request, act: Act, by: Employee, at: datetime, step: int | None) -> Turn:
    """Lock the request and find the place from which `by` acts.

    step: id of the step that was on the page. Raises RuleBroken when it is not the active one any more, when the
    act is not possible, or when `by` is the applicant or is not asked.
    """
    request = locked(request)
    if act in NEVER_BY_APPLICANT and request.applicant_id == by.pk:
        raise RuleBroken(_("Nobody decides on their own request. Wait for the approver, or remind them."))
    require(request, act)
    active = RequestStep.objects.select_related("submission").get(request=request, state=StepState.ACTIVE)
    if step is not None and step != active.pk:
        _refuse_moved_on(request, step)
    seat = active.approvers.filter(closed_at=None, approver=by).select_related("on_behalf_of").first()
    if seat is None:
        _refuse_not_asked(request, active)
    if seat.on_behalf_of and seat.until is not None and seat.until <= day_of(at):
        raise RuleBroken(_("You no longer decide for %(name)s: that ended. Ask them to name you again."), name=seat.on_behalf_of.name)
    return Turn(request, active, active.submission, seat, by, at)


def _refuse_moved_on(request: Request, step: int) -> NoReturn:
    seen = RequestStep.objects.filter(request=request, pk=step).first()
    last = last_word(request, seen) if seen else None
    if last is None:
        raise RuleBroken(_("This request has changed since you opened the page. Read it again before you decide."))
    raise RuleBroken(
        _("%(who)s already %(act)s at this step on %(when)s. Nothing is left for you to decide here."),
        who=last.decided_by.name,
        act=last.get_verdict_display(),
        when=moment(last.decided_at),
    )


def _refuse_not_asked(request: Request, active: RequestStep) -> NoReturn:
    waiting = active.approvers.filter(closed_at=None).select_related("approver")
    raise RuleBroken(
        _("This request is not waiting for you. It waits for %(names)s."),
        names="、".join(dict.fromkeys(seat.approver.name for seat in waiting)),
    )


def record(
    *, request: Request, submission: Submission, verdict: Act, by: Employee, at: datetime, opinion: str = "",
    step: RequestStep | None = None, seat: StepApprover | None = None, named: Employee | None = None,
) -> Decision:  # fmt: skip
    """Write down what was done, signed over what was shown."""
    decision = Decision(
        request=request,
        applicant_id=request.applicant_id,
        submission=submission,
        step=step,
        seat=seat,
        verdict=verdict,
        decided_by=by,
        on_behalf_of_id=seat.on_behalf_of_id if seat else None,
        named=named,
        opinion=opinion.strip(),
        decided_at=at,
    )
    decision.signature = decision.signature_over(submission.digest)
    decision.save(force_insert=True)
    return decision
