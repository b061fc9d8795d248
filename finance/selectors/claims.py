"""Claims as pages show them: lists, and one claim with its lines, receipts, findings, budget and way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from attendance.choices import COUNTS, SlipKind
from attendance.models import Slip
from attendance.selectors.asking import names_of
from common.errors import RuleBroken
from common.policy import Citation
from common.templatetags.show import bare_day
from finance.choices import OPEN, AdvanceState, ClaimState
from finance.findings import Told
from finance.models import Advance, Claim, ClaimLine, ExpenseCategory, Receipt
from finance.pictures import has_picture
from finance.policy import Budgeting, Expenses
from finance.selectors.balances import Standing, standing_of
from finance.selectors.checking import Checked, checked
from finance.services.routing import way_of
from people.access import within_scope
from people.models import Department, Employee, User
from rules.words import cell_in_measure

VIEW = "finance.view_claim"
GRANT = "finance.change_claim"
TRIPS_BACK = timedelta(days=120)
KIND = "finance.claim"
TONES = {
    ClaimState.DRAFT: "quiet", ClaimState.SUBMITTED: "waiting", ClaimState.SENT_BACK: "waiting", ClaimState.APPROVED: "good",
    ClaimState.REFUSED: "wrong", ClaimState.WITHDRAWN: "quiet", ClaimState.PAID: "good",
}  # fmt: skip
MISSING = frozenset((  # what somebody has only not typed yet
    "no_title", "no_lines", "no_work_link", "no_category", "no_date", "no_description", "no_amount",
    "fapiao_no_number", "fapiao_no_date", "fapiao_no_total",
))  # fmt: skip
UNITS = {
    "night": pgettext_lazy("quantity of an expense", "nights"), "day": pgettext_lazy("quantity of an expense", "days"),
    "person": pgettext_lazy("quantity of an expense", "persons"), "time": pgettext_lazy("quantity of an expense", "times"),
}  # fmt: skip


# -- which claims --------------------------------------------------------------------------------------------


def mine(person: Employee) -> QuerySet[Claim]:
    """One's own, the latest first."""
    return Claim.objects.filter(claimant=person).select_related("claimant").order_by("-changed_at", "-pk")


def open_of(person: Employee) -> QuerySet[Claim]:
    """One's own that are not paid or ended; those that came back first."""
    place = Case(When(state=ClaimState.SENT_BACK, then=0), When(state=ClaimState.DRAFT, then=1), default=2)
    return mine(person).filter(state__in=(*OPEN, ClaimState.APPROVED)).order_by(place, "-changed_at", "-pk")


def sent_back_to(user_id: int | None) -> QuerySet[Claim]:
    """Claims of the account that wait for it."""
    return Claim.objects.filter(claimant__user=user_id, state=ClaimState.SENT_BACK).order_by("-changed_at", "-pk")


def of_team(user: User, typed: str = "", state: str = "") -> QuerySet[Claim]:
    """Those that the account may see of others."""
    rows = Claim.objects.visible_to(user).exclude(claimant__user=user)
    if typed.strip():
        said = Q(number__icontains=typed.strip()) | Q(title__icontains=typed.strip())
        rows = rows.filter(said | Q(claimant__in=Employee.objects.matching(typed)))
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("claimant").order_by("-changed_at", "-pk")


def may_grant(user: User, claim: Claim) -> bool:
    """Whether the account decides for finance about that claim, which is under way and not its own."""
    if claim.state != ClaimState.SUBMITTED or claim.claimant.user_id == user.pk or not user.has_perm(GRANT):
        return False
    return Claim.objects.filter(within_scope(user, GRANT, "department"), pk=claim.pk).exists()


def open_advance_of(person: Employee) -> Advance | None:
    """The money that somebody has in advance and has not settled; nobody has two."""
    ended = (AdvanceState.SETTLED, AdvanceState.REFUSED, AdvanceState.WITHDRAWN)
    return Advance.objects.filter(employee=person).exclude(state__in=ended).order_by("-pk").first()


# -- what a form offers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen, by the value of its option."""

    trips: Mapping[str, Slip]
    categories: Mapping[str, ExpenseCategory]
    departments: Mapping[str, Department]

    @property
    def trip_choices(self) -> list[tuple[str, str]]:
        return [(pk, trip_words(slip)) for pk, slip in self.trips.items()]

    @property
    def category_choices(self) -> list[tuple[str, str]]:
        return [(pk, category.name) for pk, category in self.categories.items()]

    @property
    def department_choices(self) -> list[tuple[str, str]]:
        return [(pk, unit.name) for pk, unit in self.departments.items()]


def offered(claim: Claim, lines: Iterable[ClaimLine], today: date) -> Offered:
    """Trips of the last months (also as companion), categories in use, departments there are; and whatever the claim has: three queries."""
    since = timezone.make_aware(datetime.combine(today - TRIPS_BACK, time(0)), timezone.get_default_timezone())
    recent = Q(state__in=COUNTS, during__endswith__gte=since)
    trips = trips_of(claim.claimant).filter(recent | Q(pk=claim.trip_id))
    used = [line.category_id for line in lines if line.category_id]
    categories = ExpenseCategory.objects.filter(Q(is_active=True, is_claimable=True) | Q(pk__in=used))
    units = [claim.department_id, *(line.cost_centre_id for line in lines if line.cost_centre_id)]
    departments = Department.objects.filter(Q(versions__during__contains=today) | Q(pk__in=units)).distinct()
    return Offered(
        trips={str(row.pk): row for row in trips.order_by("-during", "-pk")},
        categories={str(row.pk): row for row in categories.order_by("order", "pk")},
        departments={str(row.pk): row for row in departments},
    )


