"""Two people at the same moment, each on a connection of their own."""

from uuid import uuid4

import pytest

from approvals import services
from approvals.asked import Step
from approvals.models import Decision, Deputy, Request
from approvals.services.general import hand_in
from common.errors import RuleBroken
from people.models import Role, RoleGrant
from tests.approvals.conftest import KIND, NOON, ask, build_office, general
from tests.factories import START

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_approvers_one_wins_and_the_other_reads_who(race):
    office = build_office()
    role = Role.objects.create(code="pair", name="会签人")
    for who in (office.chief, office.cashier):
        RoleGrant.objects.create(employee=who, role=role, during=(START, None))
    request = ask(office.li, Step(name="", role="pair", mode="any"))
    results = race(
        lambda: services.approve(request=request, by=office.chief, at=NOON),
        lambda: services.refuse(request=request, by=office.cashier, at=NOON, opinion="重复购买"),
    )
    won = Decision.objects.get()
    (refusal,) = [result for result in results if isinstance(result, RuleBroken)]
    assert won.decided_by.name in str(refusal)
    assert Request.objects.get().state == {"approve": "approved", "refuse": "refused"}[won.verdict]


def test_approval_against_withdrawal_ends_in_one_of_them(race):
    office = build_office()
    request = ask(office.li)
    results = race(
        lambda: services.approve(request=request, by=office.chief, at=NOON),
        lambda: services.withdraw(request=request, by=office.li, at=NOON),
    )
    assert [type(result) for result in results].count(RuleBroken) == 1
    won = Decision.objects.get()
    assert Request.objects.get().state == {"approve": "approved", "withdraw": "withdrawn"}[won.verdict]


def test_what_comes_again_while_it_is_withdrawn_ends_one_way_or_the_other(race):
    office = build_office()
    for _turn in range(3):
        subject = general(office.li)
        request = services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=subject.key)
        services.send_back(request=request, by=office.chief, at=NOON, opinion="写明数量")
        results = race(
            lambda subject=subject: hand_in(general=subject, by=office.li, at=NOON),
            lambda request=request: services.withdraw(request=request, by=office.li, at=NOON),
        )
        assert all(not isinstance(result, Exception) or isinstance(result, RuleBroken) for result in results), results
        subject.refresh_from_db()
        assert subject.state == Request.objects.get(pk=request.pk).state


def test_a_double_tap_approves_once(race):
    office = build_office()
    request = ask(office.li, Step(name="一", superior=1), Step(name="二", person=office.cashier))
    step = request.steps.get(order=1).pk
    results = race(*[lambda: services.approve(request=request, by=office.chief, at=NOON, step=step)] * 2)
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert Decision.objects.count() == 1


def test_a_double_tap_submits_once(race):
    office = build_office()
    subject, key = general(office.li), uuid4()
    results = race(*[lambda: services.submit(subject=subject, kind=KIND, by=office.li, at=NOON, key=key)] * 2)
    assert results[0] == results[1] == Request.objects.get()


def test_two_who_name_each_other_at_once_make_no_loop(race):
    office = build_office()
    today = NOON.date()
    results = race(
        lambda: services.set_deputy(owner=office.li, deputy=office.wu, first=today, last=None, at=NOON),
        lambda: services.set_deputy(owner=office.wu, deputy=office.li, first=today, last=None, at=NOON),
    )
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert Deputy.objects.count() == 1
