"""A slip is typed, kept as a draft or thrown away, handed in, changed and cancelled (LEV-01 to LEV-06)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from approvals.models import Request
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from attendance.choices import COUNTS, SlipKind, SlipState
from attendance.leave_types import LeaveType
from attendance.models import EmergencyCall, OvertimeDetails, Slip, SlipFile, SwapDetails, TripDetails
from attendance.policy import Leave
from attendance.selectors.asking import Asked, how_much, route_kind, steps_for
from attendance.services.balances import give_back, plain, use
from attendance.services.nightly import store_days
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.uploads import store_upload
from people.models import Employee, User
from workdays.selectors import count_workdays

PURPOSE = "attendance.slip"  # of its uploads
EDITABLE = (SlipState.DRAFT, SlipState.SENT_BACK)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form of a slip holds. start, end: instants, half-open. keep: ids of the files that stay; None keeps all."""

    start: datetime
    end: datetime
    reason: str
    type: str = ""
    files: Sequence[UploadedFile] = ()
    keep: Sequence[int] | None = field(default=None)


@transaction.atomic
def start_slip(*, kind: str, typed: Typed, employee: Employee, key: UUID, by: Employee, at: datetime) -> Slip:
    """Keep what was typed so far. The same key again is the same draft. Raises RuleBroken when the end is not after the start."""
    during = _range(typed)
    try:
        with transaction.atomic():
            slip = Slip.objects.create(
                key=key, kind=kind, type=typed.type, employee=employee, filed_by=by, during=during, planned=during,
                reason=typed.reason, created_at=at, changed_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "key" not in str(error):
            raise
        slip = Slip.objects.get(key=key)
        if slip.state != SlipState.DRAFT:
            return slip
    return change_slip(slip=slip, typed=typed, by=by, at=at)


@transaction.atomic
def change_slip(*, slip: Slip, typed: Typed, by: Employee, at: datetime) -> Slip:
    """Replace what was typed. Raises RuleBroken once it is with its approvers, and for anybody but who filed it."""
    slip = locked(slip)
    _refuse_others(slip, by)
    if slip.state not in EDITABLE:
        raise RuleBroken(_("This slip is %(state)s and cannot be changed. Withdraw it and file another."), state=slip.get_state_display())
    slip.during = slip.planned = _range(typed)
    slip.type, slip.reason, slip.changed_at = typed.type, typed.reason, at
    written(slip, "during", "planned", "type", "reason", "changed_at")
    if typed.keep is not None:
        slip.files.filter(removed_at=None).exclude(pk__in=typed.keep).update(removed_at=at)
    for file in typed.files:
        SlipFile.objects.create(slip=slip, upload=store_upload(file=file, purpose=PURPOSE, by=_account(by)))
    return slip


@transaction.atomic
def hand_in(*, slip: Slip, by: Employee, at: datetime) -> Request:
    """Ask for a yes, or ask again for what was sent back. Twice is once.

    Leave with a balance is taken from it at once, so that nobody spends it twice. Raises RuleBroken when the time is taken, the
    leave type is unknown, the balance is too small, the slip comes too late, a proof is missing, or no route fits.
    """
    hold(Slip.objects.values_list("request", flat=True).get(pk=slip.pk))
    slip = locked(slip)
    _refuse_others(slip, by)
    if slip.request_id and slip.state != SlipState.SENT_BACK:
        return Request.objects.get(pk=slip.request_id)
    today = day_of(at)
    call = open_call(slip) if slip.kind == SlipKind.LEAVE else None
    _refuse_too_late(slip, call, today)
    for check in _checks:
        check(slip, today)
    kind = _leave_type(slip) if slip.kind == SlipKind.LEAVE else None
    asked = Asked(slip.kind, slip.employee, slip.during.lower, slip.during.upper, slip.type)
    quantity = how_much(asked, at, calendar=bool(kind and kind.calendar))
    if kind:
        _refuse_without_proof(slip, kind, quantity.days)
        if not quantity.minutes and not kind.calendar:
            raise RuleBroken(_("There is no working time in these hours, so no leave is needed."))
    slip.minutes, slip.days, slip.changed_at = quantity.minutes, quantity.days, at
    slip.is_short_notice = kind is not None and call is None and is_short(slip, today)
    if slip.request_id:
        give_back(slip=slip, amount=None, at=at, by=by)
    slip.state = SlipState.SUBMITTED if slip.request_id else SlipState.DRAFT
    written(slip, "minutes", "days", "changed_at", "is_short_notice")
    if kind and kind.has_balance:
        use(slip=slip, days=quantity.pieces(is_in_hours=kind.is_in_hours), at=at, by=by)
    if call:
        EmergencyCall.objects.filter(pk=call.pk).update(slip=slip)
    steps = steps_for(asked, quantity.days, is_short=slip.is_short_notice, day=today)
    if slip.request_id:
        return resubmit(request=Request.objects.get(pk=slip.request_id), by=by, at=at, days=quantity.days, steps=steps)
    return submit(subject=slip, kind=route_kind(asked), by=by, at=at, key=slip.key, days=quantity.days, steps=steps)


def follow(request: Request, /) -> None:
    """The slip says what its request says; what it took is given back when it ends without a yes."""
    slip = locked(Slip.objects.get(pk=request.object_id))
    slip.request, slip.state = request, SlipState(request.state)
    written(slip, "request", "state")
    if slip.state in (SlipState.REFUSED, SlipState.WITHDRAWN):
        give_back(slip=slip, amount=None, at=request.closed_at or slip.changed_at)
    if slip.state in (SlipState.APPROVED, SlipState.REFUSED, SlipState.WITHDRAWN):
        for told in _followers:
            told(slip, request.closed_at or slip.changed_at)
        recompute(slip, request.closed_at or slip.changed_at)


@transaction.atomic
def cancel_slip(*, slip: Slip, by: Employee, reason: str, at: datetime) -> Slip:
    """Take back an approved slip before it begins: its balance comes back. Raises RuleBroken once it has begun."""
    slip = locked(slip)
    _refuse_others(slip, by)
    if slip.state == SlipState.CANCELLED:
        return slip
    if slip.state != SlipState.APPROVED:
        raise RuleBroken(_("This slip is %(state)s. Only what is approved is cancelled."), state=slip.get_state_display())
    if slip.during.lower <= at:
        raise RuleBroken(_("It has begun already. Say when you came back instead; the rest is given back."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is cancelled."))
    slip.state, slip.changed_at = SlipState.CANCELLED, at
    written(slip, "state", "changed_at")
    give_back(slip=slip, amount=None, at=at, by=by)
    for told in _followers:
        told(slip, at)
    return slip


@transaction.atomic
def discard_draft(*, slip: Slip, by: Employee) -> None:
    """Throw a draft away with its files; nobody else has seen it. Raises RuleBroken once it was handed in, and for anybody else."""
    slip = locked(slip)
    _refuse_others(slip, by)
    if slip.state != SlipState.DRAFT or slip.request_id is not None:
        raise RuleBroken(
            _("This slip is %(state)s. Only a draft is thrown away; withdraw what was handed in."), state=slip.get_state_display()
        )
    for rows in (SlipFile, TripDetails, OvertimeDetails, SwapDetails):
        rows._default_manager.filter(slip=slip).delete()
    slip.delete()


# -- what others ask and are told --------------------------------------------------------------------------

_checks: list[Callable[[Slip, date], None]] = []
_followers: list[Callable[[Slip, datetime], None]] = []


def register_check(check: Callable[[Slip, date], None]) -> None:
    """Ask `check` before a slip is handed in; it raises RuleBroken."""
    _checks.append(check)


def register_follower(told: Callable[[Slip, datetime], None]) -> None:
    """Tell it, in the transaction, when a slip came to count or ceased to."""
    _followers.append(told)


# -- rules -------------------------------------------------------------------------------------------------


def locked(slip: Slip) -> Slip:
    """The row as it is now, held until the end of the transaction."""
    return Slip.objects.select_for_update(of=("self",)).select_related("employee").get(pk=slip.pk)


def day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def last_day(slip: Slip) -> date:
    """The last day that the slip touches."""
    return day_of(slip.during.upper - timedelta(minutes=1))


def is_short(slip: Slip, today: date) -> bool:
    """Whether it begins sooner than `lev.min_notice_days` allows (LEV-01)."""
    notice = _rules(slip).min_notice
    return notice is not None and (day_of(slip.during.lower) - today).days < notice


def recompute(slip: Slip, at: datetime) -> None:
    """Judge the days that are over anew, as planned and as taken (ATT-03)."""
    first, last = day_of(slip.planned.lower) - ONE_DAY, day_of(slip.planned.upper)
    yesterday = day_of(at) - ONE_DAY
    if first <= yesterday:
        store_days(period=Period(first, min(last, yesterday)), at=at, employee_ids=[slip.employee_id])


def open_call(slip: Slip) -> EmergencyCall | None:
    """The call that announced this time, while its slip may still follow (LEV-04)."""
    calls = EmergencyCall.objects.select_for_update().filter(employee=slip.employee_id, lapsed_at=None, during__overlap=slip.during)
    return calls.filter(slip=None).first() or calls.filter(slip=slip).first()


def _rules(slip: Slip) -> Leave:
    day = day_of(slip.during.lower)
    held = slip.employee.on(day)
    return Leave.on(day, held.department_id if held else None, held.post_id if held else None)


def _leave_type(slip: Slip) -> LeaveType:
    types = _rules(slip).types
    if types is None:
        raise RuleBroken(_("Which leave there is, is undecided: the wall does not say it yet (lev.type_table)."))
    if slip.type not in types:
        raise RuleBroken(_("“%(type)s” is no leave type on that day. Choose one of: %(types)s."), type=slip.type, types="、".join(types))
    return types[slip.type]


def _refuse_too_late(slip: Slip, call: EmergencyCall | None, today: date) -> None:
    """A slip for days that are over is taken within `lev.retroactive_deadline_days` working days (ATT-11, LEV-04)."""
    last = last_day(slip)
    if slip.kind != SlipKind.LEAVE or day_of(slip.during.lower) >= today:
        return
    allowed, held = _rules(slip).retroactive_deadline, slip.employee.on(today)
    if allowed is None or last >= today:
        return
    late = count_workdays(last + ONE_DAY, today, held.department_id if held else None)
    if late > allowed:
        raise RuleBroken(
            _(
                "This time ended %(late)d working days ago, and a slip follows within %(allowed)s. It stays as it was judged;"
                " object to it instead."
            ),
            late=late, allowed=plain(allowed),
        )  # fmt: skip


def _refuse_without_proof(slip: Slip, kind: LeaveType, days: Decimal) -> None:
    if kind.evidence_from is not None and days >= kind.evidence_from and not slip.files.filter(removed_at=None).exists():
        raise RuleBroken(
            _("%(type)s of %(days)s days or more needs a proof. Add a file or a photo."), type=slip.type, days=plain(kind.evidence_from)
        )


def _refuse_others(slip: Slip, by: Employee) -> None:
    if by.pk not in (slip.employee_id, slip.filed_by_id):
        raise RuleBroken(_("Only whose slip it is does this."))


def _account(by: Employee) -> User:
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account can hand in files."))
    return by.user


def _range(typed: Typed) -> TimestamptzRange:
    if typed.end <= typed.start:
        raise RuleBroken(_("The end lies after the beginning."))
    return TimestamptzRange(typed.start, typed.end)


def written(slip: Slip, *fields: str) -> None:
    """Save, and say in a sentence what the database refuses."""
    try:
        with transaction.atomic():
            slip.save(update_fields=fields)
    except IntegrityError as error:
        if "attendance_slip_away_once" in str(error) or "attendance_slip_overtime_once" in str(error):
            raise RuleBroken(_("Something is filed for this time already. Look at your slips, and choose another time.")) from error
        raise


def counts(slip: Slip) -> bool:
    """Whether days are judged by it."""
    return slip.state in COUNTS
