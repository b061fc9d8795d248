"""A calendar was changed after the fact: kept results and slips that would be others now are listed, and stand until a person
accepts (ATT-16). Accepting is in services/accepting.py.

Locks are taken in one order everywhere: month, kept result or slip, change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from attendance.choices import ChangeState
from attendance.domain.quantity import Quantity
from attendance.models import DayRecord, MonthClosing, ResultChange, Slip
from attendance.selectors.changes import COUNTED, STANDS, below, days_of, departments_by, recounted, slip_json, slips_touching
from attendance.selectors.judging import Judged, judge
from attendance.selectors.stored import as_json, result_from
from attendance.services.locks import months_of
from common.digests import digest
from common.periods import ONE_DAY, Period

BATCH, BATCH_OF_SLIPS = 1000, 200
LONGEST = 400  # days back and ahead that are looked at when a department goes by another calendar

Key = tuple[int, date] | int  # of a day, or of a slip


@dataclass(frozen=True, slots=True)
class Touch:
    """A day that is another one now for these departments. cause: in words."""

    day: date
    departments: frozenset[int]
    cause: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A result as it is kept, and as it would be. after None: nothing can be said of it any more. cause "": as it was."""

    employee_id: int
    day: date
    slip_id: int | None
    cause: str
    before: dict[str, Any]
    after: dict[str, Any] | None

    @property
    def key(self) -> Key:
        return self.slip_id or (self.employee_id, self.day)


def find_for_days(*, calendar_id: int, causes: Mapping[date, str], at: datetime) -> int:
    """List what changed days of a calendar make into something else; returns how many changes were opened, altered or are gone.

    causes: in words, by the day that was changed. Running it twice changes nothing.
    """
    return _find((Touch(day, frozenset(departments_by(calendar_id, day)), cause) for day, cause in sorted(causes.items())), at)


def find_for_move(*, department_id: int, calendar_id: int, cause: str, at: datetime) -> int:
    """The same for a department that goes by this calendar now, with all below it that have none of their own.

    Looked at are the kept days since the earliest one that is in no closed month, 400 days back at most, and slips up to 400 days
    ahead. Closed months stay as they were closed: the company moved the department, nobody found a mistake in them.
    """
    today = at.astimezone(timezone.get_default_timezone()).date()

    def touches() -> Iterator[Touch]:
        for day in _open_days(today):
            yield Touch(day, frozenset(below(department_id, day) & set(departments_by(calendar_id, day))), cause)

    return _find(touches(), at)


def _open_days(today: date) -> Iterator[date]:
    """From the first kept day of an open month to the end of the last slip, without the days of closed months."""
    closed = set(MonthClosing.objects.filter(state__in=STANDS).values_list("month", flat=True))
    ends = Slip.objects.filter(state__in=COUNTED).aggregate(last=Max("during__endswith"))["last"]
    last = max(ends.date(), today) if ends else today
    for month in months_of(today - LONGEST * ONE_DAY, min(last, today + LONGEST * ONE_DAY)):
        if month not in closed:
            whole = Period.month_of(month)
            first = DayRecord.objects.filter(day__range=(whole.first, whole.last)).aggregate(first=Min("day"))["first"]
            if first or whole.last >= today:
                yield from Period(first or whole.first, whole.last)


def _find(touches: Iterable[Touch], at: datetime) -> int:
    count, slips = 0, dict[int, Touch]()  # by slip, the first day that touches it
    for touch in touches:
        if touch.departments:
            count += sum(_look_at_day(ids, touch, at) for ids in _batches(_kept_people(touch), BATCH))
            for pk in slips_touching(touch.day, touch.departments):
                slips.setdefault(pk, touch)
    return count + sum(_look_at_slips({pk: slips[pk] for pk in pks}, at) for pks in _batches(sorted(slips), BATCH_OF_SLIPS))


def _kept_people(touch: Touch) -> list[int]:
    rows = DayRecord.objects.filter(day=touch.day, department__in=touch.departments)
    return list(rows.order_by("employee_id").values_list("employee", flat=True))


