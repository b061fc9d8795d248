"""Arithmetic on working days and working time, on plain values.

Days are dates; a question about days needs only the kind of each. Time is counted in whole minutes of working
stretches, which belong to the working day on which they start and may pass midnight. Instants are aware; a stretch
is half-open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from common.parameters import Segment
from workdays.choices import DayKind

ONE_DAY = timedelta(days=1)
WHOLE_DAY = (Segment(0, 24 * 60),)

IsWorking = Callable[[date], bool]


class BeyondCalendar(LookupError):  # noqa: N818  named for what happened
    """The answer lies outside the days that were handed in; `day` is the first one missing."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no calendar for {day}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Days:
    """The kinds of a run of days. Asking beyond it raises BeyondCalendar."""

    kinds: Mapping[date, DayKind]

    def is_working(self, day: date) -> bool:
        if day not in self.kinds:
            raise BeyondCalendar(day)
        return self.kinds[day].is_working


def due_on_workday(day: date, is_working: IsWorking) -> date:
    """The day itself when work is done on it, else the next working day."""
    while not is_working(day):
        day += ONE_DAY
    return day


def next_workday(day: date, is_working: IsWorking) -> date:
    """The first working day after `day`."""
    return due_on_workday(day + ONE_DAY, is_working)


def add_workdays(day: date, count: int, is_working: IsWorking) -> date:
    """The `count`-th working day after `day`; 0 gives due_on_workday. Raises ValueError below 0."""
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return due_on_workday(day, is_working)
    for _ in range(count):
        day = next_workday(day, is_working)
    return day


def count_workdays(first: date, last: date, is_working: IsWorking) -> int:
    """Working days from `first` to `last`, both included; 0 when `last` lies before."""
    return sum(is_working(first + timedelta(days=n)) for n in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class WorkTime:
    """When work is done: the days, and the stretches of each working day.

    segments: by day; a working day that is missing there counts whole, 00:00 to 24:00, because its hours are undecided.
    """

    days: Days
    segments: Mapping[date, Sequence[Segment]]
    tz: tzinfo

    def stretches(self, since: datetime, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Working stretches of the time from `since` to `until`, in order, in UTC, cut so that none overlaps another."""
        day = since.astimezone(self.tz).date() - ONE_DAY
        last = until.astimezone(self.tz).date() if until else date.max
        reached = since.astimezone(UTC)
        while day <= last:
            if self.days.is_working(day):
                for segment in self.segments.get(day, WHOLE_DAY):
                    start, end = max(self._at(day, segment.start), reached), self._at(day, segment.end)
                    if end > start:
                        yield start, end
                        reached = end
            day += ONE_DAY

    def _at(self, day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time(0)) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.tz).astimezone(UTC)

    def add(self, start: datetime, minutes: int) -> datetime:
        """The instant at which `minutes` of working time have passed since `start`; 0 gives the next working instant.

        What would end at midnight is told as the start of the next stretch: the same working time, never a day off.
        Raises ValueError below 0, BeyondCalendar when the days do not reach.
        """
        if minutes < 0:
            raise ValueError("working time is counted forwards")
        left = timedelta(minutes=minutes)
        for opens, closes in self.stretches(start):
            if closes - opens > left or (closes - opens == left and left and not self._is_midnight(closes)):
                return (opens + left).astimezone(self.tz)
            left -= closes - opens
        raise AssertionError("stretches do not end")

    def _is_midnight(self, at: datetime) -> bool:
        return at.astimezone(self.tz).time() == time(0)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of working time from `start` to `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        spans = (min(closes, end) - opens for opens, closes in self.stretches(start, end) if opens < end)
        return int(sum(spans, timedelta()).total_seconds() // 60)
