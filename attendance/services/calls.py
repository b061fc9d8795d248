"""Somebody calls that they cannot come; the superior writes it down, and a slip must follow (LEV-04)."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from attendance.models import EmergencyCall
from attendance.policy import Leave
from attendance.services.locks import require_open
from attendance.services.nightly import store_days
from attendance.services.slips import day_of
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.templatetags.show import span
from notices.services import tell
from people.models import Employee
from workdays.selectors import add_workdays


@transaction.atomic
def log_call(
    *, employee: Employee, by: Employee, channel: str, called_at: datetime, content: str, start: datetime, end: datetime,
    key: UUID, at: datetime,
) -> EmergencyCall:  # fmt: skip
    """Write down a call. Until its slip is due the time counts as leave. The same key again is the same call.

    Raises RuleBroken for oneself, for a channel that the wall does not allow, for times that cannot be, and for a closed month.
    """
    day = day_of(start)
    held = employee.on(day)
    rules = Leave.on(day, held.department_id if held else None, held.post_id if held else None)
    if employee.pk == by.pk:
        raise RuleBroken(gettext_lazy("Your superior writes down your call, not you."))
    if rules.channels is None:
        raise RuleBroken(gettext_lazy("By which way urgent leave may be announced is undecided: the wall does not say it yet."))
    if channel not in rules.channels:
        raise RuleBroken(gettext_lazy("The rules do not allow this way of announcing leave."))
    if not content.strip() or called_at > at or end <= start:
        raise RuleBroken(gettext_lazy("A call was before now, said something, and is about a time that ends after it begins."))
    require_open(employee.pk, day, day_of(end - timedelta(minutes=1)))
    allowed = rules.retroactive_deadline
    due = None if allowed is None else add_workdays(day_of(end), int(allowed), held.department_id if held else None)
    try:
        with transaction.atomic():
            call = EmergencyCall.objects.create(
                key=key, employee=employee, logged_by=by, channel=channel, called_at=called_at, content=content,
                during=TimestamptzRange(start, end), due_on=due, logged_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "key" not in str(error):
            raise
        return EmergencyCall.objects.get(key=key)
    tell(
        recipients=[employee],
        kind="attendance",
        words=partial(_written_down, call),
        link="/slips/new/leave/",
        sender=by,
        at=at,
    )
    _recompute(call, at)
    return call


@transaction.atomic
def lapse_calls(*, at: datetime) -> int:
    """Calls whose slip did not follow in time hold no more: the time is judged as any other. Returns how many."""
    today = at.astimezone(timezone.get_default_timezone()).date()
    late = EmergencyCall.objects.select_for_update().filter(due_on__lt=today, slip=None, lapsed_at=None).select_related("employee")
    calls = list(late)
    for call in calls:
        call.lapsed_at = at
        call.save(update_fields=["lapsed_at"])
        tell(
            recipients=[call.employee],
            kind="attendance",
            words=partial(_lapsed, call),
            link="/attendance/",
            at=at,
        )
        _recompute(call, at)
    return len(calls)


def _written_down(call: EmergencyCall) -> tuple[str, str]:
    return _("%(who)s wrote down your call: please file the slip") % {"who": call.logged_by.name}, _about(call)


def _lapsed(call: EmergencyCall) -> tuple[str, str]:
    return _("No slip followed your call, so the time counts as absence"), _about(call)


def _about(call: EmergencyCall) -> str:
    return f"{span(call.during.lower, call.during.upper)}\n{call.content}"


def _recompute(call: EmergencyCall, at: datetime) -> None:
    first: date = day_of(call.during.lower) - ONE_DAY
    last = min(day_of(call.during.upper), day_of(at) - ONE_DAY)
    if first <= last:
        store_days(period=Period(first, last), at=at, employee_ids=[call.employee_id])
