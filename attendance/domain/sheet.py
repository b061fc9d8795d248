"""What a month comes to for one person: sums, the lines of deductions, and which limits of the law they pass.

Limits are marked, never applied: what is more than the pay of the time not worked counts as withheld wages (Labour Law art. 50
and 91, as arbitration reads it), and deductions beyond a fifth of the month's wage leave less than must be paid (Interim
Provisions on the Payment of Wages art. 16; in Shenzhen three tenths, Regulations on Harmonious Labour Relations art. 16).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from attendance.domain import facts as fact
from attendance.domain.account import account_of
from attendance.domain.bonus import Bonus, BonusDay, BonusRule, bonus_of
from attendance.domain.facts import NOTHING_DECIDED, DayFacts, DayPolicy, DayResult, Deduction, Status
from attendance.domain.stretches import minus, minutes, union
from common.money import rounded
from workdays.choices import DayKind

NONE, HALF = Decimal(0), Decimal("0.5")
SHARE, SHARE_IN_SHENZHEN = Decimal("0.20"), Decimal("0.30")
MORE_THAN_NOT_WORKED, MORE_THAN_SHARE = "more_than_not_worked", "more_than_share"  # what a mark names
PRESENT = frozenset(Status) - {Status.REST, Status.LEAVE, Status.ABSENT, Status.NO_DATA}
OVERTIME = {DayKind.REST_DAY: "overtime_rest_minutes", DayKind.STATUTORY_HOLIDAY: "overtime_holiday_minutes"}


@dataclass(frozen=True, slots=True)
class Wage:
    """What turns day wages into money on a day. monthly: CNY. basis: days that a month counts. None while unknown or undecided."""

    monthly: Decimal | None = None
    basis: Decimal | None = None

    @property
    def is_known(self) -> bool:
        return self.monthly is not None and bool(self.basis)

    def of(self, days: Decimal) -> Decimal | None:
        """CNY for so many day wages, unrounded."""
        return days * self.monthly / self.basis if self.monthly is not None and self.basis else None


UNKNOWN = Wage()


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A judged day with what its money needs. corrections: approved ones that added a time. share: see SHARE.

    policy: by which it was judged. underpaid: see BonusDay.
    """

    result: DayResult
    facts: DayFacts
    corrections: int = 0
    wage: Wage = UNKNOWN
    share: Decimal = SHARE
    policy: DayPolicy = NOTHING_DECIDED
    underpaid: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A deduction. amount: in its unit. cny: rounded to the fen, None while no wage is known."""

    day: date
    parameter: str
    clause: str
    amount: Decimal
    unit: str
    cny: Decimal | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit that was passed. day: None for the month. taken, limit: CNY, or day wages where no wage is known (is_money False)."""

    rule: str
    day: date | None
    taken: Decimal
    limit: Decimal
    is_money: bool


@dataclass(slots=True)
class Sums:
    """The columns of the report. Minutes are whole; leave by type as the wall names it, "" announced by phone.

    bonus: for full attendance, None while none is decided.
    """

    scheduled_days: int = 0
    attended_days: Decimal = NONE
    rest_days: int = 0
    worked_minutes: int = 0
    late_times: int = 0
    late_minutes: int = 0
    serious_late_times: int = 0
    serious_late_minutes: int = 0
    early_times: int = 0
    early_minutes: int = 0
    missing_punches: int = 0
    no_data_days: int = 0
    absent_days: Decimal = NONE
    corrections: int = 0
    trip_minutes: int = 0
    leave_minutes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    leave_days: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    overtime_workday_minutes: int = 0
    overtime_rest_minutes: int = 0
    overtime_holiday_minutes: int = 0
    late_count: int = 0
    is_full: bool = False
    bonus: Bonus | None = None

    @property
    def overtime_minutes(self) -> int:
        return self.overtime_workday_minutes + self.overtime_rest_minutes + self.overtime_holiday_minutes


@dataclass(frozen=True, slots=True)
class Sheet:
    """The month of a person. total: CNY of all lines, None when one of them is known in days only."""

    sums: Sums
    lines: list[Line]
    marks: list[Mark]
    days: list[dict[str, Any]]

    @property
    def fines(self) -> Decimal:
        """CNY of the lines that are fixed amounts."""
        return sum((line.cny for line in self.lines if line.unit == fact.YUAN and line.cny is not None), NONE)

    @property
    def deduction_days(self) -> Decimal:
        """Day wages of the other lines."""
        return sum((line.amount for line in self.lines if line.unit == fact.DAY_WAGE), NONE)

    @property
    def total(self) -> Decimal | None:
        return total_of(self.lines)


def total_of(lines: Sequence[Line]) -> Decimal | None:
    """CNY of the lines, each rounded once, so that the total is what a reader adds up."""
    known = [line.cny for line in lines if line.cny is not None]
    return sum(known, NONE) if len(known) == len(lines) else None


def sheet_of(days: Iterable[SheetDay], *, is_whole_month: bool, bonus: BonusRule = BonusRule()) -> Sheet:  # noqa: B008  it is frozen
    """The sheet of the days, in order. is_whole_month: the person held a post on every day of the month."""
    given, sums = list(days), Sums()
    for day in given:
        _add(sums, day)
    sums.is_full = is_whole_month and sums.scheduled_days > 0 and all(_is_full(day.result) for day in given)
    if bonus.amount:
        sums.bonus = bonus_of((BonusDay(day.result, day.facts, day.underpaid) for day in given), bonus, is_whole_month=is_whole_month)
    _round_leave(sums)
    lines = [line for day in given for line in lines_of(day)]
    marks = [*(mark for day in given if day.result.deductions for mark in _over_not_worked(day)), *_over_share(given, lines)]
    return Sheet(sums, lines, marks, [_told(day.result) for day in given])


