"""Writes of leave balances: granted, taken, given back, expired. Every change of a lot is a line of the ledger.

A lot is locked while it is taken from, and the database refuses that more is used than it holds.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from attendance.choices import EntryKind
from attendance.domain.balance import Lot, NotEnough, take
from attendance.models import LeaveEntry, LeaveLot, Slip
from common.errors import RuleBroken
from people.models import Employee


@transaction.atomic
def grant(
    *, employee: Employee, type: str, cause: str, amount: Decimal, valid_from: date, expires_on: date | None, at: datetime,
    by: Employee | None = None, kind: str = EntryKind.GRANT, reason: str = "",
) -> LeaveLot | None:  # fmt: skip
    """Give somebody leave of a type, once for each cause; None when it was granted before. amount: days or hours, as the type says."""
    LeaveLot.objects.bulk_create(
        [LeaveLot(employee=employee, type=type, cause=cause, granted=amount, valid_from=valid_from, expires_on=expires_on)],
        ignore_conflicts=True,
    )
    lot = LeaveLot.objects.select_for_update().get(employee=employee, type=type, cause=cause)
    if lot.entries.exists():
        return None
    LeaveEntry.objects.create(lot=lot, kind=kind, amount=amount, by=by, reason=reason, at=at)
    return lot


@transaction.atomic
def use(*, slip: Slip, days: Sequence[tuple[date, Decimal]], at: datetime, by: Employee | None = None) -> None:
    """Take what each day asks from the lots that hold on it, what expires first goes first. days: in order, as Quantity.pieces.

    Raises RuleBroken with the balance when they do not hold enough (LEV-09).
    """
    amount = sum((part for _day, part in days), Decimal(0))
    rows = LeaveLot.objects.select_for_update().filter(employee=slip.employee_id, type=slip.type).order_by("pk")
    try:
        taken = take([Lot(row.pk, row.granted - row.used, row.valid_from, row.expires_on) for row in rows], days)
    except NotEnough as shortage:
        raise RuleBroken(
            _("Your balance of %(type)s is %(left)s, and this asks for %(amount)s. Shorten it, or choose another type."),
            type=slip.type, left=plain(shortage.left), amount=plain(amount),
        ) from shortage  # fmt: skip
    for lot, piece in taken:
        _change(lot, EntryKind.USE, -piece, slip=slip, by=by, at=at)


@transaction.atomic
def give_back(*, slip: Slip, amount: Decimal | None, at: datetime, by: Employee | None = None) -> None:
    """Undo what the slip took, what holds longest first: `amount` of it, None for all. Twice is once: never more than it took."""
    concerned = LeaveEntry.objects.filter(slip=slip).values("lot")
    locked = list(LeaveLot.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))  # always in one order
    open_amount = amount
    for lot in sorted(locked, key=lambda lot: (lot.expires_on or date.max, lot.pk), reverse=True):
        held = -sum((entry.amount for entry in lot.entries.filter(slip=slip)), Decimal(0))
        piece = held if open_amount is None else min(held, open_amount)
        if piece > 0:
            _change(lot.pk, EntryKind.CANCEL, piece, slip=slip, by=by, at=at)
            open_amount = None if open_amount is None else open_amount - piece


@transaction.atomic
def expire(*, lots: Iterable[LeaveLot], day: date, at: datetime) -> int:
    """What is left of lots whose last day is before `day` can be taken no more; returns how many lots."""
    count = 0
    for lot in LeaveLot.objects.select_for_update().filter(pk__in=[lot.pk for lot in lots], expires_on__lt=day, used__lt=F("granted")):
        _change(lot.pk, EntryKind.EXPIRE, lot.used - lot.granted, slip=None, by=None, at=at)
        count += 1
    return count


@transaction.atomic
def adjust(*, lot: LeaveLot, amount: Decimal, reason: str, by: Employee, at: datetime) -> None:
    """Correct a balance by hand, with a reason. Raises RuleBroken without one, and below zero."""
    if not reason.strip():
        raise RuleBroken(_("Say why the balance is corrected."))
    lot = LeaveLot.objects.select_for_update().get(pk=lot.pk)
    if lot.granted - lot.used + amount < 0:
        raise RuleBroken(_("The balance would fall below zero."))
    if lot.granted + amount >= lot.used:
        LeaveLot.objects.filter(pk=lot.pk).update(granted=F("granted") + amount)
    LeaveEntry.objects.create(lot=lot, kind=EntryKind.ADJUST, amount=amount, by=by, reason=reason, at=at)


def _change(lot: int, kind: str, amount: Decimal, *, slip: Slip | None, by: Employee | None, at: datetime) -> None:
    LeaveLot.objects.filter(pk=lot).update(used=F("used") - amount)
    LeaveEntry.objects.create(lot_id=lot, kind=kind, amount=amount, slip=slip, by=by, at=at)


def plain(amount: Decimal) -> str:
    """3, 1.5: without noughts at the end."""
    return f"{amount.normalize():f}"
