"""Overtime as people look at it: who stayed late without it (OT-02), and how near somebody is to the ceilings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from approvals.kinds import Item
from attendance.choices import LIVE, SlipKind
from attendance.models import DayRecord, Slip
from attendance.policy import Overtime
from attendance.selectors.judging import instant
from common.periods import ONE_DAY, Period
from people.models import Employee

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User

LAW_DAY, LAW_MONTH = 3 * 60, 36 * 60  # minutes: Labour Law art. 41
ABOVE_RULES = gettext_noop("above the ceiling of the rules")
ABOVE_LAW = gettext_noop("above the ceiling of the law (Labour Law art. 41)")


def late_stays(user: "User", period: Period) -> "QuerySet[DayRecord]":
    """Days on which others in the reader's scope stayed late without approved overtime: none of it counts."""
    days = DayRecord.objects.visible_to(user).exclude(employee__user=user)
    return (
        days.filter(day__range=(period.first, period.last), stayed_minutes__gt=0)
        .select_related("employee")
        .order_by("-day", "employee__name_key", "pk")
    )


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a day and its month come to with the overtime asked for, in minutes, and how much of it the rules and the law allow.

    day_max, month_max: of the rules, None while undecided.
    """

    day: int
    month: int
    day_max: int | None
    month_max: int | None
    warnings: Sequence[str] = field(default=())

    @property
    def day_limit(self) -> int:
        return LAW_DAY if self.day_max is None else self.day_max

    @property
    def month_limit(self) -> int:
        return LAW_MONTH if self.month_max is None else self.month_max


def ceilings(employee: Employee, start: datetime, end: datetime, *, but: int | None = None) -> Ceilings:
    """With the stretch from `start` to `end` beside what is filed already. but: the id of a slip that is changed or decided."""
    day = start.astimezone(timezone.get_default_timezone()).date()
    month = Period.month_of(day)
    filed = Slip.objects.filter(
        employee=employee, kind=SlipKind.OVERTIME, state__in=LIVE, during__startswith__gte=instant(month.first, 0),
        during__startswith__lt=instant(month.last + ONE_DAY, 0),
    )  # fmt: skip
    filed = filed.exclude(pk=but) if but is not None else filed
    lengths = [(slip.during.lower, _minutes(slip.during.lower, slip.during.upper)) for slip in filed] + [(start, _minutes(start, end))]
    of_day = sum(minutes for begin, minutes in lengths if begin.astimezone(timezone.get_default_timezone()).date() == day)
    of_month = sum(minutes for _begin, minutes in lengths)
    held = employee.on(day)
    rules = Overtime.on(day, held.department_id if held else None, held.post_id if held else None)
    month_max = None if rules.month_max is None else int(rules.month_max * 60)
    return Ceilings(of_day, of_month, rules.day_max, month_max, tuple(_warnings(of_day, of_month, rules.day_max, month_max)))


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _warnings(day: int, month: int, day_max: int | None, month_max: int | None) -> list[str]:
    found = []
    if (day_max is not None and day > day_max) or (month_max is not None and month > month_max):
        found.append(ABOVE_RULES)
    if day > LAW_DAY or month > LAW_MONTH:
        found.append(ABOVE_LAW)
    return found


def shown_to_approvers(slip: Slip) -> list[Item]:
    """What the day and the month come to, and what is unusual about it."""
    found = ceilings(slip.employee, slip.during.lower, slip.during.upper, but=slip.pk)
    return [
        Item(gettext_noop("overtime of that day (hours)"), _of(found.day, found.day_limit)),
        Item(gettext_noop("overtime of that month (hours)"), _of(found.month, found.month_limit)),
        *(Item(gettext_noop("attention"), _(warning)) for warning in found.warnings),
    ]


def _of(minutes: int, limit: int) -> str:
    return f"{hours(minutes)} / {hours(limit)}"


def hours(minutes: int) -> str:
    """90 -> 1.5"""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"
