"""Advances: mine, those that are open, those that are overdue."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum

from finance.choices import AdvanceState
from finance.models import Advance
from people.access import within_scope
from people.models import Employee, User

VIEW = "finance.view_advance"
TONES = {
    AdvanceState.DRAFT: "quiet", AdvanceState.SUBMITTED: "waiting", AdvanceState.SENT_BACK: "waiting", AdvanceState.APPROVED: "good",
    AdvanceState.REFUSED: "wrong", AdvanceState.WITHDRAWN: "quiet", AdvanceState.PAID: "info", AdvanceState.SETTLED: "quiet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """What people still have of the company, CNY."""

    count: int
    sum: Decimal
    overdue: int


def tone(advance: Advance, today: date) -> str:
    return "wrong" if is_overdue(advance, today) else TONES[AdvanceState(advance.state)]


def is_overdue(advance: Advance, today: date) -> bool:
    return advance.state == AdvanceState.PAID and advance.settle_by < today


def with_left(advances: QuerySet[Advance]) -> QuerySet[Advance]:
    """Each with `left`: what is not settled of it, CNY."""
    return advances.annotate(left=F("amount") - F("settled")).select_related("employee", "department", "trip__trip")


def mine(person: Employee) -> QuerySet[Advance]:
    return with_left(Advance.objects.filter(employee=person))


def of_everybody(user: User, which: str, today: date) -> QuerySet[Advance]:
    """Those in the reader's scope: which "open" are paid out and not settled, "overdue" of these, anything else all of them.

    The one to be settled first comes first.
    """
    rows = with_left(Advance.objects.filter(within_scope(user, VIEW, "department")))
    if which in ("open", "overdue"):
        rows = rows.filter(state=AdvanceState.PAID).order_by("settle_by", "pk")
    return rows.filter(settle_by__lt=today) if which == "overdue" else rows


def open_sums(user: User, today: date) -> Open:
    """How much of everybody's in the reader's scope is open: one query."""
    left: DecimalField = DecimalField(max_digits=14, decimal_places=2)
    found = Advance.objects.filter(within_scope(user, VIEW, "department"), state=AdvanceState.PAID).aggregate(
        count=Count("pk"), sum=Sum(F("amount") - F("settled"), default=Decimal(0), output_field=left),
        overdue=Count("pk", filter=Q(settle_by__lt=today)),
    )  # fmt: skip
    return Open(**found)
