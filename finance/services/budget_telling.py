"""The head of a department is told, once, that a budget has come to its warning level (bud.warn_pct)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.templatetags.show import money
from finance.models import Budget, BudgetAccount
from finance.selectors.budget_heads import heads_of
from notices.models import NoticeLevel
from notices.services import notify

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
    with translation.override(settings.LANGUAGE_CODE):
        for budget, reached in by_budget.items():
            if budget.department_id in heads:
                whose = {"department": budget.department.name, "year": budget.year}
                notify(
                    recipients=[heads[budget.department_id]], kind=KIND, level=NoticeLevel.IMPORTANT, at=at,
                    subject=_("The budget of %(department)s for %(year)d has come to its warning level") % whose,
                    body="\n".join(_line(account) for account in reached), link=reverse("finance:budget-detail", args=[budget.pk]),
                )  # fmt: skip


def _line(account: BudgetAccount) -> str:
    return _("%(category)s: %(used)s of %(budget)s used, %(left)s left") % {
        "category": account.category.name, "used": money(account.reserved + account.spent), "budget": money(account.amount),
        "left": money(account.left),
    }  # fmt: skip
