"""Approved claims and advances for tests of payment: an office with people of finance, and rows as approval leaves them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType

from approvals import services as approvals
from approvals.models import Request
from attendance.models import Slip, TripDetails
from common.models import Upload
from common.numbering import next_number
from finance.choices import ClaimState
from finance.models import Advance, Claim, ClaimLine, ExpenseCategory, Payment, PaymentBatch, Receipt
from finance.services import payments
from finance.services.advances import ask_advance
from finance.services.payees import set_account
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.rules.making import Office as RuleOffice
from tests.support.remembered import remembered

MONDAY = date(2026, 11, 16)
NOW, LATER = at(MONDAY, "10:00"), at(date(2026, 11, 18), "15:30")
CARD = "6222021234567890128"


class Office(RuleOffice):
    """The office of rules, with a head for the staff's team, an accountant and a cashier of finance."""

    def __init__(self) -> None:
        super().__init__()
        vars(self).update(remembered("office of paying", self._of_money))

    def _of_money(self) -> dict[str, Any]:
        place = factories.post(self.company, "会计", 3)
        self.head = factories.holder(factories.post(self.team, "组长", 3, is_head=True), "组长")
        self.accountant, self.cashier = (factories.holder(place, name) for name in ("会计", "出纳"))
        for one in (self.accountant, self.cashier):
            factories.grant(one, "finance")
        return {name: getattr(self, name) for name in ("head", "accountant", "cashier")}


def account(who: Employee, number: str = CARD) -> None:
    set_account(employee=who, holder=who.name, bank="招商银行杭州分行", number=number, by=who, at=NOW)


def draft(who: Employee, *amounts: str, title: str = "拜访客户") -> Claim:
    """A draft with a line for each amount."""
    claim = Claim.objects.create(
        key=uuid4(), claimant=who, department=who.on(MONDAY).department, title=title, total=sum(map(Decimal, amounts)),
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    category = ExpenseCategory.objects.get(code="lodging")
    for order, amount in enumerate(amounts, start=1):
        ClaimLine.objects.create(
            claim=claim,
            order=order,
            category=category,
            cost_on=date(2026, 11, 10),
            city="杭州",
            description="住宿一晚",
            amount=Decimal(amount),
        )
    return claim


def approved(who: Employee, *amounts: str, title: str = "拜访客户", on: date = MONDAY, sanctioned: str | None = None) -> Claim:
    """A claim that everybody has agreed to: the rows of its approval are written past the route."""
    claim = draft(who, *amounts, title=title)
    return agreed(claim, on=on, sanctioned=sanctioned)


def agreed(claim: Claim, *, on: date = MONDAY, sanctioned: str | None = None) -> Claim:
    request = asked(claim)
    claim.request, claim.number, claim.submitted_on, claim.state = request, next_number("BX", on.year), on, ClaimState.SUBMITTED
    claim.save()
    if sanctioned is not None:
        claim.lines.update(sanctioned=Decimal(sanctioned))
    Request.objects.filter(pk=request.pk).update(state="approved", closed_at=NOW)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.APPROVED)
    claim.refresh_from_db()
    return claim


def asked(claim: Claim) -> Request:
    """Its request, still open."""
    return Request.objects.create(
        number=next_number("SP", 2026), key=claim.key, kind="finance.claim", kind_name="Expense claim", title=claim.title,
        applicant=claim.claimant, department=claim.department, content_type=ContentType.objects.get_for_model(Claim), object_id=claim.pk,
        amount=claim.total, submitted_at=NOW,
    )  # fmt: skip


def fapiao(claim: Claim, total: str, number: str = "24332000000012345678") -> Receipt:
    """A fapiao of the first line."""
    upload = Upload.objects.create(
        purpose="finance.receipt", name="发票.pdf", content_type="application/pdf", size=7, sha256="0" * 64, file="uploads/none.pdf",
        uploaded_by=claim.claimant.user,
    )  # fmt: skip
    return Receipt.objects.create(
        upload=upload, owner=claim.claimant, line=claim.lines.first(), is_fapiao=True, kind="digital_ordinary", number=number,
        total=Decimal(total), taken_at=NOW,
    )  # fmt: skip


def agree(request: Request, when: datetime = NOW) -> Request:
    """Everybody who is asked says yes."""
    while request.state == "submitted":
        seat = request.steps.filter(state="active").get().approvers.filter(closed_at=None).first()
        approvals.approve(request=request, by=seat.approver, at=when)
        request.refresh_from_db()
    return request


def wanted(who: Employee, amount: str = "1000.00", **more: Any) -> Advance:
    """An advance that was asked for."""
    facts = {"key": uuid4(), "purpose": "展会备用金", "trip": None, "settle_by": date(2026, 11, 30), "at": NOW, **more}
    return ask_advance(employee=who, amount=Decimal(amount), **facts)


def paid_out(office: Office, who: Employee, amount: str = "1000.00", **more: Any) -> Advance:
    """An advance that the person has got."""
    advance = wanted(who, amount, **more)
    agree(advance.request)
    account(who)
    batch = batch_of(office, advances=[advance])
    pay(office, batch)
    advance.refresh_from_db()
    return advance


def batch_of(office: Office, *claims: Claim, advances: list[Advance] | None = None) -> PaymentBatch:
    made = payments.make_batch(key=uuid4(), claims=claims, advances=advances or [], pay_on=MONDAY, by=office.accountant, at=NOW)
    assert made.batch is not None, made.left_out
    return made.batch


def pay(office: Office, batch: PaymentBatch, by: Employee | None = None) -> None:
    payments.export_batch(batch=batch, by=office.accountant, at=NOW)
    payments.mark_paid(batch=batch, by=by or office.cashier, at=LATER, reference="20261118-77")


def payment_of(claim: Claim) -> Payment:
    return Payment.objects.filter(claim=claim).latest("pk")


def trip(who: Employee, estimate: str | None, state: str = "approved") -> Slip:
    """A trip as approval leaves it."""
    slip = Slip.objects.create(
        kind="trip", employee=who, filed_by=who, during=(at(date(2026, 11, 18), "09:00"), at(date(2026, 11, 20), "18:00")),
        planned=(at(date(2026, 11, 18), "09:00"), at(date(2026, 11, 20), "18:00")), reason="拜访客户", is_arranged=True, state=state,
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    TripDetails.objects.create(slip=slip, destination="上海", cost_estimate=Decimal(estimate) if estimate else None)
    return slip
