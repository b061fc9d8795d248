"""How often the clauses of finance were kept in a period, from the claims that were handed in during it."""

from collections.abc import Callable, Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from common.bindings import Kept
from common.periods import Period
from finance.models import Claim, ClaimLine, Payment, Receipt


def _lines(period: Period, departments: Iterable[int] | None) -> QuerySet[ClaimLine]:
    claims = Claim.objects.filter(submitted_on__range=(period.first, period.last))
    if departments is not None:
        claims = claims.filter(department__in=list(departments))
    return ClaimLine.objects.filter(claim__in=claims.values("pk"))


BROKEN = {
    "finance.limits": Q(amount__gt=F("limit")) | Q(claim__warnings__contains=["late"]),
    "finance.claim_over_limit": Q(amount__gt=F("limit"), over_reason=""),
    "finance.claim_work_link": Q(claim__trip=None, claim__work_link=""),
    "finance.fapiao_required": Q(has_fapiao=False),
    "finance.claim_lines": Q(has_receipt=False),
    "finance.budget": Q(claim__warnings__contains=["over_budget"]),
}


def together(period: Period, departments: Iterable[int] | None) -> dict[str, Kept]:
    """Of the lines that were handed in, those that the clause calls broken: one query for all of them."""
    receipts = Receipt.objects.filter(line=OuterRef("pk"), removed_at=None)
    rows = _lines(period, departments).annotate(has_receipt=Exists(receipts), has_fapiao=Exists(receipts.filter(is_fapiao=True)))
    counts = {f"broken_{number}": Count("pk", filter=condition) for number, condition in enumerate(BROKEN.values())}
    found = rows.order_by().aggregate(times=Count("pk"), **counts)
    return {code: Kept(found["times"], found[f"broken_{number}"]) for number, code in enumerate(BROKEN)}


def payments(period: Period, departments: Iterable[int] | None) -> Kept:
    """Payments made, and those of a request that is not approved: none, unless somebody wrote past the database."""
    rows = Payment.objects.filter(paid_at__date__range=(period.first, period.last))
    if departments is not None:
        rows = rows.filter(Q(claim__department__in=list(departments)) | Q(advance__department__in=list(departments)))
    found = rows.aggregate(times=Count("pk"), broken=Count("pk", filter=~Q(request__state="approved")))
    return Kept(found["times"], found["broken"])


def of(code: str) -> Callable[[Period, Iterable[int] | None], Kept]:
    """The figure of one binding."""
    return lambda period, departments: together(period, departments)[code]
