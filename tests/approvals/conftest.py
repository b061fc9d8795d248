"""A small office: the general manager above a department with a manager, a supervisor and staff."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from approvals import services
from approvals.models import GeneralRequest, RequestKind
from common import clock
from common.parameters import Segment
from common.policy import PlainProvider, using
from people.models import Department, Role
from tests.factories import department, holder, post
from workdays import hours

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, 12:00 in Shanghai
KIND = "general:general"


@dataclass
class Office:
    """company > operations. Line: li, wu > chief > manager > boss. Finance is a department of its own."""

    company: Department
    operations: Department
    finance: Department
    boss: object
    manager: object
    chief: object
    li: object
    wu: object
    cashier: object


def build_office() -> Office:
    company = department("公司")
    operations = department("运营部", company)
    finance = department("财务部", company)
    boss = holder(post(company, "总经理", rank=9, is_head=True, role=Role.objects.get(code="executive")), "赵总")
    manager = holder(post(operations, "运营经理", rank=5, is_head=True, role=Role.objects.get(code="manager")), "王强")
    chief = holder(post(operations, "运营主管", rank=3, role=Role.objects.get(code="supervisor")), "陈主管")
    staff = post(operations, "专员", rank=1)
    return Office(
        company, operations, finance, boss, manager, chief, holder(staff, "李雯"), holder(staff, "吴迪"),
        holder(post(finance, "出纳", rank=2, is_head=True, role=Role.objects.get(code="finance")), "钱会计"),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _noon():
    with clock.stopped(NOON):
        yield


@pytest.fixture
def office(db) -> Office:
    return build_office()


def general(by, title="购买打印机", **fields) -> GeneralRequest:
    kind = fields.pop("kind", None) or RequestKind.objects.get(code="general")
    return GeneralRequest.objects.create(kind=kind, applicant=by, title=title, created_at=NOON, changed_at=NOON, **fields)


def ask(by, *steps, at=NOON, **fields):
    """A general request of `by`, submitted; without steps it takes its route."""
    subject = general(by, **fields)
    return services.submit(
        subject=subject, kind=subject.kind.kind, by=by, at=at, key=uuid4(), steps=list(steps) or None, amount=subject.amount
    )


def waiting(request) -> list[str]:
    """The names of those who may decide now."""
    seats = request.steps.get(state="active").approvers.filter(closed_at=None).order_by("pk")
    return [seat.approver.name for seat in seats]


@pytest.fixture
def told():
    """The notices of somebody, newest first: subject and body in one text."""
    from notices.models import NoticeRecipient

    def read(employee):
        rows = NoticeRecipient.objects.filter(recipient=employee).order_by("-pk").select_related("notice")
        return [f"{row.notice.subject}\n{row.notice.body}" for row in rows]

    return read


@pytest.fixture
def limit_of_eight_hours():
    """The wall says: decide within 8 working hours; work is from 9 to 12 and from 13 to 18."""
    stretches = (Segment(9 * 60, 12 * 60), Segment(13 * 60, 18 * 60))
    before = hours._source
    hours.register(lambda period, department: dict.fromkeys(period, stretches))
    with using(PlainProvider({"apv.step_timeout_hours": 8})):
        yield
    hours.register(before)
