"""Lists of requests: mine, those I decided, those in my scope."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.choices import StepState
from approvals.models import Decision, Request, RequestStep, StepApprover
from people.models import User


def requests_of(user: User, which: str) -> QuerySet[Request]:
    """which: mine, decided (I had a word in it) or all (what I may see)."""
    me = getattr(user, "employee", None)
    if which == "all":
        rows = Request.objects.visible_to(user)
    elif which == "decided":
        rows = Request.objects.filter(Exists(Decision.objects.filter(request=OuterRef("pk"), decided_by=me))).exclude(applicant=me)
    else:
        rows = Request.objects.filter(applicant=me)
    return rows.select_related("applicant", "department").order_by("-submitted_at", "-pk")


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list, and who is asked now."""

    found: Request
    waiting: str


def lines_of(requests: Iterable[Request]) -> list[Line]:
    """The requests with the names of who is asked: one query."""
    requests = list(requests)
    asked: dict[int, dict[str, None]] = defaultdict(dict)
    seats = StepApprover.objects.filter(step__request__in=requests, step__state=StepState.ACTIVE, closed_at=None)
    for request_id, name in seats.order_by("place", "pk").values_list("step__request", "approver__name"):
        asked[request_id][name] = None
    return [Line(request, "、".join(asked[request.pk])) for request in requests]


def overdue_at(now: datetime) -> Exists:
    """The condition that a request waits at a step whose time has passed."""
    return Exists(RequestStep.objects.filter(request=OuterRef("pk"), state=StepState.ACTIVE, due_at__lt=now))


def searched(rows: QuerySet[Request], words: str) -> QuerySet[Request]:
    """Those whose number, title or applicant has every word."""
    for word in words.split():
        rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(applicant__name__icontains=word))
    return rows
