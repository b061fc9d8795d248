"""What a correction of a punch is measured by: its rules, what the month has left, and the instant that a time of a day means."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from attendance.choices import ClosingState, SlipState
from attendance.models import Correction, MonthClosing
from attendance.policy import Correcting
from attendance.selectors.judging import instant, judge_one, minute_of
from common.periods import ONE_DAY, Period
from common.policy import Citation
from people.models import Employee

TAKEN = (SlipState.SUBMITTED, SlipState.APPROVED)  # they count towards the month


@dataclass(frozen=True, slots=True)
class Left:
    """What a month still has. allowed None: the rules set no limit. window: days back, None: no limit."""

    month: date
    used: int
    allowed: int | None
    window: int | None
    citation: Citation | None

    @property
    def left(self) -> int | None:
        return None if self.allowed is None else max(self.allowed - self.used, 0)


def rules_of(employee: Employee, day: date) -> Correcting:
    """The rules of corrections for the post that the person held on that day."""
    held = employee.on(day)
    return Correcting.on(day, held.department_id if held else None, held.post_id if held else None)


def of_month(employee: Employee, day: date) -> QuerySet[Correction]:
    """The person's corrections of the days of that month."""
    month = Period.month_of(day)
    return Correction.objects.filter(employee=employee, day__range=(month.first, month.last)).exclude(state=SlipState.DRAFT)


def used_in_month(employee: Employee, day: date, except_for: int | None = None) -> int:
    """How many corrections the month of that day has taken: asked for or approved."""
    return of_month(employee, day).filter(state__in=TAKEN).exclude(pk=except_for or 0).count()


def left_in_month(employee: Employee, day: date) -> Left:
    """How many corrections the month of that day has left."""
    rules = rules_of(employee, day)
    count, window = rules.monthly_count, rules.window
    cite = rules.cite("monthly_count") if count is not None else None
    return Left(Period.month_of(day).first, used_in_month(employee, day), count, None if window is None else int(window), cite)


def moment_of(employee: Employee, day: date, wall: time, now: datetime) -> datetime | None:
    """The instant at which the wall showed that time on that day of work: before the change of day it is the next morning.

    None when the person held no post on it.
    """
    judged = judge_one(employee.pk, day, now)
    if judged is None:
        return None
    is_next = minute_of(wall) < judged.shift.day_starts
    return instant(day + ONE_DAY if is_next else day, 0) + timedelta(minutes=minute_of(wall))


def closed(day: date) -> bool:
    """Whether the month of the day is closed, or being closed."""
    standing = (ClosingState.RUNNING, ClosingState.CLOSED)
    return MonthClosing.objects.filter(month=Period.month_of(day).first, state__in=standing).exists()


def wall_of(at: datetime) -> str:
    """What the company's wall clock showed, to the minute."""
    return f"{at.astimezone(timezone.get_default_timezone()):%H:%M}"
