"""How often the clauses of attendance were kept in a period, from the kept day results."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from attendance.domain import Status
from attendance.models import DayRecord
from common.bindings import Kept
from common.periods import Period

JUDGED = (Status.NORMAL, Status.LATE, Status.EARLY, Status.LATE_AND_EARLY, Status.ABSENT, Status.ABSENT_HALF, Status.INCOMPLETE)


def _days(period: Period, departments: Iterable[int] | None) -> QuerySet[DayRecord]:
    rows = DayRecord.objects.filter(day__range=(period.first, period.last), status__in=JUDGED)
    return rows if departments is None else rows.filter(department__in=list(departments))


BROKEN = {
    "attendance.lateness": Q(late_minutes__gt=0) | Q(early_minutes__gt=0),
    "attendance.absence": Q(absent_days__gt=0),
    "attendance.punch": Q(status=Status.INCOMPLETE),
}


def together(period: Period, departments: Iterable[int] | None) -> dict[str, Kept]:
    """The figures of every binding of attendance that counts, by its code: one query."""
    broken = {f"broken_{number}": Count("pk", filter=condition) for number, condition in enumerate(BROKEN.values())}
    found = _days(period, departments).order_by().aggregate(times=Count("pk"), **broken)
    return {code: Kept(found["times"], found[f"broken_{number}"]) for number, code in enumerate(BROKEN)}


def lateness(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those with a minute late or early."""
    return together(period, departments)["attendance.lateness"]


def absence(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those with half a day or a day absent."""
    return together(period, departments)["attendance.absence"]


def punches(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those on which a punch was missing."""
    return together(period, departments)["attendance.punch"]
