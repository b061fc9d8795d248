"""Coming back from leave (销假): what was not taken is given back, and the days are judged anew (LEV-08)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from attendance.choices import SlipKind, SlipState
from attendance.domain.quantity import Quantity
from attendance.models import Slip
from attendance.selectors.asking import Asked, how_much, leave_types_of
from attendance.services.balances import give_back
from attendance.services.locks import require_open
from attendance.services.slips import day_of, last_day, locked, recompute, written
from common.errors import RuleBroken
from people.models import Employee
from people.selectors.reporting import superiors

KEEPS_BALANCES = "attendance.change_leavelot"


@transaction.atomic
def confirm_return(*, slip: Slip, returned_at: datetime, by: Employee, at: datetime) -> Slip:
    """Somebody is back: the slip is closed. Twice is once.

    Who came back later than planned has no leave for the time between: it is judged as any other. Raises RuleBroken for whoever
    may not say so, for a slip that is not approved, and for an instant before it begins or to come.
    """
    slip = locked(slip)
    if not may_confirm_return(slip, by, day_of(at)):
        raise RuleBroken(
            _("Only %(who)s, a superior, or whoever keeps the leave balances says that %(who)s is back."), who=slip.employee.name
        )
    if slip.state == SlipState.CLOSED:
        return slip
    if slip.state != SlipState.APPROVED:
        raise RuleBroken(_("This slip is %(state)s, so nobody comes back from it."), state=slip.get_state_display())
    if not slip.during.lower < returned_at <= at:
        raise RuleBroken(_("Coming back lies after the beginning, and not in the future."))
    before = _amount(slip)
    if returned_at < slip.during.upper:
        require_open(slip.employee_id, day_of(returned_at), last_day(slip))
        _shorten(slip, returned_at, at)
    slip.state, slip.returned_at, slip.changed_at = SlipState.CLOSED, returned_at, at
    written(slip, "during", "minutes", "days", "state", "returned_at", "changed_at")
    if before is not None and (after := _amount(slip)) is not None and after < before:
        give_back(slip=slip, amount=before - after, at=at, by=by)
    recompute(slip, at)
    return slip


def may_confirm_return(slip: Slip, by: Employee, day: date) -> bool:
    """The person, who filed it, anybody above them, and who keeps the balances where they work."""
    if by.pk in (slip.employee_id, slip.filed_by_id) or by.pk in {one.pk for one in superiors(slip.employee, day)}:
        return True
    if by.user is None or not by.user.has_perm(KEEPS_BALANCES):
        return False
    return Employee.objects.visible_to(by.user, KEEPS_BALANCES).filter(pk=slip.employee_id).exists()


def _shorten(slip: Slip, returned_at: datetime, at: datetime) -> None:
    slip.during = TimestamptzRange(slip.during.lower, returned_at)
    kind = leave_types_of(slip.employee, day_of(slip.during.lower)).get(slip.type)
    asked = Asked(slip.kind, slip.employee, slip.during.lower, returned_at, slip.type)
    quantity = how_much(asked, at, calendar=bool(kind and kind.calendar))
    slip.minutes, slip.days = quantity.minutes, quantity.days


def _amount(slip: Slip) -> Decimal | None:
    """How much of its balance the slip takes; None when its type has none."""
    kind = leave_types_of(slip.employee, day_of(slip.planned.lower)).get(slip.type) if slip.kind == SlipKind.LEAVE else None
    if kind is None or not kind.has_balance:
        return None
    return Quantity(slip.minutes, slip.days).amount(is_in_hours=kind.is_in_hours)
