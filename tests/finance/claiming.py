"""An office that claims: rules on the wall, a company for fapiao, receipts as files, claims started, filled and handed in."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from approvals import services as approvals
from approvals.models import Request
from finance.models import BillingEntity, Claim, ClaimLine, ExpenseCategory
from finance.services.claims import Typed, TypedLine, change_claim, start_claim, submit_claim
from finance.services.receipts import take_receipts
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.finance import paying
from tests.finance.fapiao.makers.pages import Style, digital
from tests.finance.fapiao.makers.pdf import pdf
from tests.finance.fapiao.makers.values import Face, qr_text
from tests.finance.fapiao.makers.xml import einvoice
from tests.rules import making
from tests.support.remembered import remembered

SINCE = date(2026, 11, 3)
MONDAY, SPENT = date(2026, 11, 16), date(2026, 11, 10)
NOW, LATER = at(MONDAY, "10:00"), at(date(2026, 11, 18), "15:30")
RULES: dict[str, Any] = {
    "exp.standard_table": {"住宿费": "每晚，400元；北京、上海600元", "业务招待费": "每人，150元"},
    "exp.submit_deadline_days": "30",
    "apv.major_amount_cny": {"每单": "满5000元"},
}


class Office(paying.Office):
    """The office of payments, with the expenses rulebook in force and the company's own name for fapiao.

    staff claims; head, accountant (and manager for what is major) decide; other looks after another department.
    """

    def __init__(self, **changed: Any) -> None:
        """changed: values of the rulebook by key with `__` for the dots; None leaves one out."""
        super().__init__()
        values = RULES | {key.replace("__", "."): value for key, value in changed.items()}
        kept = {key: value for key, value in values.items() if value is not None}
        making.published(self, kept, on=SINCE, owner=self.company, number="FY", title="费用管理制度")
        vars(self).update(remembered("office of claiming", self._elsewhere))

    def _elsewhere(self) -> dict[str, Any]:
        factories.grant(self.head, "supervisor", self.team)
        elsewhere = factories.department("市场部", self.company)
        self.other = factories.holder(factories.post(elsewhere, "经理", 5, is_head=True), "经理乙")
        factories.grant(self.other, "supervisor", elsewhere)
        factories.grant(self.other, "finance", elsewhere)
        entity()
        return {"other": self.other}


def entity() -> BillingEntity:
    """The company to which the makers' fapiao are made out."""
    return BillingEntity.objects.create(name=Face().buyer_name, credit_code=Face().buyer_tax_id)


# -- files --------------------------------------------------------------------------------------------------------------


def face(total: str = "380.00", number: str = "26332000000012345678", on: date = SPENT, **more: Any) -> Face:
    """A lodging fapiao made out to the company."""
    amount = (Decimal(total) / Decimal("1.06")).quantize(Decimal("0.01"))
    return Face(number=number, issued_on=on, amount=amount, tax=Decimal(total) - amount, total=Decimal(total), **more)


def xml_file(of: Face | None = None, name: str = "发票.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, einvoice(of or face()).encode(), "text/xml")


def pdf_bytes(of: Face | None = None) -> bytes:
    of = of or face()
    return pdf([digital(of, Style())], qr=qr_text(of))


def pdf_file(of: Face | None = None, name: str = "发票.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(of), "application/pdf")


def photo_bytes(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "JPEG")
    return out.getvalue()


def photo_file(name: str = "小票.jpg", colour: str = "white") -> SimpleUploadedFile:
    """A photo in which no fapiao can be read."""
    return SimpleUploadedFile(name, photo_bytes(colour), "image/jpeg")


def program_file(name: str = "坏.exe") -> SimpleUploadedFile:
    """A file that is not accepted at all."""
    return SimpleUploadedFile(name, b"MZ\x90\x00" + b"\x00" * 64, "application/octet-stream")


# -- claims -------------------------------------------------------------------------------------------------------------


def started(who: Employee, *files: SimpleUploadedFile, when: datetime = NOW, **more: Any) -> Claim:
    """A draft that its receipts have filled."""
    claim = start_claim(key=uuid4(), by=who, at=when, **more)
    if files:
        take_receipts(claim=claim, files=files, by=who, at=when)
    claim.refresh_from_db()
    return claim


def filled(claim: Claim, title: str = "拜访客户", when: datetime = NOW, work_link: str = "杭州云栖项目", **line: Any) -> Claim:
    """Everything that the checks ask for is there. line: changed on every line."""
    lodging = ExpenseCategory.objects.get(code="lodging")
    lines = [
        TypedLine(line=row.pk, **{**_of(row), "category": row.category or lodging, "description": row.description or "住宿一晚", **line})
        for row in claim.lines.order_by("order", "pk")
    ]
    typed = Typed(title=title, work_link=work_link, trip=claim.trip, lines=lines)
    return change_claim(claim=claim, typed=typed, by=claim.claimant, at=when)


def _of(row: ClaimLine) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("cost_on", "city", "quantity", "amount", "tax", "over_reason", "no_fapiao_reason")}


def handed_in(who: Employee, *files: SimpleUploadedFile, when: datetime = NOW, **more: Any) -> Claim:
    """A claim with its approvers; without files one over 380.00 by an XML fapiao."""
    claim = filled(started(who, *(files or (xml_file(),)), when=when), when=when, **more)
    submit_claim(claim=claim, by=who, at=when)
    claim.refresh_from_db()
    return claim


def sent_back(claim: Claim, opinion: str = "请补充同行人", when: datetime = NOW) -> Claim:
    """Whoever is asked first sends it back."""
    request = Request.objects.get(pk=claim.request_id)
    seat = request.steps.filter(state="active").get().approvers.filter(closed_at=None).first()
    approvals.send_back(request=request, by=seat.approver, at=when, opinion=opinion)
    claim.refresh_from_db()
    return claim


def agreed(claim: Claim, steps: int | None = None, when: datetime = NOW) -> Claim:
    """So many steps have said yes; None: all of them."""
    request = Request.objects.get(pk=claim.request_id)
    while request.state == "submitted" and steps != 0:
        seat = request.steps.filter(state="active").get().approvers.filter(closed_at=None).first()
        approvals.approve(request=request, by=seat.approver, at=when)
        request.refresh_from_db()
        steps = None if steps is None else steps - 1
    claim.refresh_from_db()
    return claim


def as_user(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user)
    return client
