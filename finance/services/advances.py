"""Advances (借款): asked for, paid out with a batch, settled by claims and by what is given back."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from attendance.choices import SlipKind, SlipState
from attendance.models import Slip, TripDetails
from common.errors import RuleBroken
from common.money import rounded
from common.numbering import next_number
from common.templatetags.show import money
from finance.choices import AdvanceState, ClaimState
from finance.models import Advance, AdvanceSettlement, Claim
from finance.selectors.payments import granted
from finance.services.routing import Way, way_of
from people.models import Employee

KIND = "finance.advance"
SERIES = "JK"
WORD = "借款"  # as the table of major spending may name it
UNSETTLED = (AdvanceState.SUBMITTED, AdvanceState.SENT_BACK, AdvanceState.APPROVED, AdvanceState.PAID)


@transaction.atomic
def ask_advance(
    *, key: UUID, employee: Employee, amount: Decimal, purpose: str, trip: Slip | None, settle_by: date, at: datetime,
    advance: Advance | None = None,
) -> Advance:  # fmt: skip
    """Ask for money before it is spent. advance: what was sent back and is asked again. The same key again is the same advance.

    Raises RuleBroken while an earlier one is not settled, above the trip's estimate, for a trip of somebody else or one that is not
    approved, and when no route fits.
    """
    before = advance or Advance.objects.filter(key=key).first()
    if before:
        hold(before.request_id)
        before = locked(before)
        _refuse_others(before, employee)
        if before.state != AdvanceState.SENT_BACK or advance is None:
            return before
    day = day_of(at)
    _refuse_wrong(amount, purpose, settle_by, day)
    _refuse_trip(amount, trip, employee)
    _refuse_unsettled(employee, before)
    facts = {"amount": amount, "purpose": purpose.strip(), "trip": trip, "settle_by": settle_by}
    if before is None:
        before = Advance.objects.create(key=key, employee=employee, department_id=_department(employee, day), created_at=at, **facts)
    else:
        for name, value in facts.items():
            setattr(before, name, value)
        before.save(update_fields=list(facts))
    way = way_for(before, day)
    if before.request_id:
        resubmit(request=Request.objects.get(pk=before.request_id), by=employee, at=at, amount=amount, steps=way.steps)
    else:
        submit(subject=before, kind=KIND, by=employee, at=at, key=before.key, amount=amount, steps=way.steps)
    before.refresh_from_db()
    return before


def way_for(advance: Advance, day: date) -> Way:
    """Who decides on it by the rules of that day: major ones go to the management, too (APV-02)."""
    return way_of(kind=KIND, applicant=advance.employee, department_id=advance.department_id, sums={WORD: advance.amount}, day=day)


def follow(request: Request, /) -> None:
    """The advance says what its request says."""
    advance = locked(Advance.objects.get(pk=request.object_id))
    advance.request, advance.state = request, AdvanceState(request.state)
    advance.number = advance.number or next_number(SERIES, day_of(request.submitted_at).year)
    try:
        with transaction.atomic():
            advance.save(update_fields=["request", "state", "number"])
    except IntegrityError as error:
        if "finance_advance_one_unsettled" not in str(error):
            raise
        raise RuleBroken(UNSETTLED_SENTENCE) from error


UNSETTLED_SENTENCE = _("An earlier advance is not settled yet. Claim what you spent or give the rest back first.")


@transaction.atomic
def settle_with_claim(*, advance: Advance, claim: Claim, by: Employee, at: datetime) -> Decimal:
    """Take what the claim grants from the advance, as far as it reaches; returns how much, CNY. Twice is once.

    Raises RuleBroken unless the advance is paid out, the claim approved, and both are one person's.
    """
    advance = locked(advance)  # always before the claim
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    done = AdvanceSettlement.objects.filter(advance=advance, claim=claim).first()
    if done:
        return done.amount
    if claim.claimant_id != advance.employee_id:
        raise RuleBroken(_("An advance is settled with claims of the same person."))
    if claim.state != ClaimState.APPROVED:
        raise RuleBroken(_("Only an approved claim settles an advance; this one is %(state)s."), state=claim.get_state_display())
    _refuse_unless_paid(advance)
    amount = min(advance.amount - advance.settled, granted(claim) - claim.offset)
    if amount <= 0:
        return Decimal(0)
    claim.offset += amount
    claim.save(update_fields=["offset"])
    _settled(advance, amount=amount, claim=claim, key=uuid5(advance.key, str(claim.key)), note="", by=by, at=at)
    return amount


@transaction.atomic
def repay(*, advance: Advance, amount: Decimal, key: UUID, by: Employee, at: datetime, note: str = "") -> AdvanceSettlement:
    """Money was given back. The same key again is the same money. Raises RuleBroken for one's own, and for more than is open."""
    advance = locked(advance)
    done = AdvanceSettlement.objects.filter(key=key).first()
    if done:
        if (done.advance_id, done.claim_id) != (advance.pk, None):
            raise RuleBroken(_("This form was already used for something else. Open a new one."))
        return done
    if by.pk == advance.employee_id:
        raise RuleBroken(_("Nobody records what they gave back themselves. Ask a colleague of finance."))
    _refuse_unless_paid(advance)
    if amount <= 0 or amount != rounded(amount):
        raise RuleBroken(_("Enter an amount above zero, with two decimals at most."))
    left = advance.amount - advance.settled
    if amount > left:
        raise RuleBroken(_("Only %(left)s of this advance is open."), left=money(left))
    return _settled(advance, amount=amount, claim=None, key=key, note=note.strip(), by=by, at=at)


