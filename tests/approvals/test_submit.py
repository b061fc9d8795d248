"""Asking: the route found and frozen, once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from approvals import services
from approvals.asked import Step
from approvals.models import Request, Route, RouteStep, StepApprover
from common.digests import digest
from common.errors import RuleBroken
from people.services.employment import leave_company, transfer
from tests.approvals.conftest import KIND, NOON, ask, general, waiting
from tests.factories import EmployeeFactory, grant, post

pytestmark = pytest.mark.django_db


@pytest.mark.row("ORG-06")
def test_submit_asks_the_manager_for_a_specialist_and_the_company_leader_for_a_head(office):
    RouteStep.objects.filter(route__kind=KIND).update(who="head", level=None)
    assert waiting(ask(office.li)) == ["王强"]
    assert waiting(ask(office.manager)) == ["赵总"]


def test_submit_asks_the_direct_superior_by_default(office):
    request = ask(office.li, amount=Decimal("1386.00"))
    assert waiting(request) == ["陈主管"]
    assert (request.number, request.state, request.amount, request.department) == (
        "SP-2026-0001", "submitted", Decimal("1386.00"), office.operations,
    )  # fmt: skip


def test_submit_tells_the_approver(office, told):
    ask(office.li, amount=Decimal("1386.00"))
    assert told(office.chief) == ["李雯提交了申请，请你审批\n购买打印机 · 1,386.00"]


def test_submit_freezes_what_was_shown(office):
    request = ask(office.li, text="旧的坏了")
    submission = request.submissions.get()
    assert submission.snapshot["title"] == "购买打印机"
    assert submission.snapshot["items"] == [{"label": "reason and details", "value": "旧的坏了", "kind": "long"}]
    assert submission.digest == digest(submission.snapshot)


def test_submit_freezes_the_route(office):
    request = ask(office.li)
    RouteStep.objects.filter(route__kind=KIND).update(level=2)
    assert waiting(request) == ["陈主管"]


def test_submit_with_the_same_key_is_the_same_request(office):
    subject, key = general(office.li), uuid4()
    first = services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=key)
    again = services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=key)
    assert again == first
    assert Request.objects.count() == 1


def test_submit_refuses_a_key_that_was_used_for_something_else(office):
    first = ask(office.li)
    with pytest.raises(RuleBroken, match="另一"):
        services.submit(subject=general(office.li), kind=KIND, by=office.li, at=NOON, key=first.key)


def test_submit_refuses_a_second_open_request_on_the_same_subject(office):
    subject = general(office.li)
    services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=uuid4())
    with pytest.raises(RuleBroken, match="已经提交"):
        services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=uuid4())


def test_submit_refuses_the_top_of_the_company_without_a_fallback_person(office):
    with pytest.raises(RuleBroken, match="备选审批人"):
        ask(office.boss)
    assert not Request.objects.exists()


def test_submit_asks_the_fallback_person_for_the_top_of_the_company(office):
    RouteStep.objects.filter(route__kind=KIND).update(fallback=office.cashier)
    assert waiting(ask(office.boss)) == ["钱会计"]


def test_submit_refuses_without_a_post(office):
    with pytest.raises(RuleBroken, match="岗位"):
        ask(EmployeeFactory(name="新人"))


def test_submit_refuses_when_no_route_fits(office):
    Route.objects.update(amount_from=1000)
    with pytest.raises(RuleBroken, match="没有适用的审批流程"):
        ask(office.li, amount=Decimal("999.99"))


def test_submit_takes_the_route_for_the_amount(office):
    route = Route.objects.create(kind=KIND, name="大额", priority=10, amount_from=Decimal(5000))
    RouteStep.objects.create(route=route, order=1, name="总经理", who="superior", level=3)
    assert waiting(ask(office.li, amount=Decimal("5000.00"))) == ["赵总"]
    assert waiting(ask(office.li, amount=Decimal("4999.99"))) == ["陈主管"]


@pytest.mark.parametrize(
    ("step", "names"),
    [
        pytest.param(lambda o: Step(name="", person=o.cashier), ["钱会计"], id="person"),
        pytest.param(lambda o: Step(name="", post=o.manager.on(NOON.date()).post), ["王强"], id="post"),
        pytest.param(lambda o: Step(name="", role="finance"), ["钱会计"], id="role-held-elsewhere"),
        pytest.param(lambda o: Step(name="", role="supervisor"), ["陈主管"], id="role-near"),
        pytest.param(lambda o: Step(name="", superior=2), ["王强"], id="second-superior"),
        pytest.param(lambda o: Step(name="", superior=9), ["赵总"], id="beyond-the-top-is-the-top"),
        pytest.param(lambda o: Step(name="", head=True), ["王强"], id="own-head"),
        pytest.param(lambda o: Step(name="", head=o.finance), ["钱会计"], id="head-of-another"),
    ],
)
def test_submit_finds(office, step, names):
    assert waiting(ask(office.li, step(office))) == names


def test_submit_prefers_the_role_that_covers_the_department(office):
    grant(office.wu, "finance", office.operations)
    assert waiting(ask(office.li, Step(name="", role="finance"))) == ["吴迪"]


def test_submit_passes_over_a_named_person_who_left(office):
    leave_company(employee=office.cashier, last_day=date(2026, 11, 19))
    office.cashier.refresh_from_db()
    with pytest.raises(RuleBroken, match="备选审批人"):
        ask(office.li, Step(name="财务", person=office.cashier))


def test_submit_keeps_the_department_of_that_day(office):
    request = ask(office.li)
    transfer(employee=office.li, post=post(office.finance, "会计"), start=date(2026, 11, 21))
    request.refresh_from_db()
    assert request.department == office.operations


def test_a_step_asks_exactly_one_of_the_ways():
    with pytest.raises(ValueError, match="exactly one"):
        Step(name="", superior=1, role="finance")


def test_constraint_one_open_request_for_a_subject(office):
    request = ask(office.li)
    with pytest.raises(IntegrityError, match="approvals_request_one_open"), transaction.atomic():
        Request.objects.create(
            number="SP-2026-9999", key=uuid4(), kind=KIND, kind_name="", title="", applicant=office.li,
            department=office.operations, content_type=request.content_type, object_id=request.object_id, submitted_at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize("fields", [{"state": "approved"}, {"closed_at": NOON}])
def test_constraint_a_closed_request_has_its_stamp(office, fields):
    request = ask(office.li)
    with pytest.raises(IntegrityError, match="approvals_request_closed_has_stamp"), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(**fields)


def test_constraint_one_active_step(office):
    request = ask(office.li, Step(name="一", superior=1), Step(name="二", superior=2))
    with pytest.raises(IntegrityError, match="approvals_step_one_active"), transaction.atomic():
        request.steps.update(state="active", activated_at=NOON)


def test_constraint_nobody_is_asked_twice_at_a_step(office):
    step = ask(office.li).steps.get()
    with pytest.raises(IntegrityError, match="approvals_seat_once_open"), transaction.atomic():
        StepApprover.objects.create(step=step, place=2, approver=office.chief, created_at=NOON)


def test_submission_cannot_be_changed(office):
    submission = ask(office.li).submissions.get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        type(submission).objects.update(digest="0" * 64)


def test_submit_shows_undecided_time_limit_as_no_due_date(office):
    step = ask(office.li).steps.get()
    assert (step.due_at, step.escalate_at) == (None, None)


def test_submit_counts_the_limit_in_working_hours(office, limit_of_eight_hours):
    step = ask(office.li).steps.get()
    assert step.due_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Friday 5 hours, Monday 3: to 12:00
    assert step.escalate_at == datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
