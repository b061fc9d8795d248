"""What the managers' desk says of claims: in a list, on one sheet, and in sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from approvals.models import StepApprover
from approvals.selectors.detail import Entry, detail_of
from common import clock
from finance.choices import AdvanceState, ClaimState
from finance.findings import Told
from finance.models import Advance, Claim, ClaimLine, Receipt
from finance.pictures import has_picture
from finance.selectors.balances import Standing, borne, standing_of
from finance.selectors.checking import checked
from people.models import Employee, User

KIND = "finance.claim"
EARLIER = timedelta(days=30)
MOST_EARLIER = 10
STATE_TONES = {
    ClaimState.DRAFT: "quiet", ClaimState.SUBMITTED: "waiting", ClaimState.SENT_BACK: "waiting", ClaimState.APPROVED: "info",
    ClaimState.REFUSED: "wrong", ClaimState.WITHDRAWN: "quiet", ClaimState.PAID: "good",
}  # fmt: skip
WARNINGS: dict[str, tuple[str, Promise]] = {  # code of a finding: tone and word
    "major": ("info", pgettext_lazy("warning of a claim", "major")),
    "over_budget": ("wrong", pgettext_lazy("warning of a claim", "over budget")),
    "over_limit": ("waiting", pgettext_lazy("warning of a claim", "above a limit")),
    "maybe_split": ("wrong", pgettext_lazy("warning of a claim", "perhaps split")),
    "same_file": ("wrong", pgettext_lazy("warning of a claim", "same file")),
    "same_day_amount": ("waiting", pgettext_lazy("warning of a claim", "same day and amount")),
    "fapiao_consecutive": ("waiting", pgettext_lazy("warning of a claim", "numbers in a row")),
    "fapiao_other_buyer": ("waiting", pgettext_lazy("warning of a claim", "other buyer")),
    "fapiao_no_buyer": ("waiting", pgettext_lazy("warning of a claim", "no buyer")),
    "fapiao_items": ("waiting", pgettext_lazy("warning of a claim", "unclear items")),
    "fapiao_old": ("waiting", pgettext_lazy("warning of a claim", "old fapiao")),
    "late": ("waiting", pgettext_lazy("warning of a claim", "late")),
    "outside_trip": ("waiting", pgettext_lazy("warning of a claim", "outside of the trip")),
    "no_fapiao": ("waiting", pgettext_lazy("warning of a claim", "no fapiao")),
    "no_work_link": ("waiting", pgettext_lazy("warning of a claim", "no work named")),
    "fapiao_corrected": ("waiting", pgettext_lazy("warning of a claim", "corrected by hand")),
    "fapiao_note": ("quiet", pgettext_lazy("warning of a claim", "note on a fapiao")),
    "fapiao_no_code": ("quiet", pgettext_lazy("warning of a claim", "no credit code")),
    "no_company": ("quiet", pgettext_lazy("warning of a claim", "buyer not compared")),
}


@dataclass(frozen=True, slots=True)
class Warned:
    word: str
    tone: str


def warned(claim: Claim) -> list[Warned]:
    """What the checks found when it was submitted, in short words, the gravest first."""
    known = [(word, tone) for code, (tone, word) in WARNINGS.items() if code in claim.warnings]
    return [Warned(str(word), tone) for word, tone in known]


# -- a list ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """What the list says of a claim besides its own columns.

    turn: who is asked now. days: since when. left: the lowest balance among the accounts that bear it, CNY, what it asks for already
    taken off; None: no approved budget has any of its lines. is_unbudgeted: some line has none. granted: CNY.
    """

    turn: str = ""
    days: int | None = None
    receipts: int = 0
    left: Decimal | None = None
    is_unbudgeted: bool = False
    granted: Decimal = Decimal(0)


def marks_of(claims: Sequence[Claim], day: date) -> dict[int, Mark]:
    """The marks of the claims of a page, by id: seven queries however many."""
    lines = list(ClaimLine.objects.filter(claim__in=claims).select_related("claim").order_by("pk"))
    left, unbudgeted = _left(lines, day)
    receipts = Receipt.objects.filter(line__in=lines, removed_at=None).order_by().values("line__claim").annotate(count=Count("pk"))
    counts = dict(receipts.values_list("line__claim", "count"))
    turns, since = _turns(claims, day)
    granted: dict[int, Decimal] = {}
    for line in lines:
        granted[line.claim_id] = granted.get(line.claim_id, Decimal(0)) + (line.granted or Decimal(0))
    return {
        one.pk: Mark(
            turn="、".join(dict.fromkeys(turns.get(one.request_id or 0, ()))),
            days=_days(since.get(one.request_id or 0), day),
            receipts=counts.get(one.pk, 0),
            left=left.get(one.pk),
            is_unbudgeted=one.pk in unbudgeted,
            granted=granted.get(one.pk, Decimal(0)),
        )
        for one in claims
    }


def _left(lines: Sequence[ClaimLine], day: date) -> tuple[dict[int, Decimal], set[int]]:
    left: dict[int, Decimal] = {}
    unbudgeted: set[int] = set()
    for one in borne(lines, day):
        for line in one.lines:
            if one.account is None:
                unbudgeted.add(line.claim_id)
            else:
                left[line.claim_id] = min(left.get(line.claim_id, one.account.left), one.account.left)
    return left, unbudgeted


def _turns(claims: Iterable[Claim], day: date) -> tuple[dict[int, list[str]], dict[int, datetime | None]]:
    """By request: who is asked now, and since when."""
    ids = [one.request_id for one in claims if one.request_id and one.state == ClaimState.SUBMITTED]
    seats = StepApprover.objects.open(day).filter(step__request__in=ids, step__state="active").order_by("place", "pk")
    turns: dict[int, list[str]] = {}
    since: dict[int, datetime | None] = {}
    for request, name, at in seats.values_list("step__request", "approver__name", "step__activated_at"):
        turns.setdefault(request, []).append(name)
        since[request] = at
    return turns, since


def _days(since: datetime | None, day: date) -> int | None:
    return None if since is None else max((day - local_day(since)).days, 0)


def local_day(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


# -- one claim ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A receipt beside its fields. place: of its line, counted from 1. told: what the checks say of it."""

    receipt: Receipt
    place: int
    told: tuple[Told, ...]
    verdict: str

    @property
    def has_picture(self) -> bool:
        return has_picture(self.receipt.upload.content_type)

    @property
    def picture(self) -> str:
        return reverse("finance:receipt-picture", args=[self.receipt.pk])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A claim as it is decided on. told: what the checks say of claim and lines. earlier: other claims of the person, 30 days."""

    claim: Claim
    lines: list[ClaimLine]
    granted: Decimal
    told: list[Told]
    receipts: list[Shown]
    standing: list[Standing]
    advances: list[Advance]
    earlier: list[Claim]
    earlier_sum: Decimal
    record: list[Entry]
    mark: Mark

    @property
    def warned(self) -> list[Warned]:
        return warned(self.claim)


def sheet_of(claim: Claim, reader: User, day: date) -> Sheet:
    """Everything about a claim that its approver needs, at a constant number of queries. claim: handed in."""
    judged_on = claim.submitted_on or day
    lines = list(claim.lines.select_related("claim", "category", "cost_centre").order_by("order", "pk"))
    told = checked(claim, judged_on).told()
    earlier = earlier_of(claim, reader, judged_on)
    return Sheet(
        claim=claim,
        lines=lines,
        granted=sum((line.granted or Decimal(0) for line in lines), Decimal(0)),
        told=[one for one in told if not one.about.startswith("receipt:")],
        receipts=_shown(lines, told),
        standing=standing_of(lines, day),
        advances=list(open_advances(claim.claimant)),
        earlier=list(earlier[:MOST_EARLIER]),
        earlier_sum=earlier.order_by().aggregate(sum=Sum("total", default=0))["sum"],
        record=detail_of(claim.request, None, day).timeline if claim.request else [],
        mark=marks_of([claim], day)[claim.pk],
    )


def _shown(lines: Sequence[ClaimLine], told: Sequence[Told]) -> list[Shown]:
    places = {line.pk: place for place, line in enumerate(lines, start=1)}
    receipts = Receipt.objects.filter(line__in=places, removed_at=None).select_related("upload").prefetch_related("verifications")
    of: dict[str, list[Told]] = {}
    for one in told:
        of.setdefault(one.about, []).append(one)
    found = [Shown(row, places[row.line_id or 0], tuple(of.get(f"receipt:{row.pk}", ())), _verdict(row)) for row in receipts.order_by("pk")]
    return sorted(found, key=lambda one: (one.place, one.receipt.pk))


def _verdict(receipt: Receipt) -> str:
    """What the last comparison with the tax bureau said: genuine, false, or "" for none."""
    last = max(receipt.verifications.all(), key=lambda row: (row.at, row.pk), default=None)
    return "" if last is None else "genuine" if last.is_genuine else "false"


def earlier_of(claim: Claim, reader: User, day: date) -> QuerySet[Claim]:
    """The person's other claims that were handed in within 30 days before, as far as the reader may see them."""
    others = Claim.objects.visible_to(reader).filter(claimant=claim.claimant_id, submitted_on__range=(day - EARLIER, day))
    return others.exclude(pk=claim.pk).exclude(state=ClaimState.DRAFT).order_by("-submitted_on", "-pk")


