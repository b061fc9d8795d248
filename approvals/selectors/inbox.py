"""What waits for somebody: the inbox, its badge, and the way from one item to the next."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet
from django.http import HttpRequest

from approvals.models import StepApprover
from common import clock
from people.models import Employee


def inbox(employee: Employee, day: date) -> QuerySet[StepApprover]:
    """Where the employee is asked now: what is due first comes first, then what has waited longest."""
    seats = StepApprover.objects.waiting_for(employee, day)
    seats = seats.select_related("step__request__applicant", "step__request__department", "on_behalf_of")
    return seats.order_by(F("step__due_at").asc(nulls_last=True), "step__activated_at", "pk")


def waiting_ids(request: HttpRequest) -> list[int]:
    """The requests that wait for the signed-in person, in the order of the inbox: one query for each page."""
    known = getattr(request, "_waiting_ids", None)
    if known is None:
        employee = getattr(request.user, "employee", None)
        rows = inbox(employee, clock.today()).values_list("step__request", flat=True) if employee else []
        known = list(rows)
        request._waiting_ids = known  # type: ignore[attr-defined]
    return known


def waiting_question(request: HttpRequest) -> ArraySubquery | None:
    """The same as a question that goes along with others (common.asking)."""
    employee = getattr(request.user, "employee", None)
    return ArraySubquery(inbox(employee, clock.today()).values("step__request")) if employee else None


def keep_waiting(request: HttpRequest, ids: list[int]) -> None:
    request._waiting_ids = ids  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the inbox, counted from 1; `next` is the request to go to afterwards."""

    number: int
    count: int
    next: int | None


def place_of(request: HttpRequest, request_id: int) -> Place | None:
    """The item's place; None when it does not wait for the reader."""
    ids = waiting_ids(request)
    if request_id not in ids:
        return None
    at = ids.index(request_id)
    others = ids[at + 1 :] + ids[:at]
    return Place(at + 1, len(ids), others[0] if others else None)
