"""Facts of attendance, and what is derived from them."""

from attendance.models.balances import LeaveEntry, LeaveLot, ServiceRecord
from attendance.models.cases import CaseObjection
from attendance.models.closing import HeadSignature, MonthClosing, MonthSheet, Salary, SheetAnswer
from attendance.models.corrections import Correction
from attendance.models.days import Case, DayRecord
from attendance.models.duty import DutyCheck, DutyMatter, DutyMember, DutyShift, HolidayRoster
from attendance.models.punches import Punch, PunchTrace
from attendance.models.shifts import ShiftGroup, ShiftMember
from attendance.models.slips import EmergencyCall, OvertimeDetails, Slip, SlipFile, SwapDetails, TripDetails
from attendance.models.ways import OfficeNetwork, PunchImport, PunchNote

__all__ = [
    "Case", "CaseObjection", "Correction", "DayRecord", "DutyCheck", "DutyMatter", "DutyMember", "DutyShift", "EmergencyCall",
    "HeadSignature", "HolidayRoster", "LeaveEntry", "LeaveLot", "MonthClosing", "MonthSheet", "OfficeNetwork", "OvertimeDetails",
    "Punch", "PunchImport", "PunchNote", "PunchTrace", "Salary", "ServiceRecord", "SheetAnswer", "ShiftGroup", "ShiftMember", "Slip",
    "SlipFile", "SwapDetails", "TripDetails",
]  # fmt: skip
