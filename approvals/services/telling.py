"""What is said to whom about a request, in the company's language; the reader's own is used on pages."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from approvals.choices import Act, Source, State
from approvals.models import Decision, Request, StepApprover
from common.templatetags.show import money
from notices.services import notify
from people.models import Employee

KIND = "approval"


def link_to(request: Request) -> str:
    return reverse("approvals:request-detail", args=[request.pk])


def about(request: Request) -> str:
    """One line: what and how much. Of a confidential one its kind and number: the title stays inside the page."""
    title = f"{request.kind_label} {request.number}" if request.is_confidential else request.title
    return f"{title} · {money(request.amount)}" if request.amount is not None and not request.is_confidential else title


def _say(
    request: Request, recipients: Iterable[Employee], subject: str, *, body: str, at: datetime, sender: Employee | None = None
) -> None:
    people = list(recipients)
    if people:
        notify(recipients=people, kind=KIND, subject=subject, body=body, link=link_to(request), sender=sender, at=at)


def tell_approvers(*, request: Request, seats: Iterable[StepApprover], at: datetime) -> None:
    """Ask everybody who may decide now; a deputy learns for whom."""
    seats = list(seats)
    with translation.override(settings.LANGUAGE_CODE):
        own = [seat.approver for seat in seats if seat.source != Source.DEPUTY]
        subject = _("%(who)s asks for your decision") % {"who": request.applicant.name}
        _say(request, own, subject, body=about(request), at=at, sender=request.applicant)
        for seat in seats:
            if seat.source == Source.DEPUTY:
                tell_deputy(request=request, seat=seat, at=at)


def tell_deputy(*, request: Request, seat: StepApprover, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        owner = seat.on_behalf_of.name if seat.on_behalf_of else ""
        subject = _("%(who)s asks for your decision, for %(owner)s") % {"who": request.applicant.name, "owner": owner}
        _say(request, [seat.approver], subject, body=about(request), at=at, sender=request.applicant)


def tell_outcome(*, request: Request, at: datetime) -> None:
    """Tell the applicant how it ended, with the words of whoever decided."""
    last = (
        Decision.objects.filter(request=request, verdict__in=[Act.APPROVE, Act.REFUSE, Act.SEND_BACK])
        .select_related("decided_by").order_by("-decided_at", "-pk").first()
    )  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        sentences = {
            State.APPROVED: _("Your request was approved"),
            State.REFUSED: _("Your request was refused"),
            State.SENT_BACK: _("Your request was sent back: please change it and submit it again"),
        }
        words = f"{about(request)}\n{last.decided_by.name}：{last.opinion}" if last and last.opinion else about(request)
        _say(request, [request.applicant], sentences[State(request.state)], body=words, at=at, sender=last.decided_by if last else None)


def tell_decided_elsewhere(*, request: Request, others: Iterable[Employee], decision: Decision, at: datetime) -> None:
    """Tell those who were asked too that there is nothing left for them to decide."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s has decided (%(act)s): nothing is left for you to do") % {
            "who": decision.decided_by.name,
            "act": decision.get_verdict_display(),
        }
        _say(request, others, subject, body=about(request), at=at, sender=decision.decided_by)


def tell_withdrawn(*, request: Request, approvers: Iterable[Employee], at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s withdrew the request: nothing is left for you to do") % {"who": request.applicant.name}
        _say(request, approvers, subject, body=about(request), at=at, sender=request.applicant)


def tell_comment(*, request: Request, decision: Decision, others: Iterable[Employee], at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s commented on a request") % {"who": decision.decided_by.name}
        _say(request, others, subject, body=f"{about(request)}\n{decision.opinion}", at=at, sender=decision.decided_by)


def tell_reminder(*, request: Request, seats: Iterable[StepApprover], words: str, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s reminds you: a request waits for your decision") % {"who": request.applicant.name}
        body = f"{about(request)}\n{words}" if words else about(request)
        _say(request, [seat.approver for seat in seats], subject, body=body, at=at, sender=request.applicant)


def tell_overdue(*, request: Request, seats: Iterable[StepApprover], at: datetime) -> None:
    """The limit for deciding has passed: approver and deputy are told."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Overdue: %(who)s's request still waits for a decision") % {"who": request.applicant.name}
        _say(request, [seat.approver for seat in seats], subject, body=about(request), at=at)


def tell_escalated(*, request: Request, superior: Employee, owner: Employee, at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Overdue with %(owner)s: %(who)s's request comes to you") % {"owner": owner.name, "who": request.applicant.name}
        _say(request, [superior], subject, body=about(request), at=at)
