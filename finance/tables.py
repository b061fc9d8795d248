"""The tables of the house as they go out to Excel: the columns of each page, over all its rows."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table, in_batches, searched
from finance.models import Advance, ArchiveVolume, Budget, BudgetAccount, BudgetEntry, Claim, ClaimLine, PayeeAccount, Payment, PaymentBatch
from finance.selectors import advances as advance_words
from finance.selectors.budgets import Figures, Sheet
from finance.selectors.payments import Waiting
from finance.services.payees import masked
from people.models import Employee


def claims(rows: QuerySet[Claim]) -> Table:
    return Table(_("Expense claims"), [
        Column(_("number"), lambda one: one.number),
        Column(_("title"), lambda one: one.title),
        Column(_("claimant"), lambda one: one.claimant.name),
        Column(_("employee number"), lambda one: one.claimant.number),
        Column(_("department"), lambda one: one.department.name),
        Column(_("total (CNY)"), lambda one: one.total, "money"),
        Column(_("state"), lambda one: one.get_state_display()),
        Column(_("submitted on"), lambda one: one.submitted_on, "date"),
        Column(_("paid at"), lambda one: one.paid_at, "datetime"),
    ], in_batches(rows.select_related("claimant", "department"), list), Claim)  # fmt: skip


def advances(rows: QuerySet[Advance], today: date) -> Table:
    def state(one: Advance) -> str:
        return _("overdue") if advance_words.is_overdue(one, today) else one.get_state_display()

    return Table(pgettext("menu", "Advances"), [
        Column(_("number"), lambda one: one.number),
        Column(_("employee"), lambda one: one.employee.name),
        Column(_("employee number"), lambda one: one.employee.number),
        Column(_("department"), lambda one: one.department.name),
        Column(_("purpose"), lambda one: one.purpose),
        Column(_("amount (CNY)"), lambda one: one.amount, "money"),
        Column(_("Not settled yet (CNY)"), lambda one: one.left if one.state == "paid" else None, "money"),
        Column(_("to be settled by"), lambda one: one.settle_by, "date"),
        Column(_("state"), state),
        Column(_("asked at"), lambda one: one.created_at, "datetime"),
    ], in_batches(rows, list), Advance)  # fmt: skip


def report_lines(rows: QuerySet[ClaimLine], shaped: Callable[[list[Any]], list[Any]]) -> Table:
    """The lines of claims behind a figure of the report."""
    return Table(_("Lines of claims"), [
        Column(_("expense claim"), lambda line: line.claim.number),
        Column(_("claimant"), lambda line: line.claim.claimant.name),
        Column(_("spent on"), lambda line: line.cost_on, "date"),
        Column(_("category"), lambda line: line.category.name),
        Column(_("what for"), lambda line: line.description),
        Column(_("cost centre"), lambda line: line.centre),
        Column(_("granted (CNY)"), lambda line: line.counted, "money"),
    ], in_batches(rows, shaped), ClaimLine)  # fmt: skip


# -- payments --------------------------------------------------------------------------------------------


def waiting(rows: Iterable[Waiting]) -> Table:
    def who(one: Waiting) -> Employee:
        return one.row.employee if isinstance(one.row, Advance) else one.row.claimant

    return Table(_("To be paid"), [
        Column(_("kind"), lambda one: _("advance") if one.is_advance else _("claim")),
        Column(_("number"), lambda one: one.row.number),
        Column(_("what for"), lambda one: one.row.purpose if one.is_advance else one.row.title),
        Column(_("employee"), lambda one: who(one).name),
        Column(_("department"), lambda one: one.row.department.name),
        Column(_("to be settled by"), lambda one: one.row.settle_by if one.is_advance else None, "date"),
        Column(_("granted (CNY)"), lambda one: one.granted, "money"),
        Column(_("from the advance (CNY)"), lambda one: one.from_advance, "money"),
        Column(_("to be paid (CNY)"), lambda one: one.to_pay, "money"),
        Column(_("what stands in the way"), lambda one: "\n".join(one.stops)),
    ], rows, Payment)  # fmt: skip


def batches(rows: QuerySet[PaymentBatch]) -> Table:
    return Table(_("Payment batches"), [
        Column(_("number"), lambda one: one.number),
        Column(_("to be paid on"), lambda one: one.pay_on, "date"),
        Column(pgettext("count", "payments"), lambda one: one.count, "count"),
        Column(_("sum (CNY)"), lambda one: one.sum, "money"),
        Column(pgettext("count", "came back"), lambda one: one.failed, "count"),
        Column(_("state"), lambda one: one.get_state_display()),
        Column(_("made by"), lambda one: one.made_by.name),
        Column(_("made at"), lambda one: one.made_at, "datetime"),
    ], in_batches(rows, list), PaymentBatch)  # fmt: skip


def payments(batch: PaymentBatch, rows: QuerySet[Payment]) -> Table:
    return Table(batch.number, [
        Column(_("payee"), lambda one: one.holder),
        Column(_("account number"), lambda one: masked(one.account_number)),
        Column(_("bank and branch"), lambda one: one.bank),
        Column(pgettext("payment", "for"), lambda one: one.claim.number if one.claim else one.advance.number),
        Column(_("amount (CNY)"), lambda one: one.amount, "money"),
        Column(_("state"), lambda one: one.get_state_display()),
        Column(_("paid at"), lambda one: one.paid_at, "datetime"),
        Column(_("marked by"), lambda one: one.paid_by.name if one.paid_by else ""),
        Column(_("reference"), lambda one: one.reference),
        Column(_("why it came back"), lambda one: one.failure),
    ], in_batches(rows, list), batch)  # fmt: skip


PayeeLine = tuple[Employee, PayeeAccount | None, str]


def payees(people: QuerySet[Employee], shaped: Callable[[list[Employee]], list[PayeeLine]], typed: str) -> Table:
    """Account numbers masked as on the page."""
    return Table(_("Accounts of payees"), [
        Column(_("employee number"), lambda line: line[0].number),
        Column(pgettext("person", "name"), lambda line: line[0].name),
        Column(_("account number"), lambda line: line[2] or _("no account")),
        Column(_("bank and branch"), lambda line: line[1].bank if line[1] else ""),
    ], in_batches(people, shaped), PayeeAccount, searched(typed))  # fmt: skip


def volumes(rows: QuerySet[ArchiveVolume]) -> Table:
    return Table(_("Voucher archive"), [
        Column(_("number"), lambda one: one.number),
        Column(_("month"), lambda one: f"{one.month:%Y-%m}"),
        Column(pgettext("count", "claims"), lambda one: one.claims, "count"),
        Column(pgettext("count", "files"), lambda one: one.files, "count"),
        Column(_("digest"), lambda one: one.digest),
        Column(_("archived by"), lambda one: one.made_by.name if one.made_by else ""),
        Column(_("made at"), lambda one: one.made_at, "datetime"),
    ], in_batches(rows, list), ArchiveVolume)  # fmt: skip


# -- budgets ----------------------------------------------------------------------------------------------


def _money_columns(of: Callable[[Any], Figures | None]) -> list[Column]:
    def figure(name: str) -> Callable[[Any], Decimal | None]:
        def found(row: Any) -> Decimal | None:
            figures = of(row)
            return getattr(figures, name) if figures else None

        return found

    def used(row: Any) -> Decimal | None:
        figures = of(row)
        return Decimal(figures.pct) / 100 if figures and figures.pct is not None else None

    return [
        Column(pgettext("figure", "budget"), figure("budget"), "money"),
        Column(pgettext("budget ledger", "reserved"), figure("reserved"), "money"),
        Column(pgettext("budget ledger", "spent"), figure("spent"), "money"),
        Column(pgettext("budget", "left"), figure("left"), "money"),
        Column(pgettext("budget", "used"), used, "percent"),
    ]


def budgets(year: int, rows: QuerySet[Budget], shaped: Callable[[Budget], dict[str, Any]]) -> Table:
    return Table(f"{_('Budgets')} {year}", [
        Column(_("department"), lambda line: line["budget"].department.name),
        Column(_("state"), lambda line: line["word"]),
        *_money_columns(lambda line: line["figures"]),
    ], in_batches(rows, lambda found: [shaped(one) for one in found]), Budget)  # fmt: skip


def budget_categories(sheet: Sheet) -> Table:
    """One budget by category, the groups without their sums: these are sums of the lines."""
    budget = sheet.budget
    months = {one.category.pk: one.months for one in sheet.by_category if one.category}
    lines = [(group.name, row) for group in sheet.groups for row in group.rows]

    def month(number: int, name: str) -> Callable[[Any], Decimal | None]:
        return lambda line: getattr(months[line[1].account.category_id][number - 1], name)

    by_month = []
    for number in range(1, 13):
        word = _("Month %(month)s") % {"month": number}
        by_month += [
            Column(f"{word} {pgettext('budget', 'plan')}", month(number, "plan"), "money"),
            Column(f"{word} {pgettext('budget', 'actual')}", month(number, "used"), "money"),
        ]
    return Table(f"{budget.department.name} {budget.year}", [
        Column(pgettext("budget", "group"), lambda line: line[0]),
        Column(_("category"), lambda line: line[1].account.category.name),
        *_money_columns(lambda line: line[1].figures),
        *by_month,
    ], lines, budget)  # fmt: skip


def budget_entries(account: BudgetAccount, rows: QuerySet[BudgetEntry]) -> Table:
    def what(one: BudgetEntry) -> str:
        if one.line:
            return one.line.description
        return _("Version %(number)s") % {"number": one.version.version} if one.version else ""

    return Table(f"{account.budget.department.name} {account.budget.year} {account.category.name}", [
        Column(_("what for"), what),
        Column(_("claim"), lambda one: one.line.claim.number if one.line else ""),
        Column(_("claimant"), lambda one: one.line.claim.claimant.name if one.line else ""),
        Column(_("kind"), lambda one: one.get_kind_display()),
        Column(_("CNY"), lambda one: one.amount, "money"),
        Column(_("day of the cost"), lambda one: one.spent_on, "date"),
        Column(_("time"), lambda one: one.at, "datetime"),
    ], in_batches(rows, list), account)  # fmt: skip
