"""Facts of attendance, and what is derived from them."""

from attendance.models.balances import LeaveEntry, LeaveLot, ServiceRecord
from attendance.models.cases import CaseObjection
from attendance.models.closing import HeadSignature, MonthClosing, MonthSheet, Salary, SheetAnswer
from attendance.models.corrections import Correction
from attendance.models.days import Case, DayRecord, ResultChange
from attendance.models.duty import DutyCheck, DutyMatter, DutyMember, DutyShift, HolidayRoster
from attendance.models.punches import Punch, PunchTrace
from attendance.models.shifts import ShiftGroup, ShiftMember
from attendance.models.slips import EmergencyCall, OvertimeDetails, Slip, SlipFile, SwapDetails, TripDetails
from attendance.models.ways import OfficeNetwork, PlaceConsent, PunchImport, PunchNote, PunchPhoto, PunchPlace, WorkPlace

__all__ = [
    "Case", "CaseObjection", "Correction", "DayRecord", "DutyCheck", "DutyMatter", "DutyMember", "DutyShift", "EmergencyCall",
    "HeadSignature", "HolidayRoster", "LeaveEntry", "LeaveLot", "MonthClosing", "MonthSheet", "OfficeNetwork", "OvertimeDetails",
    "PlaceConsent", "Punch", "PunchImport", "PunchNote", "PunchPhoto", "PunchPlace", "PunchTrace", "ResultChange", "Salary",
    "ServiceRecord", "SheetAnswer", "ShiftGroup", "ShiftMember", "Slip", "SlipFile", "SwapDetails", "TripDetails", "WorkPlace",
]  # fmt: skip
