"""What waits to be paid, what stands in its way, and the batches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.templatetags.show import money
from finance.choices import AdvanceState, ClaimState, PaymentState
from finance.models import Advance, Claim, ClaimLine, FapiaoVerification, PayeeAccount, Payment, PaymentBatch, Receipt
from finance.policy import Vouchers
from people.access import within_scope
from people.models import User

PAY = "finance.pay_claim"
CNY: DecimalField = DecimalField(max_digits=14, decimal_places=2)
GRANTED = Coalesce(F("sanctioned"), F("amount"), Value(Decimal(0)), output_field=CNY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim or advance that waits for its money. granted, from_advance, to_pay: CNY. stops: why it cannot be paid yet, in sentences.

    is_mine: of the reader, who does not pay it. to_verify: receipts that somebody has to look up first.
    """

    row: Claim | Advance
    granted: Decimal
    from_advance: Decimal = Decimal(0)
    stops: tuple[str, ...] = ()
    to_verify: tuple[Receipt, ...] = ()
    is_mine: bool = False

    @property
    def to_pay(self) -> Decimal:
        return self.granted - self.from_advance

    @property
    def is_advance(self) -> bool:
        return isinstance(self.row, Advance)


def granted(claim: Claim) -> Decimal:
    """What finance grants of a claim, CNY."""
    total: Decimal = ClaimLine.objects.filter(claim=claim).aggregate(sum=Sum(GRANTED, default=Decimal(0)))["sum"]
    return total


