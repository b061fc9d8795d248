"""Money on the boards of managers and directors: what is left of budgets, what was spent, what waits to be paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Sum, Window
from django.db.models.functions import NullIf

from common import asking
from finance.choices import ClaimState
from finance.models import Budget, BudgetAccount, ClaimLine
from finance.selectors.budgets import VIEW
from finance.selectors.claims import of_team
from finance.selectors.payments import GRANTED
from finance.selectors.reports import SEES, Asked, lines_of, plans_in_force

if TYPE_CHECKING:
    from people.models import User

SHOWN = 5
ZERO = Decimal(0)
NEAR = 90  # percent: from here on a line is worth a look, whatever the wall warns at
CNY: DecimalField = DecimalField(max_digits=16, decimal_places=2)


# -- what is left ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """A line of a budget. left, budget: CNY. pct: whole percent used, None where nothing is approved."""

    account: int
    unit: str
    category: str
    budget: Decimal
    left: Decimal
    pct: int | None

    @property
    def tone(self) -> str:
        if self.left < 0:
            return "wrong"
        return "waiting" if self.pct is not None and self.pct >= NEAR else "good"


@dataclass(frozen=True, slots=True)
class Budgets:
    """The lines of this year's budgets that are used most, and what all of them come to. count: of all lines."""

    lines: tuple[Left, ...] = ()
    count: int = 0
    budget: Decimal = ZERO
    left: Decimal = ZERO

    @property
    def more(self) -> int:
        return self.count - len(self.lines)

    @property
    def pct(self) -> int | None:
        return _pct(self.budget, self.left)


def budgets_left(user: "User", year: int) -> Budgets:
    """What is left of the budgets that the account may see, the most used line first: one query."""
    if not user.access.has(VIEW):
        return Budgets()
    used, left = F("reserved") + F("spent"), F("amount") - F("reserved") - F("spent")
    rows = BudgetAccount.objects.filter(budget__year=year, budget__in=Budget.objects.visible_to(user).values("pk"))
    rows = rows.annotate(
        share=ExpressionWrapper(used / NullIf(F("amount"), ZERO), output_field=DecimalField(max_digits=16, decimal_places=6)),
        all_count=Window(Count("pk")),
        all_budget=Window(Sum("amount")),
        all_left=Window(Sum(left, output_field=CNY)),
    )
    found = rows.select_related("budget__department", "category").order_by(F("share").desc(nulls_last=True), "category__order", "pk")
    first = list(found[:SHOWN])
    if not first:
        return Budgets()
    lines = tuple(
        Left(one.pk, one.budget.department.name, one.category.name, one.amount, one.left, _pct(one.amount, one.left)) for one in first
    )
    head: Any = first[0]
    return Budgets(lines, head.all_count, head.all_budget, head.all_left)


def _pct(budget: Decimal, left: Decimal) -> int | None:
    return int((budget - left) * 100 / budget) if budget else None


# -- a month of the company --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """CNY. spent, plan: of the month, approved costs beside the plans of budgets in force. to_pay: approved and not paid yet.

    waiting: handed in and not decided.
    """

    spent: Decimal
    plan: Decimal
    to_pay: Decimal
    to_pay_count: int
    waiting: Decimal
    waiting_count: int

    @property
    def pct(self) -> int | None:
        return int(self.spent * 100 / self.plan) if self.plan else None


def money_questions(user: "User", day: date) -> dict[str, asking.Question]:
    """What to ask for `money_of`; nothing for whoever may not see costs."""
    if not user.access.has(SEES):
        return {}
    asked = Asked(year=day.year, month=day.month)
    approved, submitted = of_team(user, state=ClaimState.APPROVED), of_team(user, state=ClaimState.SUBMITTED)
    return {
        "money_spent": asking.summed(lines_of(user, asked, day), "counted"),
        "money_plan": asking.summed(plans_in_force(user, asked, day), F(f"months__{day.month - 1}")),
        "money_granted": asking.summed(ClaimLine.objects.filter(claim__in=approved.order_by().values("pk")), GRANTED),
        "money_offset": asking.summed(approved, "offset"),
        "money_to_pay_count": asking.counted(approved),
        "money_waiting": asking.summed(submitted, "total"),
        "money_waiting_count": asking.counted(submitted),
    }


def money_of(answers: Mapping[str, Any]) -> Money | None:
    """What the questions came to; None when they were not asked."""
    if "money_spent" not in answers:
        return None
    return Money(
        spent=answers["money_spent"],
        plan=answers["money_plan"],
        to_pay=answers["money_granted"] - answers["money_offset"],
        to_pay_count=answers["money_to_pay_count"],
        waiting=answers["money_waiting"],
        waiting_count=answers["money_waiting_count"],
    )