def _batches(ids: list[int], size: int) -> Iterator[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


# -- days --------------------------------------------------------------------------------------------------


@transaction.atomic
def _look_at_day(ids: list[int], touch: Touch, at: datetime) -> int:
    kept = kept_results(ids, touch.day)
    judged = judge(ids, Period(touch.day, touch.day), at)
    looked = [
        Looked(person, touch.day, None, touch.cause, before, told_of(judged.get((person, touch.day)))) for person, before in kept.items()
    ]
    return _settle(looked, open_days(ids, [touch.day]), at)


def kept_results(ids: Collection[int], day: date) -> dict[int, dict[str, Any]]:
    """What is kept of these people's day, held until the transaction ends; as a result is told today."""
    rows = DayRecord.objects.select_for_update().filter(employee__in=ids, day=day).order_by("employee_id")
    return {person: as_json(result_from(told)) for person, told in rows.values_list("employee", "result")}


def open_days(ids: Iterable[int], days: Iterable[date]) -> dict[Key, ResultChange]:
    """The open changes of these people's days, held."""
    rows = ResultChange.objects.select_for_update().filter(state=ChangeState.OPEN, slip=None, employee__in=ids, day__in=days)
    return {(row.employee_id, row.day): row for row in rows.order_by("pk")}


def told_of(one: Judged | None) -> dict[str, Any] | None:
    return None if one is None or one.is_open else as_json(one.result)


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return digest(one) == digest(other)


def follow_days(days: Collection[Judged], at: datetime) -> set[tuple[int, date]]:
    """Of days that were judged anew for another reason, those that wait for somebody to accept a change: they are not overwritten.

    The change follows the new facts, and is gone when they make the kept result right again. The kept results are held, so that no
    change comes up for them before the transaction ends.
    """
    people, on = {one.employee_id for one in days}, {one.day for one in days}
    held = DayRecord.objects.select_for_update().filter(employee__in=people, day__in=on).order_by("employee_id", "day")
    list(held.values_list("pk", flat=True))
    waiting = open_days(people, on)
    found = {(one.employee_id, one.day): one for one in days if (one.employee_id, one.day) in waiting}
    for day in sorted({day for _person, day in found}):
        ids = [person for person, on_day in found if on_day == day]
        kept = kept_results(ids, day)
        looked = [Looked(person, day, None, "", before, told_of(found[person, day])) for person, before in kept.items()]
        _settle(looked, waiting, at)
    return set(found)


# -- slips -------------------------------------------------------------------------------------------------


@transaction.atomic
def _look_at_slips(touched: Mapping[int, Touch], at: datetime) -> int:
    held = Slip.objects.select_for_update(of=("self",)).filter(pk__in=touched, state__in=COUNTED).order_by("pk")
    slips = [slip for slip in held if touched[slip.pk].day in days_of(slip)]
    counted = recounted(slips, at)
    rows = ResultChange.objects.select_for_update().filter(state=ChangeState.OPEN, slip__in=slips).order_by("pk")
    waiting: dict[Key, ResultChange] = {row.slip_id: row for row in rows if row.slip_id is not None}
    looked = [_look_at_slip(slip, touched[slip.pk], counted.get(slip.pk)) for slip in slips]
    return _settle(looked, waiting, at)


def _look_at_slip(slip: Slip, touch: Touch, counted: Quantity | None) -> Looked:
    day = max(touch.day, days_of(slip).first + ONE_DAY)
    after = slip_json(counted.days, counted.minutes) if counted else None
    return Looked(slip.employee_id, day, slip.pk, touch.cause, slip_json(slip.days, slip.minutes), after)


@transaction.atomic
def forget_slip(slip: Slip, at: datetime) -> None:
    """A slip that holds its time no more costs no days, so no change of them waits. A follower of slips."""
    if slip.state not in COUNTED:
        ResultChange.objects.filter(slip=slip, state=ChangeState.OPEN).update(state=ChangeState.GONE)


# -- what is open afterwards -------------------------------------------------------------------------------


def _settle(looked: Iterable[Looked], waiting: Mapping[Key, ResultChange], at: datetime) -> int:
    """One open change for each result that would be another, none for the rest; returns how many rows were written."""
    new, other, gone = [], [], []
    for one in looked:
        row = waiting.get(one.key)
        if one.after is None or is_same(one.before, one.after):
            if row is not None:
                gone.append(row.pk)
        elif row is None:
            if one.cause:
                new.append(_opened(one, at))
        elif not (is_same(row.after, one.after) and is_same(row.before, one.before)):
            row.before, row.after, row.cause, row.found_at = one.before, one.after, one.cause or row.cause, at
            other.append(row)
    ResultChange.objects.bulk_create(new, batch_size=BATCH)
    ResultChange.objects.bulk_update(other, ["before", "after", "cause", "found_at"], batch_size=BATCH)
    ResultChange.objects.filter(pk__in=gone).update(state=ChangeState.GONE)
    return len(new) + len(other) + len(gone)


def _opened(one: Looked, at: datetime) -> ResultChange:
    return ResultChange(
        employee_id=one.employee_id,
        day=one.day,
        slip_id=one.slip_id,
        cause=one.cause[:300],
        before=one.before,
        after=one.after,
        found_at=at,
    )
