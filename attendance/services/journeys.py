"""Trips and work outside: asked for, signed out and in, reported and closed (TRV-01, TRV-02, TRV-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import closing_guards
from attendance.choices import SlipKind, SlipState
from attendance.journey_state import JOURNEYS
from attendance.models import Slip, TripDetails
from attendance.services.filing import file_slip
from attendance.services.returning import confirm_return
from attendance.services.slips import Typed, day_of, locked
from common.errors import RuleBroken
from common.periods import ONE_DAY
from common.templatetags.show import moment, span
from notices.models import Notice
from notices.services.notices import tell
from people.models import Employee
from people.selectors.reporting import nearest_superiors, superiors

KIND = "attendance"  # of its notices
FRESH = timedelta(days=2)  # an outing that nobody signed in from for longer was told when it was overdue


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """Where to, with whom, at what cost (CNY), whom to call. is_note_read: the traveller confirms the safety note with the form."""

    destination: str
    companions: Sequence[Employee] = ()
    cost_estimate: Decimal | None = None
    emergency_contact: str = ""
    is_note_read: bool = False


def ask_journey(
    *, kind: str, typed: Typed, facts: JourneyFacts, key: UUID, by: Employee, at: datetime, slip: Slip | None = None,
) -> Slip:  # fmt: skip
    """Ask for a trip or for work outside. Raises RuleBroken without a destination, and for a trip without an emergency contact."""
    if not facts.destination.strip():
        raise RuleBroken(gettext_lazy("Say where you go."))
    if kind == SlipKind.TRIP and not facts.emergency_contact.strip():
        raise RuleBroken(gettext_lazy("A trip needs somebody to call in an emergency."))

    def write(slip: Slip) -> None:
        trip, _made = TripDetails.objects.update_or_create(
            slip=slip,
            defaults={
                "destination": facts.destination, "cost_estimate": facts.cost_estimate, "emergency_contact": facts.emergency_contact,
            },
        )  # fmt: skip
        trip.companions.set(facts.companions)
        if facts.is_note_read and trip.safety_confirmed_at is None:
            TripDetails.objects.filter(slip=slip).update(safety_confirmed_at=at)

    return file_slip(kind=kind, typed=typed, write=write, key=key, by=by, at=at, slip=slip)


def refuse_over(slip: Slip, today: date) -> None:
    """A trip, work outside or an exit is asked for before it is over."""
    if slip.kind in (*JOURNEYS, SlipKind.EXIT) and slip.during.upper <= slip.changed_at:
        raise RuleBroken(
            gettext_lazy("This time is over, and permission is asked for before. Object to the day instead if it is judged wrongly.")
        )


def follow_trip(slip: Slip, at: datetime) -> None:
    """Nobody approves a trip whose traveller has not confirmed the safety note (TRV-04); companions are told of an approved one."""
    if slip.kind != SlipKind.TRIP or slip.state != SlipState.APPROVED:
        return
    trip = TripDetails.objects.filter(slip=slip).first()
    if trip is None or trip.safety_confirmed_at is None:
        raise RuleBroken(
            gettext_lazy("%(who)s has not confirmed the safety note for this trip yet, so it cannot be approved. Ask them to open it."),
            who=slip.employee.name,
        )
    companions = list(trip.companions.all())
    if companions:
        tell(recipients=companions, kind=KIND, words=partial(_travels_too, slip, trip), link=reverse("attendance:slip-new-trip"), at=at)


def _travels_too(slip: Slip, trip: TripDetails) -> tuple[str, str]:
    subject = _("%(who)s travels with you to %(where)s") % {"who": slip.employee.name, "where": trip.destination}
    return subject, span(slip.during.lower, slip.during.upper)


@transaction.atomic
def confirm_safety(*, slip: Slip, by: Employee, at: datetime) -> None:
    """The traveller has read the note. Twice is once. Raises RuleBroken for anybody else."""
    slip, trip = _held(slip, by)
    if trip.safety_confirmed_at is None:
        trip.safety_confirmed_at = at
        trip.save(update_fields=["safety_confirmed_at"])


@transaction.atomic
def sign_out(*, slip: Slip, by: Employee, at: datetime) -> None:
    """The traveller leaves. Twice is once. Raises RuleBroken before it is approved, and long before it begins."""
    slip, trip = _held(slip, by)
    _refuse_unless_approved(slip)
    if trip.left_at:
        return
    if trip.back_at:
        raise RuleBroken(gettext_lazy("You have signed in already."))
    if day_of(at) < day_of(slip.during.lower) - ONE_DAY:
        raise RuleBroken(gettext_lazy("It begins at %(start)s. Sign out when you leave."), start=moment(slip.during.lower))
    trip.left_at = at
    trip.save(update_fields=["left_at"])


@transaction.atomic
def sign_in(*, slip: Slip, by: Employee, at: datetime) -> None:
    """The traveller is back: work outside and an exit are closed by it, a trip waits for its report. Twice is once."""
    slip = locked(slip)
    _refuse_others(slip, by)
    if slip.state == SlipState.CLOSED:
        return
    if slip.kind not in JOURNEYS:
        confirm_return(slip=slip, returned_at=at, by=by, at=at)
        return
    slip, trip = _held(slip, by)
    _refuse_unless_approved(slip)
    if at <= slip.during.lower:
        raise RuleBroken(gettext_lazy("It has not begun yet, so nobody comes back from it. Cancel it if you do not go."))
    if trip.back_at is None:
        trip.back_at = at
        trip.save(update_fields=["back_at"])
    if slip.kind == SlipKind.OUTING:
        confirm_return(slip=slip, returned_at=at, by=by, at=at)


@transaction.atomic
def report_trip(*, slip: Slip, text: str, by: Employee, at: datetime) -> None:
    """What came of the trip; the superior is told. Raises RuleBroken before it is over, and without a word."""
    slip, trip = _held(slip, by)
    _refuse_unless_approved(slip)
    if not text.strip():
        raise RuleBroken(gettext_lazy("Write what came of the trip."))
    if trip.back_at is None and at < slip.during.upper:
        raise RuleBroken(gettext_lazy("Sign in when you are back, then report."))
    is_first = trip.reported_at is None
    trip.report, trip.reported_at = text, trip.reported_at or at
    trip.save(update_fields=["report", "reported_at"])
    above = superiors(slip.employee, day_of(at))[:1]
    if is_first and above:
        link = reverse("attendance:slip", args=[slip.pk])
        tell(recipients=above, kind=KIND, words=partial(_reported, by, trip), link=link, sender=by, at=at)


def _reported(by: Employee, trip: TripDetails) -> tuple[str, str]:
    return _("%(who)s has reported on the trip to %(where)s") % {"who": by.name, "where": trip.destination}, ""


@transaction.atomic
def close_trip(*, slip: Slip, by: Employee, at: datetime) -> None:
    """A superior has read the report; the days are judged as travelled. Twice is once. Raises RuleBroken without a report,
    and for what a house to the right still has open (TRV-03: a claim).
    """
    slip = locked(slip)
    if slip.state == SlipState.CLOSED:
        return
    trip = TripDetails.objects.select_for_update().filter(slip=slip).first()
    _refuse_unless_approved(slip)
    if trip is None or slip.kind != SlipKind.TRIP or trip.reported_at is None:
        raise RuleBroken(gettext_lazy("A trip is closed once its report is there."))
    if not may_close(slip, by, day_of(at)):
        raise RuleBroken(gettext_lazy("Who stands above the traveller closes the trip."))
    closing_guards.ask_all(slip)
    confirm_return(slip=slip, returned_at=trip.back_at or slip.during.upper, by=by, at=at)


def may_close(slip: Slip, by: Employee, day: date) -> bool:
    """A superior of the traveller; who has nobody above closes their own."""
    above = superiors(slip.employee, day)
    return by.pk in {one.pk for one in above} or (not above and by.pk == slip.employee_id)


@transaction.atomic
def alert_open_outings(*, at: datetime) -> int:
    """Tell the direct superior once of work outside that nobody signed in from by the hour expected (TRV-02). Returns how many."""
    late = TripDetails.objects.select_for_update(of=("self",), skip_locked=True).filter(
        slip__kind=SlipKind.OUTING, slip__state=SlipState.APPROVED, slip__during__endswith__lt=at, slip__during__endswith__gte=at - FRESH,
        back_at=None, alerted_at=None,
    )  # fmt: skip
    rows = list(late.select_related("slip__employee").order_by("pk"))
    for trip in rows:
        slip = trip.slip
        trip.alerted_at = at
        trip.save(update_fields=["alerted_at"])
        tell(
            recipients=superiors(slip.employee, day_of(at))[:1],
            kind=KIND,
            words=partial(_still_outside, trip),
            link=reverse("attendance:slip", args=[slip.pk]),
            level="important",
            at=at,
        )
    return len(rows)


def _still_outside(trip: TripDetails) -> tuple[str, str]:
    subject = _("%(who)s has not signed in from work outside") % {"who": trip.slip.employee.name}
    expected = {"time": moment(trip.slip.during.upper), "where": trip.destination}
    return subject, _("Expected back: %(time)s. To: %(where)s") % expected


@transaction.atomic
def alert_open_exits(*, at: datetime) -> int:
    """Tell the direct superior once of a temporary exit that nobody signed in from by its end (ATT-10). Returns how many.

    The notice itself says that it was told: its address names the slip, and a second run finds it.
    """
    late = Slip.objects.select_for_update(of=("self",), skip_locked=True).filter(
        kind=SlipKind.EXIT, state=SlipState.APPROVED, during__endswith__lt=at, during__endswith__gte=at - FRESH
    )
    slips = {f"{reverse('attendance:slip', args=[slip.pk])}?overdue=1": slip for slip in late.select_related("employee").order_by("pk")}
    if not slips:
        return 0
    told = Notice.objects.filter(kind=KIND, created_at__gte=at - FRESH - ONE_DAY, link__in=slips).values_list("link", flat=True)
    above = nearest_superiors({slip.employee_id for slip in slips.values()}, day_of(at))
    count = 0
    for link in sorted(set(slips) - set(told)):
        slip = slips[link]
        if slip.employee_id not in above:
            continue
        tell(recipients=[above[slip.employee_id]], kind=KIND, words=partial(_still_out, slip), link=link, level="important", at=at)
        count += 1
    return count


def _still_out(slip: Slip) -> tuple[str, str]:
    subject = _("%(who)s has not signed in from a temporary exit") % {"who": slip.employee.name}
    return subject, _("Expected back: %(time)s. %(why)s") % {"time": moment(slip.during.upper), "why": slip.reason}


# -- rules -------------------------------------------------------------------------------------------------


def _held(slip: Slip, by: Employee) -> tuple[Slip, TripDetails]:
    """The slip and its details, held until the end of the transaction; only for whose they are."""
    slip = locked(slip)
    _refuse_others(slip, by)
    trip = TripDetails.objects.select_for_update().filter(slip=slip).first()
    if trip is None:
        raise RuleBroken(gettext_lazy("Only trips and work outside are signed out from."))
    return slip, trip


def _refuse_others(slip: Slip, by: Employee) -> None:
    if by.pk != slip.employee_id:
        raise RuleBroken(gettext_lazy("Only whose slip it is does this."))


def _refuse_unless_approved(slip: Slip) -> None:
    if slip.state != SlipState.APPROVED:
        raise RuleBroken(gettext_lazy("This slip is %(state)s, so nobody leaves or comes back by it."), state=slip.get_state_display())
