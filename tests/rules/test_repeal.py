"""A rulebook ends by approval, on its day."""

from datetime import date, timedelta

import pytest

from approvals import services as approvals
from approvals.choices import Mode, Who
from approvals.models import Route, RouteStep, StepApprover
from attendance.policy import Lateness
from common.errors import RuleBroken
from notices.models import NoticeRecipient
from rules import provider, services
from rules.models import Edition, Repeal
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST, as_, on, said

MINOR = "att.late.minor_max_minutes"
TODAY, ENDS = date(2026, 11, 20), date(2026, 12, 1)
AT = at_noon(TODAY)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, on=FIRST, departments=[office.ours])


def asked(edition: Edition, office: Office, day: date = ENDS, at=AT) -> Repeal:
    return services.ask_repeal(rulebook=edition.rulebook, reason="业务已停止", effective_on=day, by=office.director, at=at)


def decided(row: Repeal, how: str = "approve", at=AT, **more) -> Repeal:
    seat = StepApprover.objects.filter(step__request=row.approval, step__state="active").get()
    getattr(approvals, how)(request=row.approval, by=seat.approver, at=at, **more)
    return Repeal.objects.get(pk=row.pk)


def minor(office: Office, day: date) -> int | None:
    provider.forget()
    return Lateness.on(day, office.team).minor_max


def test_approved_repeal_ends_the_rulebook_on_its_day(office: Office, edition: Edition):
    row = decided(asked(edition, office))
    assert row.done_at == AT
    assert [minor(office, day) for day in (ENDS - timedelta(days=1), ENDS)] == [10, None]


def test_everybody_in_scope_is_told_of_the_end(office: Office, edition: Edition):
    decided(asked(edition, office))
    told = NoticeRecipient.objects.filter(notice__kind="rule_change", notice__body="业务已停止")
    assert set(told.values_list("recipient__name", flat=True)) == {"总监", "李雯"}


def test_it_goes_by_the_route_of_the_rulebook(office: Office, edition: Edition):
    route = Route.objects.get(kind=f"rules.edition:{edition.rulebook.number}")
    route.steps.all().delete()
    RouteStep.objects.create(route=route, order=1, name="法务", who=Who.PERSON, person=office.counsel, mode=Mode.ANY)
    row = asked(edition, office)
    assert StepApprover.objects.get(step__request=row.approval).approver == office.counsel


def test_refused_repeal_leaves_it_in_force_and_can_be_asked_again(office: Office, edition: Edition):
    decided(asked(edition, office), "refuse", opinion="仍需要")
    assert minor(office, ENDS) == 10
    asked(edition, office)
    assert Repeal.objects.filter(refused_at=None).count() == 1


def test_repeal_sent_back_is_changed_and_asked_again(office: Office, edition: Edition):
    row = decided(asked(edition, office), "send_back", opinion="日期太早")
    again = asked(edition, office, ENDS + timedelta(days=30))
    assert (again.pk, again.effective_on) == (row.pk, ENDS + timedelta(days=30))


def test_repeal_is_asked_for_once(office: Office, edition: Edition):
    asked(edition, office)
    with pytest.raises(RuleBroken):
        asked(edition, office)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_rulebook_ends_on_a_day_to_come(office: Office, edition: Edition, day: date):
    with pytest.raises(RuleBroken):
        asked(edition, office, day)


def test_what_is_not_in_force_cannot_end(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    with pytest.raises(RuleBroken):
        asked(draft, office)


def test_late_approval_ends_it_on_the_next_day(office: Office, edition: Edition):
    late = at_noon(ENDS + timedelta(days=4))
    row = decided(asked(edition, office), at=late)
    assert row.effective_on == ENDS + timedelta(days=5)


def test_rulebook_does_not_end_before_its_next_edition_begins(office: Office, edition: Edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=ENDS)
    with pytest.raises(RuleBroken):
        asked(edition, office)


def test_nothing_is_published_while_a_repeal_waits(office: Office, edition: Edition):
    approved = making.approve(making.next_edition(edition.rulebook, office, {MINOR: 15}), office)
    asked(edition, office, at=NOW, day=ENDS)
    with pytest.raises(RuleBroken):
        services.publish(edition=approved, by=office.director, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_wins(office: Office, edition: Edition, race):
    results = race(*[lambda: asked(edition, office)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["Repeal", "RuleBroken"], results


def test_director_asks_on_the_page_and_it_says_how_it_stands(office: Office, edition: Edition):
    path = f"/rules/{edition.rulebook.number}/repeal/"
    with on(TODAY):
        client = as_(office.director)
        client.post(path, {"reason": "业务已停止", "effective_on": "2026-12-01"})
        row = Repeal.objects.get()
        assert "业务已停止" in said(client, path)
        assert as_(office.staff).get(path).status_code == 403
    decided(row)
    with on(ENDS):
        assert "自12月1日起废止" in said(as_(office.staff), f"/rules/{edition.rulebook.number}/")


def test_approver_reads_what_ends_and_why(office: Office, edition: Edition):
    row = asked(edition, office)
    with on(TODAY):
        assert "业务已停止" in said(as_(office.manager), f"/inbox/{row.approval_id}/")
