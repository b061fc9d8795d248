"""What was spent, by cost centre, category and month, and against the plans of approved budgets: set-based, whatever the size.

Counted are the lines of claims that are approved or paid, by the day of the cost, with what was granted of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractMonth
from django.urls import reverse

from finance.choices import BudgetState, ClaimState
from finance.domain.reports import (
    MONTHS,
    ZERO,
    Compared,
    Key,
    PlanRow,
    Row,
    Spent,
    by_month,
    cost_rows,
    months_compared,
    summed,
)
from finance.models import BudgetAccount, BudgetLine, BudgetVersion, ClaimLine, ExpenseCategory
from finance.selectors.balances import borne
from people.access import departments_in_scope
from people.models import Department, DepartmentPath, User

SEES = "finance.view_claim"
COUNTED = (ClaimState.APPROVED, ClaimState.PAID)
Place = tuple[int | None, int, int]  # budget, department, category


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report or a list is about. department: it and all below it; centre: exactly this one; account: what this one bears."""

    year: int
    month: int | None = None
    department: int | None = None
    centre: int | None = None
    category: int | None = None
    account: int | None = None

    def query(self, **more: int | None) -> str:
        """As an address says it."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__} | more
        return urlencode({name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, with the way to the lines behind it; "" where there are none."""

    amount: Decimal
    url: str = ""


