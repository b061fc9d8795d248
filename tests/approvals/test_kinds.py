"""Kinds from code: registered by a house, told of every outcome in the transaction of the act."""

from uuid import uuid4

import pytest
from django.db.models import Q

from approvals import kinds, services, tasks
from approvals.asked import Step
from approvals.kinds import Item, Kind, Shown
from approvals.models import Request
from common.errors import RuleBroken
from people.models import Department
from tests.approvals.conftest import NOON, ask, waiting

pytestmark = pytest.mark.django_db


class House:
    """A house on the right: what it was told, and what it refuses."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.refuses = False

    def hears(self, word: str):
        def effect(request: Request, /) -> None:
            if self.refuses:
                raise RuleBroken("预算已用完")
            self.told.append(f"{word} {request.subject.name}")

        return effect


@pytest.fixture
def house():
    house = House()
    kinds.register(
        Kind(
            code="test.opening",
            label="开设部门",
            shown=lambda unit: Shown(title=f"开设{unit.name}", items=(Item("name", unit.name),)),
            on_submitted=house.hears("submitted"),
            on_approved=house.hears("approved"),
            on_refused=house.hears("refused"),
            on_sent_back=house.hears("sent back"),
            on_withdrawn=house.hears("withdrawn"),
            readers=lambda user: Q(kind="test.opening") if user.username == "outsider" else Q(pk__in=[]),
        )
    )
    yield house
    kinds.unregister("test.opening")


def submit(office) -> Request:
    return services.submit(
        subject=Department.objects.get(pk=office.finance.pk), kind="test.opening", by=office.li, at=NOON, key=uuid4(),
        steps=[Step(name="经理", head=True)],
    )  # fmt: skip


def test_a_kind_is_told_of_each_outcome(office, house):
    request = submit(office)
    services.send_back(request=request, by=office.manager, at=NOON, opinion="改名")
    services.resubmit(request=request, by=office.li, at=NOON, steps=[Step(name="经理", head=True)])
    services.refuse(request=request, by=office.manager, at=NOON, opinion="不需要")
    services.approve(request=submit(office), by=office.manager, at=NOON)
    services.withdraw(request=submit(office), by=office.li, at=NOON)
    words = [told.removesuffix(" 财务部") for told in house.told]
    assert words == ["submitted", "sent back", "submitted", "refused", "submitted", "approved", "submitted", "withdrawn"]


def test_a_kind_that_refuses_the_effect_refuses_the_act(office, house):
    request = submit(office)
    house.refuses = True
    with pytest.raises(RuleBroken, match="预算已用完"):
        services.approve(request=request, by=office.manager, at=NOON)
    request.refresh_from_db()
    assert (request.state, request.decisions.count(), waiting(request)) == ("submitted", 0, ["王强"])


def test_a_kind_opens_its_requests_to_further_readers(office, house):
    request, other = submit(office), ask(office.li)
    office.cashier.user.username = "outsider"
    seen = Request.objects.visible_to(office.cashier.user)
    assert request in seen
    assert other not in seen


def test_a_kind_can_be_registered_once(house):
    with pytest.raises(ValueError, match=r"test\.opening"):
        kinds.register(Kind(code="test.opening", label="", shown=lambda unit: Shown(title="")))


def test_an_unknown_kind_is_a_bug(office):
    with pytest.raises(LookupError, match=r"no\.such"):
        services.submit(subject=office.finance, kind="no.such", by=office.li, at=NOON, key=uuid4(), steps=[Step(name="", head=True)])


def test_kinds_are_offered_with_their_names(house, db):
    assert ("general:general", "通用申请") in kinds.choices()
    assert ("test.opening", "开设部门") in kinds.choices()


def test_the_worker_looks_after_steps_and_may_run_twice(office, told, limit_of_eight_hours):
    from common import clock

    request = ask(office.li)
    with clock.stopped(request.steps.get().escalate_at):
        tasks.look_after_steps(timestamp=0)
        tasks.look_after_steps(timestamp=0)
    assert waiting(request) == ["陈主管", "王强"]
    assert [len(told(who)) for who in (office.chief, office.manager)] == [2, 1]
