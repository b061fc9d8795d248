"""What is known of a day, the values in force on it, and what it comes to.

Times are whole minutes after midnight of the day they are told for: negative on the evening before, 1440 and more on
the next morning. Stretches are half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attendance.choices import ShiftHours
from attendance.policy import Absence, Flexibility, Ladder, Lateness, Overtime
from common.parameters import Segment
from workdays.choices import DayKind
from workdays.policy import WorkingTime

MINOR_MAX, MINOR_FINE = Lateness.minor_max.key, Lateness.minor_fine.key
MAJOR_MIN, MAJOR_DEDUCT = Lateness.major_min.key, Lateness.major_deduct.key
GAP_RULE, MONTHLY_COUNT = Lateness.gap_rule.key, Lateness.monthly_count.key
HALFDAY_DEDUCT, FULLDAY_DEDUCT = Absence.halfday_deduct.key, Absence.fullday_deduct.key
CONSECUTIVE_DAYS, YEARLY_DAYS = Absence.consecutive_days.key, Absence.yearly_days.key
SCHEDULE = WorkingTime.schedule.key
LADDER, SERIOUS_COUNT = Ladder.kind.key, Ladder.serious_count.key
GRACE, SERIOUS_LATE, STAYED_LATE = Flexibility.grace.key, Flexibility.serious.key, Flexibility.stayed_late.key
FLEX_LATE, FLEX_EARLY = Flexibility.later.key, Flexibility.earlier.key
COUNTED_BY, OVERTIME_MINIMUM, DETECT = Overtime.counted_by.key, Overtime.minimum.key, Overtime.detect.key

UNDECIDED, MISSING_PUNCH, SERIOUSLY_LATE = "undecided", "missing_punch", "seriously_late"  # codes of findings
SHORT_HOURS = "short_hours"  # of findings, too
APPROVAL, PUNCHES = "approval", "punches"  # what overtime is counted by, besides both
WARNING = "warning"  # the ladder without money
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
    data was collected. leave, trips, overtime: approved, in any order, and may overlap. stayed_yesterday: minutes between
    the end of work on the day before and the last punch. hours: how the segments are meant, see domain.hours.
    """

    day: date
    kind: DayKind
    segments: tuple[Segment, ...]
    punches: tuple[int, ...] | None
    leave: tuple[Span, ...] = ()
    trips: tuple[Span, ...] = ()
    overtime: tuple[Span, ...] = ()
    stayed_yesterday: int = 0
    hours: ShiftHours = ShiftHours.FIXED


@dataclass(frozen=True, slots=True)
class DayPolicy:
    """The values in force on a day, None while undecided.

    clauses: where each stands, by key of the parameter (or code of the binding, for INCOMPLETE). The rest are options that
    change nothing while undecided. overtime_minimum: of a stretch. stayed_late: minutes stayed yesterday, and by how many
    one may come later for them.
    """

    minor_max: int | None
    minor_fine: Decimal | None
    major_min: int | None
    gap_rule: str | None
    major_deduct: Decimal | None
    halfday_deduct: Decimal | None
    fullday_deduct: Decimal | None
    clauses: Mapping[str, str]
    ladder: str | None = None
    counted_by: str | None = None
    overtime_minimum: int | None = None
    detect: int | None = None
    grace: int | None = None
    serious_late: int | None = None
    flex_late: int | None = None
    flex_early: int | None = None
    stayed_late: tuple[tuple[int, int], ...] = ()


NOTHING_DECIDED = DayPolicy(None, None, None, None, None, None, None, {})


@dataclass(frozen=True, slots=True)
class MonthPolicy:
    """The thresholds in force on a day beyond which somebody must look at a case, None while undecided."""

    monthly_count: int | None
    consecutive_days: Decimal | None
    yearly_days: Decimal | None
    clauses: Mapping[str, str]
    ladder: str | None = None
    serious_count: int | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """Expected money. unit: YUAN or DAY_WAGE."""

    parameter: str
    amount: Decimal
    unit: str
    clause: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a judgement. code: UNDECIDED, MISSING_PUNCH, SERIOUSLY_LATE or SHORT_HOURS. facts: JSON-like."""

    code: str
    parameter: str
    clause: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DayResult:
    """What the day comes to. Minutes are whole.

    arrival, departure: first and last punch, equal when there is only one. late_count: occurrences of lateness and
    early leaving that count towards the month; those that made half a day absent do not. stayed_minutes: present after the
    end of work without approved overtime, when that is long enough to be looked at.
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
    stayed_minutes: int = 0
