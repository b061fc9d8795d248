"""Budgets at the managers' desk: to read. What is done with them is done on their pages."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from attendance.admin.base import ReadOnlyAdmin
from common.templatetags.show import badge, money
from finance.choices import BudgetState
from finance.models import Budget, BudgetAccount, BudgetEntry, BudgetReview, BudgetVersion
from finance.selectors.budgets import VIEW
from finance.views.budgets import TONES
from people.admin.base import LINK


def linked(name: str, pk: int) -> SafeString:
    return format_html(LINK, reverse(f"finance:budget-{name}", args=[pk]), pgettext("link", "Open"))


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    sidebar_icon = "savings"
    list_display = ("department", "year", "page")
    list_select_related = ("department",)
    list_filter = ("year",)
    search_fields = ("department__name",)
    ordering = ("-year", "department__code", "pk")
    fields = ("department", "year", "page")
    list_disable_select_all = True

    @admin.display(description=_("page"))
    def page(self, row: Budget) -> SafeString:
        return linked("detail", row.pk)


class OfBudgets(ReadOnlyAdmin):
    """Rows that belong to a budget: those of the budgets that the reader may see. path: how to get to the budget."""

    path = "budget"
    list_disable_select_all = True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see a budget sees what belongs to it."""
        return request.user.has_perm(VIEW)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.path}__in": Budget.objects.visible_to(request.user).values("pk")})  # type: ignore[arg-type]


@admin.register(BudgetVersion)
class BudgetVersionAdmin(OfBudgets):
    sidebar_icon = "history"
    list_display = ("budget", "version", "state_word", "reason", "proposed_by", "approved_at", "page")
    list_select_related = ("budget__department", "proposed_by")
    list_filter = ("state", "budget__year")
    search_fields = ("budget__department__name", "reason")
    ordering = ("-created_at", "-pk")
    fields = ("budget", "version", "state_word", "reason", "proposed_by", "created_at", "approved_at", "page")

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: BudgetVersion) -> SafeString:
        return badge(row.get_state_display(), TONES[BudgetState(row.state)])

    @admin.display(description=_("page"))
    def page(self, row: BudgetVersion) -> SafeString:
        return linked("proposal", row.pk)


@admin.register(BudgetAccount)
class BudgetAccountAdmin(OfBudgets):
    sidebar_icon = "account_balance_wallet"
    list_display = ("budget", "category", "approved", "held", "used", "rest", "warned_at", "page")
    list_select_related = ("budget__department", "category")
    list_filter = ("budget__year", "category")
    search_fields = ("budget__department__name", "category__name")
    ordering = ("-budget__year", "budget", "category__order", "pk")
    fields = ("budget", "category_name", "approved", "held", "used", "rest", "warned_at", "page")

    @admin.display(description=_("category"))
    def category_name(self, row: BudgetAccount) -> str:
        """In words: who reads budgets need not be allowed to set up categories."""
        return row.category.name

    @admin.display(description=_("budget (CNY)"), ordering="amount")
    def approved(self, row: BudgetAccount) -> str:
        return money(row.amount)

    @admin.display(description=_("reserved (CNY)"), ordering="reserved")
    def held(self, row: BudgetAccount) -> str:
        return money(row.reserved)

    @admin.display(description=_("spent (CNY)"), ordering="spent")
    def used(self, row: BudgetAccount) -> str:
        return money(row.spent)

    @admin.display(description=_("budget left (CNY)"))
    def rest(self, row: BudgetAccount) -> str:
        return money(row.left)

    @admin.display(description=_("page"))
    def page(self, row: BudgetAccount) -> SafeString:
        return linked("account", row.pk)


@admin.register(BudgetEntry)
class BudgetEntryAdmin(OfBudgets):
    sidebar_icon = "receipt_long"
    path = "account__budget"
    list_display = ("account", "kind", "sum", "claim", "spent_on", "at")
    list_select_related = ("account__budget__department", "account__category", "line__claim", "version__budget__department")
    list_filter = ("kind", "account__budget__year", "account__category")
    search_fields = ("account__budget__department__name", "line__claim__number")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("account", "kind", "sum", "claim", "version", "round", "spent_on", "at")

    @admin.display(description=_("amount (CNY)"), ordering="amount")
    def sum(self, row: BudgetEntry) -> str:
        return money(row.amount)

    @admin.display(description=_("expense claim"))
    def claim(self, row: BudgetEntry) -> str:
        return row.line.claim.number or "" if row.line else ""


@admin.register(BudgetReview)
class BudgetReviewAdmin(OfBudgets):
    sidebar_icon = "fact_check"
    list_display = ("budget", "by", "at", "note")
    list_select_related = ("budget__department", "by")
    list_filter = ("budget__year",)
    search_fields = ("budget__department__name", "note")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("budget", "note", "by", "at")
