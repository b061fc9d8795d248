"""What a display tells of the month: which clauses were kept best and worst, and what kind of day it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from common.bindings import Kept
from common.periods import Period
from rules.screen_panels import Page
from rules.selectors.screens import OnWall
from workdays.labels import mark, name_label
from workdays.selectors import DayInfo, days

AT_MOST = 3  # lines of a column
LAST_OF = timedelta(days=6)  # a week, both ends counted


# -- kept this month ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """How a clause fared. where: the rulebook and the clause."""

    label: str
    where: str
    kept: Kept

    @property
    def percent(self) -> int:
        return self.kept.percent or 0

    @property
    def tone(self) -> str:
        """Green is for what was never broken; what is to be done better is at most amber."""
        if not self.kept.broken:
            return "good"
        return "plain" if self.percent >= 95 else "waiting"


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of a month up to that day, the best first and the worst first; no figure stands in both."""

    first: date
    unit: str
    best: Sequence[Figure]
    worst: Sequence[Figure]

    @property
    def lines(self) -> int:
        """Of the longer column."""
        return max(len(self.best), len(self.worst))


def month_pages(wall: OnWall) -> list[Page]:
    """The panel of the figures: a page once something was counted in the month."""
    found = sorted(figures(wall), key=lambda one: (one.percent, -one.kept.broken, one.label))
    if not found:
        return []
    worst = [one for one in found if one.kept.broken][:AT_MOST]
    best = [one for one in reversed(found) if one not in worst][:AT_MOST]
    month = Month(wall.day.replace(day=1), wall.screen.department.name, best, worst)
    return [Page("rules/screen_month.html", month, "month")]


def figures(wall: OnWall) -> list[Figure]:
    """A figure for each binding that was counted this month, with the first clause that it carries out."""
    found: dict[str, Figure] = {}
    for edition, clauses in wall.read:
        for clause in clauses:
            for bound in clause.bound:
                kept = wall.kept.get(bound.code)
                if bound.binding and kept and kept.times and bound.code not in found:
                    where = f"{edition.rulebook.title} {clause.row.label}"
                    found[bound.code] = Figure(str(bound.binding.label), where.strip(), kept)
    return list(found.values())


# -- today -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the strip. mark: one sign that says what kind of day it is, "" for a workday."""

    day: date
    mark: str
    is_working: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Today:
    """What day it is in the unit's calendar, and the days of its week. note: the holiday, or what was moved."""

    unit: str
    day: date
    kind: str
    note: str
    is_working: bool
    week: Sequence[WeekDay]


def today_pages(wall: OnWall) -> list[Page]:
    """The panel of the day."""
    monday = wall.day - timedelta(days=wall.day.weekday())
    week = days(Period(monday, monday + LAST_OF), wall.screen.department_id)
    info = week[wall.day]
    today = Today(
        wall.screen.department.name, wall.day, str(info.kind.label), name_label(info.name), info.kind.is_working,
        [_of_week(one, wall.day) for one in week.values()],
    )  # fmt: skip
    return [Page("rules/screen_today.html", today, "calendar")]


def _of_week(info: DayInfo, today: date) -> WeekDay:
    return WeekDay(info.day, mark(info.kind), info.kind.is_working, info.day == today)
