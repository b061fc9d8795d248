"""Money goes out: batches of payments, the bank's file, what came through and what came back (APV-01, EXP-02)."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from common.errors import RuleBroken
from common.numbering import next_number
from common.templatetags.show import money
from finance.choices import AdvanceState, BatchState, ClaimState, PaymentState
from finance.domain.bank_file import Transfer, bank_file
from finance.models import Advance, Claim, PayeeAccount, Payment, PaymentBatch
from finance.selectors.payments import granted, no_account, payments_of, unverified
from finance.services.advances import day_of, settle_with_claim
from finance.services.claims import settle_paid
from notices.services.notices import tell
from people.models import Employee

SERIES = "FK"
KIND = "finance"  # of its notices
PURPOSES = {"claim": "报销款", "advance": "借款"}  # as the bank prints them


@dataclass(slots=True)
class Made:
    """What came of putting a batch together. batch: None when nothing goes to the bank. covered: paid by an advance altogether.

    left_out: a sentence for each that cannot be paid now.
    """

    batch: PaymentBatch | None = None
    covered: list[Claim] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def make_batch(*, key: UUID, claims: Sequence[Claim], advances: Sequence[Advance] = (), pay_on: date, by: Employee, at: datetime) -> Made:
    """Put approved claims and advances into a batch; what an open advance covers is taken from it first. The same key is the same batch.

    Raises RuleBroken when the day is over, and when nothing of it can be paid: the reasons are in the sentence.
    """
    before = PaymentBatch.objects.filter(key=key).first()
    if before:
        return Made(before)
    if pay_on < day_of(at):
        raise RuleBroken(_("The day of payment lies in the past, please check."))
    wanted, lent, made = [one.pk for one in claims], [one.pk for one in advances], Made()
    given, paid_out = _hold(wanted, lent)  # advances before claims, always
    held = list(Claim.objects.select_for_update(of=("self",)).select_related("claimant", "request").filter(pk__in=wanted).order_by("pk"))
    planned = [
        *_of_claims(_ready(held, made), {one.employee_id: one for one in paid_out}, made, by, at),
        *_of_advances(given, made),
    ]
    if not planned and not made.covered:
        raise RuleBroken(_("Nothing of it can be paid: %(why)s"), why=" ".join(made.left_out) or gettext("nothing is chosen."))
    if planned:
        made.batch = _stored(planned, key, pay_on, by, at)
    return made


def _stored(planned: list[Payment], key: UUID, pay_on: date, by: Employee, at: datetime) -> PaymentBatch:
    try:
        with transaction.atomic():  # the number is taken last, because it holds its series until the end
            batch = PaymentBatch.objects.create(number=next_number(SERIES, day_of(at).year), key=key, pay_on=pay_on, made_by=by, made_at=at)
            for payment in planned:
                payment.batch = batch
            Payment.objects.bulk_create(planned)
    except IntegrityError as error:
        if "finance_paymentbatch_key" in str(error):
            raise RuleBroken(_("This batch was made already. Look at the batches.")) from error
        raise
    return batch


def _hold(claims: Collection[int], advances: Collection[int]) -> tuple[list[Advance], list[Advance]]:
    """The advances to be paid out, and the open ones of the claimants, all locked in one order."""
    whose = Claim.objects.filter(pk__in=claims).values("claimant")
    rows = Advance.objects.select_for_update(of=("self",)).select_related("employee", "request")
    held = list(rows.filter(Q(pk__in=advances) | Q(employee__in=whose, state=AdvanceState.PAID)).order_by("pk"))
    return [one for one in held if one.pk in set(advances)], [one for one in held if one.state == AdvanceState.PAID]


def _ready(claims: Sequence[Claim], made: Made) -> list[Claim]:
    """Those that may be paid; of the others the reason is told."""
    busy = set(Payment.objects.filter(claim__in=claims).exclude(state=PaymentState.FAILED).values_list("claim", flat=True))
    doubtful = unverified(claims)
    ready = []
    for claim in claims:
        if claim.state != ClaimState.APPROVED:
            made.left_out.append(_is(claim.number, claim.get_state_display()))
        elif claim.pk in busy:
            made.left_out.append(gettext("%(number)s is in a batch already.") % {"number": claim.number})
        elif claim.pk in doubtful:
            made.left_out.append(f"{claim.number}: {' '.join(doubtful[claim.pk].sentences)}")
        else:
            ready.append(claim)
    return ready


def _of_claims(claims: Sequence[Claim], open_: dict[int, Advance], made: Made, by: Employee, at: datetime) -> list[Payment]:
    accounts = _accounts([one.claimant_id for one in claims])
    planned = []
    for claim in claims:
        amount, advance = granted(claim) - claim.offset, open_.get(claim.claimant_id)
        left = advance.amount - advance.settled if advance else Decimal(0)
        if left < amount and claim.claimant_id not in accounts:
            made.left_out.append(f"{claim.number}: {no_account(claim.claimant.name)}")
            continue
        if advance and left:
            amount -= settle_with_claim(advance=advance, claim=claim, by=by, at=at)
            advance.refresh_from_db()
        if amount:
            planned.append(_payment(claim.claimant, accounts[claim.claimant_id], amount, claim.request, claim=claim))
        else:
            _claim_paid(claim, at)
            made.covered.append(claim)
    return planned


def _of_advances(advances: Sequence[Advance], made: Made) -> list[Payment]:
    accounts = _accounts([one.employee_id for one in advances])
    busy = set(Payment.objects.filter(advance__in=advances).exclude(state=PaymentState.FAILED).values_list("advance", flat=True))
    planned = []
    for advance in advances:
        if advance.state != AdvanceState.APPROVED:
            made.left_out.append(_is(advance.number, advance.get_state_display()))
        elif advance.pk in busy:
            made.left_out.append(gettext("%(number)s is in a batch already.") % {"number": advance.number})
        elif advance.employee_id not in accounts:
            made.left_out.append(f"{advance.number}: {no_account(advance.employee.name)}")
        else:
            account = accounts[advance.employee_id]
            planned.append(_payment(advance.employee, account, advance.amount, advance.request, advance=advance))
    return planned


def _is(number: str | None, state: str) -> str:
    return gettext("%(number)s is %(state)s.") % {"number": number, "state": state}


def _accounts(people: Collection[int]) -> dict[int, PayeeAccount]:
    return {one.employee_id: one for one in PayeeAccount.objects.filter(employee__in=people, until=None)}


def _payment(payee: Employee, account: PayeeAccount, amount: Decimal, request: Request | None, **of: Claim | Advance) -> Payment:
    return Payment(
        payee=payee, holder=account.holder, bank=account.bank, account_number=account.number, amount=amount, request=request, **of
    )


# -- the bank's file -----------------------------------------------------------------------------------------


@transaction.atomic
def export_batch(*, batch: PaymentBatch, by: Employee, at: datetime) -> bytes:
    """The file for the bank: its digest is kept the first time, and every later one has the same bytes.

    Raises RuleBroken for an empty batch, and when the file is not what was handed over.
    """
    batch = _locked(batch)
    content = bank_file(_transfer(payment) for payment in payments_of(batch))
    digest = hashlib.sha256(content).hexdigest()
    if batch.state == BatchState.OPEN:
        if not batch.payments.exists():
            raise RuleBroken(_("There is nothing left in this batch."))
        batch.state, batch.exported_at, batch.digest = BatchState.EXPORTED, at, digest
        batch.save(update_fields=["state", "exported_at", "digest"])
    elif batch.digest != digest:
        raise RuleBroken(_("The file is not the one that was handed over. Ask the administrator to look at the audit trail."))
    return content


def _transfer(payment: Payment) -> Transfer:
    of = payment.claim or payment.advance
    return Transfer(
        holder=payment.holder, account=payment.account_number, bank=payment.bank, amount=payment.amount,
        purpose=PURPOSES["claim" if payment.claim_id else "advance"], number=(of.number if of else "") or "",
    )  # fmt: skip


@transaction.atomic
def take_out(*, payment: Payment, by: Employee, at: datetime) -> None:
    """Take a payment out of a batch that no bank has seen yet; the claim or advance waits again. Raises RuleBroken later."""
    batch = _locked(payment.batch)
    if batch.state != BatchState.OPEN:
        raise RuleBroken(_("The file was handed over already. Say that the payment came back instead."))
    Payment.objects.filter(pk=payment.pk, batch=batch, state=PaymentState.PLANNED).delete()


# -- what the bank says --------------------------------------------------------------------------------------


@transaction.atomic
def mark_paid(*, batch: PaymentBatch, payments: Sequence[Payment] | None = None, by: Employee, at: datetime, reference: str = "") -> int:
    """The money has arrived: all that is planned of the batch, or those chosen. Returns how many were marked now; twice is once.

    Raises RuleBroken before the file was handed over, for a payment that came back, and for money to oneself.
    """
    batch = _locked(batch)
    _refuse_before_export(batch)
    rows = payments_of(batch).select_for_update(of=("self",))
    held = list(rows.filter(pk__in=[one.pk for one in payments]) if payments is not None else rows.exclude(state=PaymentState.FAILED))
    if any(one.state == PaymentState.FAILED for one in held):
        raise RuleBroken(_("A payment that came back is not paid. Put it into a new batch."))
    planned = [one for one in held if one.state == PaymentState.PLANNED]
    if any(one.payee_id == by.pk for one in planned):
        raise RuleBroken(_("Nobody pays themselves: leave your own payment out, a colleague marks it."))
    for advance in Advance.objects.select_for_update().filter(payments__in=planned).order_by("pk"):
        advance.state, advance.paid_at = AdvanceState.PAID, at
        advance.save(update_fields=["state", "paid_at"])
    for payment in planned:
        payment.state, payment.paid_at, payment.paid_by, payment.reference = PaymentState.PAID, at, by, reference.strip()
        payment.save(update_fields=["state", "paid_at", "paid_by", "reference"])
    for payment in sorted(planned, key=lambda one: one.claim_id or 0):
        if payment.claim:
            _claim_paid(payment.claim, at, payment)
        elif payment.advance:
            _tell_advance(payment.advance, payment, at)
    _close(batch)
    return len(planned)


@transaction.atomic
def mark_failed(*, payment: Payment, reason: str, by: Employee, at: datetime) -> None:
    """The money came back: its claim or advance can be paid again. Twice is once. Raises RuleBroken without a reason, and once paid."""
    batch = _locked(payment.batch)
    _refuse_before_export(batch)
    payment = Payment.objects.select_for_update(of=("self",)).select_related("payee", "claim", "advance").get(pk=payment.pk)
    if payment.state == PaymentState.FAILED:
        return
    if payment.state == PaymentState.PAID:
        raise RuleBroken(_("This payment is marked as paid already."))
    if not reason.strip():
        raise RuleBroken(_("Say why it came back."))
    payment.state, payment.failure = PaymentState.FAILED, reason.strip()
    payment.save(update_fields=["state", "failure"])
    words = partial(_came_back, payment)
    tell(recipients=[payment.payee], kind=KIND, words=words, link=reverse("finance:payee-mine"), sender=by, at=at)
    _close(batch)


def _came_back(payment: Payment) -> tuple[str, str]:
    subject = gettext("Your payment came back: %(why)s") % {"why": payment.failure}
    return subject, f"{_about(payment)}\n{gettext('Check whether your account is entered rightly; finance pays again.')}"


def _about(payment: Payment) -> str:
    """What the money is for."""
    of = payment.claim or payment.advance
    what = payment.claim.title if payment.claim else payment.advance.purpose if payment.advance else ""
    return gettext("%(what)s, %(amount)s CNY (%(number)s)") % {
        "what": what,
        "amount": money(payment.amount),
        "number": of.number if of else "",
    }


def _locked(batch: PaymentBatch) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _refuse_before_export(batch: PaymentBatch) -> None:
    if batch.state == BatchState.OPEN:
        raise RuleBroken(_("Hand the bank's file over first; then say what became of the payments."))


def _close(batch: PaymentBatch) -> None:
    if batch.state == BatchState.EXPORTED and not batch.payments.filter(state=PaymentState.PLANNED).exists():
        batch.state = BatchState.DONE
        batch.save(update_fields=["state"])


def _claim_paid(claim: Claim, at: datetime, payment: Payment | None = None) -> None:
    """The claim is paid with all that hangs on it, and its claimant knows."""
    settle_paid(claim=claim, at=at)
    claim.refresh_from_db()
    words = partial(_claim_is_paid, claim, payment)
    tell(recipients=[claim.claimant], kind=KIND, words=words, link=reverse("finance:claim-detail", args=[claim.pk]), at=at)


def _claim_is_paid(claim: Claim, payment: Payment | None) -> tuple[str, str]:
    body = gettext("%(amount)s CNY to your account.") % {"amount": money(payment.amount)} if payment else ""
    if claim.offset:
        body = f"{body} {gettext('%(amount)s CNY were taken from your advance.') % {'amount': money(claim.offset)}}".strip()
    values = {"title": claim.title, "amount": money(claim.total), "number": claim.number}
    subject = gettext("Your expense claim is paid: %(title)s, %(amount)s CNY") % values
    return subject, f"{body}\n{gettext('Number: %(number)s') % values}".strip()


def _tell_advance(advance: Advance, payment: Payment, at: datetime) -> None:
    words = partial(_advance_is_paid, advance, payment)
    tell(recipients=[payment.payee], kind=KIND, words=words, link=reverse("finance:advance", args=[advance.pk]), at=at)


def _advance_is_paid(advance: Advance, payment: Payment) -> tuple[str, str]:
    values = {"purpose": advance.purpose, "amount": money(payment.amount), "number": advance.number}
    subject = gettext("Your advance is paid: %(purpose)s, %(amount)s CNY") % values
    return subject, f"{gettext('%(amount)s CNY to your account.') % values}\n{gettext('Number: %(number)s') % values}"
