"""Leave that comes by itself: of the year, of the month, by years of work; and what nobody took in time.

Everything is done in sets, batch by batch: the number of queries does not grow with the people of a batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import batched

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from attendance.choices import EntryKind
from attendance.domain.balance import annual_days
from attendance.leave_types import LeaveType
from attendance.models import LeaveEntry, LeaveLot, ServiceRecord
from attendance.policy import Leave
from attendance.services.balances import adjust
from common.errors import RuleBroken
from common.periods import Period
from people.models import Assignment, Employee
from people.models.employees import AssignmentKind

BATCH = 1000
SERVICE_CHANGED = gettext_noop("the years of work were written down anew")
EARLIEST = date(1940, 1, 1)  # nobody at work today began before


@dataclass(slots=True)
class Granted:
    """lots: how many were new. without_record: who should get annual leave, but nobody wrote down since when they have worked."""

    lots: int = 0
    without_record: list[Employee] = field(default_factory=list)


def grant_year(*, year: int, at: datetime) -> Granted:
    """Grant everybody the leave of a calendar year: annual leave by years of work, and quotas of a year. Once each.

    Annual leave may be taken until the end of the next year (ALR 5), a quota until the end of its own.
    """
    day = _day_within(Period(date(year, 1, 1), date(year, 12, 31)), at)
    return _granted(day, at, lambda held, name, kind: _of_year(held, name, kind, year))


def grant_month(*, year: int, month: int, at: datetime) -> Granted:
    """Grant everybody the quotas of a month; they last until its end. Once each."""
    period = Period.month(year, month)
    day = _day_within(period, at)
    return _granted(day, at, lambda held, name, kind: _of_month(held, name, kind, period))


def expire_lots(*, at: datetime) -> int:
    """What is left of lots whose last day has passed can be taken no more; returns of how many."""
    count = 0
    while done := _expire_batch(at):
        count += done
    return count


@transaction.atomic
def correct(*, lot: LeaveLot, amount: Decimal, seen: Decimal, reason: str, by: Employee, at: datetime) -> None:
    """Correct a balance of which `seen` was left when it was looked at. Raises RuleBroken when it is another by now."""
    lot = LeaveLot.objects.select_for_update().get(pk=lot.pk)
    if lot.granted - lot.used != seen:
        raise RuleBroken(_("The balance has changed since you opened this page. Look at it again."))
    adjust(lot=lot, amount=amount, reason=reason, by=by, at=at)


@transaction.atomic
def record_service(*, employee: Employee, worked_since: date, by: Employee, at: datetime) -> ServiceRecord:
    """Write down since when somebody has worked, with any employer; annual leave of this year that was granted before follows it.

    Raises RuleBroken for a day after joining.
    """
    if worked_since > employee.joined_on:
        raise RuleBroken(_("Work began on the day of joining here at the latest: %(day)s."), day=employee.joined_on.isoformat())
    if worked_since < EARLIEST:
        raise RuleBroken(_("This day is too far from today, please check the year."))
    record, is_new = ServiceRecord.objects.update_or_create(employee=employee, defaults={"worked_since": worked_since})
    if not is_new:
        _follow_service(record, by, at)
    return record


def _follow_service(record: ServiceRecord, by: Employee, at: datetime) -> None:
    """Bring the lots of this year in line with a changed record, by a line of the ledger: never below what was taken.

    What was corrected by hand stays beside it.
    """
    employee, today = record.employee, _local_day(at)
    held = employee.on(today)
    types = (Leave.on(today, held.department_id, held.post_id).types or {}) if held else {}
    names = [name for name, kind in types.items() if kind.by_service]
    lots = LeaveLot.objects.select_for_update().filter(employee=employee, type__in=names, cause=f"year {today.year}").order_by("pk")
    days = annual_days(worked_since=record.worked_since, joined_on=employee.joined_on, year=today.year)
    for lot in lots:
        lines = lot.entries.filter(Q(kind=EntryKind.GRANT) | Q(kind=EntryKind.ADJUST, reason=SERVICE_CHANGED))
        by_service = lines.aggregate(days=Sum("amount", default=Decimal(0)))["days"]
        difference = max(lot.granted + days - by_service, lot.used) - lot.granted
        lot.granted += difference
        lot.valid_from = _annual_from(record, today.year)
        lot.save(update_fields=["granted", "valid_from"])
        if difference:
            LeaveEntry.objects.create(lot=lot, kind=EntryKind.ADJUST, amount=difference, by=by, reason=SERVICE_CHANGED, at=at)


# -- granting in sets ------------------------------------------------------------------------------------------

LotFor = Callable[[Assignment, str, LeaveType], LeaveLot | None]


def service_of(employee: Employee) -> ServiceRecord | None:
    """The record of somebody's years of work, as it was read together with them."""
    return getattr(employee, "service", None)


