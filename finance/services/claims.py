"""A claim is typed, kept as a draft, handed in, decided, and paid (EXP-01 to EXP-07)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from attendance.choices import SlipKind
from attendance.models import Slip
from common import clock
from common.errors import RuleBroken
from common.money import rounded
from common.numbering import next_number
from finance.choices import OPEN, ClaimState
from finance.domain.checks import Finding, unanswered
from finance.findings import sentence
from finance.models import Claim, ClaimAnswer, ClaimLine, ExpenseCategory, FapiaoUse, Receipt
from finance.selectors.checking import Checked, checked, identity_of_receipt
from finance.services import ledger
from finance.services.drafts import editable, touched
from finance.services.routing import way_of
from people.models import Department, Employee

KIND = "finance.claim"
SERIES = "BX"  # 报销


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """What a form holds of a line. line: its id, None for a new one. Money in CNY but for foreign_amount."""

    line: int | None = None
    category: ExpenseCategory | None = None
    cost_on: date | None = None
    city: str = ""
    quantity: Decimal = Decimal(1)
    description: str = ""
    cost_centre: Department | None = None
    currency: str = "CNY"
    foreign_amount: Decimal | None = None
    rate: Decimal | None = None
    rate_source: str = ""
    amount: Decimal | None = None
    tax: Decimal | None = None
    over_reason: str = ""
    no_fapiao_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a form of a claim holds. lines: those that are left out are taken off, with their receipts; None leaves all as they are.

    answers: to the questions of the checks, by code and what they are about.
    """

    title: str
    department: Department | None = None
    trip: Slip | None = None
    work_link: str = ""
    no_link_reason: str = ""
    late_reason: str = ""
    lines: Sequence[TypedLine] | None = None
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)


@transaction.atomic
def start_claim(*, key: UUID, by: Employee, at: datetime, trip: Slip | None = None) -> Claim:
    """An empty draft. The same key again is the same claim. Raises RuleBroken for somebody without a post."""
    found = Claim.objects.filter(key=key).first()
    if found is not None:
        return _own(found, by)
    held = by.on(day_of(at))
    if held is None:
        raise RuleBroken(_("You hold no post today, so nobody can be asked to decide. Ask human resources to enter your post."))
    _refuse_foreign_trip(trip, by)
    try:
        with transaction.atomic():
            return Claim.objects.create(key=key, claimant=by, department=held.department, trip=trip, created_at=at, changed_at=at)
    except IntegrityError:
        return _own(Claim.objects.get(key=key), by)


@transaction.atomic
def change_claim(*, claim: Claim, typed: Typed, by: Employee, at: datetime) -> Claim:
    """Keep what was typed, however little it is. Raises RuleBroken once it is with its approvers, and for anybody but its claimant."""
    claim = editable(claim, by)
    _refuse_foreign_trip(typed.trip, by)
    claim.title, claim.trip, claim.work_link = typed.title, typed.trip, typed.work_link
    claim.no_link_reason, claim.late_reason = typed.no_link_reason, typed.late_reason
    if typed.department is not None:
        claim.department = typed.department
    claim.save(update_fields=["title", "trip", "work_link", "no_link_reason", "late_reason", "department"])
    if typed.lines is not None:
        _write_lines(claim, typed.lines, at)
    for (code, about), text in typed.answers.items():
        ClaimAnswer.objects.update_or_create(claim=claim, code=code, about=about, defaults={"text": text[:300], "at": at})
    return touched(claim, at)


