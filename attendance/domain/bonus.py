"""Full attendance (全勤奖): whether a month earned its bonus, and if not, what cost it. Never netted with deductions.

It is earned by whoever held a post on every day of the month, with no absence, no leave that is paid less than in full, no
day without data or with a missing punch, and not more lateness and early leaving than is allowed. Leave that the wall pays in
full and trips do not cost it, nor do free hours that were short. While its amount is undecided there is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attendance.domain.facts import DayFacts, DayResult, Status
from attendance.domain.stretches import minus, minutes, union

NOT_WHOLE, ABSENT, LEAVE, NO_DATA, INCOMPLETE, LATE = "not_whole", "absent", "leave", "no_data", "incomplete", "late"  # what costs it
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class BonusRule:
    """The values in force at the end of the month. amount: CNY. None while undecided. clause: where the amount stands."""

    amount: Decimal | None = None
    lates_allowed: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What cost the bonus. day: None for what is counted over the month. word: the leave type. times: late or early."""

    why: str
    day: date | None = None
    word: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class Bonus:
    """cny: 0 when it is not earned. promised: what was to be earned. costs: what cost it, in the order of days."""

    cny: Decimal
    promised: Decimal
    clause: str
    costs: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class BonusDay:
    """A day of the month. underpaid: types of leave that are paid less than in full on it, "" for one that nobody named yet."""

    result: DayResult
    facts: DayFacts
    underpaid: frozenset[str] = frozenset()


def bonus_of(days: Iterable[BonusDay], rule: BonusRule, *, is_whole_month: bool) -> Bonus | None:
    """What the days earn; None while no bonus is decided."""
    if not rule.amount:
        return None
    given = list(days)
    costs = [Cost(NOT_WHOLE)] if not is_whole_month else []
    costs += [cost for day in given for cost in _costs(day)]
    times = sum([day.result.late_count for day in given])
    if times > (rule.lates_allowed or 0):
        costs.append(Cost(LATE, times=times))
    return Bonus(NONE if costs or not _was_there(given) else rule.amount, rule.amount, rule.clause, tuple(costs))


def _was_there(days: Sequence[BonusDay]) -> bool:
    """Somebody was expected on one of the days."""
    return any(day.result.status != Status.REST for day in days)


def _costs(day: BonusDay) -> Iterator[Cost]:
    result = day.result
    if result.absent_days:
        yield Cost(ABSENT, result.day)
    if result.status in (Status.NO_DATA, Status.INCOMPLETE):
        yield Cost(str(result.status), result.day)
    if result.status == Status.REST or not day.facts.leave:
        return
    scheduled = [(one.start, one.end) for one in day.facts.segments]
    for kind in dict.fromkeys(span.type for span in day.facts.leave):
        if kind in day.underpaid:
            away = union(span for span in day.facts.leave if span.type == kind)
            if minutes(minus(scheduled, away)) < minutes(scheduled):
                yield Cost(LEAVE, result.day, kind)
