"""What a claim looks like to the checks: facts of the claim, of its receipts, and of all that was claimed before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from common.policy import Policy
from finance import findings
from finance.choices import LIVE, ClaimState
from finance.domain.checks import Facts, Finding, Line, Rules, Voucher, check, window
from finance.domain.major import WHOLE
from finance.findings import Told
from finance.models import BillingEntity, Claim, ClaimLine, FapiaoUse, Receipt
from finance.policy import Expenses, Major, Vouchers

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Checked:
    """findings: all there is to say. limits: CNY by id of line, None: no limit. sums: CNY by name of category."""

    findings: list[Finding]
    limits: Mapping[int, Decimal | None]
    sums: Mapping[str, Decimal]
    answers: Mapping[tuple[str, str], str]
    policies: Mapping[str, Policy]

    def told(self) -> list[Told]:
        """In words, with the clause and with what was answered."""
        return [findings.told(f, self._citation(f), self.answers.get((f.code, f.about), "")) for f in self.findings]

    def _citation(self, finding: Finding) -> Any:
        policy = next((p for p in self.policies.values() if finding.rule and finding.rule in p.parameters), None)
        return policy.cite(finding.rule) if policy else None


def checked(claim: Claim, day: date) -> Checked:
    """The claim as the checks see it on that day, by the rules of that day: a constant number of queries.

    Standards are those of the day of the cost, for the post held then.
    """
    lines = list(ClaimLine.objects.filter(claim=claim).select_related("category").order_by("order", "pk"))
    receipts = list(Receipt.objects.filter(line__in=lines, removed_at=None).select_related("upload").order_by("pk"))
    held = claim.claimant.on(day)
    post, post_id = (held.post.title, held.post_id) if held else ("", None)
    limits = {line.pk: limit_of(line, claim.department_id, post, post_id) for line in lines}
    by_line = _vouchers(claim, receipts)
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.amount is not None and line.category is not None:
            sums[line.category.name] = sums.get(line.category.name, NONE) + line.amount
    policies: dict[str, Policy] = {
        "expenses": Expenses.on(day, claim.department_id, post_id), "vouchers": Vouchers.on(day, claim.department_id, post_id),
        "major": Major.on(day, claim.department_id),
    }  # fmt: skip
    facts = Facts(
        title=claim.title, has_work_link=bool(claim.trip_id or claim.work_link.strip()), no_link_reason=claim.no_link_reason,
        late_reason=claim.late_reason, trip=_days_of(claim), split=_split(claim, sums, policies["major"], day),
        lines=[_line(line, place, limits[line.pk], by_line.get(line.pk, ())) for place, line in enumerate(lines, start=1)],
    )  # fmt: skip
    rules = Rules(
        deadline=policies["expenses"]["deadline"], max_age=policies["vouchers"]["max_age"],
        prior_year_until=policies["vouchers"]["prior_year_until"],
        companies=tuple(BillingEntity.objects.filter(is_active=True).values_list("name", "credit_code")),
    )  # fmt: skip
    answers = {(answer.code, answer.about): answer.text for answer in claim.answers.all()}
    return Checked(check(facts, rules, day), limits, sums, answers, policies)


def limit_of(line: ClaimLine, department_id: int, post: str, post_id: int | None) -> Decimal | None:
    """What the standard of its category allows on its day, CNY; None without category, day or standard."""
    if line.category is None or line.cost_on is None:
        return None
    standards = Expenses.on(line.cost_on, department_id, post_id).standards or {}
    found = standards.get(line.category.name)
    return found.limit(city=line.city, post=post, quantity=line.quantity) if found else None


def _line(line: ClaimLine, place: int, limit: Decimal | None, vouchers: Sequence[Voucher]) -> Line:
    return Line(
        key=line.pk, place=place, category=line.category.name if line.category else "", cost_on=line.cost_on, description=line.description,
        currency=line.currency, foreign_amount=line.foreign_amount, rate=line.rate, rate_source=line.rate_source, amount=line.amount,
        limit=limit, over_reason=line.over_reason, no_fapiao_reason=line.no_fapiao_reason, vouchers=tuple(vouchers),
    )  # fmt: skip


def _vouchers(claim: Claim, receipts: Sequence[Receipt]) -> dict[int, list[Voucher]]:
    """The receipts by line, with what is known of them elsewhere: three queries."""
    plain = {receipt.pk: _voucher(receipt) for receipt in receipts}
    identities = {voucher.identity for voucher in plain.values() if voucher.is_fapiao and voucher.identity}
    taken = set(FapiaoUse.objects.filter(identity__in=identities, released_at=None).exclude(claim=claim).values_list("identity", flat=True))
    others = Receipt.objects.filter(removed_at=None, line__isnull=False).exclude(line__claim=claim)
    live = others.filter(Q(line__claim__state__in=LIVE) | Q(line__claim__claimant=claim.claimant_id))
    copies = Counter(live.filter(upload__sha256__in=[r.upload.sha256 for r in receipts]).values_list("upload__sha256", flat=True))
    days = {receipt.issued_on for receipt in receipts if receipt.issued_on}
    mine = Receipt.objects.filter(owner=claim.claimant_id, removed_at=None, issued_on__in=days, total__isnull=False, line__isnull=False)
    twins = list(
        mine.exclude(line__claim__state__in=(ClaimState.REFUSED, ClaimState.WITHDRAWN)).values_list("pk", "issued_on", "kind", "total")
    )
    found: dict[int, list[Voucher]] = {}
    for receipt in receipts:
        voucher = plain[receipt.pk]
        others_alike = [pk for pk, *alike in twins if pk != receipt.pk and alike == [receipt.issued_on, receipt.kind, receipt.total]]
        known = Voucher(
            **{name: getattr(voucher, name) for name in Voucher.__dataclass_fields__ if name not in ("is_taken", "copies", "twins")},
            is_taken=voucher.is_fapiao and voucher.identity in taken, copies=copies[receipt.upload.sha256], twins=len(others_alike),
        )  # fmt: skip
        found.setdefault(receipt.line_id or 0, []).append(known)
    return found


def _voucher(receipt: Receipt) -> Voucher:
    read = receipt.read or {}
    sure = read.get("sure", {})
    return Voucher(
        key=receipt.pk, is_fapiao=receipt.is_fapiao, kind=receipt.kind, code=receipt.code, number=receipt.number,
        issued_on=receipt.issued_on, buyer_name=receipt.buyer_name, buyer_tax_id=receipt.buyer_tax_id, seller_name=receipt.seller_name,
        seller_tax_id=receipt.seller_tax_id, amount=receipt.amount, tax=receipt.tax, total=receipt.total, items=receipt.items,
        is_red=bool(read.get("red")), notes=tuple(text % dict(values) if values else text for text, values in read.get("notes", ())),
        exact={name: True for name, how in sure.items() if how == "exact"}, corrected=tuple(receipt.corrected),
    )  # fmt: skip


def identity_of_receipt(receipt: Receipt) -> str:
    """The key under which it is claimed once; "" for what is no fapiao or has no number."""
    return _voucher(receipt).identity if receipt.is_fapiao else ""


def _days_of(claim: Claim) -> tuple[date, date] | None:
    if claim.trip is None:
        return None
    zone = timezone.get_default_timezone()
    during = claim.trip.during
    return during.lower.astimezone(zone).date(), (during.upper - timedelta(minutes=1)).astimezone(zone).date()


def _split(claim: Claim, sums: Mapping[str, Decimal], major: Policy, day: date) -> tuple[str, ...]:
    """Numbers of the claimant's other claims of a week that reach the bound of a whole claim only together with this one."""
    whole = (major["amounts"] or {}).get(WHOLE)
    total = sum(sums.values(), NONE)
    if whole is None or whole.reached(total):
        return ()
    others = Claim.objects.filter(claimant=claim.claimant_id, state__in=LIVE, submitted_on__range=window(day)).exclude(pk=claim.pk)
    small = [(number, amount) for number, amount in others.order_by(F("submitted_on"), "pk").values_list("number", "total")]
    if not small or any(whole.reached(amount) for _number, amount in small):
        small = [(number, amount) for number, amount in small if not whole.reached(amount)]
    return tuple(number or "" for number, _amount in small) if small and whole.reached(total + sum(a for _n, a in small)) else ()
