"""Claims as people hand them in: real papers, read, typed and submitted through the services."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from approvals.models import Request
from finance.demo.papers import BUYER, BUYER_CODE, Paper, as_xml
from finance.models import BillingEntity, Claim, ExpenseCategory
from finance.services.claims import Typed, TypedLine, change_claim, start_claim, submit_claim
from finance.services.receipts import take_receipts
from people.models import Employee
from rules.models import Edition
from tests.finance.paying import NOW, Office
from tests.rules import making

SPENT = date(2026, 11, 10)
SELLER = ("上海云栖酒店管理有限公司", "91310115MA1ABCD2XD")
RULES: dict[str, Any] = {
    "exp.standard_table": {"住宿费": "每晚，400元；上海600元"},
    "exp.submit_deadline_days": "30",
    "apv.major_amount_cny": {"每单": "满5000元"},
}


def wall(office: Office, **changed: Any) -> Edition:
    """The expenses rulebook of the company, in force from 2026-11-03. changed: keys with `__` for the dots."""
    values = RULES | {key.replace("__", "."): value for key, value in changed.items()}
    return making.published(office, values, owner=office.company, number="FY", title="费用管理制度")


def entity() -> BillingEntity:
    return BillingEntity.objects.get_or_create(credit_code=BUYER_CODE, defaults={"name": BUYER})[0]


def paper(number: int = 1, total: str = "380.00", on: date = SPENT, item: str = "*住宿服务*住宿费") -> Paper:
    """A digital fapiao made out to our company. number: its serial."""
    return Paper(f"2633{number:016d}", on, *SELLER, item, Decimal(total))


def typed(claim: Claim, *, title: str = "拜访客户", work: str = "客户续约", category: str = "lodging", **line: Any) -> Typed:
    """What the person makes of what was read."""
    kind = ExpenseCategory.objects.get(code=category)
    lines = [
        TypedLine(**{"line": row.pk, "category": kind, "cost_on": SPENT, "description": "住宿一晚", "amount": row.amount, **line})
        for row in claim.lines.order_by("order")
    ]
    return Typed(title=title, work_link=work, lines=lines)


def draft(who: Employee, papers: Iterable[Paper] = (paper(),), **facts: Any) -> Claim:
    """A draft with a line for each paper, as typed."""
    claim = start_claim(key=uuid4(), by=who, at=NOW)
    take_receipts(claim=claim, files=[as_xml(one) for one in papers], by=who, at=NOW)
    return change_claim(claim=claim, typed=typed(claim, **facts), by=who, at=NOW)


def handed_in(who: Employee, *papers: Paper, **facts: Any) -> Claim:
    claim = draft(who, papers or (paper(),), **facts)
    submit_claim(claim=claim, by=who, at=NOW)
    claim.refresh_from_db()
    return claim


def steps(request: Request | None) -> list[str]:
    """The names of the steps, and the first of those who decide each."""
    assert request is not None
    return [f"{step.name}: {step.approvers.first().approver.name}" for step in request.steps.order_by("order")]
