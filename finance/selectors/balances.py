"""Which budget account bears a line of a claim, and how it stands (EXP-06)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from finance.choices import EntryKind
from finance.models import BudgetAccount, BudgetEntry, ClaimLine, ExpenseCategory
from finance.policy import Budgeting
from people.models import Department, DepartmentPath

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Borne:
    """Lines that one account bears together, or none (account None: no approved budget has their category).

    department, category: the account's, else those of the lines. asked: CNY.
    """

    account: BudgetAccount | None
    department: Department
    category: ExpenseCategory
    lines: tuple[ClaimLine, ...]
    asked: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """How the account of some lines stands: budget, left before these lines, asked by them; CNY.

    account None: nothing is spendable. pct: whole percent used once they are, None without a budget.
    """

    category: str
    department: str
    account: BudgetAccount | None
    budget: Decimal
    left: Decimal
    asked: Decimal
    is_over: bool
    pct: int | None

    @property
    def after(self) -> Decimal:
        """What is left once these lines are spent."""
        return self.left - self.asked


def standing_of(lines: Iterable[ClaimLine], day: date) -> list[Standing]:
    """How the accounts of these lines stand, drafts or handed in: five queries, however many lines.

    What the lines themselves have reserved or spent already counts as left. A line without a category or amount is passed over.
    lines: as read through their claim, so that `line.claim` costs nothing.
    """
    lines = list(lines)
    taken = taken_by(lines)
    return [_standing(one, sum((taken.get(line.pk, ZERO) for line in one.lines), ZERO)) for one in borne(lines, day)]


def standing_by_claim(lines: Iterable[ClaimLine], day: date) -> dict[int, list[Standing]]:
    """The same for each claim (id) by itself, for lists: five queries, however many claims."""
    lines = list(lines)
    taken, finder = taken_by(lines), _Finder(lines, day)
    by_claim: dict[int, list[ClaimLine]] = defaultdict(list)
    for line in lines:
        by_claim[line.claim_id].append(line)
    return {
        claim: [_standing(one, sum((taken.get(line.pk, ZERO) for line in one.lines), ZERO)) for one in finder.borne(own)]
        for claim, own in by_claim.items()
    }


def borne(lines: Sequence[ClaimLine], day: date) -> list[Borne]:
    """The lines by the account that bears them: of their cost centre or the nearest department above it (on `day`) that has an
    approved budget for the calendar year of the cost; of their category or its group. Four queries."""
    return _Finder(lines, day).borne(lines)


def taken_by(lines: Iterable[ClaimLine]) -> dict[int, Decimal]:
    """What each line (id) has reserved or spent at present, CNY: one query."""
    signed = Case(When(kind=EntryKind.RELEASE, then=-F("amount")), When(kind=EntryKind.RESERVE, then=F("amount")), default=ZERO)
    rows = BudgetEntry.objects.filter(line__in=[line.pk for line in lines if line.pk]).values("line").order_by("line")
    return dict(rows.annotate(taken=Sum(signed)).values_list("line", "taken"))


def is_warned(account: BudgetAccount, day: date) -> bool:
    """Whether as much of it is used as the wall says to warn at (`bud.warn_pct`); nothing used is never too much."""
    level = Budgeting.on(day, account.budget.department_id).warn
    used = account.reserved + account.spent
    return level is not None and used > 0 and used * 100 >= level * account.amount


class _Finder:
    """Everything that is needed to find accounts, read at once."""

    def __init__(self, lines: Sequence[ClaimLine], day: date) -> None:
        units = {_unit(line) for line in lines}
        self._day = day
        self._ways: dict[int, list[int]] = defaultdict(list)
        paths = DepartmentPath.objects.on(day).filter(descendant__in=units).order_by("depth", "pk")
        for unit, above in paths.values_list("descendant", "ancestor"):
            self._ways[unit].append(above)
        everywhere = units.union(*self._ways.values())
        rows = BudgetAccount.objects.filter(budget__department__in=everywhere, budget__year__in={self._year(line) for line in lines})
        self._accounts: dict[tuple[int, int], dict[int, BudgetAccount]] = defaultdict(dict)
        for account in rows.select_related("budget__department", "category").order_by("pk"):
            self._accounts[account.budget.department_id, account.budget.year][account.category_id] = account
        self._units = Department.objects.in_bulk(units)
        self._categories = ExpenseCategory.objects.in_bulk({line.category_id for line in lines if line.category_id})

    def borne(self, lines: Sequence[ClaimLine]) -> list[Borne]:
        found: dict[tuple[int | None, int, int], list[ClaimLine]] = defaultdict(list)
        accounts: dict[int, BudgetAccount] = {}
        for line in lines:
            if line.category_id is None or not line.amount:
                continue
            account = self._account(line)
            if account is not None:
                accounts[account.pk] = account
            # without an account the lines of one place and category stand together
            found[(account.pk, 0, 0) if account else (None, _unit(line), line.category_id)].append(line)
        return [
            Borne(
                accounts[pk] if pk else None, accounts[pk].budget.department if pk else self._units[unit],
                accounts[pk].category if pk else self._categories[category], tuple(own), sum((line.amount or ZERO for line in own), ZERO),
            )
            for (pk, unit, category), own in found.items()
        ]  # fmt: skip

    def _account(self, line: ClaimLine) -> BudgetAccount | None:
        year = self._year(line)
        ways = self._ways[_unit(line)] or [_unit(line)]
        near = next((self._accounts[unit, year] for unit in ways if (unit, year) in self._accounts), {})
        category = self._categories[line.category_id or 0]
        own, group = near.get(category.pk), near.get(category.group_id or 0)
        return group if group is not None and (own is None or not own.amount) else own

    def _year(self, line: ClaimLine) -> int:
        return (line.cost_on or self._day).year


def _unit(line: ClaimLine) -> int:
    return line.cost_centre_id or line.claim.department_id


def _standing(one: Borne, taken: Decimal) -> Standing:
    budget = one.account.amount if one.account else ZERO
    left = one.account.left + taken if one.account else ZERO
    asked = sum((line.granted for line in one.lines), ZERO)
    used = budget - left + asked
    return Standing(
        category=one.category.name, department=one.department.name, account=one.account, budget=budget, left=left, asked=asked,
        is_over=asked > left, pct=int(used * 100 / budget) if budget else None,
    )  # fmt: skip
