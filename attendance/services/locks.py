"""What touches a closed month is refused, also when the month is being closed at the very same moment (ATT-15).

Who changes what a month comes to holds a lock of that month, shared with all who do the same, until the transaction ends. Closing
takes it alone while it looks for what is open and writes its row: what was committed before is in the sheets, and what waited
meets the row and is refused.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from attendance.choices import ClosingState
from attendance.models import MonthClosing
from common.errors import RuleBroken
from common.periods import ONE_DAY

KEY = 0x6D6F6E  # of the advisory locks of months
STANDS = (ClosingState.RUNNING, ClosingState.CLOSED)


def months_of(first: date, last: date) -> list[date]:
    """The first days of the months that the days from first to last touch."""
    found = [first.replace(day=1)]
    while (following := (found[-1].replace(day=28) + 4 * ONE_DAY).replace(day=1)) <= last:
        found.append(following)
    return found


def hold(month: date, *, alone: bool) -> None:
    """Hold the month until the transaction ends: shared with others who change its facts, or alone."""
    asked = "SELECT pg_advisory_xact_lock(%s, %s)" if alone else "SELECT pg_advisory_xact_lock_shared(%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(asked, [KEY, month.year * 12 + month.month])


def closed_months(first: date, last: date) -> list[date]:
    """Those of the months that are closed or being closed, held so that none of the others is closed meanwhile. In a transaction."""
    months = months_of(first, last)
    for month in months:
        hold(month, alone=False)
    return list(MonthClosing.objects.filter(month__in=months, state__in=STANDS).order_by("month").values_list("month", flat=True))


def require_open(employee_id: int, first: date, last: date) -> None:
    """Hold the months of these days open until the transaction ends. Raises RuleBroken naming the first that is closed.

    employee_id: whose days; a closing counts for the whole company. Days are those of the calendar.
    """
    closed = closed_months(first, last)
    if closed:
        raise RuleBroken(
            _("%(month)s is closed for attendance, so nothing of it is changed. Ask human resources to reopen it, and say why."),
            month=in_words(closed[0]),
        )  # fmt: skip


def in_words(month: date) -> str:
    """`2026年10月`, in the language of the moment."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def days_of_open_months(days: Collection[date]) -> frozenset[date]:
    """Those of the days whose month is open, held so. In a transaction."""
    if not days:
        return frozenset()
    closed = closed_months(min(days), max(days))
    return frozenset(day for day in days if day.replace(day=1) not in closed)
