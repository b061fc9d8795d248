"""An office with a wall that says how budgets bind, approved budgets, and claims written past their services."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from approvals import services as approvals
from common.money import split
from finance.models import Budget, BudgetAccount, BudgetLine, BudgetVersion, Claim, ClaimLine, ExpenseCategory
from finance.services.budgets import Asked, propose_budget, submit_proposal
from finance.services.ledger import set_amounts
from people.models import Department, Employee
from rules.models import Edition
from tests import factories
from tests.rules import making
from tests.rules.making import Office

TZ = timezone.get_default_timezone()
NOON = datetime(2026, 11, 20, 12, tzinfo=TZ)
DAY = NOON.date()
RULES: dict[str, Any] = {"bud.overrun_policy": "block", "bud.warn_pct": 80, "bud.review_interval_days": "30"}


def cashier(office: Office) -> Employee:
    """Somebody with the role of finance for the whole company."""
    who = factories.holder(factories.post(office.company, "财务", 4), "财务")
    factories.grant(who, "finance")
    return who


def wall(office: Office, **changed: Any) -> Edition:
    """The expenses rulebook of the company, in force from 2026-11-03. changed: `overrun_policy="warn"`; None is undecided."""
    values = RULES | {f"bud.{name}": value for name, value in changed.items()}
    return making.published(office, values, owner=office.company, number="FY", title="费用管理制度")


def category(code: str) -> ExpenseCategory:
    return ExpenseCategory.objects.get(code=code)


def budgeted(department: Department, by: Employee, amounts: dict[str, str], year: int = 2026, at: datetime = NOON) -> Budget:
    """A budget whose accounts hold these amounts by category code, as if approved: written past the act."""
    budget, _made = Budget.objects.get_or_create(year=year, department=department)
    version = BudgetVersion.objects.create(
        budget=budget, version=budget.versions.count() + 1, reason="年度计划", proposed_by=by, created_at=at, state="refused"
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(version=version, category=category(code), amount=Decimal(amount), months=split(Decimal(amount), [1] * 12))
        for code, amount in amounts.items()
    )
    set_amounts(version=version, at=at)
    return budget


def account(budget: Budget, code: str) -> BudgetAccount:
    return BudgetAccount.objects.get(budget=budget, category__code=code)


def claimed(who: Employee, department: Department, *lines: tuple[str, str], cost_on: date = date(2026, 11, 10), **more: Any) -> Claim:
    """A draft with lines of (category code, amount)."""
    claim = Claim.objects.create(
        key=uuid4(), claimant=who, department=department, title="客户拜访", created_at=NOON, changed_at=NOON,
        total=sum(Decimal(amount) for _code, amount in lines),
    )  # fmt: skip
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, order=order, category=category(code), cost_on=cost_on, amount=Decimal(amount), description="费用", **more)
        for order, (code, amount) in enumerate(lines)
    )
    return claim


def proposed(
    department: Department, by: Employee, amounts: dict[str, str], *, year: int = 2026, at: datetime = NOON, reason: str = ""
) -> Any:
    """A draft by the act itself."""
    lines = [Asked(category(code).pk, Decimal(amount)) for code, amount in amounts.items()]
    return propose_budget(year=2026, department=department, lines=lines, by=by, at=at, reason=reason)


def approved(version: BudgetVersion, by: Employee, at: datetime = NOON) -> Budget:
    """Handed in, and everybody who is asked has said yes."""
    request = submit_proposal(version=version, by=by, at=at)
    while request.state == "submitted":
        seat = request.steps.filter(state="active").get().approvers.filter(closed_at=None).first()
        approvals.approve(request=request, by=seat.approver, at=at)
        request.refresh_from_db()
    return version.budget