def with_granted(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Each with `granted_sum`: what finance grants of it."""
    of_one = ClaimLine.objects.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(sum=Sum(GRANTED)).values("sum")
    return claims.annotate(granted_sum=Coalesce(Subquery(of_one), Value(Decimal(0)), output_field=CNY))


def _live(**of: OuterRef) -> Exists:
    return Exists(Payment.objects.filter(**of).exclude(state=PaymentState.FAILED))


def payable_claims(user: User) -> QuerySet[Claim]:
    """Approved and in no live payment, within the scope in which the account pays; the longest waiting first."""
    rows = Claim.objects.filter(within_scope(user, PAY, "department"), ~_live(claim=OuterRef("pk")), state=ClaimState.APPROVED)
    return with_granted(rows).select_related("claimant", "department").order_by("submitted_on", "pk")


def payable_advances(user: User) -> QuerySet[Advance]:
    """Approved and in no live payment, within the scope in which the account pays."""
    rows = Advance.objects.filter(within_scope(user, PAY, "department"), ~_live(advance=OuterRef("pk")), state=AdvanceState.APPROVED)
    return rows.select_related("employee", "department").order_by("created_at", "pk")


def waiting_claims(claims: Sequence[Claim], reader: User) -> list[Waiting]:
    """Claims of `payable_claims` with what stands in the way of each: four queries for all of them."""
    accounts = with_account([one.claimant_id for one in claims])
    doubtful = unverified(claims)
    left = open_advances([one.claimant_id for one in claims])
    found = []
    for claim in claims:
        grant: Decimal = claim.granted_sum - claim.offset  # type: ignore[attr-defined]
        taken = min(left.get(claim.claimant_id, Decimal(0)), grant)
        left[claim.claimant_id] = left.get(claim.claimant_id, Decimal(0)) - taken
        stops = list(doubtful[claim.pk].sentences) if claim.pk in doubtful else []
        if claim.claimant_id not in accounts and taken < grant:
            stops.append(no_account(claim.claimant.name))
        receipts = doubtful[claim.pk].receipts if claim.pk in doubtful else ()
        found.append(Waiting(claim, grant, taken, tuple(stops), receipts, claim.claimant.user_id == reader.pk))
    return found


def waiting_advances(advances: Sequence[Advance], reader: User) -> list[Waiting]:
    accounts = with_account([one.employee_id for one in advances])
    return [
        Waiting(
            one, one.amount, stops=() if one.employee_id in accounts else (no_account(one.employee.name),),
            is_mine=one.employee.user_id == reader.pk,
        )
        for one in advances
    ]  # fmt: skip


def no_account(name: str) -> str:
    return _("No account of %(name)s is known. They enter it under “My bank account”, or finance does.") % {"name": name}


def with_account(people: Collection[int]) -> set[int]:
    """Those of the people whose account is known."""
    return set(PayeeAccount.objects.filter(employee__in=people, until=None).values_list("employee", flat=True))


def open_advances(people: Collection[int]) -> dict[int, Decimal]:
    """What is open of the advance of each person who has one, CNY."""
    rows = Advance.objects.filter(employee__in=people, state=AdvanceState.PAID)
    return {one.employee_id: one.amount - one.settled for one in rows}


# -- fapiao to be looked up ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Fapiao of a claim that have to be looked up, or were found not to be genuine."""

    receipts: tuple[Receipt, ...]
    sentences: tuple[str, ...]


def unverified(claims: Iterable[Claim]) -> dict[int, Doubtful]:
    """By claim: its fapiao that reach `exp.fapiao.verify_from_cny` of the day of submission and have no genuine look-up: one query."""
    asked = {one.pk: Vouchers.on(one.submitted_on, one.department_id).verify_from for one in claims if one.submitted_on is not None}
    bounds = {pk: bound for pk, bound in asked.items() if bound is not None}
    found: dict[int, list[Receipt]] = defaultdict(list)
    for receipt in looked_up(Receipt.objects.filter(line__claim__in=bounds)):
        claim_id = receipt.line.claim_id if receipt.line else 0
        if receipt.total is not None and receipt.total >= bounds[claim_id] and not receipt.is_genuine:  # type: ignore[attr-defined]
            found[claim_id].append(receipt)
    return {pk: Doubtful(tuple(receipts), tuple(_why(one) for one in receipts)) for pk, receipts in found.items()}


def looked_up(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Fapiao that stand in a line, each with `is_genuine`: what the last look-up said, None without one."""
    last = FapiaoVerification.objects.filter(receipt=OuterRef("pk")).order_by("-at", "-pk").values("is_genuine")[:1]
    return receipts.filter(is_fapiao=True, removed_at=None, line__isnull=False).annotate(is_genuine=Subquery(last)).select_related("line")


def _why(receipt: Receipt) -> str:
    facts = {"number": receipt.number, "total": money(receipt.total)}
    if receipt.is_genuine is False:  # type: ignore[attr-defined]
        return _("Fapiao %(number)s (%(total)s) was looked up and is not genuine. It is not paid.") % facts
    return _("Fapiao %(number)s (%(total)s) has to be looked up on the tax bureau's platform before it is paid.") % facts


def verifiable(user: User) -> QuerySet[Receipt]:
    """Fapiao of claims that the account pays."""
    claims = Claim.objects.filter(within_scope(user, PAY, "department"))
    return looked_up(Receipt.objects.filter(line__claim__in=claims.values("pk"))).select_related("line__claim", "owner")


# -- batches ---------------------------------------------------------------------------------------------


def batches(user: User) -> QuerySet[PaymentBatch]:
    """Batches some of whose payments lie where the account pays, each with how many, how much and what is open."""
    everywhere = Payment.objects.filter(batch=OuterRef("pk"))
    mine = everywhere.filter(within_scope(user, PAY, "claim__department") | within_scope(user, PAY, "advance__department"))
    planned, failed = Q(payments__state=PaymentState.PLANNED), Q(payments__state=PaymentState.FAILED)
    rows = PaymentBatch.objects.filter(Exists(mine) | ~Exists(everywhere))
    return rows.select_related("made_by").order_by("-made_at", "-pk").annotate(
        count=Count("payments"), sum=Sum("payments__amount", default=Decimal(0)), open=Count("payments", filter=planned),
        failed=Count("payments", filter=failed),
    )  # fmt: skip


def payments_of(batch: PaymentBatch) -> QuerySet[Payment]:
    """In the order of the bank's file."""
    return Payment.objects.filter(batch=batch).select_related("payee", "claim", "advance", "paid_by").order_by("pk")