def lines_of(day: SheetDay) -> list[Line]:
    """The deductions of a day with their money: one day wage is the monthly salary divided by the basis (PAY-01)."""
    return [Line(day.result.day, one.parameter, one.clause, one.amount, one.unit, _cny(one, day.wage)) for one in day.result.deductions]


def _cny(one: Deduction, wage: Wage) -> Decimal | None:
    money = one.amount if one.unit == fact.YUAN else wage.of(one.amount)
    return None if money is None else rounded(money)


# -- sums ------------------------------------------------------------------------------------


def _add(sums: Sums, day: SheetDay) -> None:
    result = day.result
    sums.corrections += day.corrections
    if result.overtime_minutes:
        column = OVERTIME.get(result.kind, "overtime_workday_minutes")
        setattr(sums, column, getattr(sums, column) + result.overtime_minutes)
    if result.status == Status.REST:
        sums.rest_days += 1
        return
    sums.scheduled_days += 1
    sums.worked_minutes += result.worked_minutes
    sums.late_count += result.late_count
    sums.absent_days += result.absent_days
    if result.status in PRESENT:
        sums.attended_days += HALF if result.status == Status.ABSENT_HALF else 1
    sums.missing_punches += result.status == Status.INCOMPLETE
    sums.no_data_days += result.status == Status.NO_DATA
    _add_times(sums, result)
    if day.facts.leave or day.facts.trips:
        _add_away(sums, day.facts)


def _add_times(sums: Sums, result: DayResult) -> None:
    if result.late_minutes:
        sums.late_times += 1
        sums.late_minutes += result.late_minutes
        if result.absent_days or _is_seriously_late(result):
            sums.serious_late_times += 1
            sums.serious_late_minutes += result.late_minutes
    if result.early_minutes:
        sums.early_times += 1
        sums.early_minutes += result.early_minutes


def _is_seriously_late(result: DayResult) -> bool:
    return any(finding.code == fact.SERIOUSLY_LATE for finding in result.findings)


def _add_away(sums: Sums, facts: DayFacts) -> None:
    account = account_of(facts)  # leave and trips are counted by the schedule, whatever the options
    sums.trip_minutes += account.trip
    scheduled = [(segment.start, segment.end) for segment in facts.segments]
    for kind in dict.fromkeys(span.type for span in facts.leave):
        away = account.scheduled - minutes(minus(scheduled, union(span for span in facts.leave if span.type == kind)))
        if away:
            sums.leave_minutes[kind] += away
            sums.leave_days[kind] += Decimal(away) / account.scheduled


def _round_leave(sums: Sums) -> None:
    for kind, days in sums.leave_days.items():
        sums.leave_days[kind] = days.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _is_full(result: DayResult) -> bool:
    """A day that does not spoil full attendance: off, on a trip, or there all the time."""
    return result.status in (Status.REST, Status.TRIP) or (result.status == Status.NORMAL and not result.leave_minutes)


def _told(result: DayResult) -> dict[str, Any]:
    """A day as the sheet keeps it: what is not zero."""
    told: dict[str, Any] = {"day": result.day.isoformat(), "kind": str(result.kind.value), "status": str(result.status)}
    for name in ("late_minutes", "early_minutes", "leave_minutes", "overtime_minutes", "worked_minutes", "late_count"):
        if getattr(result, name):
            told[name] = getattr(result, name)
    if result.absent_days:
        told["absent_days"] = str(result.absent_days)
    if result.findings and _is_seriously_late(result):
        told["seriously_late"] = True
    return told


# -- limits of the law -------------------------------------------------------------------------


def _over_not_worked(day: SheetDay) -> Iterator[Mark]:
    """The day's deductions beside the pay of the minutes that were neither worked nor covered."""
    account = account_of(day.facts, day.policy)
    if not account.scheduled:
        return
    missed = Decimal(max(account.asked - account.worked, 0)) / account.scheduled
    lines = lines_of(day)
    taken, limit = total_of(lines), day.wage.of(missed)
    if taken is not None and limit is not None:
        if taken > rounded(limit):
            yield Mark(MORE_THAN_NOT_WORKED, day.result.day, taken, rounded(limit), is_money=True)
        return
    days = sum((line.amount for line in lines if line.unit == fact.DAY_WAGE), NONE)
    if days > missed:
        yield Mark(MORE_THAN_NOT_WORKED, day.result.day, days, missed.quantize(Decimal("0.01"), ROUND_HALF_UP), is_money=False)


def _over_share(days: Sequence[SheetDay], lines: Sequence[Line]) -> Iterator[Mark]:
    """All deductions beside the share of the month's wage: the lowest wage and the smallest share of its days, where they differ."""
    total, wages = total_of(lines), [day.wage.monthly for day in days if day.wage.monthly is not None]
    if not total or not wages:
        return
    limit = rounded(min(wages) * min(day.share for day in days))
    if total > limit:
        yield Mark(MORE_THAN_SHARE, None, total, limit, is_money=True)
