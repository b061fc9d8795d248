"""What programs read of expenses: claims with their lines. No bank account, no receipt, no reason that somebody gave in confidence."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common import api
from common.api import CURRENCY, Asked, Field, Filter, Resource, Row, Scope
from finance.choices import ClaimState
from finance.models import Claim, ClaimLine
from people.api import BY_NUMBER
from people.selectors.tokens import lies_below

NONE = Decimal(0)
STATES = [str(state.value) for state in ClaimState if state != ClaimState.DRAFT]


def install() -> None:
    """Called when Django starts."""
    api.register(
        Resource(
            name="claims",
            label=_("Expense claims that were handed in"),
            scope=Scope("claims", _("Read expense claims with their lines and what was granted."), "finance.view_claim"),
            model=Claim,
            fields=(
                Field("number", "text", _("Number of the claim.")),
                Field("employee", "text", _("Employee number of the claimant.")),
                Field("name", "text", _("Name of the claimant.")),
                Field("department", "object", _("Unit whose budget bears it; a line may name another.")),
                Field("title", "text", _("What it was for.")),
                Field("state", "text", format_lazy("{} {}", _("One of:"), ", ".join(STATES))),
                Field("submitted_on", "date", _("When it was handed in last; by the rules of this day it is judged.")),
                Field("paid_at", "time with offset", _("When it was paid, null before that.")),
                Field("total", "money", _("All lines together."), CURRENCY),
                Field("granted", "money", _("What is paid of them."), CURRENCY),
                Field("from_advances", "money", _("What of it was paid out before, as an advance."), CURRENCY),
                Field("currency", "text", _("Of every amount of the row but the foreign ones.")),
                Field("lines", "list", _("Each line: category, day, city, amount, tax in it, granted, limit and its cost centre.")),
            ),
            filters=(
                Filter("from", "date", _("Handed in on that day or later."), api.read_day),
                Filter("to", "date", _("Handed in on that day or before."), api.read_day),
                Filter("month", "month", _("Handed in that month, such as 2026-11."), api.read_month),
                BY_NUMBER,
                Filter("state", "text", _("In that state."), api.one_of(STATES)),
                Filter("paid_since", "time with offset", _("Paid at that time or later."), api.read_instant),
            ),
            key=(api.read_id,),
            rows=rows,
        )
    )  # fmt: skip


def rows(asked: Asked) -> list[Row]:
    """Claims by the unit that bears them on the day they were handed in; nobody's draft. Two queries."""
    found = Claim.objects.exclude(state=ClaimState.DRAFT).filter(
        lies_below(asked.department_id, "department", "submitted_on"), api.within(asked, "submitted_on"), api.beyond(("pk",), asked.after)
    )
    if number := asked.get("employee"):
        found = found.filter(claimant__number=number)
    if state := asked.get("state"):
        found = found.filter(state=state)
    if since := asked.get("paid_since"):
        found = found.filter(paid_at__gte=since)
    lines = ClaimLine.objects.select_related("category", "cost_centre").order_by("order", "pk")
    page = found.select_related("claimant", "department").prefetch_related(Prefetch("lines", lines)).order_by("pk")[: asked.limit + 1]
    return [Row((one.pk,), _row(one)) for one in page]


def _row(one: Claim) -> dict[str, Any]:
    lines = list(one.lines.all())
    return {
        "number": one.number,
        "employee": one.claimant.number,
        "name": one.claimant.name,
        "department": {"code": one.department.code, "name": one.department.name},
        "title": one.title,
        "state": one.state,
        "submitted_on": api.day(one.submitted_on),
        "paid_at": api.instant(one.paid_at),
        "total": api.money(one.total),
        "granted": api.money(sum((line.granted or NONE for line in lines), NONE)),
        "from_advances": api.money(one.offset),
        "currency": CURRENCY,
        "lines": [_line(line) for line in lines],
    }


def _line(line: ClaimLine) -> dict[str, Any]:
    told: dict[str, Any] = {
        "category": line.category.name if line.category else None,
        "spent_on": api.day(line.cost_on),
        "city": line.city,
        "description": line.description,
        "quantity": api.decimal(line.quantity),
        "amount": api.money(line.amount),
        "tax": api.money(line.tax),
        "granted": api.money(line.granted),
        "limit": api.money(line.limit),
        "cost_centre": {"code": line.cost_centre.code, "name": line.cost_centre.name} if line.cost_centre else None,
    }
    if line.currency != CURRENCY:
        told["foreign"] = {"amount": api.money(line.foreign_amount), "currency": line.currency, "rate": api.decimal(line.rate)}
    return told
