"""What the law wants forgotten."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Func, OuterRef, QuerySet, Subquery
from django.utils import timezone

from attendance.models import PunchPhoto, PunchPlace, PunchTrace
from attendance.policy import Places, Traces
from attendance.services.photos import forget_photos
from people.models import Assignment


def forget_traces(*, at: datetime) -> int:
    """Delete devices, addresses, places and photos that are old enough; returns how many. Undecided: none. Punches stay.

    How long devices and addresses are kept the company decides; places and photos, the department of whose they are.
    """
    today = at.astimezone(timezone.get_default_timezone()).date()
    return _forget_traces(today, at) + _forget_places(today, at) + _forget_photos(today, at)


@transaction.atomic
def _forget_traces(today: date, at: datetime) -> int:
    """The retention is the company's, because a trace is kept for one company (PIPL art. 19). The punch keeps the digest."""
    days = Traces.on(today, None).retention_days
    if days is None:
        return 0
    gone, _by_model = PunchTrace.objects.filter(created_at__lt=at - timedelta(days=float(days))).delete()
    return gone


@transaction.atomic
def _forget_places(today: date, at: datetime) -> int:
    held = PunchPlace.objects.values_list("punch__employee", flat=True).distinct()
    groups = _by_days(held, today, lambda rules: rules.retention_days)
    gone = [PunchPlace.objects.filter(punch__employee__in=people, created_at__lt=at - days).delete()[0] for days, people in groups]
    return sum(gone)


@transaction.atomic
def _forget_photos(today: date, at: datetime) -> int:
    held = PunchPhoto.objects.values_list("punch__employee", flat=True).distinct()
    groups = _by_days(held, today, lambda rules: rules.photo_days)
    return sum(forget_photos(PunchPhoto.objects.filter(punch__employee__in=people, created_at__lt=at - days)) for days, people in groups)


def _by_days(
    employees: QuerySet[PunchPlace, int] | QuerySet[PunchPhoto, int], today: date, days_of: Callable[[Places], Decimal | None]
) -> Iterable[tuple[timedelta, list[int]]]:
    """The people by how long theirs is kept: as their department decides, the last one of who has left, the company without one."""
    people = list(employees)
    begins = Func(F("during"), function="lower")
    last = Assignment.objects.filter(employee=OuterRef("employee"), kind="regular").annotate(since=begins).filter(since__lte=today)
    newest = last.order_by("-since").values("pk")[:1]
    rows = Assignment.objects.filter(employee__in=people, pk=Subquery(newest)).values_list("employee", "department", "post")
    seats = {employee: (department, post) for employee, department, post in rows}
    found: dict[timedelta, list[int]] = defaultdict(list)
    for employee in people:
        days = days_of(Places.on(today, *seats.get(employee, (None, None))))
        if days is not None:
            found[timedelta(days=float(days))].append(employee)
    return found.items()
