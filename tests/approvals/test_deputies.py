"""Deputies: named, asked beside the one who is away, both names kept."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from approvals import services
from approvals.models import Deputy, Request
from common.errors import RuleBroken
from people.services.employment import leave_company
from tests.approvals.conftest import KIND, NOON, ask, waiting

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


def away(owner, deputy, first=TODAY, last=TOMORROW, **fields):
    return services.set_deputy(owner=owner, deputy=deputy, first=first, last=last, at=NOON, **fields)


def test_a_deputy_is_asked_beside_the_one_who_is_away(office, told):
    away(office.chief, office.wu)
    assert waiting(ask(office.li)) == ["陈主管", "吴迪"]
    assert told(office.wu)[0].startswith("李雯提交了申请，请你代陈主管审批")


def test_a_decision_of_a_deputy_keeps_both_names(office):
    away(office.chief, office.wu)
    request = services.approve(request=ask(office.li), by=office.wu, at=NOON)
    decision = request.decisions.get()
    assert (request.state, decision.decided_by, decision.on_behalf_of) == ("approved", office.wu, office.chief)


def test_a_decision_of_a_deputy_is_told_to_whoever_is_away(office, told):
    away(office.chief, office.wu)
    services.approve(request=ask(office.li), by=office.wu, at=NOON)
    assert told(office.chief)[0].startswith("吴迪已处理（同意），无需你再审批")


def test_whoever_is_away_may_still_decide(office, told):
    away(office.chief, office.wu)
    assert services.approve(request=ask(office.li), by=office.chief, at=NOON).state == "approved"
    assert told(office.wu)[0].startswith("陈主管已处理（同意）")


def test_a_deputy_never_decides_their_own_request(office):
    away(office.chief, office.wu)
    assert waiting(ask(office.wu)) == ["陈主管"]


def test_the_deputy_of_a_deputy_who_is_away(office):
    away(office.chief, office.wu)
    away(office.wu, office.cashier)
    assert waiting(ask(office.li)) == ["陈主管", "钱会计"]


def test_a_deputy_who_left_is_not_asked(office):
    away(office.chief, office.wu, last=None)
    leave_company(employee=office.wu, last_day=date(2026, 11, 19))
    assert waiting(ask(office.li)) == ["陈主管"]


def test_a_deputy_for_another_kind_is_not_asked(office):
    away(office.chief, office.wu, kinds=["finance.claim"])
    assert waiting(ask(office.li)) == ["陈主管"]


def test_what_waits_opens_to_a_deputy_named_later(office, told):
    request = ask(office.li)
    away(office.chief, office.wu)
    assert waiting(request) == ["陈主管", "吴迪"]
    assert len(told(office.wu)) == 1


def test_what_waits_opens_when_the_absence_begins_and_closes_when_it_ends(office):
    away(office.chief, office.wu, first=TOMORROW)
    request = ask(office.li)
    assert waiting(request) == ["陈主管"]
    services.bring_deputies(at=NOON + timedelta(days=1))
    services.bring_deputies(at=NOON + timedelta(days=1))
    assert waiting(request) == ["陈主管", "吴迪"]
    services.bring_deputies(at=NOON + timedelta(days=2))
    assert waiting(request) == ["陈主管"]


def test_a_deputy_cannot_decide_after_the_last_day(office):
    away(office.chief, office.wu, last=TODAY)
    request = ask(office.li)
    with pytest.raises(RuleBroken, match="不能再代陈主管审批"):
        services.approve(request=request, by=office.wu, at=NOON + timedelta(days=1))


def test_close_deputy_leaves_it_to_the_owner(office):
    (deputy,) = away(office.chief, office.wu)
    request = ask(office.li)
    services.close_deputy(deputy=deputy, by=office.chief, at=NOON)
    assert waiting(request) == ["陈主管"]
    assert not Deputy.objects.exists()


def test_close_deputy_keeps_the_days_that_passed(office):
    (deputy,) = away(office.chief, office.wu)
    services.close_deputy(deputy=deputy, by=office.wu, at=NOON + timedelta(days=1))
    deputy.refresh_from_db()
    assert (deputy.during.lower, deputy.during.upper) == (TODAY, TOMORROW)


def test_close_deputy_refuses_a_stranger(office):
    (deputy,) = away(office.chief, office.wu)
    with pytest.raises(RuleBroken, match="两位当事人"):
        services.close_deputy(deputy=deputy, by=office.li, at=NOON)


def test_set_deputy_refuses_a_loop(office):
    away(office.chief, office.wu)
    with pytest.raises(RuleBroken, match="已委托你"):
        away(office.wu, office.chief)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first": date(2026, 11, 19)}, "今天或以后"),
        ({"last": date(2026, 11, 19)}, "请检查"),
        ({"last": None}, "已经有代理人"),
    ],
)
def test_set_deputy_refuses(office, fields, sentence):
    away(office.chief, office.cashier)
    with pytest.raises(RuleBroken, match=sentence):
        away(office.chief, office.wu, **fields)


def test_set_deputy_refuses_oneself(office):
    with pytest.raises(RuleBroken, match="其他人"):
        away(office.chief, office.chief)


def test_constraint_one_deputy_a_day_for_a_kind(office):
    row = {"owner": office.chief, "kind": KIND, "created_at": NOON}
    Deputy.objects.create(**row, deputy=office.wu, during=(TODAY, TOMORROW))
    Deputy.objects.create(**row | {"kind": ""}, deputy=office.li, during=(TODAY, TOMORROW))
    with pytest.raises(IntegrityError, match="approvals_deputy_one_a_day"), transaction.atomic():
        Deputy.objects.create(**row, deputy=office.li, during=(TODAY, None))


def test_constraint_nobody_is_their_own_deputy(office):
    with pytest.raises(IntegrityError, match="approvals_deputy_not_oneself"), transaction.atomic():
        Deputy.objects.create(owner=office.chief, deputy=office.chief, during=(TODAY, None), created_at=NOON)


def test_a_deputy_sees_the_request(office):
    away(office.chief, office.wu)
    request = ask(office.li)
    assert list(Request.objects.visible_to(office.wu.user)) == [request]
