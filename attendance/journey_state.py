"""Where a trip or work outside is (TRV-01): from the state of its slip and what its traveller did."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from attendance.choices import SlipKind, SlipState
from attendance.models import Slip, TripDetails


class JourneyState(TextChoices):
    """Requested, approved, on trip, reported, closed; a slip that ended otherwise has none of these."""

    REQUESTED = "requested", pgettext_lazy("trip", "requested")
    APPROVED = "approved", pgettext_lazy("trip", "approved")
    AWAY = "away", pgettext_lazy("trip", "on the way")
    BACK = "back", pgettext_lazy("trip", "back")
    REPORTED = "reported", pgettext_lazy("trip", "reported")
    CLOSED = "closed", pgettext_lazy("trip", "closed")


TONES = {
    JourneyState.REQUESTED: "waiting",
    JourneyState.APPROVED: "good",
    JourneyState.AWAY: "info",
    JourneyState.BACK: "info",
    JourneyState.REPORTED: "waiting",
    JourneyState.CLOSED: "quiet",
}
REQUESTED = (SlipState.SUBMITTED, SlipState.SENT_BACK)
JOURNEYS = (SlipKind.TRIP, SlipKind.OUTING)


def state_of(slip: Slip, trip: TripDetails) -> JourneyState | None:
    """None for a draft, and for what was refused, withdrawn or cancelled."""
    if slip.state in REQUESTED:
        return JourneyState.REQUESTED
    if slip.state == SlipState.CLOSED:
        return JourneyState.CLOSED
    if slip.state != SlipState.APPROVED:
        return None
    if trip.reported_at:
        return JourneyState.REPORTED
    if trip.back_at:
        return JourneyState.BACK
    return JourneyState.AWAY if trip.left_at else JourneyState.APPROVED
