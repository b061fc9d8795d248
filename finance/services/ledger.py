"""The one ledger of what budgets hold: reserved when a claim is handed in, released or spent when it is decided (EXP-06, BUD-03).

Whoever changes accounts locks their rows first, always in the order of their ids, so that two who want the last yuan come one after
the other and fifty who want something at once never wait for each other in a circle. The sums of an account are those of its entries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.policy import Citation
from common.templatetags.show import money
from finance.choices import EntryKind
from finance.models import BudgetAccount, BudgetEntry, BudgetVersion, Claim, ClaimLine, ExpenseCategory
from finance.policy import Budgeting
from finance.selectors.balances import ZERO, Borne, borne, is_warned
from finance.services.budget_telling import tell_heads
from people.models import Department, Employee


@dataclass(frozen=True, slots=True)
class Overrun:
    """A category in which more is asked than is left; CNY. policy: escalate or warn. account None: no approved budget has it."""

    category: ExpenseCategory
    department: Department
    left: Decimal
    asked: Decimal
    policy: str
    account: BudgetAccount | None
    citation: Citation | None


@transaction.atomic
def reserve(*, claim: Claim, round: int, by: Employee, at: datetime) -> list[Overrun]:
    """Hold what the claim asks for, once a round, and say where that is more than is left.

    Lines that one account bears are taken together. What a department may spend beyond its budget the wall says
    (`bud.overrun_policy`); while that is undecided nothing is checked. Raises RuleBroken where it says that nothing may.
    """
    day = day_of(at)
    done = BudgetEntry.objects.filter(line__claim=claim, kind=EntryKind.RESERVE, round=round).values("line")
    lines = list(ClaimLine.objects.filter(claim=claim).exclude(pk__in=done).select_related("claim").order_by("pk"))
    asked = borne(lines, day)
    accounts = locked(one.account.pk for one in asked if one.account)
    overruns = [found for one in asked if (found := _overrun(one, accounts, day))]
    _refuse_blocked(overruns)
    entries = []
    for one in asked:
        if one.account:
            accounts[one.account.pk].reserved += one.asked
            entries += [
                BudgetEntry(
                    account_id=one.account.pk, kind=EntryKind.RESERVE, amount=line.amount or ZERO, line=line, round=round,
                    spent_on=line.cost_on or day, at=at,
                )
                for line in one.lines
            ]  # fmt: skip
    _write(accounts, entries, at)
    return overruns


@transaction.atomic
def release(*, claim: Claim, round: int, at: datetime) -> None:
    """Give back what that round of the claim holds, when it ends without a yes or comes back. Twice is once; what is spent stays."""
    _close(claim, round, at, lambda line: ZERO)


@transaction.atomic
def spend(*, claim: Claim, round: int, at: datetime) -> None:
    """Turn what that round holds into spending: what was granted of each line; the rest is released. Twice is once."""
    _close(claim, round, at, lambda line: line.granted)


@transaction.atomic
def set_amounts(*, version: BudgetVersion, at: datetime) -> None:
    """Give the accounts of the budget what its approved version says; what it no longer names gets nothing. Old figures stay as entries."""
    amounts = dict(version.lines.values_list("category", "amount"))
    BudgetAccount.objects.bulk_create(
        (BudgetAccount(budget_id=version.budget_id, category_id=category) for category in sorted(amounts)), ignore_conflicts=True
    )
    accounts = locked(BudgetAccount.objects.filter(budget=version.budget_id).values_list("pk", flat=True))
    known = set(BudgetEntry.objects.filter(account__in=accounts, kind=EntryKind.SET).values_list("account", flat=True))
    entries = []
    for account in accounts.values():
        amount = amounts.get(account.category_id, ZERO)
        if amount != account.amount or account.pk not in known:
            account.amount, account.warned_at = amount, None
            entries.append(BudgetEntry(account=account, kind=EntryKind.SET, amount=amount, version=version, at=at))
    _write(accounts, entries, at)


def verify_accounts() -> list[BudgetAccount]:
    """The accounts whose sums are not those of their entries: none, unless somebody wrote past this module."""
    of = BudgetEntry.objects.filter(account=OuterRef("pk")).order_by()
    held = Case(When(kind=EntryKind.RESERVE, then=F("amount")), When(kind=EntryKind.SET, then=ZERO), default=-F("amount"))
    spent = Case(When(kind=EntryKind.SPEND, then=F("amount")), default=ZERO)
    sums = of.values("account")
    rows = BudgetAccount.objects.annotate(
        last_set=Subquery(of.filter(kind=EntryKind.SET).order_by("-pk").values("amount")[:1]),
        sum_held=Subquery(sums.annotate(of_all=Sum(held)).values("of_all")),
        sum_spent=Subquery(sums.annotate(of_all=Sum(spent)).values("of_all")),
    )
    return [
        row
        for row in rows.order_by("pk")
        if (row.amount, row.reserved, row.spent) != (row.last_set or ZERO, row.sum_held or ZERO, row.sum_spent or ZERO)
    ]


def locked(ids: Iterable[int]) -> dict[int, BudgetAccount]:
    """The accounts as they are now, held until the end of the transaction; locked in the order of their ids. One query."""
    rows = BudgetAccount.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return {account.pk: account for account in rows.select_related("budget__department", "category")}


def day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


# -- parts -------------------------------------------------------------------------------------------------


def _overrun(one: Borne, accounts: dict[int, BudgetAccount], day: date) -> Overrun | None:
    rules = Budgeting.on(day, one.department.pk)
    account = accounts[one.account.pk] if one.account else None
    left = account.left if account else ZERO
    if rules.overrun is None or one.asked <= left:
        return None
    return Overrun(one.category, one.department, left, one.asked, rules.overrun, account, rules.cite("overrun"))


def _refuse_blocked(overruns: Sequence[Overrun]) -> None:
    stops = next((one for one in overruns if one.policy == "block"), None)
    if stops is None:
        return
    if stops.account is None:
        raise RuleBroken(
            _(
                "%(department)s has no approved budget for %(category)s, and this asks for %(asked)s (%(citation)s)."
                " Ask the head of the department to propose one."
            ),
            department=stops.department.name, category=stops.category.name, asked=money(stops.asked), citation=stops.citation or "",
        )  # fmt: skip
    raise RuleBroken(
        _(
            "The budget of %(department)s for %(category)s has %(left)s left, and this asks for %(asked)s (%(citation)s)."
            " Ask the head of the department for an adjustment of the budget first."
        ),
        department=stops.department.name, category=stops.category.name, left=money(stops.left), asked=money(stops.asked),
        citation=stops.citation or "",
    )  # fmt: skip


def _close(claim: Claim, round: int, at: datetime, granted: Callable[[ClaimLine], Decimal]) -> None:
    """Close the reservations of the round that are open, each with what is granted of it."""
    of = BudgetEntry.objects.filter(line__claim=claim, round=round)
    accounts = locked(of.values_list("account", flat=True))
    closed = of.filter(kind__in=[EntryKind.RELEASE, EntryKind.SPEND]).values("line")
    entries = []
    for held in of.filter(kind=EntryKind.RESERVE).exclude(line__in=closed).select_related("line").order_by("pk"):
        account = accounts[held.account_id]
        used = min(granted(held.line), held.amount)  # type: ignore[arg-type]  # the database wants a line for each
        account.reserved -= held.amount
        account.spent += used
        for kind, amount in ((EntryKind.SPEND, used), (EntryKind.RELEASE, held.amount - used)):
            if amount:
                entries.append(
                    BudgetEntry(account=account, kind=kind, amount=amount, line=held.line, round=round, spent_on=held.spent_on, at=at)
                )
    _write(accounts, entries, at)


def _write(accounts: dict[int, BudgetAccount], entries: list[BudgetEntry], at: datetime) -> None:
    """Keep the entries and the sums, and tell the heads whose budgets have come to the warning level."""
    if not entries:
        return
    BudgetEntry.objects.bulk_create(entries)
    reached = [account for account in accounts.values() if is_warned(account, day_of(at)) and account.warned_at is None]
    for account in reached:
        account.warned_at = at
    BudgetAccount.objects.bulk_update(accounts.values(), ["amount", "reserved", "spent", "warned_at"])
    tell_heads(accounts=reached, at=at)
