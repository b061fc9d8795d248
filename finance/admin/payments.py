"""Payments at the managers' desk: to read. What is done with them is done on their pages."""

from datetime import date

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attendance.admin.base import ReadOnlyAdmin
from common import clock
from common.templatetags.show import badge, money
from finance.admin.claims import FIGURE
from finance.models import Advance, AdvanceSettlement, ArchiveVolume, PayeeAccount, Payment, PaymentBatch
from finance.selectors.advances import tone
from finance.services.payees import masked
from finance.views.payments import TONES
from people.access import may, within_scope
from people.models import Employee


class Sums:
    """Amounts as an office writes them, below each other."""

    class Media:
        css = {"all": ["css/claim_desk.css"]}

    @admin.display(description=_("amount (CNY)"), ordering="amount")
    def sum(self, row: Advance | AdvanceSettlement | Payment) -> SafeString:
        return format_html(FIGURE, money(row.amount))


class Stated:
    """States in words with a shape and a colour, as the pages show them."""

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Payment | PaymentBatch) -> SafeString:
        return badge(row.get_state_display(), TONES[row.state])


@admin.register(PayeeAccount)
class PayeeAccountAdmin(ReadOnlyAdmin):
    """Only the last four digits, here too."""

    sidebar_icon = "account_balance"
    list_display = ("employee", "holder", "bank", "last_digits", "since", "until", "entered_by")
    list_select_related = ("employee", "entered_by")
    search_fields = ("employee__search_key", "employee__number", "bank")
    fields = list_display
    ordering = ("employee", "-since", "pk")
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        people = Employee.objects.visible_to(request.user, "finance.view_payeeaccount")
        return super().get_queryset(request).filter(employee__in=people.values("pk"))

    @admin.display(description=_("account number"))
    def last_digits(self, row: PayeeAccount) -> str:
        return masked(row.number)


@admin.register(Advance)
class AdvanceAdmin(Sums, ReadOnlyAdmin):
    sidebar_icon = "payments"
    list_display = ("number", "employee", "department", "purpose", "sum", "settled_sum", "settle_by", "state_word", "paid_at")
    list_select_related = ("employee", "department")
    list_filter = ("state",)
    search_fields = ("number", "employee__search_key", "purpose")
    fields = (*list_display, "trip", "created_at")
    ordering = ("-created_at", "-pk")
    list_disable_select_all = True

    @admin.display(description=_("settled (CNY)"), ordering="settled")
    def settled_sum(self, row: Advance) -> SafeString:
        return format_html(FIGURE, money(row.settled))

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Advance) -> SafeString:
        return badge(row.get_state_display(), tone(row, clock.today()))


@admin.register(AdvanceSettlement)
class AdvanceSettlementAdmin(Sums, ReadOnlyAdmin):
    sidebar_icon = "rule"
    list_display = ("advance", "claim", "sum", "note", "by", "at")
    list_select_related = ("advance", "claim", "by")
    fields = list_display
    ordering = ("-at", "-pk")
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(advance__in=Advance.objects.visible_to(request.user).values("pk"))


@admin.register(PaymentBatch)
class PaymentBatchAdmin(Stated, ReadOnlyAdmin):
    sidebar_icon = "outbox"
    list_display = ("number", "state_word", "pay_on", "made_by", "made_at", "exported_at")
    list_select_related = ("made_by",)
    list_filter = ("state",)
    search_fields = ("number",)
    fields = (*list_display, "digest")
    ordering = ("-made_at", "-pk")
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """A batch spans units: it opens to who sees the whole company's."""
        rows = super().get_queryset(request)
        return rows if may(request.user, "finance.view_paymentbatch", None) else rows.none()


@admin.register(Payment)
class PaymentAdmin(Sums, Stated, ReadOnlyAdmin):
    """The account as it was then, its last four digits."""

    sidebar_icon = "paid"
    list_display = ("batch", "payee", "claim", "advance", "sum", "last_digits", "state_word", "paid_at", "paid_by", "reference")
    list_select_related = ("batch", "payee", "claim", "advance", "paid_by")
    list_filter = ("state",)
    search_fields = ("batch__number", "payee__search_key", "claim__number", "advance__number", "reference")
    fields = (*list_display, "holder", "bank", "failure", "request")
    ordering = ("-pk",)
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        of_claims = within_scope(request.user, "finance.view_payment", "claim__department")
        of_advances = within_scope(request.user, "finance.view_payment", "advance__department")
        return super().get_queryset(request).filter(of_claims | of_advances)

    @admin.display(description=_("account number"))
    def last_digits(self, row: Payment) -> str:
        return masked(row.account_number)


@admin.register(ArchiveVolume)
class ArchiveVolumeAdmin(ReadOnlyAdmin):
    sidebar_icon = "inventory_2"
    list_display = ("number", "month_word", "claims", "files", "made_by", "made_at")
    list_select_related = ("made_by",)
    search_fields = ("number",)
    fields = (*list_display, "digest")
    ordering = ("-month", "-pk")
    list_disable_select_all = True
    history_words = {"month": lambda month, _volume: date_format(date.fromisoformat(month), "YEAR_MONTH_FORMAT")}

    @admin.display(description=_("month"), ordering="month")
    def month_word(self, row: ArchiveVolume) -> str:
        return date_format(row.month, "YEAR_MONTH_FORMAT")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows if may(request.user, "finance.view_archivevolume", None) else rows.none()