@dataclass(frozen=True, slots=True)
class CostLine:
    """A row of the table of costs as it is shown. is_sum: of several categories; is_all: of all departments."""

    row: Row
    unit: str
    category: str
    months: tuple[Figure, ...]
    total: Figure

    @property
    def is_sum(self) -> bool:
        return self.row.category is None

    @property
    def is_all(self) -> bool:
        return self.row.unit is None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A category of a budget beside what was spent of it. budget None: no approved budget bears it."""

    unit: str
    category: str
    budget: int | None
    year: Compared
    cost: Figure


@dataclass(frozen=True, slots=True)
class MonthLine:
    number: int
    compared: Compared
    cost: Figure


@dataclass(frozen=True, slots=True)
class Report:
    """The costs of a year. bare: without a figure."""

    asked: Asked
    department: str
    costs: list[CostLine]
    plans: list[PlanLine]
    months: list[MonthLine]
    year: Compared

    @property
    def categories(self) -> list[CostLine]:
        """The categories of all departments together: of the only one when there is one."""
        several = [one for one in self.costs if one.is_all and not one.is_sum]
        return several or [one for one in self.costs if not one.is_sum]

    @property
    def is_bare(self) -> bool:
        return not self.costs and not self.plans


def units_seen(user: User) -> "QuerySet[Department]":
    """The departments whose costs the account may see."""
    scope = departments_in_scope(user, SEES)
    rows = Department.objects.all() if scope is None else Department.objects.filter(pk__in=scope)
    return rows.order_by("code", "pk")


def lines_of(user: User, asked: Asked, day: date) -> QuerySet[Any]:
    """The lines of approved and paid claims that the account may see, each with its cost centre as `unit` and what counts as `counted`."""
    rows = ClaimLine.objects.filter(claim__state__in=COUNTED, category__isnull=False, cost_on__year=asked.year)
    rows = rows.annotate(unit=Coalesce("cost_centre", "claim__department"), counted=Coalesce("sanctioned", "amount"))
    scope = departments_in_scope(user, SEES)
    if scope is not None:
        rows = rows.filter(unit__in=scope)
    if asked.department is not None:
        rows = rows.filter(unit__in=_below(asked.department, asked.year, day))
    if asked.month is not None:
        rows = rows.filter(cost_on__month=asked.month)
    if asked.centre is not None:
        rows = rows.filter(unit=asked.centre)
    if asked.category is not None:
        rows = rows.filter(category=asked.category)
    return rows.filter(_borne_by(rows, asked.account, asked.year, day)) if asked.account is not None else rows


def _below(department: int, year: int, day: date) -> QuerySet[Any, Any]:
    """Ids of the department and all below it, as they stood that year."""
    return DepartmentPath.objects.on(_looked_at(year, day)).filter(ancestor=department).values("descendant")


def _looked_at(year: int, day: date) -> date:
    """The day whose tree counts: today, or the last day of a year that is over."""
    return min(day, date(year, 12, 31))


def spent_in(rows: QuerySet[Any]) -> list[Spent]:
    """One query."""
    found = rows.order_by().annotate(month=ExtractMonth("cost_on")).values("unit", "category", "month").annotate(sum=Sum("counted"))
    return [Spent(unit, category, month, sum_) for unit, category, month, sum_ in found.values_list("unit", "category", "month", "sum")]


# -- which account bears it --------------------------------------------------------------------


def _bearers(keys: Mapping[Key, Sequence[Decimal]], year: int, day: date) -> dict[Key, BudgetAccount | None]:
    """The account that bears what a department spends on a category in that year, by the rule of the ledger."""
    cells = [
        ClaimLine(cost_centre_id=unit, category_id=category, cost_on=date(year, 1, 1), amount=sum(months, ZERO) or Decimal(1))
        for (unit, category), months in keys.items()
    ]
    found: dict[Key, BudgetAccount | None] = {}
    for one in borne(cells, _looked_at(year, day)):
        for cell in one.lines:
            found[cell.cost_centre_id or 0, cell.category_id or 0] = one.account
    return found


def _borne_by(rows: QuerySet[Any], account: int, year: int, day: date) -> Q:
    """The lines that this account bears."""
    keys = {(unit, category): [ZERO] for unit, category in rows.order_by().values_list("unit", "category").distinct()}
    mine = [key for key, bearer in _bearers(keys, year, day).items() if bearer is not None and bearer.pk == account]
    found = Q(pk__in=[])
    for unit, category in mine:
        found |= Q(unit=unit, category=category)
    return found


# -- the report --------------------------------------------------------------------------------


def report_of(user: User, asked: Asked, day: date) -> Report:
    """The costs of a year and its plans, for the departments that the account may see: a constant number of queries."""
    spent = spent_in(lines_of(user, asked, day))
    units = list(units_seen(user).values_list("pk", "name"))
    categories = list(ExpenseCategory.objects.order_by(Coalesce("group__order", "order"), "order", "pk").values_list("pk", "name"))
    names = (dict(units), dict(categories))
    rows = plan_rows(user, asked, by_month(spent), day)
    order = {pk: place for place, (pk, _name) in enumerate(units)}, {pk: place for place, (pk, _name) in enumerate(categories)}
    rows.sort(key=lambda row: (row.budget is None, order[0].get(row.unit, 0), order[1].get(row.category, 0)))
    costs = cost_rows(spent, [pk for pk, _name in units], [pk for pk, _name in categories])
    months = months_compared(
        [[one.plan for one in row.months] for row in rows], [[one.cost for one in row.months] for row in rows]
    )  # fmt: skip
    return Report(
        asked=asked,
        department=names[0].get(asked.department or 0, ""),
        costs=[_cost_line(row, asked, *names) for row in costs],
        plans=[_plan_line(row, asked, *names) for row in rows],
        months=[MonthLine(n, one, _figure(one.cost, asked.query(month=n))) for n, one in enumerate(months, start=1)],
        year=summed(months),
    )


def plan_rows(user: User, asked: Asked, cost: Mapping[Key, Sequence[Decimal]], day: date) -> list[PlanRow]:
    """Each category of the budgets in force with what it bore, then what no budget of these departments bears."""
    plans = {(budget, category): (unit, tuple(months)) for budget, unit, category, months in _plans(user, asked, day)}
    bearers = _bearers(cost, asked.year, day)
    visible = {budget for budget, _category in plans}
    spent: dict[Place, list[Sequence[Decimal]]] = {(budget, unit, category): [] for (budget, category), (unit, _months) in plans.items()}
    accounts: dict[Place, int] = {}
    for (unit, category), months in cost.items():
        account, place = bearers.get((unit, category)), cast("Place", (None, unit, category))
        if account is not None and account.budget_id in visible:
            place = (account.budget_id, account.budget.department_id, account.category_id)
            accounts[place] = account.pk
        spent.setdefault(place, []).append(months)
    rows = []
    for place, costs in spent.items():
        budget, unit, category = place
        planned = plans.get((budget or 0, category), (unit, (ZERO,) * MONTHS))[1]
        compared = months_compared([planned], costs)
        rows.append(PlanRow(unit, category, budget, accounts.get(place), compared, summed(compared)))
    return [row for row in rows if row.year.plan or row.year.cost]


def _plans(user: User, asked: Asked, day: date) -> QuerySet[Any, Any]:
    """Budget, department, category and plan of the versions in force. One query."""
    lines = plans_in_force(user, asked, day).order_by("pk")
    return lines.values_list("version__budget", "version__budget__department", "category", "months")


def plans_in_force(user: User, asked: Asked, day: date) -> QuerySet[BudgetLine]:
    """The lines of the last approved version of each budget of the year that the account may see."""
    last = BudgetVersion.objects.filter(budget=OuterRef("version__budget"), state=BudgetState.APPROVED).order_by("-version")
    rows = BudgetLine.objects.filter(version__budget__year=asked.year).annotate(in_force=Subquery(last.values("pk")[:1]))
    rows = rows.filter(version=F("in_force"))
    scope = departments_in_scope(user, SEES)
    if scope is not None:
        rows = rows.filter(version__budget__department__in=scope)
    if asked.department is not None:
        rows = rows.filter(version__budget__department__in=_below(asked.department, asked.year, day))
    return rows


def _cost_line(row: Row, asked: Asked, units: Mapping[int, str], categories: Mapping[int, str]) -> CostLine:
    at = {"centre": row.unit, "category": row.category}
    return CostLine(
        row=row,
        unit=units.get(row.unit or 0, ""),
        category=categories.get(row.category or 0, ""),
        months=tuple(_figure(amount, asked.query(month=n, **at)) for n, amount in enumerate(row.months, start=1)),
        total=_figure(row.total, asked.query(**at)),
    )


def _plan_line(row: PlanRow, asked: Asked, units: Mapping[int, str], categories: Mapping[int, str]) -> PlanLine:
    query = asked.query(account=row.account) if row.account else asked.query(centre=row.unit, category=row.category)
    return PlanLine(units.get(row.unit, ""), categories.get(row.category, ""), row.budget, row.year, _figure(row.year.cost, query))


def _figure(amount: Decimal, query: str) -> Figure:
    return Figure(amount, f"{reverse('finance:report-lines')}?{query}" if amount else "")
