"""Facts of attendance, and what is derived from them."""

from attendance.models.balances import LeaveEntry, LeaveLot, ServiceRecord
from attendance.models.corrections import Correction
from attendance.models.days import Case, DayRecord
from attendance.models.punches import Punch, PunchTrace
from attendance.models.shifts import ShiftGroup, ShiftMember
from attendance.models.slips import EmergencyCall, OvertimeDetails, Slip, SlipFile, SwapDetails, TripDetails

__all__ = [
    "Case", "Correction", "DayRecord", "EmergencyCall", "LeaveEntry", "LeaveLot", "OvertimeDetails", "Punch", "PunchTrace",
    "ServiceRecord", "ShiftGroup", "ShiftMember", "Slip", "SlipFile", "SwapDetails", "TripDetails",
]  # fmt: skip
