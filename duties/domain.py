"""When a duty falls due. Calendar and clock are handed in; a due day that is no working day moves to the next one."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from common.periods import ONE_DAY, Period

PARAMETER, WORKDAYS, WEEKLY, MONTHLY, QUARTERLY, YEARLY = "parameter", "workdays", "weekly", "monthly", "quarterly", "yearly"
MONTHS = {MONTHLY: 1, QUARTERLY: 3, YEARLY: 12}
LONGEST_NOTICE = 7  # days before the due day


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often. every: days (parameter) or working days, None while undecided. weekday: ISO.

    month: of the quarter (1 to 3) or of the year. month_day: beyond the end of a month it means the last day.
    """

    plan: str
    every: int | None = None
    weekday: int | None = None
    month: int | None = None
    month_day: int | None = None

    @property
    def is_rolling(self) -> bool:
        """Counted from the last time, not from the calendar."""
        return self.plan in (PARAMETER, WORKDAYS)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """due_on: a working day. period: the days it stands for. done_on: None while it is open."""

    due_on: date
    period: Period
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Workdays:
    """due(day): that day or the next working day. add(day, n): the n-th working day after it."""

    due: Callable[[date], date]
    add: Callable[[date, int], date]


def following(rhythm: Rhythm, last: Occurrence | None, *, start: date, not_before: date, workdays: Workdays) -> Occurrence | None:
    """The occurrence after `last`, or the first from `start` on; None while the interval is undecided.

    Nothing falls due before `not_before`. Two that would share a working day are one: the later period is passed over.
    """
    if rhythm.is_rolling:
        return _rolling(rhythm, last, start, not_before, workdays)
    from_day = last.period.last + ONE_DAY if last else start
    period = _period(rhythm.plan, from_day)
    while True:
        nominal = _nominal(rhythm, period)
        due = workdays.due(nominal)
        if due >= not_before and (nominal >= start if last is None else due > last.due_on):
            return Occurrence(due, Period(max(period.first, from_day), period.last))
        period = _period(rhythm.plan, period.last + ONE_DAY)


def _rolling(rhythm: Rhythm, last: Occurrence | None, start: date, not_before: date, workdays: Workdays) -> Occurrence | None:
    """Counted from the day on which it was done last, or from its due day when it was late or never done."""
    if rhythm.every is None:
        return None
    base = min(last.done_on or last.due_on, last.due_on) if last else start - ONE_DAY
    due = workdays.add(base, rhythm.every) if rhythm.plan == WORKDAYS else workdays.due(base + timedelta(days=rhythm.every))
    due = max(due, workdays.due(not_before))
    if last and due <= last.due_on:  # done early, and the next would fall on the very day that is settled already
        due = workdays.due(last.due_on + ONE_DAY)
    return Occurrence(due, Period(base + ONE_DAY, due))


def _period(plan: str, day: date) -> Period:
    """The week, month, quarter or year that holds the day."""
    if plan == WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    count = MONTHS[plan]
    first = (day.month - 1) // count * count + 1
    return Period(date(day.year, first, 1), Period.month(day.year, first + count - 1).last)


def _nominal(rhythm: Rhythm, period: Period) -> date:
    if rhythm.plan == WEEKLY:
        return period.first + timedelta(days=(rhythm.weekday or 1) - 1)
    month = period.first.month + (rhythm.month or 1) - 1
    longest = monthrange(period.first.year, month)[1]
    return date(period.first.year, month, min(rhythm.month_day or 1, longest))


def tell_from(occurrence: Occurrence) -> date:
    """The day from which the owner is told: a quarter of the period ahead, a week at most."""
    return occurrence.due_on - timedelta(days=min(len(occurrence.period) // 4, LONGEST_NOTICE))


def state_of(due_on: date, done_on: date | None, today: date) -> str:
    """done, overdue, due (this day) or open."""
    if done_on is not None:
        return "done"
    return "overdue" if due_on < today else "due" if due_on == today else "open"
