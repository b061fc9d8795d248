"""The kind of request by which a budget is approved: what its approvers are shown, and what an outcome does."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.kinds import Item, Kind, Shown
from common.templatetags.show import money
from finance.models import BudgetAccount, BudgetVersion
from finance.services import budgets

ZERO = Decimal(0)


def shown(version: BudgetVersion) -> Shown:
    """Every category with its amount, of an adjustment beside the old one; and what would fall below what is used already."""
    budget = version.budget
    accounts = {row.category_id: row for row in BudgetAccount.objects.filter(budget=budget).select_related("category")}
    lines = list(version.lines.select_related("category").order_by("category__order", "pk"))
    new = {line.category_id: line.amount for line in lines}
    names = {row.category_id: row.category.name for row in accounts.values()} | {line.category_id: line.category.name for line in lines}
    before = sum((row.amount for row in accounts.values()), ZERO)
    items = [Item(gettext_noop("budget of the year (CNY)"), sum(new.values(), ZERO), "money")]
    if accounts:
        items.append(Item(gettext_noop("budget before (CNY)"), before, "money"))
    if version.reason:
        items.append(Item(gettext_noop("reason"), version.reason, "long"))
    notes = {line.category_id: f" ({line.note})" for line in lines if line.note}
    words = [
        f"{name}: {money(accounts[pk].amount) + ' → ' if pk in accounts else ''}{money(new.get(pk, ZERO))}{notes.get(pk, '')}"
        for pk, name in names.items()
    ]
    items.append(Item(gettext_noop("amounts by category"), "\n".join(words), "long"))
    below = [
        f"{row.category.name}: {money(new.get(row.category_id, ZERO))} < {money(row.reserved + row.spent)}"
        for row in accounts.values()
        if new.get(row.category_id, ZERO) < row.reserved + row.spent
    ]
    if below:
        items.append(Item(gettext_noop("less than is used already"), "\n".join(below), "long"))
    return Shown(title=f"{budget.department.name} {budget.year}", items=tuple(items))


def edit_url(version: BudgetVersion) -> str:
    return reverse("finance:budget-proposal-edit", args=[version.pk])


def register() -> None:
    kinds.register(
        Kind(
            code=budgets.KIND, label=_("Budget of a department"), shown=shown, edit_url=edit_url, on_submitted=budgets.follow,
            on_approved=budgets.follow, on_refused=budgets.follow, on_sent_back=budgets.follow, on_withdrawn=budgets.follow,
        )
    )  # fmt: skip
