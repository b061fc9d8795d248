"""The official list: statutory holidays, days in lieu and make-up workdays, from the package `holidays`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from workdays.choices import DayKind

IN_LIEU = re.compile(r"（补假.*）$")
REST = "休息日"
MOVED = re.compile(r"由 (\d{4}-\d\d-\d\d) 调休）")
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
    """off: names of days off. worked: weekend days that are worked, with what they make up for. is_published: by notice."""

    off: dict[date, str]
    worked: dict[date, str]
    is_published: bool


def makes_up(day_off: date | None) -> str:
    """The name of a make-up workday, as the list writes such names: `调休上班（由 2026-10-07 调休）`."""
    return f"调休上班（由 {day_off} 调休）" if day_off else ""


@lru_cache(maxsize=64)
def official_year(year: int) -> OfficialYear:
    """What the list knows of the year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return OfficialYear({}, {}, False)
    from holidays.countries.china import China, ChinaStaticHolidays  # only here: its calendars of all countries take 10 MB

    # The notice of the following year may move days of late December.
    listed = China(years=[year, min(year + 1, LAST_YEAR)], language="zh_CN")
    swapped = {date.fromisoformat(moved[1]): day for day, name in listed.items() if (moved := MOVED.search(name))}
    return OfficialYear(
        off={day: name for day, name in listed.items() if day.year == year},
        worked={day: makes_up(swapped.get(day)) for day in listed.weekend_workdays if day.year == year},
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
    elif day in year.worked:
        kind, name = DayKind.MAKEUP_WORKDAY, year.worked[day]
    else:
        kind = DayKind.REST_DAY
    return StandardDay(day, kind, name, not year.is_published)


def standard_year(year: int, weekdays: Collection[int]) -> list[StandardDay]:
    """Every day of the year."""
    first = date(year, 1, 1)
    count = (date(year, 12, 31) - first).days + 1
    return [standard_day(first + timedelta(days=n), weekdays) for n in range(count)]
