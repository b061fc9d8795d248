"""Transfer and added approvers."""

from datetime import date

import pytest

from approvals import services
from approvals.asked import Step
from common.errors import RuleBroken
from people.services.employment import leave_company
from tests.approvals.conftest import NOON, ask, waiting

pytestmark = pytest.mark.django_db

TWO = (Step(name="主管", superior=1), Step(name="经理", superior=2))


def test_transfer_hands_the_place_over(office, told):
    request = services.transfer(request=ask(office.li, *TWO), to=office.cashier, by=office.chief, at=NOON, opinion="归财务")
    assert waiting(request) == ["钱会计"]
    assert told(office.cashier)[0].startswith("李雯提交了申请")
    decision = request.decisions.get()
    assert (decision.verdict, decision.decided_by, decision.named) == ("transfer", office.chief, office.cashier)
    assert waiting(services.approve(request=request, by=office.cashier, at=NOON)) == ["王强"]


def test_transfer_leaves_the_one_who_transferred_nothing_to_decide(office):
    request = services.transfer(request=ask(office.li), to=office.cashier, by=office.chief, at=NOON)
    with pytest.raises(RuleBroken, match="正在等待钱会计处理"):
        services.approve(request=request, by=office.chief, at=NOON)


def test_transfer_back_again(office):
    request = services.transfer(request=ask(office.li), to=office.cashier, by=office.chief, at=NOON)
    request = services.transfer(request=request, to=office.chief, by=office.cashier, at=NOON)
    assert services.approve(request=request, by=office.chief, at=NOON).state == "approved"


def test_add_before_asks_the_added_one_first(office):
    request = ask(office.li, *TWO)
    request = services.add_approver(request=request, who=office.cashier, where="before", by=office.chief, at=NOON)
    assert waiting(request) == ["钱会计"]
    assert waiting(services.approve(request=request, by=office.cashier, at=NOON)) == ["陈主管"]
    assert waiting(services.approve(request=request, by=office.chief, at=NOON)) == ["王强"]


def test_add_after_asks_the_added_one_next(office):
    request = ask(office.li, *TWO)
    request = services.add_approver(request=request, who=office.cashier, where="after", by=office.chief, at=NOON)
    assert waiting(request) == ["陈主管"]
    assert waiting(services.approve(request=request, by=office.chief, at=NOON)) == ["钱会计"]
    assert waiting(services.approve(request=request, by=office.cashier, at=NOON)) == ["王强"]


def test_an_added_approver_is_asked_even_after_agreeing_before(office):
    request = ask(office.li, *TWO)
    services.approve(request=request, by=office.chief, at=NOON)
    services.add_approver(request=request, who=office.chief, where="after", by=office.manager, at=NOON)
    assert waiting(services.approve(request=request, by=office.manager, at=NOON)) == ["陈主管"]


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [("li", "申请人不能审批自己的申请"), ("chief", "你已经是审批人"), ("manager", "王强已在这个环节")],
)
def test_transfer_refuses_who_cannot_decide_it(office, whom, sentence):
    from people.models import Role, RoleGrant
    from tests.factories import START

    role = Role.objects.create(code="pair", name="会签人")
    for who in (office.chief, office.manager):
        RoleGrant.objects.create(employee=who, role=role, during=(START, None))
    request = ask(office.li, Step(name="", role="pair"))
    with pytest.raises(RuleBroken, match=sentence):
        services.transfer(request=request, to=getattr(office, whom), by=office.chief, at=NOON)


def test_transfer_refuses_somebody_who_left(office):
    gone = leave_company(employee=office.cashier, last_day=date(2026, 11, 19))
    with pytest.raises(RuleBroken, match="钱会计当天不在职"):
        services.transfer(request=ask(office.li), to=gone, by=office.chief, at=NOON)


def test_add_refuses_the_applicant_as_adder(office):
    with pytest.raises(RuleBroken, match="不能审批自己的申请"):
        services.add_approver(request=ask(office.li), who=office.wu, where="after", by=office.li, at=NOON)
