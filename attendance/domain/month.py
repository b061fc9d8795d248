"""Sums over days, and the thresholds beyond which somebody must look (待核查). A case is never a consequence.

A threshold without a value is undecided: it opens no case, and a finding names its key once, with the day on which it
was first needed: the first occurrence of lateness or early leaving, the first day absent.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from attendance.domain import facts as fact
from attendance.domain.facts import DayResult, Finding, MonthPolicy, Status

CaseKind = Literal["late_count", "absence_consecutive", "absence_year", "warning"]
PolicyOn = Callable[[date], MonthPolicy]
NONE = Decimal(0)
MONTHLY, CONSECUTIVE, YEARLY, SERIOUS = fact.MONTHLY_COUNT, fact.CONSECUTIVE_DAYS, fact.YEARLY_DAYS, fact.SERIOUS_COUNT


@dataclass(frozen=True, slots=True)
class CaseFound:
    """Something to examine. cause: what there is one case for: `2026-11`, the first day of a run, `2026`.

    day: on which the bound was reached or passed. facts: JSON-like.
    """

    kind: CaseKind
    cause: str
    day: date
    clause: str
    facts: Mapping[str, object]


class Examined(NamedTuple):
    """What the thresholds make of the days."""

    cases: tuple[CaseFound, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """Sums over days. deduction_days: day wages."""

    late_count: int
    absent_days: Decimal
    deduction_cny: Decimal
    deduction_days: Decimal
    late_minutes: int
    early_minutes: int
    worked_minutes: int
    leave_minutes: int
    overtime_minutes: int
    stayed_minutes: int = 0


def total(results: Iterable[DayResult]) -> MonthTotal:
    """The sums of the days, which may be any."""
    days = list(results)
    lines = [line for day in days for line in day.deductions]
    return MonthTotal(
        late_count=sum(day.late_count for day in days),
        absent_days=sum((day.absent_days for day in days), NONE),
        deduction_cny=sum((line.amount for line in lines if line.unit == fact.YUAN), NONE),
        deduction_days=sum((line.amount for line in lines if line.unit == fact.DAY_WAGE), NONE),
        late_minutes=sum(day.late_minutes for day in days),
        early_minutes=sum(day.early_minutes for day in days),
        worked_minutes=sum(day.worked_minutes for day in days),
        leave_minutes=sum(day.leave_minutes for day in days),
        overtime_minutes=sum(day.overtime_minutes for day in days),
        stayed_minutes=sum(day.stayed_minutes for day in days),
    )


def every_day(day: date) -> bool:
    """Every day that is not given counts as a working day: for callers who give all days, days off included."""
    return True


def cases(results: Iterable[DayResult], policy_on: PolicyOn, is_working: Callable[[date], bool] = every_day) -> Examined:
    """What somebody must look at among the days of one person, sorted by day.

    is_working: of a day that is not given. A working day that is not given ends a run of absent days.
    """
    examination = _Examination(policy_on, is_working)
    for result in results:
        examination.see(result)
    return Examined(tuple(examination.found.values()), tuple(examination.findings.values()))


class _Examination:
    """Counts kept while walking the days."""

    def __init__(self, policy_on: PolicyOn, is_working: Callable[[date], bool]) -> None:
        self.policy_on, self.is_working = policy_on, is_working
        self.found: dict[tuple[str, str], CaseFound] = {}
        self.findings: dict[str, Finding] = {}
        self.late: Counter[str] = Counter()
        self.absent: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.run = 0
        self.run_began = self.seen_until = date.min

    def see(self, result: DayResult) -> None:
        self.follow_run(result)
        if result.status == Status.ABSENT:
            self.count_run(result.day)
        if result.late_count:
            self.count_late(result)
        if result.absent_days:
            self.count_year(result)

    def follow_run(self, result: DayResult) -> None:
        """End the run of absent days when something came between."""
        if self.run:
            ends = result.status not in (Status.ABSENT, Status.REST)
            if ends or self.is_interrupted(result.day):
                self.run = 0
        self.seen_until = result.day

    def is_interrupted(self, day: date) -> bool:
        """A working day before `day` is not given."""
        return any(self.is_working(self.seen_until + timedelta(days=n)) for n in range(1, (day - self.seen_until).days))

    def count_run(self, day: date) -> None:
        if not self.run:
            self.run_began = day
        self.run += 1
        first, policy = self.run_began.isoformat(), self.policy_on(day)
        passed = policy.consecutive_days is not None and self.run > policy.consecutive_days
        case = CaseFound("absence_consecutive", first, day, policy.clauses.get(CONSECUTIVE, ""), {"first": first, "days": self.run})
        self.judge(case, CONSECUTIVE, policy.consecutive_days, passed)

    def count_late(self, result: DayResult) -> None:
        """Too often in the month, and under the ladder of warnings often enough for a formal one (ATT-09)."""
        month, policy = result.day.isoformat()[:7], self.policy_on(result.day)
        self.late[month] += result.late_count
        count = self.late[month]
        known: dict[str, object] = {"month": month, "count": count}
        case = CaseFound("late_count", month, result.day, policy.clauses.get(MONTHLY, ""), known)
        self.judge(case, MONTHLY, policy.monthly_count, _reached(count, policy.monthly_count))
        if policy.ladder == fact.WARNING:
            case = CaseFound("warning", month, result.day, policy.clauses.get(SERIOUS, ""), known)
            self.judge(case, SERIOUS, policy.serious_count, _reached(count, policy.serious_count))

    def count_year(self, result: DayResult) -> None:
        year, policy = result.day.isoformat()[:4], self.policy_on(result.day)
        self.absent[year] += result.absent_days
        days = self.absent[year]
        passed = policy.yearly_days is not None and days > policy.yearly_days
        case = CaseFound("absence_year", year, result.day, policy.clauses.get(YEARLY, ""), {"year": year, "days": str(days)})
        self.judge(case, YEARLY, policy.yearly_days, passed)

    def judge(self, case: CaseFound, key: str, bound: int | Decimal | None, passed: bool) -> None:
        """Open the case when its bound is passed and none is open for its cause; name the key when there is no bound."""
        if bound is None:
            known = {"day": case.day.isoformat(), **case.facts}
            self.findings.setdefault(key, Finding(fact.UNDECIDED, key, case.clause, known))
        elif passed:
            self.found.setdefault((case.kind, case.cause), replace(case, facts={**case.facts, "bound": str(bound)}))


def _reached(count: int, bound: int | None) -> bool:
    return bound is not None and count >= bound
