"""Budgets: year x department x category; proposals in versions, one account a category, one ledger of entries."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from common.templatetags.show import bare_day, date_of, money
from finance.choices import BUDGET_OPEN, BudgetState, EntryKind
from finance.models.claims import ClaimLine
from finance.models.setup import ExpenseCategory
from people.access import within_scope
from people.models import Department, Employee

if TYPE_CHECKING:
    from people.models import User


class BudgetQuerySet(QuerySet["Budget"]):
    def visible_to(self, user: "User", permission: str = "finance.view_budget") -> "BudgetQuerySet":
        """Those of the departments where the account has the permission."""
        return self.filter(within_scope(user, permission, "department"))


class Budget(models.Model):
    """What a department may spend in a calendar year (BUD-01). Its figures stand in its versions and accounts."""

    year = models.PositiveSmallIntegerField(verbose_name=_("year"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="budgets", verbose_name=_("department"))

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["-year", "department"]
        constraints = [
            models.UniqueConstraint(name="finance_budget_once", fields=["year", "department"]),
            models.CheckConstraint(name="finance_budget_year", condition=Q(year__gte=2000, year__lte=2200)),
        ]

    def __str__(self) -> str:
        return f"{self.department} · {self.year}"


class BudgetVersion(models.Model):
    """A proposal: the first, or an adjustment with its reason (BUD-07). What was approved before stays, with its date."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="versions", verbose_name=_("budget"))
    version = models.PositiveSmallIntegerField(verbose_name=_("version"))
    reason = models.CharField(max_length=500, blank=True, verbose_name=_("reason"))
    state = models.CharField(max_length=16, choices=BudgetState, default=BudgetState.DRAFT, editable=False, verbose_name=_("state"))
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="finance_budget", editable=False)
    proposed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("proposed by"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))
    approved_at = models.DateTimeField(null=True, editable=False, verbose_name=_("approved at"))

    class Meta:
        verbose_name = _("version of a budget")
        verbose_name_plural = _("versions of a budget")
        ordering = ["budget", "-version"]
        constraints = [
            models.UniqueConstraint(name="finance_budget_version_once", fields=["budget", "version"]),
            models.UniqueConstraint(
                name="finance_budget_one_open", fields=["budget"], condition=Q(state__in=BUDGET_OPEN),
                violation_error_message=_("A proposal for this budget is open already."),
            ),
            models.CheckConstraint(
                name="finance_budget_approved_has_stamp",
                condition=Q(state=BudgetState.APPROVED, approved_at__isnull=False, request__isnull=False)
                | (~Q(state=BudgetState.APPROVED) & Q(approved_at=None)),
            ),
            models.CheckConstraint(
                name="finance_budget_adjusted_with_reason", condition=Q(version=1) | Q(state=BudgetState.DRAFT) | ~Q(reason="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.budget} · {gettext('version %(number)s') % {'number': self.version}}"


class BudgetLine(models.Model):
    """What a version gives a category. amount in CNY for the year; months: the plan of twelve months, which add up to it (BUD-05)."""

    version = models.ForeignKey(BudgetVersion, models.PROTECT, related_name="lines", verbose_name=_("version"))
    category = models.ForeignKey(ExpenseCategory, models.PROTECT, related_name="+", verbose_name=_("category"))
    amount = models.DecimalField(max_digits=14, decimal_places=2, verbose_name=_("amount (CNY)"))
    months = ArrayField(models.DecimalField(max_digits=14, decimal_places=2), size=12, verbose_name=_("plan by month (CNY)"))
    note = models.CharField(max_length=200, blank=True, verbose_name=_("note"))

    class Meta:
        verbose_name = _("line of a budget")
        verbose_name_plural = _("lines of a budget")
        ordering = ["version", "category__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="finance_budget_line_once", fields=["version", "category"]),
            models.CheckConstraint(name="finance_budget_line_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="finance_budget_line_twelve_months", condition=Q(months__len=12)),
        ]

    def __str__(self) -> str:
        return f"{self.version.budget} · {self.category} · {money(self.amount)}"


class BudgetAccount(models.Model):
    """One category of a budget as it stands: approved, reserved by claims under way, spent. CNY. Locked by whoever changes it.

    The sums of its entries, kept so that one row is read and locked. warned_at: the head was told that the warning level is reached;
    emptied when the approved amount changes.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="accounts", verbose_name=_("budget"))
    category = models.ForeignKey(ExpenseCategory, models.PROTECT, related_name="+", verbose_name=_("category"))
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0, verbose_name=_("budget (CNY)"))
    reserved = models.DecimalField(max_digits=14, decimal_places=2, default=0, verbose_name=_("reserved (CNY)"))
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0, verbose_name=_("spent (CNY)"))
    warned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("budget account")
        verbose_name_plural = _("budget accounts")
        ordering = ["budget", "category__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="finance_account_once", fields=["budget", "category"]),
            models.CheckConstraint(name="finance_account_not_negative", condition=Q(amount__gte=0, reserved__gte=0, spent__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.budget} · {self.category}"

    @property
    def left(self) -> Decimal:
        """What may still be spent; below zero when more was."""
        return self.amount - self.reserved - self.spent


class BudgetEntry(models.Model):
    """A line of the ledger. amount: CNY, not negative (for `set` the new approved amount). round: of the claim's request."""

    append_only = True

    account = models.ForeignKey(BudgetAccount, models.PROTECT, related_name="entries", verbose_name=_("budget account"))
    kind = models.CharField(max_length=16, choices=EntryKind, verbose_name=_("kind"))
    amount = models.DecimalField(max_digits=14, decimal_places=2, verbose_name=_("amount (CNY)"))
    line = models.ForeignKey(ClaimLine, models.PROTECT, null=True, related_name="budget_entries", verbose_name=_("line of a claim"))
    round = models.PositiveSmallIntegerField(default=0)
    version = models.ForeignKey(BudgetVersion, models.PROTECT, null=True, related_name="+", verbose_name=_("version"))
    spent_on = models.DateField(null=True, verbose_name=_("spent on"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("entry of a budget account")
        verbose_name_plural = _("entries of budget accounts")
        ordering = ["account", "pk"]
        indexes = [models.Index(fields=["account", "spent_on"], name="finance_entries_by_day")]  # actual by month
        constraints = [
            models.UniqueConstraint(name="finance_entry_once", fields=["line", "kind", "round"]),
            models.CheckConstraint(name="finance_entry_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="finance_entry_has_its_cause",
                condition=Q(kind=EntryKind.SET, version__isnull=False, line=None)
                | (~Q(kind=EntryKind.SET) & Q(version=None, line__isnull=False, spent_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_kind_display()} {money(self.amount)}"


class BudgetReview(models.Model):
    """Somebody looked at how a budget is used (BUD-04), at least every `bud.review_interval_days`."""

    append_only = True

    key = models.UUIDField(unique=True, editable=False)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="reviews", verbose_name=_("budget"))
    note = models.CharField(max_length=1000, blank=True, verbose_name=_("measures"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("review of a budget")
        verbose_name_plural = _("reviews of budgets")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.budget} · {bare_day(date_of(self.at))}"


class BudgetReviewLine(models.Model):
    """The figures of an account at the review, with the reason of its deviation where it reached the warning level. CNY."""

    append_only = True

    review = models.ForeignKey(BudgetReview, models.PROTECT, related_name="lines", verbose_name=_("review of a budget"))
    account = models.ForeignKey(BudgetAccount, models.PROTECT, related_name="+", verbose_name=_("budget account"))
    amount = models.DecimalField(max_digits=14, decimal_places=2, verbose_name=_("budget (CNY)"))
    reserved = models.DecimalField(max_digits=14, decimal_places=2, verbose_name=_("reserved (CNY)"))
    spent = models.DecimalField(max_digits=14, decimal_places=2, verbose_name=_("spent (CNY)"))
    reason = models.CharField(max_length=300, blank=True, verbose_name=pgettext_lazy("budget", "reason of the deviation"))

    class Meta:
        verbose_name = _("line of a review")
        verbose_name_plural = _("lines of a review")
        ordering = ["review", "pk"]
        constraints = [models.UniqueConstraint(name="finance_review_line_once", fields=["review", "account"])]

    def __str__(self) -> str:
        return f"{self.review} · {self.account.category} · {money(self.spent)}"
