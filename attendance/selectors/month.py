"""A month of a person, judged at the moment it is looked at: the kept results of the nights are not asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance import bonus_words, labels
from attendance.domain import MonthTotal, Status, total
from attendance.domain.bonus import BonusDay, bonus_of
from attendance.domain.facts import UNDECIDED
from attendance.models import Case, MonthSheet
from attendance.selectors.closing import Bonuses, bonus_json
from attendance.selectors.judging import Judged, judge
from attendance.selectors.kept_days import KeptDays, as_kept, kept_days
from attendance.selectors.slips import amount_words
from attendance.sentences import clock
from common.periods import Period
from common.templatetags.show import minutes
from people.models import Employee
from rules.catalogue import text_of
from workdays.labels import name_label

EMPTY = (Status.REST, Status.NO_DATA)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day as the calendar and the list show it. judged: None without a post. is_coming: later than today."""

    day: date
    judged: Judged | None
    is_today: bool
    is_coming: bool

    @property
    def is_told(self) -> bool:
        """There is something to say about it, and a page that says why."""
        return self.judged is not None and not self.is_coming

    @property
    def is_off(self) -> bool:
        return self.judged is not None and not self.judged.info.kind.is_working

    @property
    def word(self) -> str:
        """The state in a word; for a day off its holiday."""
        if self.judged is None:
            return ""
        if self.is_off:
            return name_label(self.judged.info.name) or str(self.judged.info.kind.label)
        if self.is_coming:
            return ""
        if self.judged.is_open and not self.judged.seconds:
            return pgettext("day of attendance", "not clocked in yet")
        if self.judged.is_open and self.judged.result.status in (Status.NORMAL, Status.INCOMPLETE):
            return pgettext("day of attendance", "going on")
        return labels.status_word(self.judged.result.status)

    @property
    def tone(self) -> str:
        if self.judged is None or self.is_coming or self.is_off:
            return "quiet"
        if self.judged.is_open and self.judged.result.status in (Status.NORMAL, Status.INCOMPLETE, Status.NO_DATA):
            return "info"
        return labels.status_tone(self.judged.result.status)

    @property
    def punches(self) -> str:
        """From the first to the last: `09:08 – 18:01`."""
        punches = self.judged.facts.punches if self.judged else None
        if not punches:
            return ""
        first, last = clock(min(punches)), clock(max(punches))
        return first if first == last else f"{first} – {last}"

    @property
    def told(self) -> str:
        """What came of it: minutes and expected deduction; "" when there is nothing to tell."""
        if self.judged is None or self.is_coming:
            return ""
        return labels.told(self.judged.result)


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of the month and the days that make it up. figure: with its unit."""

    label: str
    figure: str
    days: list[MonthDay]


@dataclass(frozen=True, slots=True)
class Month:
    """weeks: from Monday to Sunday, None outside the month. cases: to be examined. blanks: what is undecided, in words.

    sheet: of a closed month, which says what the days came to.
    """

    first: date
    days: list[MonthDay]
    sums: list[Sum]
    cases: list[Case]
    blanks: list[str]
    sheet: MonthSheet | None = None

    @property
    def weeks(self) -> list[list[MonthDay | None]]:
        run: list[MonthDay | None] = [None] * self.first.weekday() + list(self.days)
        run += [None] * (-len(run) % 7)
        return [run[start : start + 7] for start in range(0, len(run), 7)]

    @property
    def listed(self) -> list[MonthDay]:
        """The days of the list, the latest first: worked or to be worked, up to today, and days off with punches."""
        return [one for one in reversed(self.days) if one.is_told and (not one.is_off or one.punches)]

    @property
    def is_empty(self) -> bool:
        """Nobody collected anything yet."""
        return not any(one.is_told and one.judged and one.judged.result.status not in EMPTY for one in self.days)


def month_of(person: Employee, period: Period, now: datetime, today: date) -> Month:
    """The month of the person, as its sheet has it once it is closed: two queries, three of a month that is over."""
    kept = kept_days(person, period.first, today)
    found = {day: one for (_person, day), one in judge([person.pk], period, now).items()}
    if kept:
        found = {day: as_kept(one, kept.days.get(day)) for day, one in found.items()}
    days = [MonthDay(day, found.get(day), day == today, day > today) for day in period]
    told = [one for one in days if one.is_told]
    sums = [*_sums(told), *_bonus(told, kept, period)]
    return Month(period.first, days, sums, list(cases_of(person, period)), _blanks(told), kept.sheet if kept else None)


def cases_of(person: Employee, period: Period) -> Iterable[Case]:
    """Cases opened for a day of the period."""
    return Case.objects.filter(employee=person, day__range=(period.first, period.last)).order_by("day", "pk")


def _sums(days: list[MonthDay]) -> list[Sum]:
    """The figures, with the days that make them up."""
    of = total(one.judged.result for one in days if one.judged)

    def behind(asked: str) -> list[MonthDay]:
        return [one for one in days if one.judged and getattr(one.judged.result, asked)]

    return [
        Sum(_("Late or early"), labels.times(of.late_count), behind("late_count")),
        Sum(_("Absent"), amount_words(of.absent_days, None), behind("absent_days")),
        Sum(_("Expected deduction"), _deduction(of), behind("deductions")),
        Sum(_("Worked"), minutes(_worked(days)), []),
    ]


def _bonus(days: list[MonthDay], kept: KeptDays | None, period: Period) -> list[Sum]:
    """The bonus for full attendance, where one is decided: what the sheet says, else as it stands so far."""
    told = kept.sheet.facts.get("bonus") if kept else _expected_bonus(days, period)
    if not told:
        return []
    behind = {one["day"] for one in told["costs"] if one["day"]}
    return [Sum(_("Full-attendance bonus"), bonus_words.figure(told), [one for one in days if one.day.isoformat() in behind])]


def _expected_bonus(days: list[MonthDay], period: Period) -> dict[str, Any] | None:
    over = [one.judged for one in days if one.judged and not one.judged.is_open]
    if not over:
        return None
    bonuses = Bonuses()
    rule = bonuses.rule(over[-1])
    given = (BonusDay(one.result, one.facts, bonuses.underpaid(one)) for one in over)
    found = bonus_of(given, rule, is_whole_month=over[0].day == period.first and len(over) == (over[-1].day - period.first).days + 1)
    return bonus_json(found) if found else None


def _worked(days: list[MonthDay]) -> int:
    """Minutes of the days that are over: of an open one nobody knows them yet."""
    return sum(one.judged.result.worked_minutes for one in days if one.judged and not one.judged.is_open)


def _deduction(of: MonthTotal) -> str:
    return labels.expected(of) if of.deduction_cny or of.deduction_days else pgettext("deduction", "none")


def _blanks(days: list[MonthDay]) -> list[str]:
    """What the rules have not decided although it was needed on some day with data."""
    results = [one.judged.result for one in days if one.judged and one.judged.result.status != Status.NO_DATA]
    keys = dict.fromkeys(finding.parameter for result in results for finding in result.findings if finding.code == UNDECIDED)
    return [text_of(key) for key in keys]


def neighbour(first: date, step: int) -> date:
    """The first of the next (1) or previous (-1) month."""
    return (first + timedelta(days=31)).replace(day=1) if step > 0 else (first - timedelta(days=1)).replace(day=1)
