"""The head of a department is told, once, that a budget has come to its warning level (bud.warn_pct)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.templatetags.show import money
from finance.models import Budget, BudgetAccount
from finance.selectors.budget_heads import heads_of
from notices.models import NoticeLevel
from notices.services import tell

KIND = "finance"


def tell_heads(*, accounts: Iterable[BudgetAccount], at: datetime) -> None:
    """One notice a budget, to the head of its department or the nearest above, with what is left of each category."""
    by_budget: dict[Budget, list[BudgetAccount]] = defaultdict(list)
    for account in accounts:
        by_budget[account.budget].append(account)
    if not by_budget:
        return
    day = at.astimezone(timezone.get_default_timezone()).date()
    heads = heads_of([budget.department_id for budget in by_budget], day)
    for budget, reached in by_budget.items():
        if budget.department_id in heads:
            tell(
                recipients=[heads[budget.department_id]], kind=KIND, words=partial(_words, budget, reached),
                link=reverse("finance:budget-detail", args=[budget.pk]), level=NoticeLevel.IMPORTANT, at=at,
            )  # fmt: skip


def _words(budget: Budget, reached: Iterable[BudgetAccount]) -> tuple[str, str]:
    whose = {"department": budget.department.name, "year": budget.year}
    subject = _("The budget of %(department)s for %(year)d has come to its warning level") % whose
    return subject, "\n".join(_line(account) for account in reached)


def _line(account: BudgetAccount) -> str:
    return _("%(category)s: %(used)s of %(budget)s used, %(left)s left") % {
        "category": account.category.name, "used": money(account.reserved + account.spent), "budget": money(account.amount),
        "left": money(account.left),
    }  # fmt: skip