def open_advances(person: Employee) -> QuerySet[Advance]:
    """Advances that were paid out and are not settled, with what is open of each as `open`."""
    paid = Advance.objects.filter(employee=person, state=AdvanceState.PAID, settled__lt=F("amount"))
    return paid.annotate(open=F("amount") - F("settled")).order_by("settle_by", "pk")


# -- what waits --------------------------------------------------------------------------------


def waiting_seats(person: Employee, day: date) -> QuerySet[StepApprover]:
    """Where the person is asked about a claim now."""
    return StepApprover.objects.waiting_for(person, day).filter(step__request__kind=KIND)


def waiting_claims(person: Employee | None, day: date) -> QuerySet[Claim]:
    """The claims that wait for the person, the longest first."""
    if person is None:
        return Claim.objects.none()
    asked = waiting_seats(person, day).order_by().values("step__request")
    return Claim.objects.filter(request__in=asked).order_by("submitted_on", "pk")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a claim stands among those that wait for the reader, counted from 1; number 0: it does not wait."""

    number: int
    count: int
    before: int | None
    after: int | None


def neighbours(claim: Claim, person: Employee | None) -> Neighbours:
    """The way from one waiting claim to the next: one query."""
    ids = list(waiting_claims(person, clock.today()).values_list("pk", flat=True))
    if claim.pk not in ids:
        return Neighbours(0, len(ids), None, ids[0] if ids else None)
    at = ids.index(claim.pk)
    return Neighbours(at + 1, len(ids), ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def sum_of(claims: QuerySet[Claim]) -> Mapping[str, Decimal | int]:
    """How many, and how much together: `count`, `sum`."""
    return claims.order_by().aggregate(count=Count("pk"), sum=Sum("total", default=0))
