"""Comment, remind, withdraw."""

from datetime import timedelta

import pytest

from approvals import services
from common.errors import RuleBroken
from tests.approvals.conftest import NOON, ask, waiting

pytestmark = pytest.mark.django_db


def test_comment_tells_the_others(office, told):
    services.comment(request=ask(office.li), by=office.li, at=NOON, opinion="型号 A3")
    assert "型号 A3" in told(office.chief)[0]


def test_comment_refuses_who_has_no_part_in_it(office):
    with pytest.raises(RuleBroken, match="只有申请人和审批人"):
        services.comment(request=ask(office.li), by=office.wu, at=NOON, opinion="我看看")


def test_comment_refuses_no_words(office):
    with pytest.raises(RuleBroken, match="写"):
        services.comment(request=ask(office.li), by=office.li, at=NOON, opinion=" ")


def test_remind_tells_who_is_waited_for(office, told):
    services.remind(request=ask(office.li), by=office.li, at=NOON, opinion="今天要用")
    assert told(office.chief)[0] == "李雯催办：有一项申请等你审批\n购买打印机\n今天要用"


def test_remind_refuses_too_soon_and_says_from_when(office):
    request = ask(office.li)
    services.remind(request=request, by=office.li, at=NOON)
    with pytest.raises(RuleBroken, match="11月20日 16:00"):
        services.remind(request=request, by=office.li, at=NOON + timedelta(hours=3, minutes=59))
    services.remind(request=request, by=office.li, at=NOON + timedelta(hours=4))


def test_remind_refuses_anybody_but_the_applicant(office):
    with pytest.raises(RuleBroken, match="只有申请人"):
        services.remind(request=ask(office.li), by=office.wu, at=NOON)


def test_withdraw_ends_it_and_tells_the_approver(office, told):
    request = services.withdraw(request=ask(office.li), by=office.li, at=NOON)
    assert (request.state, request.subject.state) == ("withdrawn", "withdrawn")
    assert told(office.chief)[0].startswith("李雯已撤回申请")


def test_withdraw_of_what_was_sent_back(office):
    request = services.send_back(request=ask(office.li), by=office.chief, at=NOON, opinion="不清楚")
    assert services.withdraw(request=request, by=office.li, at=NOON).state == "withdrawn"


def test_withdraw_refuses_what_is_decided(office):
    request = services.approve(request=ask(office.li), by=office.chief, at=NOON)
    with pytest.raises(RuleBroken, match="陈主管已于"):
        services.withdraw(request=request, by=office.li, at=NOON)


def test_withdraw_refuses_anybody_but_the_applicant(office):
    with pytest.raises(RuleBroken, match="只有申请人"):
        services.withdraw(request=ask(office.li), by=office.chief, at=NOON)


def test_approve_refuses_what_was_withdrawn(office):
    request = ask(office.li)
    services.withdraw(request=request, by=office.li, at=NOON)
    with pytest.raises(RuleBroken, match="李雯已于11月20日 12:00撤回"):
        services.approve(request=request, by=office.chief, at=NOON)


def test_a_withdrawn_subject_can_be_asked_again(office):
    from uuid import uuid4

    request = services.withdraw(request=ask(office.li), by=office.li, at=NOON)
    again = services.submit(subject=request.subject, kind=request.kind, by=office.li, at=NOON, key=uuid4())
    assert waiting(again) == ["陈主管"]