def _granted(day: date, at: datetime, lot_for: LotFor) -> Granted:
    found = Granted()
    held = Assignment.objects.on(day).filter(kind=AssignmentKind.REGULAR, employee__in=Employee.objects.employed(day))
    for pks in batched(held.order_by("employee").values_list("pk", flat=True), BATCH):
        lots: list[LeaveLot] = []
        for row in Assignment.objects.filter(pk__in=pks).select_related("employee__service").order_by("employee"):
            types = Leave.on(day, row.department_id, row.post_id).types or {}
            lots.extend(lot for name, kind in types.items() if (lot := lot_for(row, name, kind)) is not None)
            if service_of(row.employee) is None and any(kind.by_service for kind in types.values()):
                found.without_record.append(row.employee)
        found.lots += _written(lots, at)
    return found


def _of_year(held: Assignment, name: str, kind: LeaveType, year: int) -> LeaveLot | None:
    last = date(year, 12, 31)
    if kind.by_service:
        return _annual(held.employee, name, year)
    if kind.quota is None or kind.period != "year":
        return None
    first = max(date(year, 1, 1), held.employee.joined_on)
    return _lot(held, name, f"year {year}", kind.quota, Period(first, last))


def _annual(employee: Employee, name: str, year: int) -> LeaveLot | None:
    """Annual leave of the year; it begins when twelve months of work are complete."""
    record = service_of(employee)
    days = annual_days(worked_since=record.worked_since, joined_on=employee.joined_on, year=year) if record else Decimal(0)
    if record is None or not days:
        return None
    first = _annual_from(record, year)
    return LeaveLot(employee=employee, type=name, cause=f"year {year}", granted=days, valid_from=first, expires_on=date(year + 1, 12, 31))


def _annual_from(record: ServiceRecord, year: int) -> date:
    return max(date(year, 1, 1), record.employee.joined_on, _a_year_after(record.worked_since))


def _a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _of_month(held: Assignment, name: str, kind: LeaveType, month: Period) -> LeaveLot | None:
    if kind.quota is None or kind.period != "month":
        return None
    first = max(month.first, held.employee.joined_on)
    return _lot(held, name, f"month {month.first:%Y-%m}", kind.quota, Period(first, month.last))


def _lot(held: Assignment, name: str, cause: str, amount: Decimal, period: Period) -> LeaveLot:
    return LeaveLot(employee_id=held.employee_id, type=name, cause=cause, granted=amount, valid_from=period.first, expires_on=period.last)


@transaction.atomic
def _written(lots: Sequence[LeaveLot], at: datetime) -> int:
    """Write the lots that are not there yet, each with its line of the ledger: three queries."""
    LeaveLot.objects.bulk_create(lots, ignore_conflicts=True)
    people, causes = [lot.employee_id for lot in lots], {lot.cause for lot in lots}
    without_line = LeaveLot.objects.filter(employee__in=people, cause__in=causes, entries=None)
    new = list(without_line.select_for_update(of=("self",)).order_by("pk"))
    LeaveEntry.objects.bulk_create([LeaveEntry(lot=lot, kind=EntryKind.GRANT, amount=lot.granted, at=at) for lot in new])
    return len(new)


@transaction.atomic
def _expire_batch(at: datetime) -> int:
    over = LeaveLot.objects.filter(expires_on__lt=_local_day(at), used__lt=F("granted")).order_by("pk")
    lots = list(over.select_for_update()[:BATCH])
    lines = [LeaveEntry(lot=lot, kind=EntryKind.EXPIRE, amount=lot.used - lot.granted, at=at) for lot in lots]
    LeaveEntry.objects.bulk_create(lines)
    LeaveLot.objects.filter(pk__in=[lot.pk for lot in lots]).update(used=F("granted"))
    return len(lots)


def _day_within(period: Period, at: datetime) -> date:
    """The day whose rules decide: today, or the nearest day of the period."""
    return min(max(_local_day(at), period.first), period.last)


def _local_day(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()
