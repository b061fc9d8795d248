"""What trips, work outside, exits and overtime are shown with: on their own page, to their approvers, on the first page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from approvals.kinds import Item
from attendance.choices import SlipKind, SlipState
from attendance.journey_state import JOURNEYS, REQUESTED, TONES, JourneyState, state_of
from attendance.models import OvertimeDetails, Slip, SwapDetails, TripDetails
from attendance.selectors.overtime import Ceilings, ceilings, shown_to_approvers
from people.models import Employee

SOON = timedelta(hours=36)  # before it begins: then signing out is near


@dataclass(frozen=True, slots=True)
class Acts:
    """A slip of these kinds for its reader. The flags: what the reader can do now."""

    slip: Slip
    trip: TripDetails | None = None
    overtime: OvertimeDetails | None = None
    swap: SwapDetails | None = None
    state: JourneyState | None = None
    tone: str = "quiet"
    companions: list[Employee] = field(default_factory=list)
    ceilings: Ceilings | None = None
    confirms_safety: bool = False
    signs_out: bool = False
    signs_in: bool = False
    reports: bool = False
    closes: bool = False
    marks_seen: bool = False


def acts_on(slip: Slip, reader: Employee | None, now: datetime, *, is_above: bool) -> Acts:
    """is_above: the reader may close the traveller's trips."""
    is_own = reader is not None and reader.pk == slip.employee_id
    if slip.kind == SlipKind.OVERTIME:
        details = OvertimeDetails.objects.filter(slip=slip).first()
        found = ceilings(slip.employee, slip.during.lower, slip.during.upper, but=slip.pk)
        seen = details is not None and is_own and slip.is_arranged and details.accepted_at is None
        return Acts(slip, overtime=details, ceilings=found, marks_seen=seen)
    if slip.kind == SlipKind.SWAP:
        return Acts(slip, swap=SwapDetails.objects.filter(slip=slip).first())
    if slip.kind == SlipKind.EXIT:
        return Acts(slip, signs_in=is_own and slip.state == SlipState.APPROVED and slip.during.lower < now)
    trip = TripDetails.objects.filter(slip=slip).first() if slip.kind in JOURNEYS else None
    return _journey(slip, trip, now, is_own=is_own, is_above=is_above) if trip else Acts(slip)


def _journey(slip: Slip, trip: TripDetails, now: datetime, *, is_own: bool, is_above: bool) -> Acts:
    state, is_trip = state_of(slip, trip), slip.kind == SlipKind.TRIP
    approved = slip.state == SlipState.APPROVED
    is_back = trip.back_at is not None or now >= slip.during.upper
    return Acts(
        slip, trip=trip, state=state, tone=TONES[state] if state else "quiet", companions=list(trip.companions.all()),
        confirms_safety=is_own and is_trip and slip.state in REQUESTED and trip.safety_confirmed_at is None,
        signs_out=is_own and approved and not trip.left_at and not trip.back_at and slip.during.lower - SOON < now,
        signs_in=is_own and approved and trip.back_at is None and trip.reported_at is None and slip.during.lower < now,
        reports=is_own and approved and is_trip and is_back,
        closes=is_above and approved and is_trip and trip.reported_at is not None,
    )  # fmt: skip


def shown(slip: Slip) -> list[Item]:
    """What approvers are shown of these kinds beside the time."""
    return list(_shown(slip))


def _shown(slip: Slip) -> Iterator[Item]:
    if slip.kind == SlipKind.OVERTIME:
        yield from shown_to_approvers(slip)
        details = OvertimeDetails.objects.filter(slip=slip).first()
        if details and details.task:
            yield Item(gettext_noop("task"), details.task)
    elif slip.kind == SlipKind.SWAP:
        swap = SwapDetails.objects.filter(slip=slip).first()
        if swap:
            yield Item(gettext_noop("rest day that is worked"), swap.works_on, "day")
            yield Item(gettext_noop("working day that is taken off"), swap.off_on, "day")
    elif slip.kind in JOURNEYS:
        trip = TripDetails.objects.filter(slip=slip).first()
        yield from _of_trip(trip) if trip else ()


def _of_trip(trip: TripDetails) -> Iterator[Item]:
    pairs: list[tuple[str, Any, str]] = [
        (gettext_noop("destination"), trip.destination, "text"),
        (gettext_noop("companions"), "、".join(one.name for one in trip.companions.all()), "text"),
        (gettext_noop("estimated cost (CNY)"), trip.cost_estimate, "money"),
        (gettext_noop("emergency contact"), trip.emergency_contact, "text"),
    ]
    for label, value, kind in pairs:
        if value or isinstance(value, Decimal):
            yield Item(label, value, kind)


def waiting_for(employee: Employee, now: datetime) -> QuerySet[Slip]:
    """Slips of the person with something to press now: sign out or in, the safety note, overtime that was arranged."""
    soon = now + SOON
    journey = Q(kind__in=JOURNEYS, state=SlipState.APPROVED, trip__back_at=None, trip__reported_at=None, during__startswith__lt=soon)
    exits = Q(kind=SlipKind.EXIT, state=SlipState.APPROVED, during__startswith__lt=now, during__endswith__gt=now - ONE_MONTH)
    unread = Q(kind=SlipKind.TRIP, state__in=REQUESTED, trip__safety_confirmed_at=None)
    report = Q(kind=SlipKind.TRIP, state=SlipState.APPROVED, trip__back_at__isnull=False, trip__reported_at=None)
    arranged = Q(kind=SlipKind.OVERTIME, is_arranged=True, state=SlipState.APPROVED, overtime__accepted_at=None)
    return Slip.objects.filter(journey | exits | unread | report | arranged, employee=employee, during__endswith__gt=now - ONE_MONTH)


ONE_MONTH = timedelta(days=31)
