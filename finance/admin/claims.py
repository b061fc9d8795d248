"""Claims at the managers' desk: what waits first, each with its receipts beside their fields, decided by the same acts as on the pages."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from approvals import services
from approvals.admin.base import ReadOnlyAdmin
from approvals.admin.deciding import DecidingAdmin, with_active
from approvals.models import Request, StepApprover
from common import clock
from common.admin import DeskList
from common.history import label_of, listed
from common.templatetags.show import badge, money
from finance.admin.claim_filters import DepartmentFilter, MonthFilter, WaitsFilter, WarningFilter
from finance.choices import ClaimState
from finance.models import Claim, FapiaoUse, FapiaoVerification, Receipt
from finance.selectors import desk
from people.admin.base import LINK
from people.models import Employee

COUNTED_TO = 2_000  # rows of a list; nobody turns to a page beyond, and counting a hundred thousand would take longer than showing them
FIGURE = '<span class="claim-figure">{}</span>'  # set at the right, its digits below each other


class CappedPaginator(Paginator):
    """Counts no further than COUNTED_TO."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:COUNTED_TO].count()


class ClaimList(DeskList):
    """The way through years and months stands above what can be counted; beyond, the filters come first."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.result_count >= COUNTED_TO:
            self.date_hierarchy = None


@admin.register(Claim)
class ClaimAdmin(DecidingAdmin):
    sidebar_icon = "receipt_long"
    list_display = (
        "number", "who", "title", "sum", "state_word", "turn", "left", "warned", "days", "receipts",
    )  # fmt: skip
    list_filter = (WaitsFilter, "state", DepartmentFilter, WarningFilter, MonthFilter)
    list_select_related = ("claimant", "department")
    search_fields = ("number",)
    search_help_text = gettext_lazy("Number of the claim or of a fapiao, name of the claimant")
    date_hierarchy = "submitted_on"
    paginator = CappedPaginator
    ordering = ("-changed_at", "-pk")
    list_disable_select_all = True
    decide_template = "finance/admin_decide.html"
    change_form_outer_before_template = "finance/admin_claim.html"
    history_words = {"warnings": lambda codes, _claim: listed(str(desk.WARNINGS[code][1]) for code in codes)}
    titles = {
        services.approve: gettext_lazy("Approve these claims"),
        services.send_back: gettext_lazy("Send these claims back"),
        services.refuse: gettext_lazy("Refuse these claims"),
    }

    class Media:
        css = {"all": ["approvals/admin.css", "css/claim_desk.css"]}

    # -- the list ---------------------------------------------------------------

    @admin.display(description=gettext_lazy("claimant"), ordering="claimant__name_key")
    def who(self, row: Claim) -> str:
        return f"{row.claimant.name} · {row.department.name}"

    @admin.display(description=gettext_lazy("total (CNY)"), ordering="total")
    def sum(self, row: Claim) -> SafeString:
        return format_html(FIGURE, money(row.total))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, row: Claim) -> SafeString:
        return badge(row.get_state_display(), desk.STATE_TONES[ClaimState(row.state)])

    @admin.display(description=pgettext_lazy("claim", "whose turn"))
    def turn(self, row: Claim) -> str:
        return row.mark.turn  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("budget left (CNY)"))
    def left(self, row: Claim) -> SafeString | str:
        mark: desk.Mark = row.mark  # type: ignore[attr-defined]
        if mark.left is None or mark.is_unbudgeted:
            return badge(pgettext("claim", "no budget"), "waiting") if mark.is_unbudgeted else ""
        return badge(money(mark.left), "wrong") if mark.left < 0 else format_html(FIGURE, money(mark.left))

    @admin.display(description=gettext_lazy("warnings"))
    def warned(self, row: Claim) -> SafeString:
        return format_html_join(" ", "{}", ((badge(one.word, one.tone),) for one in desk.warned(row)))

    @admin.display(description=gettext_lazy("days waiting"), ordering="submitted_on")
    def days(self, row: Claim) -> SafeString | str:
        mark: desk.Mark = row.mark  # type: ignore[attr-defined]
        return "" if mark.days is None else format_html(FIGURE, mark.days)

    @admin.display(description=gettext_lazy("receipts"))
    def receipts(self, row: Claim) -> SafeString:
        return format_html(FIGURE, row.mark.receipts)  # type: ignore[attr-defined]

    def with_marks(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        marks = desk.marks_of(rows, clock.today())
        for row in rows:
            row.mark = marks[row.pk]
        return rows

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[DeskList]:
        return ClaimList

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits for the reader, the longest first; everything else, what moved last first."""
        return ("submitted_on", "pk") if WaitsFilter.asks_for_mine(request) else self.ordering

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Without drafts: they are nobody's but their writer's. What one is asked to decide, one may see."""
        if WaitsFilter.asks_for_mine(request) and not request.resolver_match.kwargs:
            return desk.waiting_claims(getattr(request.user, "employee", None), clock.today()).order_by(*self.get_ordering(request))
        return super().get_queryset(request).exclude(state=ClaimState.DRAFT)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str) -> tuple[QuerySet[Claim], bool]:
        """Every word is looked for in the number of the claim, in its claimant's name and in the numbers of its fapiao."""
        for word in search_term.split()[:5]:
            fapiao = Receipt.objects.filter(number__contains=word, removed_at=None, line__isnull=False)
            people = Employee.objects.matching(word)
            queryset = queryset.filter(
                Q(number__icontains=word) | Q(claimant__in=people.values("pk")) | Q(pk__in=fapiao.values("line__claim"))
            )
        return queryset, False

    # -- one claim --------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        """The sheet of the claim stands above; the form itself has nothing to fill in."""
        return []

    def get_actions_detail(self, request: HttpRequest, object_id: int | str) -> list[Any]:
        """Only what waits for the reader is decided here."""
        waiting = desk.waiting_claims(getattr(request.user, "employee", None), clock.today())
        is_mine = str(object_id).isdecimal() and waiting.filter(pk=int(object_id)).exists()
        return super().get_actions_detail(request, object_id) if is_mine else []

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        found = self.get_object(request, object_id)
        if found is None:
            return super().change_view(request, object_id, form_url, extra_context)
        me: Employee | None = getattr(request.user, "employee", None)
        may_grant = request.user.has_perm("finance.change_claim") and found.state == ClaimState.SUBMITTED
        context = {
            "sheet": desk.sheet_of(found, request.user, clock.today()),
            "place": desk.neighbours(found, me),
            "state_tone": desk.STATE_TONES[ClaimState(found.state)],
            "may_grant": may_grant and me is not None and found.claimant_id != me.pk,
            "title": str(found),
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Claim | None:
        """Read once for a page, with what its sheet names."""
        kept: dict[str, Claim | None] = getattr(request, "_claims_read", None) or {}
        if object_id not in kept:
            rows = self.get_queryset(request).select_related(
                "claimant", "department", "trip__trip", "request__applicant", "request__department"
            )
            kept[object_id] = rows.filter(pk=int(object_id)).first() if str(object_id).isdecimal() and len(str(object_id)) < 19 else None
            request._claims_read = kept  # type: ignore[attr-defined]
        return kept[object_id]

    # -- decisions --------------------------------------------------------------

    def requests_of(self, rows: QuerySet[Claim]) -> QuerySet[Request]:
        return with_active(Request.objects.filter(finance_claim__in=rows.order_by().values("pk")).select_related("finance_claim"))

    def subject_of(self, found: Request) -> Claim:
        return found.finance_claim

    def has_moved(self, request: HttpRequest, found: Request) -> bool:
        """What is granted of it is another sum than the one on the page."""
        claim = found.finance_claim
        seen = request.POST.get(f"granted-{claim.pk}")
        return seen is not None and seen != f"{granted_of(claim):.2f}"

    def summary(self, request: HttpRequest, chosen: QuerySet[Claim], seats: list[StepApprover]) -> dict[str, Any]:
        """Per claim what warns, in sum what it comes to; and what is not the reader's to decide, with why."""
        me: Employee | None = getattr(request.user, "employee", None)
        rows = list(chosen.select_related("claimant", "department")[: self.list_per_page])
        step = {seat.step.request_id: seat.step_id for seat in seats}
        marks = desk.marks_of(rows, clock.today())
        mine = [row for row in rows if row.request_id in step]
        for row in mine:
            row.mark, row.step, row.words = marks[row.pk], step[row.request_id], desk.warned(row)  # type: ignore[attr-defined]
        others = [(row, _why_not(row, me, marks[row.pk])) for row in rows if row.request_id not in step]
        total = sum((row.mark.granted for row in mine), Decimal(0))  # type: ignore[attr-defined]
        major = [row for row in mine if "major" in row.warnings]
        return {"claims": mine, "others": others, "total": total, "major": major, "warned": [row for row in mine if row.words]}  # type: ignore[attr-defined]


def granted_of(claim: Claim) -> Decimal:
    """What is paid of it, CNY."""
    return sum((line.granted or Decimal(0) for line in claim.lines.all()), Decimal(0))


def _why_not(claim: Claim, me: Employee | None, mark: desk.Mark) -> str:
    if me is not None and claim.claimant_id == me.pk:
        return _("your own claim; somebody else decides it")
    if claim.state != ClaimState.SUBMITTED:
        return str(claim.get_state_display())
    return _("waits for %(people)s") % {"people": mark.turn or "—"}


# -- receipts and fapiao -----------------------------------------------------------------------


class OfClaims(ReadOnlyAdmin):
    """Rows that hang on a claim: whoever may see the claim may see them, and nobody else. of: the way to the claim."""

    of = ""
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        claims = Claim.objects.visible_to(request.user).exclude(state=ClaimState.DRAFT)
        return super().get_queryset(request).filter(**{f"{self.of}__in": claims.order_by().values("pk")})


def claim_link(claim: Claim) -> SafeString:
    return format_html(LINK, reverse("admin:finance_claim_change", args=[claim.pk]), claim)


def upload_link(receipt: Receipt) -> SafeString:
    return format_html(LINK, reverse("common:file", args=[receipt.upload_id]), receipt.upload.name)


@admin.register(Receipt)
class ReceiptAdmin(OfClaims):
    sidebar_icon = "receipt"
    of = "line__claim"
    history_words = {"corrected": lambda names, _receipt: listed(label_of(Receipt, name) for name in names)}
    list_display = ("number", "kind", "issued_on", "seller_name", "sum", "owner", "claim", "file")
    list_filter = ("kind", "is_fapiao")
    list_select_related = ("owner", "upload", "line__claim")
    search_fields = ("number", "code", "seller_name")
    ordering = ("-pk",)
    fields = (
        "kind", "code", "number", "issued_on", "buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id", "amount", "tax", "total",
        "check_code", "items", "error", "owner", "taken_at", "claim", "file",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("with tax (CNY)"), ordering="total")
    def sum(self, row: Receipt) -> SafeString:
        return format_html(FIGURE, money(row.total))

    @admin.display(description=gettext_lazy("expense claim"))
    def claim(self, row: Receipt) -> SafeString | str:
        return claim_link(row.line.claim) if row.line else ""

    @admin.display(description=gettext_lazy("file"))
    def file(self, row: Receipt) -> SafeString:
        return upload_link(row)


def visible_claims(request: HttpRequest, ids: list[int]) -> set[int]:
    rows = Claim.objects.visible_to(request.user).filter(pk__in=ids).exclude(state=ClaimState.DRAFT)  # type: ignore[arg-type]
    return set(rows.order_by().values_list("pk", flat=True))


@admin.register(FapiaoUse)
class FapiaoUseAdmin(ReadOnlyAdmin):
    """Who claimed this one: every fapiao that was claimed; the claim itself is named to those who may see it."""

    sidebar_icon = "fingerprint"
    list_display = ("identity", "claim_word", "claimed_at", "released_at", "paid_at")
    list_filter = (("released_at", admin.EmptyFieldListFilter), ("paid_at", admin.EmptyFieldListFilter))
    list_select_related = ("claim",)
    search_fields = ("identity",)
    ordering = ("-claimed_at", "-pk")
    fields = ("identity", "claim_word", "claimed_at", "released_at", "paid_at")
    list_disable_select_all = True

    @admin.display(description=gettext_lazy("expense claim"))
    def claim_word(self, row: FapiaoUse) -> SafeString | str:
        return claim_link(row.claim) if row.is_named else _("a claim that you may not see")  # type: ignore[attr-defined]

    def with_marks(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        seen = visible_claims(request, [row.claim_id for row in rows])
        for row in rows:
            row.is_named = row.claim_id in seen
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> FapiaoUse | None:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.is_named = bool(visible_claims(request, [found.claim_id]))
        return found


@admin.register(FapiaoVerification)
class FapiaoVerificationAdmin(OfClaims):
    sidebar_icon = "verified"
    of = "receipt__line__claim"
    list_display = ("receipt", "verdict", "channel", "note", "by", "at")
    list_filter = ("is_genuine",)
    list_select_related = ("receipt__upload", "by")
    search_fields = ("receipt__number",)
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("receipt", "verdict", "channel", "note", "by", "at", "claim")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may read receipts may read what was found out about them."""
        return request.user.has_perm("finance.view_receipt")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("is genuine"), ordering="is_genuine")
    def verdict(self, row: FapiaoVerification) -> SafeString:
        word = pgettext("verification", "genuine") if row.is_genuine else pgettext("verification", "not genuine")
        return badge(word, "good" if row.is_genuine else "wrong")

    @admin.display(description=gettext_lazy("expense claim"))
    def claim(self, row: FapiaoVerification) -> SafeString | str:
        return claim_link(row.receipt.line.claim) if row.receipt.line else ""
