"""Budgets as their pages show them: what is approved, reserved, spent and left, by category, group and month."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, DecimalField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.policy import Citation
from finance.choices import BUDGET_OPEN, BudgetState, EntryKind
from finance.domain.forecast import Forecast, forecast, months_passed
from finance.models import Budget, BudgetAccount, BudgetEntry, BudgetLine, BudgetReview, BudgetVersion, ExpenseCategory
from finance.policy import Budgeting
from finance.selectors.balances import is_warned
from finance.selectors.budget_heads import heads_of
from people.access import departments_in_scope, within_scope
from people.models import Assignment, Department, DepartmentPath

if TYPE_CHECKING:
    from people.models import Employee, User

VIEW = "finance.view_budget"
ADD = "finance.add_budget"
CHANGE = "finance.change_budget"
ZERO = Decimal(0)
MONEY = DecimalField(max_digits=16, decimal_places=2)
BEYOND = {  # what bud.overrun_policy makes of a claim beyond the budget
    "block": _("not taken on; the budget is adjusted first"),
    "escalate": _("the company's management approves it, too"),
    "warn": _("taken on with a warning"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """CNY. pct: whole percent used, None without a budget."""

    budget: Decimal
    reserved: Decimal
    spent: Decimal

    @property
    def used(self) -> Decimal:
        return self.reserved + self.spent

    @property
    def left(self) -> Decimal:
        return self.budget - self.used

    @property
    def pct(self) -> int | None:
        return int(self.used * 100 / self.budget) if self.budget else None


@dataclass(frozen=True, slots=True)
class Row:
    """An account on the page. is_warned: the warning level is reached; is_over: more is used than approved."""

    account: BudgetAccount
    figures: Figures
    is_warned: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The accounts of a group of categories with their sum (BUD-01)."""

    name: str
    rows: tuple[Row, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year: planned, used, and how much less was used than planned. used None: it has not begun."""

    number: int
    plan: Decimal
    used: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.used is None else self.plan - self.used


@dataclass(frozen=True, slots=True)
class MonthlyPlan:
    """A category's months (BUD-05), or those of all (category None)."""

    category: ExpenseCategory | None
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One budget in full. version: the one in force, None before the first approval. rules: what the wall says of it that day."""

    budget: Budget
    version: BudgetVersion | None
    open_version: BudgetVersion | None
    groups: tuple[Group, ...]
    total: Figures
    months: MonthlyPlan
    by_category: tuple[MonthlyPlan, ...]
    forecast: Forecast
    warn_pct: int | None
    warn_citation: Citation | None
    overrun: str
    overrun_citation: Citation | None

    @property
    def warned(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows if row.is_warned]


def listed(user: "User", year: int) -> QuerySet[Budget]:
    """The budgets of the year in the account's scope, each with its sums and the state of the proposal under way: one query."""
    open_versions = BudgetVersion.objects.filter(budget=OuterRef("pk"), state__in=BUDGET_OPEN)
    rows = Budget.objects.visible_to(user).filter(year=year).select_related("department")
    return rows.annotate(
        sum_amount=Coalesce(Sum("accounts__amount"), ZERO, output_field=MONEY),
        sum_reserved=Coalesce(Sum("accounts__reserved"), ZERO, output_field=MONEY),
        sum_spent=Coalesce(Sum("accounts__spent"), ZERO, output_field=MONEY),
        open_state=Subquery(open_versions.values("state")[:1]),
        has_accounts=Max("accounts__pk"),
    ).order_by("department__name", "pk")  # fmt: skip


def years(user: "User") -> list[int]:
    """The years with budgets that the account may see, the latest first: one query."""
    return list(Budget.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct())


def proposable(user: "User") -> QuerySet[Department]:
    """The departments for which the account may propose a budget."""
    if not user.access.has(ADD):
        return Department.objects.none()
    scope = departments_in_scope(user, ADD)
    rows = Department.objects.order_by("name", "pk")
    return rows if scope is None else rows.filter(pk__in=scope)


def sheet_of(budget: Budget, day: date) -> Sheet:
    """Everything the page of a budget shows: four queries beside the values, however many accounts and entries."""
    versions = list(budget.versions.order_by("-version"))
    approved = next((one for one in versions if one.state == BudgetState.APPROVED), None)
    rows = [_row(account, budget, day) for account in budget.accounts.select_related("category__group").order_by("category__order", "pk")]
    plans = {line.category_id: line.months for line in BudgetLine.objects.filter(version=approved)} if approved else {}
    used = used_by_month(row.account.pk for row in rows)
    passed = months_passed(budget.year, day)
    by_category = tuple(
        _months(row.account.category, plans.get(row.account.category_id, [ZERO] * 12), used.get(row.account.pk, {}), passed) for row in rows
    )
    total = _sum(rows)
    plan = [sum((one.months[n].plan for one in by_category), ZERO) for n in range(12)]
    spent = [sum((used.get(row.account.pk, {}).get(n + 1, ZERO) for row in rows), ZERO) for n in range(12)]
    rules = Budgeting.on(day, budget.department_id)
    return Sheet(
        budget=budget, version=approved, open_version=next((one for one in versions if one.state in BUDGET_OPEN), None),
        groups=_groups(rows), total=total, months=_months(None, plan, {n + 1: sum_ for n, sum_ in enumerate(spent)}, passed),
        by_category=by_category, forecast=forecast(budget=total.budget, plan=plan, used=spent, passed=passed),
        warn_pct=rules.warn, warn_citation=rules.cite("warn"),
        overrun=str(BEYOND[rules.overrun]) if rules.overrun else "", overrun_citation=rules.cite("overrun"),
    )  # fmt: skip


def used_by_month(accounts: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """What each account (id) has reserved and spent in each month (1 to 12) of its costs: one query."""
    signed = Case(When(kind=EntryKind.RESERVE, then=F("amount")), When(kind=EntryKind.RELEASE, then=-F("amount")), default=ZERO)
    entries = BudgetEntry.objects.filter(account__in=list(accounts), spent_on__isnull=False).order_by()
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    sums = entries.values("account", month=ExtractMonth("spent_on")).annotate(used=Sum(signed, output_field=MONEY))
    for account, month, used in sums.values_list("account", "month", "used"):
        found[account][month] = used
    return found


def history_of(budget: Budget) -> list[BudgetVersion]:
    """Every version with its lines and who proposed it, the latest first: two queries (BUD-07)."""
    rows = budget.versions.select_related("proposed_by", "request").order_by("-version")
    return list(rows.prefetch_related("lines__category"))


def entries_of(account: BudgetAccount) -> QuerySet[BudgetEntry]:
    """The ledger of an account with the claims behind it, the latest first: one query."""
    return account.entries.select_related("line__claim__claimant", "version").order_by("-at", "-pk")


# -- the review (BUD-04) -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextReview:
    """When a budget is to be looked at again. due_on None: nothing says how often, or it was never approved."""

    budget: Budget
    last_on: date | None
    due_on: date | None
    interval: int | None
    citation: Citation | None
    head: "Employee | None"


def next_review(budget: Budget, day: date) -> NextReview:
    """When this budget is to be reviewed next: three queries."""
    return next_reviews(Budget.objects.filter(pk=budget.pk), day)[0]


def next_reviews(budgets: QuerySet[Budget], day: date) -> list[NextReview]:
    """When each is to be reviewed next, with who heads its department: three queries, however many."""
    rows = list(
        budgets.select_related("department").annotate(
            reviewed=Subquery(BudgetReview.objects.filter(budget=OuterRef("pk")).order_by("-at").values("at")[:1]),
            approved=Min("versions__approved_at"),
        ).order_by("department__name", "pk")
    )  # fmt: skip
    heads = heads_of([budget.department_id for budget in rows], day)
    return [_next(budget, day, heads.get(budget.department_id)) for budget in rows]


def due_of(department_id: int, since: datetime | None, day: date) -> date | None:
    """When a budget of that department is to be reviewed next. since: its last review, or its approval."""
    began, interval = _day(since), Budgeting.on(day, department_id).review
    return began + timedelta(days=int(interval)) if began and interval is not None else None


def reviewable(user: "User", day: date) -> QuerySet[Budget]:
    """The approved budgets that the account may see, or whose department the account heads, or one above it."""
    headed = Assignment.objects.on(day).filter(is_head=True, employee__user=user).values("department")
    below = DepartmentPath.objects.on(day).filter(ancestor__in=headed).values("descendant")
    approved = BudgetVersion.objects.filter(state=BudgetState.APPROVED).values("budget")
    seen = within_scope(user, VIEW, "department") | Q(department__in=below)
    return Budget.objects.filter(seen, pk__in=approved)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a version gives a category, beside the version before it; CNY."""

    name: str
    amount: Decimal
    before: Decimal | None
    months: tuple[Decimal, ...]
    note: str

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.amount - self.before


def compared(version: BudgetVersion, before: BudgetVersion | None) -> list[Compared]:
    """Each category of the version, and those of the version before it that it no longer has: two queries."""
    old = {line.category_id: line for line in before.lines.select_related("category")} if before else {}
    new = {line.category_id: line for line in version.lines.select_related("category").order_by("category__order", "pk")}
    rows = []
    for pk, line in new.items():
        was = (old[pk].amount if pk in old else ZERO) if before else None
        rows.append(Compared(line.category.name, line.amount, was, tuple(line.months), line.note))
    return rows + [Compared(line.category.name, ZERO, line.amount, (), "") for pk, line in old.items() if pk not in new]


def reviews_of(budget: Budget) -> list[BudgetReview]:
    """The reviews with their figures and reasons, the latest first: two queries."""
    return list(budget.reviews.select_related("by").prefetch_related("lines__account__category").order_by("-at", "-pk"))


def _next(budget: Budget, day: date, head: "Employee | None") -> NextReview:
    rules = Budgeting.on(day, budget.department_id)
    last, first = budget.reviewed, budget.approved  # type: ignore[attr-defined]
    due = due_of(budget.department_id, last or first, day)
    interval = int(rules.review) if rules.review is not None else None
    return NextReview(budget, _day(last), due, interval, rules.cite("review"), head)


def _day(at: object) -> date | None:
    return at.astimezone(timezone.get_default_timezone()).date() if at else None  # type: ignore[attr-defined]


# -- parts -------------------------------------------------------------------------------------------------


def _row(account: BudgetAccount, budget: Budget, day: date) -> Row:
    account.budget = budget  # known already: is_warned asks for its department
    return Row(account, Figures(account.amount, account.reserved, account.spent), is_warned(account, day), account.left < 0)


def _groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """The rows by group, in their order; a category without a group, or a group with an account of its own, is its own."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[(row.account.category.group or row.account.category).name].append(row)
    return tuple(Group(name, tuple(own), _sum(own)) for name, own in found.items())


def _sum(rows: Sequence[Row]) -> Figures:
    return Figures(
        sum((row.figures.budget for row in rows), ZERO), sum((row.figures.reserved for row in rows), ZERO),
        sum((row.figures.spent for row in rows), ZERO),
    )  # fmt: skip


def _months(category: ExpenseCategory | None, plan: Sequence[Decimal], used: dict[int, Decimal], passed: Decimal) -> MonthlyPlan:
    return MonthlyPlan(
        category, tuple(Month(n + 1, plan[n], used.get(n + 1, ZERO) if passed > n or used.get(n + 1) else None) for n in range(12))
    )
