"""The register of powers and the log of each use (DUT-02)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from common.errors import RuleBroken
from common.models import AuditEntry
from people.models import Post, Power, PowerUse
from people.services.powers import use_power
from tests.factories import Assignment, EmployeeFactory, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy(office) -> Power:
    return Power.objects.create(
        code="STRATEGY", name="制定和调整运营策略", holder=Post.objects.get(title="运营经理"), approval_needed="年度策略报公司领导批准"
    )


@pytest.fixture
def refund(office) -> Power:
    return Power.objects.create(code="REFUND", name="退款", holder=Post.objects.get(title="运营经理"), limit_amount=Decimal("2000.00"))


@pytest.mark.row("DUT-02")
def test_using_a_power_writes_one_line_naming_power_and_holder(office, strategy, as_user):
    client = as_user(office.manager)
    key = client.get(f"/powers/{strategy.pk}/").context["form"]["key"].value()
    response = client.post(f"/powers/{strategy.pk}/", {"purpose": "推广重心转向老客户", "key": key}, follow=True)
    use = PowerUse.objects.get()
    assert (use.power, use.used_by, use.holder_title, use.purpose) == (strategy, office.manager, "运营经理", "推广重心转向老客户")
    page = response.content.decode()
    log = page[page.index('id="log"') :]
    assert "王宁" in log
    assert "运营经理" in log
    assert AuditEntry.objects.filter(table_name="people_poweruse", verb="create").count() == 1


@pytest.mark.row("DUT-02")
def test_register_shows_holder_limit_and_approval_still_needed(office, strategy, refund, as_user):
    page = as_user(office.manager).get("/powers/").content.decode()
    for text in ("制定和调整运营策略", "运营部 · 运营经理", "年度策略报公司领导批准", "2,000.00"):
        assert text in page


@pytest.mark.row("DUT-02")
def test_only_the_holder_of_the_post_uses_the_power(office, strategy):
    with pytest.raises(RuleBroken, match=r"制定和调整运营策略.*运营经理"):
        use_power(power=strategy, by=office.li, purpose="试试", key=uuid4())
    assert not PowerUse.objects.exists()


@pytest.mark.row("DUT-02")
def test_an_amount_beyond_the_limit_is_refused_by_name_and_limit(office, refund):
    with pytest.raises(RuleBroken, match=r"退款.*2,000\.00"):
        use_power(power=refund, by=office.manager, purpose="赔付", amount=Decimal("2000.01"), key=uuid4())
    assert use_power(power=refund, by=office.manager, purpose="赔付", amount=Decimal("2000.00"), key=uuid4()).amount == Decimal("2000.00")


def test_power_with_a_limit_wants_an_amount(office, refund):
    with pytest.raises(RuleBroken, match="金额"):
        use_power(power=refund, by=office.manager, purpose="赔付", key=uuid4())


def test_holder_of_yesterday_uses_nothing_today(office, strategy):
    Assignment.objects.filter(employee=office.manager).update(during=(date(2026, 1, 1), date(2026, 11, 20)))
    with pytest.raises(RuleBroken, match="运营经理"):
        use_power(power=strategy, by=office.manager, purpose="试试", key=uuid4())


def test_power_out_of_use_is_not_used(office, strategy):
    strategy.is_active = False
    strategy.save()
    with pytest.raises(RuleBroken, match="停用"):
        use_power(power=strategy, by=office.manager, purpose="试试", key=uuid4())


def test_same_form_sent_twice_is_one_use(office, strategy):
    key = uuid4()
    first, second = (use_power(power=strategy, by=office.manager, purpose="一次", key=key) for _ in range(2))
    assert first == second
    assert PowerUse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_twice_at_the_same_moment_is_one_use(office, strategy, race):
    key = uuid4()
    results = race(*[lambda: use_power(power=strategy, by=office.manager, purpose="一次", key=key)] * 2)
    assert results[0] == results[1] == PowerUse.objects.get()


def test_somebody_elses_key_is_no_way_in(office, strategy, refund):
    key = uuid4()
    use_power(power=strategy, by=office.manager, purpose="一次", key=key)
    with pytest.raises(RuleBroken, match="表单"):
        use_power(power=refund, by=office.manager, purpose="另一次", amount=Decimal(1), key=key)


def test_a_use_cannot_be_changed(office, strategy):
    use_power(power=strategy, by=office.manager, purpose="一次", key=uuid4())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PowerUse.objects.update(purpose="没有发生过")


def test_powers_of_another_department_are_a_404(office, strategy, as_user):
    chief = EmployeeFactory(name="冯和")
    grant(chief, "manager", office.sales)
    assert as_user(chief).get(f"/powers/{strategy.pk}/").status_code == 404
    assert as_user(office.li).get(f"/powers/{strategy.pk}/").status_code == 404
    assert as_user(office.li).get("/powers/").status_code == 403