def trips_of(person: Employee) -> QuerySet[Slip]:
    """Journeys of somebody, also as a companion."""
    own = Slip.objects.filter(Q(employee=person) | Q(trip__companions=person), kind=SlipKind.TRIP)
    return own.select_related("trip").distinct()


def trip_words(slip: Slip) -> str:
    """`上海 11月3日–11月5日`."""
    zone = timezone.get_default_timezone()
    first, last = slip.during.lower.astimezone(zone).date(), (slip.during.upper - timedelta(minutes=1)).astimezone(zone).date()
    days = bare_day(first) if first == last else f"{bare_day(first)}–{bare_day(last)}"
    return f"{slip.trip.destination} {days}"


# -- one claim ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    receipt: Receipt
    told: Sequence[Told]

    @property
    def has_picture(self) -> bool:
        return has_picture(self.receipt.upload.content_type)

    @property
    def corrected(self) -> list[str]:
        """Names of the fields that were corrected by hand."""
        return [str(Receipt._meta.get_field(name).verbose_name) for name in self.receipt.corrected]  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class LineShown:
    """limit: CNY by the standard; unit: of its quantity, "" when it has none; standard: in words, with its clause."""

    line: ClaimLine
    place: int
    receipts: Sequence[ReceiptShown]
    told: Sequence[Told]
    limit: Decimal | None = None
    unit: str = ""
    standard: str = ""
    citation: Citation | None = None

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.told}


@dataclass(frozen=True, slots=True)
class Shown:
    """told: about the claim as a whole. open: what keeps it from being handed in. standing: of the budgets that bear it."""

    claim: Claim
    lines: Sequence[LineShown]
    told: Sequence[Told]
    found: Checked
    standing: Sequence[Standing] = ()
    granted: Decimal = Decimal(0)

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.every_told()}

    def every_told(self) -> list[Told]:
        """What is said of the claim, its lines and its receipts, in the order of the page."""
        by_line = (one for line in self.lines for one in (*line.told, *(said for receipt in line.receipts for said in receipt.told)))
        return [*self.told, *by_line]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Who would decide, step by step; refusal: why nobody can be asked. major: the bound that brings in the management."""

    approvers: Sequence[tuple[str, ...]] = field(default=())
    refusal: str = ""
    major: str = ""
    citation: Citation | None = None


def shown(claim: Claim, day: date) -> Shown:
    """The claim with everything that its pages say, by the rules of that day: a constant number of queries."""
    lines = list(claim.lines.select_related("category", "cost_centre", "claim").order_by("order", "pk"))
    rows = Receipt.objects.filter(line__in=lines, removed_at=None).select_related("upload").order_by("pk")
    found = checked(claim, day)
    told: dict[str, list[Told]] = {}
    for one in found.told():
        told.setdefault(one.about, []).append(one)
    receipts: dict[int, list[ReceiptShown]] = {}
    for receipt in rows:
        receipts.setdefault(receipt.line_id or 0, []).append(ReceiptShown(receipt, told.get(f"receipt:{receipt.pk}", ())))
    held = claim.claimant.on(day)
    shown_lines = [
        _judged(LineShown(line, place, receipts.get(line.pk, ()), told.get(f"line:{line.pk}", ())), found, held.post_id if held else None)
        for place, line in enumerate(lines, start=1)
    ]
    granted = sum((line.granted or Decimal(0) for line in lines), Decimal(0))
    return Shown(claim, shown_lines, told.get("claim", ()), found, standing_of(lines, day), granted)


def _judged(one: LineShown, found: Checked, post_id: int | None) -> LineShown:
    """With the standard of its category, where the wall has one."""
    line = one.line
    if line.category is None or line.cost_on is None:
        return one
    rules = Expenses.on(line.cost_on, line.claim.department_id, post_id)
    standard = (rules.standards or {}).get(line.category.name)
    if standard is None:
        return one
    unit, words = str(UNITS.get(standard.per, "")), cell_in_measure(Expenses.standards, standard)
    return replace(one, limit=found.limits.get(line.pk), unit=unit, standard=words, citation=rules.cite("standards"))


def outlook(shown: Shown, day: date) -> Outlook | None:
    """The way that the claim would take today; None while it asks for nothing."""
    claim = shown.claim
    if not shown.found.sums:
        return None
    is_escalated = Budgeting.on(day, claim.department_id).overrun == "escalate" and any(one.is_over for one in shown.standing)
    try:
        way = way_of(
            kind=KIND, applicant=claim.claimant, department_id=claim.department_id, sums=shown.found.sums, day=day,
            is_over_limit=any(one.code == "over_limit" for one in shown.found.findings), is_over_budget=is_escalated,
        )  # fmt: skip
        return Outlook(names_of(claim.claimant, way.steps, day), major=way.major, citation=way.citation)
    except RuleBroken as refusal:
        return Outlook(refusal=str(refusal))