def _settled(
    advance: Advance, *, amount: Decimal, claim: Claim | None, key: UUID, note: str, by: Employee, at: datetime
) -> AdvanceSettlement:
    advance.settled += amount
    if advance.settled == advance.amount:
        advance.state = AdvanceState.SETTLED
    advance.save(update_fields=["settled", "state"])
    return AdvanceSettlement.objects.create(key=key, advance=advance, claim=claim, amount=amount, note=note, by=by, at=at)


# -- rules -------------------------------------------------------------------------------------------------


def locked(advance: Advance) -> Advance:
    """The row as it is now, held until the end of the transaction."""
    return Advance.objects.select_for_update(of=("self",)).select_related("employee").get(pk=advance.pk)


def day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _department(employee: Employee, day: date) -> int:
    held = employee.on(day)
    if held is None:
        raise RuleBroken(_("You hold no post today, so nobody can be asked to decide. Ask human resources to enter your post."))
    return held.department_id


def _refuse_wrong(amount: Decimal, purpose: str, settle_by: date, day: date) -> None:
    if amount <= 0 or amount != rounded(amount):
        raise RuleBroken(_("Enter an amount above zero, with two decimals at most."))
    if not purpose.strip():
        raise RuleBroken(_("Say what the money is for."))
    if settle_by < day:
        raise RuleBroken(_("The day by which it is settled lies in the past, please check."))


def _refuse_trip(amount: Decimal, trip: Slip | None, employee: Employee) -> None:
    if trip is None:
        return
    if trip.employee_id != employee.pk or trip.kind != SlipKind.TRIP or trip.state != SlipState.APPROVED:
        raise RuleBroken(_("Choose an approved trip of your own, or none."))
    estimate = TripDetails.objects.filter(slip=trip).values_list("cost_estimate", flat=True).first()
    if estimate is not None and amount > estimate:
        raise RuleBroken(
            _("The trip was approved with an estimate of %(estimate)s, and an advance is not above it."), estimate=money(estimate)
        )


def _refuse_unsettled(employee: Employee, but: Advance | None) -> None:
    others = Advance.objects.filter(employee=employee, state__in=UNSETTLED).exclude(pk=but.pk if but else 0)
    if others.exists():
        raise RuleBroken(UNSETTLED_SENTENCE)


def _refuse_unless_paid(advance: Advance) -> None:
    if advance.state != AdvanceState.PAID:
        raise RuleBroken(_("This advance is %(state)s, so nothing of it is open."), state=advance.get_state_display())


def _refuse_others(advance: Advance, employee: Employee) -> None:
    if advance.employee_id != employee.pk:
        raise RuleBroken(_("This form was already used for something else. Open a new one."))
