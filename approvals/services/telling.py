"""What is said to whom about a request, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.choices import Act, Source, State
from approvals.models import Decision, Request, StepApprover
from common.templatetags.show import money
from notices.services import tell
from people.models import Employee

KIND = "approval"


def link_to(request: Request) -> str:
    return reverse("approvals:request-detail", args=[request.pk])


def about(request: Request) -> str:
    """One line: what and how much. Of a confidential one its kind and number: the title stays inside the page."""
    title = f"{request.kind_label} {request.number}" if request.is_confidential else request.title
    return f"{title} · {money(request.amount)}" if request.amount is not None and not request.is_confidential else title


def _say(
    request: Request, recipients: Iterable[Employee], subject: Promise, values: Mapping[str, object] | None = None, *, more: str = "",
    at: datetime, sender: Employee | None = None,
) -> None:  # fmt: skip
    """The subject above the line on the request and above what somebody wrote (`more`)."""
    people = list(recipients)
    if people:
        words = partial(_words, request, subject, values or {}, more)
        tell(recipients=people, kind=KIND, words=words, link=link_to(request), sender=sender, at=at)


def _words(request: Request, subject: Promise, values: Mapping[str, object], more: str) -> tuple[str, str]:
    return str(subject) % values, f"{about(request)}\n{more}".strip()


def tell_approvers(*, request: Request, seats: Iterable[StepApprover], at: datetime) -> None:
    """Ask everybody who may decide now; a deputy learns for whom."""
    seats = list(seats)
    own = [seat.approver for seat in seats if seat.source != Source.DEPUTY]
    _say(request, own, _("%(who)s asks for your decision"), {"who": request.applicant.name}, at=at, sender=request.applicant)
    for seat in seats:
        if seat.source == Source.DEPUTY:
            tell_deputy(request=request, seat=seat, at=at)


def tell_deputy(*, request: Request, seat: StepApprover, at: datetime) -> None:
    subject = _("%(who)s asks for your decision, for %(owner)s")
    values = {"who": request.applicant.name, "owner": seat.on_behalf_of.name if seat.on_behalf_of else ""}
    _say(request, [seat.approver], subject, values, at=at, sender=request.applicant)


def tell_outcome(*, request: Request, at: datetime) -> None:
    """Tell the applicant how it ended, with the words of whoever decided."""
    last = (
        Decision.objects.filter(request=request, verdict__in=[Act.APPROVE, Act.REFUSE, Act.SEND_BACK])
        .select_related("decided_by").order_by("-decided_at", "-pk").first()
    )  # fmt: skip
    sentences = {
        State.APPROVED: _("Your request was approved"),
        State.REFUSED: _("Your request was refused"),
        State.SENT_BACK: _("Your request was sent back: please change it and submit it again"),
    }
    opinion = f"{last.decided_by.name}：{last.opinion}" if last and last.opinion else ""
    _say(request, [request.applicant], sentences[State(request.state)], more=opinion, at=at, sender=last.decided_by if last else None)


def tell_decided_elsewhere(*, request: Request, others: Iterable[Employee], decision: Decision, at: datetime) -> None:
    """Tell those who were asked too that there is nothing left for them to decide."""
    subject = _("%(who)s has decided (%(act)s): nothing is left for you to do")
    values = {"who": decision.decided_by.name, "act": Act(decision.verdict).label}
    _say(request, others, subject, values, at=at, sender=decision.decided_by)


def tell_withdrawn(*, request: Request, approvers: Iterable[Employee], at: datetime) -> None:
    subject = _("%(who)s withdrew the request: nothing is left for you to do")
    _say(request, approvers, subject, {"who": request.applicant.name}, at=at, sender=request.applicant)


def tell_comment(*, request: Request, decision: Decision, others: Iterable[Employee], at: datetime) -> None:
    subject, values = _("%(who)s commented on a request"), {"who": decision.decided_by.name}
    _say(request, others, subject, values, more=decision.opinion, at=at, sender=decision.decided_by)


def tell_reminder(*, request: Request, seats: Iterable[StepApprover], words: str, at: datetime) -> None:
    subject, values = _("%(who)s reminds you: a request waits for your decision"), {"who": request.applicant.name}
    _say(request, [seat.approver for seat in seats], subject, values, more=words, at=at, sender=request.applicant)


def tell_overdue(*, request: Request, seats: Iterable[StepApprover], at: datetime) -> None:
    """The limit for deciding has passed: approver and deputy are told."""
    subject, values = _("Overdue: %(who)s's request still waits for a decision"), {"who": request.applicant.name}
    _say(request, [seat.approver for seat in seats], subject, values, at=at)


def tell_escalated(*, request: Request, superior: Employee, owner: Employee, at: datetime) -> None:
    subject = _("Overdue with %(owner)s: %(who)s's request comes to you")
    _say(request, [superior], subject, {"owner": owner.name, "who": request.applicant.name}, at=at)
