"""Acts without a verdict: a comment, a reminder, taking back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.choices import Act, State, StepState
from approvals.models import Request, StepApprover, Submission
from approvals.services.telling import tell_comment, tell_reminder, tell_withdrawn
from approvals.services.turns import day_of, locked, record, require
from approvals.services.walking import close
from common.errors import RuleBroken
from common.templatetags.show import moment
from people.models import Employee

REMIND_EVERY = timedelta(hours=4)  # often enough to be of use, seldom enough not to be a nuisance


def current_submission(request: Request) -> Submission:
    return request.submissions.get(round=request.round)


def waiting_seats(request: Request, at: datetime) -> list[StepApprover]:
    """Who may decide now, with the people."""
    seats = StepApprover.objects.open(day_of(at)).filter(step__request=request, step__state=StepState.ACTIVE)
    return list(seats.select_related("approver", "on_behalf_of", "step"))


@transaction.atomic
def comment(*, request: Request, by: Employee, at: datetime, opinion: str) -> Request:
    """Add words to an open request; applicant and waiting approvers are told.

    Raises RuleBroken without words, when the request is closed, and for whoever has no part in it.
    """
    if not opinion.strip():
        raise RuleBroken(_("Write what you want to say."))
    request = locked(request)
    require(request, Act.COMMENT)
    if not _takes_part(request, by):
        raise RuleBroken(_("Only the applicant and the approvers comment on a request."))
    decision = record(request=request, submission=current_submission(request), verdict=Act.COMMENT, by=by, at=at, opinion=opinion)
    others = {seat.approver.pk: seat.approver for seat in waiting_seats(request, at)}
    others[request.applicant_id] = request.applicant
    others.pop(by.pk, None)
    tell_comment(request=request, decision=decision, others=others.values(), at=at)
    return request


def _takes_part(request: Request, by: Employee) -> bool:
    asked = StepApprover.objects.filter(step__request=request, approver=by)
    return request.applicant_id == by.pk or asked.exists()


@transaction.atomic
def remind(*, request: Request, by: Employee, at: datetime, opinion: str = "") -> Request:
    """The applicant asks the waiting approvers for a decision, once in REMIND_EVERY. Raises RuleBroken when too soon."""
    request = locked(request)
    require(request, Act.REMIND)
    if request.applicant_id != by.pk:
        raise RuleBroken(_("Only the applicant reminds the approvers."))
    last = request.decisions.filter(verdict=Act.REMIND).order_by("-decided_at").first()
    if last and at < last.decided_at + REMIND_EVERY:
        raise RuleBroken(
            _("You reminded them on %(when)s. You can do it again from %(again)s."),
            when=moment(last.decided_at),
            again=moment(last.decided_at + REMIND_EVERY),
        )
    record(request=request, submission=current_submission(request), verdict=Act.REMIND, by=by, at=at, opinion=opinion)
    tell_reminder(request=request, seats=waiting_seats(request, at), words=opinion, at=at)
    return request


@transaction.atomic
def withdraw(*, request: Request, by: Employee, at: datetime, opinion: str = "") -> Request:
    """The applicant takes an open request back. Raises RuleBroken when it is decided, and for anybody else."""
    request = locked(request)
    require(request, Act.WITHDRAW)
    if request.applicant_id != by.pk:
        raise RuleBroken(_("Only the applicant withdraws a request."))
    asked = [seat.approver for seat in waiting_seats(request, at)]
    record(request=request, submission=current_submission(request), verdict=Act.WITHDRAW, by=by, at=at, opinion=opinion)
    close(request=request, state=State.WITHDRAWN, at=at)
    tell_withdrawn(request=request, approvers=asked, at=at)
    return request
