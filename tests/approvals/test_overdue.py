"""Steps that wait too long, and approvers who are gone: each told once."""

from datetime import date, timedelta

import pytest

from approvals import services
from approvals.models import StepApprover
from people.services.employment import leave_company
from tests.approvals.conftest import NOON, ask, waiting

pytestmark = pytest.mark.django_db


@pytest.mark.row("APV-06")
def test_a_step_older_than_the_limit_notifies_the_deputy(office, told, limit_of_eight_hours):
    services.set_deputy(owner=office.chief, deputy=office.wu, first=NOON.date(), last=None, at=NOON)
    request = ask(office.li)
    step = request.steps.get()
    services.remind_overdue(at=step.due_at - timedelta(minutes=1))
    assert len(told(office.wu)) == 1
    services.remind_overdue(at=step.due_at)
    assert told(office.wu)[0] == "超时未处理：李雯的申请仍在等待审批\n购买打印机"


def test_remind_overdue_tells_once(office, told, limit_of_eight_hours):
    due = ask(office.li).steps.get().due_at
    assert [services.remind_overdue(at=due), services.remind_overdue(at=due)] == [1, 0]
    assert len(told(office.chief)) == 2


def test_remind_overdue_tells_nobody_while_no_limit_is_decided(office):
    ask(office.li)
    assert services.remind_overdue(at=NOON + timedelta(days=365)) == 0


def test_escalate_overdue_asks_the_superior_once(office, told, limit_of_eight_hours):
    request = ask(office.li)
    late = request.steps.get().escalate_at
    assert [services.escalate_overdue(at=late), services.escalate_overdue(at=late)] == [1, 0]
    assert waiting(request) == ["陈主管", "王强"]
    assert told(office.manager) == ["陈主管超时未处理：李雯的申请现在请你审批\n购买打印机"]


def test_the_superior_decides_in_the_same_place(office, limit_of_eight_hours):
    request = ask(office.li)
    services.escalate_overdue(at=request.steps.get().escalate_at)
    assert services.approve(request=request, by=office.manager, at=NOON).state == "approved"


def test_escalate_overdue_never_asks_the_applicant(office, limit_of_eight_hours):
    from approvals.asked import Step

    request = ask(office.manager, Step(name="主管", person=office.chief))
    services.escalate_overdue(at=request.steps.get().escalate_at)
    assert waiting(request) == ["陈主管", "赵总"]


def test_sweeps_do_not_grow_with_the_steps(office, limit_of_eight_hours, count_queries):
    late = ask(office.li).steps.get().due_at
    one = count_queries(lambda: services.bring_deputies(at=NOON))
    for n in range(4):
        ask(office.li, title=f"第{n}项")
    assert count_queries(lambda: services.bring_deputies(at=NOON)) == one
    assert services.remind_overdue(at=late) == 5


def test_replace_leavers_asks_the_superior_of_who_left(office, told):
    request = ask(office.li)
    leave_company(employee=office.chief, last_day=NOON.date())
    services.replace_leavers(at=NOON + timedelta(days=1))
    assert waiting(request) == ["王强"]
    assert told(office.manager)[0].startswith("李雯提交了申请")


def test_a_step_that_becomes_active_asks_nobody_who_left(office):
    from approvals.asked import Step

    request = ask(office.li, Step(name="主管", superior=1), Step(name="经理", superior=2))
    leave_company(employee=office.manager, last_day=date(2026, 11, 19))
    assert waiting(services.approve(request=request, by=office.chief, at=NOON)) == ["赵总"]


def test_replace_leavers_keeps_the_others_of_an_any_step(office):
    from approvals.asked import Step
    from people.models import Role, RoleGrant
    from tests.factories import START

    role = Role.objects.create(code="pair", name="会签人")
    for who in (office.chief, office.cashier):
        RoleGrant.objects.create(employee=who, role=role, during=(START, None))
    request = ask(office.li, Step(name="", role="pair"))
    leave_company(employee=office.cashier, last_day=NOON.date())
    services.replace_leavers(at=NOON + timedelta(days=1))
    assert waiting(request) == ["陈主管"]
    assert StepApprover.objects.filter(source="successor").count() == 0
