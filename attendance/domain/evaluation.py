"""What a day comes to: `evaluate(facts, policy)`.

The order is: day off; wholly under leave or trip; no data; one punch only; halves in which nothing was worked;
lateness and early leaving. 以内 includes its bound, 超过 is strictly more (source 000 五(一)3-4).

A parameter without a value is undecided. Its rule then deducts nothing, the status and the counts stay, and a finding
names the key on the day on which it was needed:

- att.late.minor_max_minutes: minutes that are not more than the serious bound cannot be told slight or between.
- att.late.major_min_minutes: minutes beyond the slight bound cannot be told between or serious, so nobody is absent by them.
- both: every lateness is open, and both are named.
- att.late.gap_rule: minutes between the two bounds are open.
- att.late.minor_fine_cny, att.late.major_deduct_days, att.absence.*_deduct_days: the lateness or absence stands, without a line.
- work.schedule (no segments): the day cannot be judged at all; no minute is late and nobody is absent.

A value of 0 is a decision: no line and no finding.

Options change nothing while undecided: how overtime is counted, grace, flexible hours, the mark for serious lateness, and
the ladder. With the ladder of warnings lateness and early leaving cost no money, so nothing about money is open either;
the month counts them.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from attendance.choices import ShiftHours
from attendance.domain import facts as fact
from attendance.domain.account import Account, Half, account_of
from attendance.domain.facts import DayFacts, DayPolicy, DayResult, Deduction, Finding, Status
from attendance.domain.overtime import overtime_minutes
from workdays.choices import DayKind

NONE, HALF, WHOLE = Decimal(0), Decimal("0.5"), Decimal(1)
FIXED = ShiftHours.FIXED
WORKDAY, MAKEUP_WORKDAY = DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY


def evaluate(day: DayFacts, policy: DayPolicy) -> DayResult:
    """What the day comes to under the values in force on it. Pure: the same facts and values give the same result."""
    if day.kind != WORKDAY and day.kind != MAKEUP_WORKDAY:  # noqa: PLR1714  quicker than `in`, and most days come past here
        return _day_off(day, policy)
    punches, segments = day.punches, day.segments
    if punches and segments and day.hours is FIXED and not (day.leave or day.trips or day.overtime) and policy.counted_by != fact.PUNCHES:
        arrival, departure = min(punches), max(punches)
        if arrival <= segments[0].start and departure >= segments[-1].end:  # an ordinary day: nothing to ask
            worked = sum([segment.end - segment.start for segment in segments])
            stayed = departure - segments[-1].end if policy.detect is not None else 0
            if stayed and stayed < policy.detect:  # type: ignore[operator]
                stayed = 0
            return DayResult(day.day, day.kind, Status.NORMAL, 0, 0, NONE, worked, 0, 0, (), (), arrival, departure, 0, stayed)
    return _working_day(day, policy)


class Weight(Enum):
    """What the bounds make of some minutes late or early."""

    SLIGHT = "slight"  # up to and including the slight bound
    SLIGHT_BETWEEN = "slight_between"  # between the bounds, by the gap rule
    SERIOUS_BETWEEN = "serious_between"
    SERIOUS = "serious"  # more than the serious bound
    OPEN = "open"  # a value is missing that would tell

    @property
    def is_serious(self) -> bool:
        """It makes half a day absent."""
        return self in (Weight.SERIOUS, Weight.SERIOUS_BETWEEN)


def weigh(minutes: int, policy: DayPolicy) -> tuple[Weight, tuple[str, ...]]:
    """What the bounds make of the minutes (more than none), and the keys of the missing values when that is open."""
    if policy.minor_max is not None and minutes <= policy.minor_max:
        return Weight.SLIGHT, ()
    if policy.major_min is not None and minutes > policy.major_min:
        return Weight.SERIOUS, ()
    bounds = {fact.MINOR_MAX: policy.minor_max, fact.MAJOR_MIN: policy.major_min}
    missing = tuple(key for key, bound in bounds.items() if bound is None)
    if missing:
        return Weight.OPEN, missing
    if policy.gap_rule is None:
        return Weight.OPEN, (fact.GAP_RULE,)
    return (Weight.SLIGHT_BETWEEN if policy.gap_rule == "minor" else Weight.SERIOUS_BETWEEN), ()


def _day_off(day: DayFacts, policy: DayPolicy) -> DayResult:
    """Nobody is expected; overtime counts at any hour."""
    arrival, departure = (min(day.punches), max(day.punches)) if day.punches else (None, None)
    overtime = overtime_minutes(day, policy, ())
    return DayResult(day.day, day.kind, Status.REST, 0, 0, NONE, 0, 0, overtime, (), (), arrival, departure, 0)


def _working_day(day: DayFacts, policy: DayPolicy) -> DayResult:
    account = account_of(day, policy)
    judged = _Judgement(policy)
    status = _unjudged(day, account, judged)
    if status is None:
        judged.judge(account)
        status = judged.status()
    arrival, departure = account.presence or (None, None)
    return DayResult(
        day=day.day,
        kind=day.kind,
        status=status,
        late_minutes=judged.late,
        early_minutes=judged.early,
        absent_days=judged.absent_days,
        worked_minutes=account.worked,
        leave_minutes=account.leave,
        overtime_minutes=account.overtime,
        deductions=tuple(judged.deductions),
        findings=tuple(judged.findings),
        arrival=arrival,
        departure=departure,
        late_count=judged.count,
        stayed_minutes=account.stayed,
    )


def _unjudged(day: DayFacts, account: Account, judged: "_Judgement") -> Status | None:
    """The status of a day on which nobody can be late or absent; None for all others."""
    if account.is_covered:
        return Status.TRIP if account.is_on_trip else Status.LEAVE
    if not account.scheduled:
        judged.undecided(fact.SCHEDULE, {})
    if day.punches is None:
        return Status.NO_DATA
    for stretch, punch in account.lone:
        known: dict[str, object] = {"punch": punch, "start": stretch[0], "end": stretch[1]}
        judged.find(fact.MISSING_PUNCH, "", fact.INCOMPLETE, known)
    if account.lone:
        return Status.INCOMPLETE
    if account.presence and account.presence[0] == account.presence[1]:
        judged.find(fact.MISSING_PUNCH, "", fact.INCOMPLETE, {"punch": account.presence[0]})
        return Status.INCOMPLETE
    return None if account.scheduled else Status.NORMAL


@dataclass(slots=True)
class _Judgement:
    """What the rules make of a day, built up line by line."""

    policy: DayPolicy
    late: int = 0
    early: int = 0
    count: int = 0
    absent_days: Decimal = NONE
    deductions: list[Deduction] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def judge(self, account: Account) -> None:
        """Absence of halves first, then lateness in the halves that were worked."""
        unworked = sum([half.is_unworked for half in account.halves])
        if unworked == 2:
            self.absent_days = WHOLE
            self.charge(fact.FULLDAY_DEDUCT, self.policy.fullday_deduct, fact.DAY_WAGE, {"absent_halves": 2})
            return
        if unworked:
            self.absent_days = HALF
            self.charge(fact.HALFDAY_DEDUCT, self.policy.halfday_deduct, fact.DAY_WAGE, {"absent_halves": 1})
        for half in account.halves:
            self.judge_half(half)
        if account.short:
            self.find(fact.SHORT_HOURS, "", "", {"short_minutes": account.short})

    def judge_half(self, half: Half) -> None:
        """Lateness and early leaving in one half, which make it absent at most once."""
        self.late += half.late
        self.early += half.early
        is_absent = False
        for piece in half.weighed:
            if self.policy.serious_late is not None and piece.late > self.policy.serious_late:
                self.find(fact.SERIOUSLY_LATE, fact.SERIOUS_LATE, fact.SERIOUS_LATE, {"late_minutes": piece.late})
            for name, minutes in (("late_minutes", piece.late), ("early_minutes", piece.early)):
                if minutes:
                    is_absent |= self.occurrence(minutes, {name: minutes})
        if is_absent:
            self.absent_days = WHOLE if self.absent_days else HALF
            if self.policy.ladder != fact.WARNING:
                self.charge(fact.MAJOR_DEDUCT, self.policy.major_deduct, fact.DAY_WAGE, {"absent_halves": 1})

    def occurrence(self, minutes: int, known: dict[str, object]) -> bool:
        """One lateness or early leaving; True when it makes the half absent."""
        weight, missing = weigh(minutes, self.policy)
        if weight.is_serious:
            return True
        self.count += 1
        if self.policy.ladder == fact.WARNING:
            return False
        for key in missing:
            self.undecided(key, known)
        if weight != Weight.OPEN:
            self.charge(fact.MINOR_FINE, self.policy.minor_fine, fact.YUAN, known)
        return False

    def charge(self, key: str, amount: Decimal | None, unit: str, known: dict[str, object]) -> None:
        """A line of money; none when it is decided as 0; a finding when it is undecided."""
        if amount is None:
            self.undecided(key, known)
        elif amount:
            self.deductions.append(Deduction(key, amount, unit, self.policy.clauses.get(key, "")))

    def undecided(self, key: str, known: dict[str, object]) -> None:
        """The key was needed and has no value: said once a day."""
        if not any(one.code == fact.UNDECIDED and one.parameter == key for one in self.findings):
            self.find(fact.UNDECIDED, key, key, known)

    def find(self, code: str, key: str, clause: str, known: dict[str, object]) -> None:
        self.findings.append(Finding(code, key, self.policy.clauses.get(clause, ""), known))

    def status(self) -> Status:
        if self.absent_days:
            return Status.ABSENT if self.absent_days == WHOLE else Status.ABSENT_HALF
        if self.late and self.early:
            return Status.LATE_AND_EARLY
        if self.late or self.early:
            return Status.LATE if self.late else Status.EARLY
        return Status.NORMAL
