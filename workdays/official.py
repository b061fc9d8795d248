"""The official list: statutory holidays, days in lieu and make-up workdays, from the package `holidays`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays.countries.china import China, ChinaStaticHolidays

from workdays.choices import DayKind

IN_LIEU = re.compile(r"（补假.*）$")
REST = "休息日"
FIRST_YEAR, LAST_YEAR = 1950, 2099  # what the package knows of the lunar calendar


@dataclass(frozen=True, slots=True)
class StandardDay:
    """A day as the list has it. provisional: no official notice for its year is in the list yet."""

    day: date
    kind: DayKind
    name: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class OfficialYear:
    off: dict[date, str]
    worked: frozenset[date]
    is_published: bool


@lru_cache(maxsize=64)
def official_year(year: int) -> OfficialYear:
    """Days off by name, weekend days that are worked, and whether the State Council's notice is known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return OfficialYear({}, frozenset(), False)
    # The notice of the following year may move days of late December.
    listed = China(years=[year, min(year + 1, LAST_YEAR)], language="zh_CN")
    return OfficialYear(
        off={day: name for day, name in listed.items() if day.year == year},
        worked=frozenset(day for day in listed.weekend_workdays if day.year == year),
        is_published=year in ChinaStaticHolidays.special_public_holidays,
    )


def is_statutory(name: str) -> bool:
    """Whether one part of the name is a holiday itself, and not a day in lieu or a rest day moved by notice."""
    return any(not IN_LIEU.search(part) and not part.startswith(REST) for part in name.split("; "))


def standard_day(day: date, weekdays: Collection[int]) -> StandardDay:
    """The day for whoever works on these ISO weekdays.

    A day moved onto a weekday of theirs is an ordinary workday; holidays and days in lieu are off for everybody.
    """
    year = official_year(day.year)
    name = year.off.get(day, "")
    if name:
        kind = DayKind.STATUTORY_HOLIDAY if is_statutory(name) else DayKind.REST_DAY
    elif day.isoweekday() in weekdays:
        kind = DayKind.WORKDAY
    else:
        kind = DayKind.MAKEUP_WORKDAY if day in year.worked else DayKind.REST_DAY
    return StandardDay(day, kind, name, not year.is_published)


def standard_year(year: int, weekdays: Collection[int]) -> list[StandardDay]:
    """Every day of the year."""
    first = date(year, 1, 1)
    count = (date(year, 12, 31) - first).days + 1
    return [standard_day(first + timedelta(days=n), weekdays) for n in range(count)]
