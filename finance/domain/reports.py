"""What was spent, in a table: by department, category and month, and beside the plan. Pure, on plain values; money in CNY."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
MONTHS = 12
Key = tuple[int, int]  # department, category


@dataclass(frozen=True, slots=True)
class Spent:
    """What a department spent on a category in a month (1 to 12)."""

    unit: int
    category: int
    month: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of costs. unit None: of all departments; category None: of all categories. share: of the whole."""

    unit: int | None
    category: int | None
    months: tuple[Decimal, ...]
    total: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Plan and cost side by side. difference: what is left of the plan, below zero when more was spent. share: spent of the plan."""

    plan: Decimal
    cost: Decimal

    @property
    def difference(self) -> Decimal:
        return self.plan - self.cost

    @property
    def share(self) -> Decimal | None:
        return share_of(self.cost, self.plan)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A category of a budget, or (budget None) costs that none bears. months: twelve. account: of the ledger; None: nothing was spent."""

    unit: int
    category: int
    budget: int | None
    account: int | None
    months: tuple[Compared, ...]
    year: Compared


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """A fraction; None of nothing."""
    return part / whole if whole else None


def cost_rows(spent: Iterable[Spent], units: Sequence[int], categories: Sequence[int]) -> list[Row]:
    """Each department with its categories below it, then all departments together: with their categories when they are several.

    units, categories: in order.
    """
    sums = by_month(spent)
    whole = sum((sum(months, ZERO) for months in sums.values()), ZERO)
    rows: list[Row] = []
    for unit in units:
        own = {category: months for (of, category), months in sums.items() if of == unit}
        if own:
            rows += [_row(unit, None, own.values(), whole), *(_row(unit, one, [own[one]], whole) for one in categories if one in own)]
    if not sums:
        return []
    rows.append(_row(None, None, sums.values(), whole))
    if len({unit for unit, _category in sums}) > 1:
        every = [(one, [months for (_unit, of), months in sums.items() if of == one]) for one in categories]
        rows += [_row(None, one, months, whole) for one, months in every if months]
    return rows


def _row(unit: int | None, category: int | None, added: Iterable[Sequence[Decimal]], whole: Decimal) -> Row:
    months = tuple(sum(column, ZERO) for column in zip(*added, strict=True))
    total = sum(months, ZERO)
    return Row(unit, category, months, total, share_of(total, whole))


def months_compared(plan: Iterable[Sequence[Decimal]], cost: Iterable[Sequence[Decimal]]) -> tuple[Compared, ...]:
    """Month by month, everything added up."""
    planned = [sum(column, ZERO) for column in zip(*plan, strict=True)] or [ZERO] * MONTHS
    spent = [sum(column, ZERO) for column in zip(*cost, strict=True)] or [ZERO] * MONTHS
    return tuple(Compared(a, b) for a, b in zip(planned, spent, strict=True))


def summed(rows: Iterable[Compared]) -> Compared:
    """All of them together."""
    known = list(rows)
    return Compared(sum((one.plan for one in known), ZERO), sum((one.cost for one in known), ZERO))


def by_month(spent: Iterable[Spent]) -> dict[Key, tuple[Decimal, ...]]:
    """Twelve sums for each department and category."""
    sums: dict[Key, list[Decimal]] = {}
    for one in spent:
        sums.setdefault((one.unit, one.category), [ZERO] * MONTHS)[one.month - 1] += one.amount
    return {key: tuple(months) for key, months in sums.items()}
