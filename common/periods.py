"""Stretches of days and the business date. A Period includes both ends; instants span half-open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The days from `first` to `last`, both included. Raises ValueError when they are the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it starts ({self.first})")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """The calendar month."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following - ONE_DAY)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The calendar month that holds `day`."""
        return cls.month(day.year, day.month)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both periods hold, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def business_date(at: datetime, *, tz: tzinfo, day_starts: time = time(0)) -> date:
    """The date that the instant `at` (aware) counts for: before `day_starts` it is still the day before."""
    local = at.astimezone(tz)
    return local.date() - ONE_DAY if local.time() < day_starts else local.date()
