"""What is known of a day, the values in force on it, and what it comes to.

Times are whole minutes after midnight of the day they are told for: negative on the evening before, 1440 and more on
the next morning. Stretches are half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attendance.policy import Absence, Lateness
from common.parameters import Segment
from workdays.choices import DayKind
from workdays.policy import WorkingTime

MINOR_MAX, MINOR_FINE = Lateness.minor_max.key, Lateness.minor_fine.key
MAJOR_MIN, MAJOR_DEDUCT = Lateness.major_min.key, Lateness.major_deduct.key
GAP_RULE, MONTHLY_COUNT = Lateness.gap_rule.key, Lateness.monthly_count.key
HALFDAY_DEDUCT, FULLDAY_DEDUCT = Absence.halfday_deduct.key, Absence.fullday_deduct.key
CONSECUTIVE_DAYS, YEARLY_DAYS = Absence.consecutive_days.key, Absence.yearly_days.key
SCHEDULE = WorkingTime.schedule.key

UNDECIDED, MISSING_PUNCH = "undecided", "missing_punch"  # codes of findings
INCOMPLETE = "attendance.incomplete"  # the binding whose clause says what one punch alone means
YUAN, DAY_WAGE = "CNY", "day"  # units of a deduction


class Status(StrEnum):
    """What a day is, the first that holds."""

    REST = "rest"
    TRIP = "trip"
    LEAVE = "leave"
    NO_DATA = "no_data"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"
    ABSENT_HALF = "absent_half"
    LATE_AND_EARLY = "late_and_early"
    LATE = "late"
    EARLY = "early"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Span:
    """An approved period as it touches a day; it may begin before the day and end after it. type: of leave, for showing."""

    start: int
    end: int
    type: str = ""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is known of one person's day.

    segments: in order and without overlap; () while the working time is undecided. punches: in any order, None when no
    data was collected. leave, trips, overtime: approved, in any order, and may overlap.
    """

    day: date
    kind: DayKind
    segments: tuple[Segment, ...]
    punches: tuple[int, ...] | None
    leave: tuple[Span, ...] = ()
    trips: tuple[Span, ...] = ()
    overtime: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DayPolicy:
    """The values in force on a day, None while undecided.

    clauses: where each stands, by key of the parameter (or code of the binding, for INCOMPLETE).
    """

    minor_max: int | None
    minor_fine: Decimal | None
    major_min: int | None
    gap_rule: str | None
    major_deduct: Decimal | None
    halfday_deduct: Decimal | None
    fullday_deduct: Decimal | None
    clauses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MonthPolicy:
    """The thresholds in force on a day beyond which somebody must look at a case, None while undecided."""

    monthly_count: int | None
    consecutive_days: Decimal | None
    yearly_days: Decimal | None
    clauses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deduction:
    """Expected money. unit: YUAN or DAY_WAGE."""

    parameter: str
    amount: Decimal
    unit: str
    clause: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a judgement. code: UNDECIDED or MISSING_PUNCH. facts: JSON-like."""

    code: str
    parameter: str
    clause: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DayResult:
    """What the day comes to. Minutes are whole.

    arrival, departure: first and last punch, equal when there is only one. late_count: occurrences of lateness and
    early leaving that count towards the month; those that made half a day absent do not.
    """

    day: date
    kind: DayKind
    status: Status
    late_minutes: int
    early_minutes: int
    absent_days: Decimal
    worked_minutes: int
    leave_minutes: int
    overtime_minutes: int
    deductions: tuple[Deduction, ...]
    findings: tuple[Finding, ...]
    arrival: int | None
    departure: int | None
    late_count: int