def _write_lines(claim: Claim, typed: Sequence[TypedLine], at: datetime) -> None:
    kept = {line.pk: line for line in claim.lines.all()}
    wanted = [one.line for one in typed if one.line in kept]
    gone = [pk for pk in kept if pk not in wanted]
    Receipt.objects.filter(line__in=gone).update(line=None, removed_at=at)
    if claim.request_id is None:
        ClaimLine.objects.filter(pk__in=gone).delete()
    else:  # an earlier round showed it, and the ledger names it
        ClaimLine.objects.filter(pk__in=gone).update(removed_at=at)
    for place, one in enumerate(typed, start=1):
        row = kept.get(one.line or 0) or ClaimLine(claim=claim)
        row.order, row.category, row.cost_on, row.city, row.quantity = place, one.category, one.cost_on, one.city, one.quantity
        row.description, row.cost_centre, row.currency, row.rate_source = one.description, one.cost_centre, one.currency, one.rate_source
        row.foreign_amount, row.rate, row.amount, row.tax = one.foreign_amount, one.rate, one.amount, one.tax
        row.over_reason, row.no_fapiao_reason = one.over_reason, one.no_fapiao_reason
        if one.currency != "CNY" and one.amount is None and one.foreign_amount is not None and one.rate is not None:
            row.amount = rounded(one.foreign_amount * one.rate)
        row.save()


@transaction.atomic
def submit_claim(*, claim: Claim, by: Employee, at: datetime) -> Request:
    """Ask for a yes, or ask again for what was sent back. Twice is once.

    Each fapiao is taken for this claim and the budget is reserved at once, so that nobody claims or spends them twice. Raises
    RuleBroken when the checks find an error or a question without an answer, when a fapiao is claimed already, when the budget does
    not allow it, or when no route fits.
    """
    before = hold(Claim.objects.values_list("request", flat=True).get(pk=claim.pk))
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.claimant_id != by.pk:
        raise RuleBroken(_("Only whose claim it is does this."))
    if claim.request_id is not None and claim.state != ClaimState.SENT_BACK:
        return Request.objects.get(pk=claim.request_id)
    today = day_of(at)
    found = checked(claim, today)
    _refuse(found)
    for pk, limit in found.limits.items():
        ClaimLine.objects.filter(pk=pk).update(limit=limit, sanctioned=None)
    _take_fapiao(claim, at)
    round_ = before.round + 1 if before else 1
    overruns = ledger.reserve(claim=claim, round=round_, by=by, at=at)
    is_over_limit = any(f.code == "over_limit" for f in found.findings)
    way = way_of(
        kind=KIND, applicant=by, department_id=claim.department_id, sums=found.sums, day=today, is_over_limit=is_over_limit,
        is_over_budget=any(over.policy == "escalate" for over in overruns),
    )  # fmt: skip
    codes = [f.code for f in found.findings] + ["over_budget"] * bool(overruns) + ["major"] * bool(way.major)
    claim.warnings = list(dict.fromkeys(codes))
    claim.submitted_on, claim.changed_at = today, at
    claim.number = claim.number or next_number(SERIES, today.year)
    claim.save(update_fields=["warnings", "submitted_on", "changed_at", "number"])
    if before:
        return resubmit(request=before, by=by, at=at, amount=claim.total, steps=way.steps)
    return submit(subject=claim, kind=KIND, by=by, at=at, key=claim.key, amount=claim.total, steps=way.steps)


def _refuse(found: Checked) -> None:
    open_: list[Finding] = unanswered(found.findings, found.answers)
    if open_:
        raise RuleBroken("\n".join(dict.fromkeys(sentence(one.code, one.values) for one in open_)))


def _take_fapiao(claim: Claim, at: datetime) -> None:
    """The rows by which a fapiao is claimed once: what the claim held before and no longer has is released."""
    receipts = Receipt.objects.filter(line__claim=claim, removed_at=None).select_related("upload")
    wanted = {identity: receipt for receipt in receipts if (identity := identity_of_receipt(receipt))}
    held = set(FapiaoUse.objects.filter(claim=claim, released_at=None).values_list("identity", flat=True))
    FapiaoUse.objects.filter(claim=claim, released_at=None).exclude(identity__in=wanted).update(released_at=at)
    for identity in sorted(set(wanted) - held):  # in order: two claims of the same fapiao wait for one another, never in a ring
        try:
            with transaction.atomic():
                FapiaoUse.objects.create(identity=identity, receipt=wanted[identity], claim=claim, claimed_at=at)
        except IntegrityError as error:
            if "finance_fapiao_once" not in str(error):
                raise
            raise RuleBroken(sentence("fapiao_taken", {"number": wanted[identity].number})) from error


