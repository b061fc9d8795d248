"""Facts of attendance, and what is derived from them."""

from attendance.models.days import Case, DayRecord
from attendance.models.punches import Punch, PunchTrace
from attendance.models.shifts import ShiftGroup, ShiftMember

__all__ = ["Case", "DayRecord", "Punch", "PunchTrace", "ShiftGroup", "ShiftMember"]
