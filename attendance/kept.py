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


def _kept(rows: QuerySet[DayRecord], broken: Q) -> Kept:
    found = rows.order_by().aggregate(times=Count("pk"), broken=Count("pk", filter=broken))
    return Kept(found["times"], found["broken"])


def lateness(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those with a minute late or early."""
    return _kept(_days(period, departments), Q(late_minutes__gt=0) | Q(early_minutes__gt=0))


def absence(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those with half a day or a day absent."""
    return _kept(_days(period, departments), Q(absent_days__gt=0))


def punches(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the working days with judgement, those on which a punch was missing."""
    return _kept(_days(period, departments), Q(status=Status.INCOMPLETE))
