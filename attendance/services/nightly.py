"""What a night makes of the day before: kept results, and cases that somebody has to examine."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from attendance.domain import CaseFound, DayResult, MonthPolicy, cases
from attendance.models import Case, DayRecord
from attendance.selectors.judging import Judged, Place, judge
from attendance.selectors.stored import as_json, result_from
from attendance.selectors.values import month_policy
from attendance.services.changes import follow_days
from attendance.services.crediting import credit_days
from attendance.services.locks import days_of_open_months
from common.digests import digest
from common.periods import ONE_DAY, Period
from people.models import Assignment

BATCH = 1000
LOOK_BACK, LONGEST_OUTAGE = 2, 45  # days before yesterday: night shifts end in the morning; a month is closed within the next


def store_days(*, period: Period, at: datetime, employee_ids: Collection[int] | None = None) -> int:
    """Keep the result of each day of the period that is over, and open the cases that it leads to; returns how many days.

    A second run changes what has changed and opens nothing twice; days of a closed month stay as they are, and so does a result
    that a changed calendar makes into another, until a person accepts that. Each batch of people is a transaction of its own.
    """
    if employee_ids is None:
        held = Assignment.objects.filter(during__overlap=(period.first, period.last + timedelta(days=1)))
        employee_ids = sorted(set(held.values_list("employee", flat=True)))
    ids = list(employee_ids)
    return sum(_store(ids[start : start + BATCH], period, at) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _store(employee_ids: list[int], period: Period, at: datetime) -> int:
    judged = [one for one in judge(employee_ids, period, at).values() if not one.is_open]
    still_open = days_of_open_months({one.day for one in judged})
    days = [one for one in judged if one.day in still_open]
    waiting = follow_days(days, at)
    days = [one for one in days if (one.employee_id, one.day) not in waiting]
    write_days(days, at)
    return len(days)


def write_days(days: Collection[Judged], at: datetime) -> None:
    """Keep the results with all that follows from them: cases, and the balance that overtime earns. In a transaction."""
    keep(days, at)
    _open_cases(days, at)
    credit_days(days=days, at=at)


def keep(days: Iterable[Judged], at: datetime) -> None:
    """Write the results, over those that were kept before."""
    DayRecord.objects.bulk_create(
        [_record(one, at) for one in days],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["employee", "day"],
        update_fields=[
            "department", "status", "late_minutes", "early_minutes", "late_count", "absent_days", "worked_minutes", "leave_minutes",
            "overtime_minutes", "stayed_minutes", "result", "digest", "computed_at",
        ],
    )  # fmt: skip


def _record(one: Judged, at: datetime) -> DayRecord:
    told, result = as_json(one.result), one.result
    return DayRecord(
        employee_id=one.employee_id, department_id=one.place.department_id, day=one.day, status=result.status,
        late_minutes=result.late_minutes, early_minutes=result.early_minutes, late_count=result.late_count,
        absent_days=result.absent_days, worked_minutes=result.worked_minutes, leave_minutes=result.leave_minutes,
        overtime_minutes=result.overtime_minutes, stayed_minutes=result.stayed_minutes, result=told, digest=digest(told), computed_at=at,
    )  # fmt: skip


def _open_cases(days: Iterable[Judged], at: datetime) -> None:
    """Look at the kept results of everybody whose day could pass a threshold."""
    concerned: dict[int, dict[date, Place]] = defaultdict(dict)
    for one in days:
        if one.result.late_count or one.result.absent_days:
            concerned[one.employee_id][one.day] = one.place
    if not concerned:
        return
    first = min(min(places) for places in concerned.values())
    last = max(max(places) for places in concerned.values())
    rows = [
        Case(
            employee_id=person, kind=found.kind, cause=found.cause, day=found.day, clause=found.clause,
            facts={**found.facts, "behind": _days_behind(found, results)}, opened_at=at,
        )
        for person, results in _kept_results(concerned, first, last)
        for found in cases(results, _thresholds(concerned[person])).cases
    ]  # fmt: skip
    Case.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _thresholds(places: dict[date, Place]) -> Callable[[date], MonthPolicy]:
    """The thresholds of a day, where the person worked then or on the nearest day known."""

    def on(day: date) -> MonthPolicy:
        place = places[min(places, key=lambda known: abs(known - day))]
        return month_policy(day, place.department_id, place.post_id)

    return on


def _kept_results(people: Collection[int], first: date, last: date) -> Iterator[tuple[int, list[DayResult]]]:
    """Person by person, from New Year of the year before: a run of absences has one first day, also across New Year."""
    rows = DayRecord.objects.filter(employee__in=people, day__range=(date(first.year - 1, 1, 1), last)).order_by("employee", "day")
    lines = rows.values_list("employee", "result").iterator(chunk_size=BATCH)
    for person, told in groupby(lines, key=itemgetter(0)):
        yield person, [result_from(result) for _person, result in told]


def _days_behind(found: CaseFound, results: Iterable[DayResult]) -> list[dict[str, str]]:
    """The days that the case counts, for whoever examines it."""
    wanted = {
        "late_count": lambda one: one.late_count and one.day.isoformat().startswith(found.cause),
        "warning": lambda one: one.late_count and one.day.isoformat().startswith(found.cause),
        "absence_consecutive": lambda one: one.absent_days and found.cause <= one.day.isoformat() and one.day <= found.day,
        "absence_year": lambda one: one.absent_days and one.day.isoformat().startswith(found.cause),
    }[found.kind]
    return [{"day": one.day.isoformat(), "status": str(one.status)} for one in results if one.day <= found.day and wanted(one)]


def days_to_keep(at: datetime) -> Period:
    """The last days up to yesterday, and after an outage all since the last kept one, a month and a half at most."""
    yesterday = at.astimezone(timezone.get_default_timezone()).date() - ONE_DAY
    kept = DayRecord.objects.aggregate(last=Max("day"))["last"] or yesterday
    first = min(kept, yesterday - timedelta(days=LOOK_BACK))
    return Period(max(first, yesterday - timedelta(days=LONGEST_OUTAGE)), yesterday)


def without_record(day: date) -> list[int]:
    """Who held a post on that day and has no kept result for it."""
    held = Assignment.objects.filter(during__contains=day)
    kept = DayRecord.objects.filter(day=day).values("employee")
    return sorted(set(held.exclude(employee__in=kept).values_list("employee", flat=True)))