def follow(request: Request, /) -> None:
    """The claim says what its request says; fapiao and budget are free again when it ends without a yes.

    What was sent back keeps its fapiao, and gives its budget back until it is handed in again.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=request.object_id)
    at = request.closed_at or clock.now()
    claim.request, claim.state = request, ClaimState(request.state)
    claim.save(update_fields=["request", "state"])
    if claim.state in (ClaimState.REFUSED, ClaimState.WITHDRAWN):
        FapiaoUse.objects.filter(claim=claim, released_at=None).update(released_at=at)
    if claim.state in (ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.SENT_BACK):
        ledger.release(claim=claim, round=request.round, at=at)


@transaction.atomic
def grant_line(*, line: ClaimLine, amount: Decimal | None, by: Employee, at: datetime) -> None:
    """Finance grants less than was asked for, while the claim is with its approvers; None grants all of it.

    Raises RuleBroken for more than was asked, for a claim that is not under way, and for one's own.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=line.claim_id)
    if claim.claimant_id == by.pk:
        raise RuleBroken(_("Nobody decides on their own claim."))
    if claim.state != ClaimState.SUBMITTED:
        raise RuleBroken(
            _("This claim is %(state)s; what is granted is decided while it is with its approvers."), state=claim.get_state_display()
        )
    line = ClaimLine.objects.get(pk=line.pk)
    if amount is not None and (line.amount is None or not 0 <= amount <= line.amount):
        raise RuleBroken(_("At most what was asked for is granted."))
    line.sanctioned = None if amount == line.amount else amount
    line.save(update_fields=["sanctioned"])


@transaction.atomic
def settle_paid(*, claim: Claim, at: datetime) -> None:
    """The money is there: the claim is paid for good, its fapiao stay taken, its budget is spent. Twice is once."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.state == ClaimState.PAID:
        return
    if claim.state != ClaimState.APPROVED or claim.request_id is None:
        raise RuleBroken(_("Only an approved claim is paid; this one is %(state)s."), state=claim.get_state_display())
    claim.state, claim.paid_at = ClaimState.PAID, at
    claim.save(update_fields=["state", "paid_at"])
    FapiaoUse.objects.filter(claim=claim, released_at=None).update(paid_at=at)
    ledger.spend(claim=claim, round=Request.objects.values_list("round", flat=True).get(pk=claim.request_id), at=at)


@transaction.atomic
def discard_claim(*, claim: Claim, by: Employee, at: datetime) -> None:
    """Throw a draft away; its files stay with their digests, and belong to nothing. Raises RuleBroken once it was handed in."""
    claim = editable(claim, by)
    if claim.state != ClaimState.DRAFT or claim.request_id is not None:
        raise RuleBroken(_("Only a draft is thrown away; withdraw what was handed in."))
    Receipt.objects.filter(line__claim=claim).update(line=None, removed_at=at)
    claim.answers.all().delete()
    claim.lines.all().delete()
    claim.delete()


def no_open_claim(slip: Slip, /) -> None:
    """A trip is not closed while a claim for it is open (TRV-03). A guard of attendance."""
    if slip.kind != SlipKind.TRIP:
        return
    claim = Claim.objects.filter(trip=slip, state__in=OPEN).order_by("pk").first()
    if claim is not None:
        raise RuleBroken(
            _("The claim “%(claim)s” for this trip is %(state)s. It is decided, or thrown away, before the trip is closed."),
            claim=claim, state=claim.get_state_display(),
        )  # fmt: skip


def day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _own(claim: Claim, by: Employee) -> Claim:
    if claim.claimant_id != by.pk:
        raise RuleBroken(_("This form was already used for another claim. Open a new one."))
    return claim


def _refuse_foreign_trip(trip: Slip | None, by: Employee) -> None:
    if trip is None:
        return
    is_companion = trip.kind == SlipKind.TRIP and hasattr(trip, "trip") and trip.trip.companions.filter(pk=by.pk).exists()
    if trip.kind != SlipKind.TRIP or not (trip.employee_id == by.pk or is_companion):
        raise RuleBroken(_("This is no trip of yours."))
