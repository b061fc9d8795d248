"""Slips and closed months: what `services.slips` asks and tells."""

from datetime import date, datetime

from attendance.choices import SlipState
from attendance.models import Slip
from attendance.services.locks import require_open
from attendance.services.slips import counts, day_of, last_day


def slip_is_open(slip: Slip, today: date) -> None:
    """No slip is handed in for a closed month."""
    require_open(slip.employee_id, day_of(slip.during.lower), last_day(slip))


def slip_counts(slip: Slip, at: datetime) -> None:
    """None is approved or cancelled for it either."""
    if counts(slip) or slip.state == SlipState.CANCELLED:
        require_open(slip.employee_id, day_of(slip.during.lower), last_day(slip))
