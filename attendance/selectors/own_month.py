"""The reader's own day and month on the first page, from one judgement: the button, the month in one line, the punches to make up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.translation import pgettext

from attendance import labels
from attendance.choices import ClosingState
from attendance.domain import MonthTotal, Status, total
from attendance.models import Correction, MonthClosing
from attendance.policy import Correcting
from attendance.selectors.corrections import TAKEN
from attendance.selectors.judging import Judged, judge
from attendance.selectors.today import Today, today_from
from common import asking, clock
from common.periods import ONE_DAY, Period
from common.templatetags.show import minutes
from people.models import Employee

LOOKED_BACK = timedelta(days=7)  # at the turn of a month the last days of the month before can still be corrected


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """late_on: the only late or early day; None when there are several, or none. today: counted from."""

    worked_days: int
    of: MonthTotal
    late_on: date | None

    @property
    def late(self) -> str:
        """`2 times, 23 min`."""
        if not self.of.late_count:
            return pgettext("times late", "none")
        return f"{labels.times(self.of.late_count)} · {minutes(self.of.late_minutes + self.of.early_minutes)}"

    @property
    def deduction(self) -> str:
        return labels.expected(self.of) if self.of.deduction_cny or self.of.deduction_days else pgettext("deduction", "none")


@dataclass(frozen=True, slots=True)
class Own:
    """month None: no post was held in it. missing: days that lack a punch and can still be corrected, the oldest first."""

    today: Today
    month: OwnMonth | None
    missing: tuple[date, ...]


def own(employee_id: int, number: str, now: datetime) -> Own:
    """The day at hand, the month so far and what can be made up: one query, two for somebody without a post."""
    today = clock.today()
    first = min(today.replace(day=1), today - LOOKED_BACK)
    found = judge([employee_id], Period(first - ONE_DAY, today + ONE_DAY), now)
    days = {day: one for (_person, day), one in found.items()}
    near = {day: one for day, one in days.items() if abs(day - today) <= ONE_DAY}
    return Own(today_from(near, employee_id, number, now), _month(days, today), _missing(days, today))


def _month(days: Mapping[date, Judged], today: date) -> OwnMonth | None:
    here = [one for day, one in days.items() if today.replace(day=1) <= day <= today]
    if not here:
        return None
    of = total(one.result for one in here)
    late = [one.day for one in here if one.result.late_count]
    worked = sum(1 for one in here if not one.is_open and one.result.worked_minutes)
    return OwnMonth(worked, of, late[0] if len(late) == 1 else None)


def _missing(days: Mapping[date, Judged], today: date) -> tuple[date, ...]:
    found = (one for one in days.values() if one.day < today and not one.is_open and one.result.status == Status.INCOMPLETE)
    return tuple(sorted(one.day for one in found if _is_within(one, today)))


def _is_within(one: Judged, today: date) -> bool:
    window = Correcting.on(one.day, one.place.department_id, one.place.post_id).window
    return window is None or (today - one.day).days <= window


def corrections_questions(person: Employee, days: Collection[date]) -> dict[str, asking.Question]:
    """What to ask for `still_open`: on which of the days something was asked for, and which of their months are closed."""
    taken = Correction.objects.filter(employee=person, day__in=list(days), state__in=TAKEN)
    months = MonthClosing.objects.filter(
        month__in=sorted({day.replace(day=1) for day in days}), state__in=(ClosingState.RUNNING, ClosingState.CLOSED)
    )
    return {"asked": ArraySubquery(taken.values("day")), "closed": ArraySubquery(months.values("month"))}


def still_open(days: Collection[date], asked: Collection[date], closed: Collection[date]) -> list[date]:
    """Of the days that lack a punch those for which nothing was asked yet, in months (first days) that are not closed."""
    return [day for day in days if day not in asked and day.replace(day=1) not in closed]
