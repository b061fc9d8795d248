"""A roster of holiday duty that nobody was told of can be taken away."""

import pytest
from django.test import Client
from django.utils import translation

from attendance.models import DutyMatter, DutyMember, DutyShift, HolidayRoster
from attendance.services import duty as services
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.dutying import BEFORE, NEW_YEAR, begun, published, put_on, shift_on, spoken, walled
from tests.rules.making import Office


@pytest.fixture
def office(db) -> Office:
    return walled(Office())


def press(who: Employee, roster: HolidayRoster, act: str = "remove"):
    client = Client()
    client.force_login(who.user)
    with clock.stopped(BEFORE):
        return client.post(f"/duty/{roster.pk}/{act}/", follow=True)


def test_an_unpublished_roster_is_removed_with_its_shifts_and_begun_anew(office: Office):
    roster = begun(office)
    put_on(office, shift_on(roster, NEW_YEAR), office.director, office.staff)
    with clock.stopped(BEFORE):
        client = Client()
        client.force_login(office.director.user)
        assert f"/duty/{roster.pk}/remove/" in client.get(f"/duty/{roster.pk}/").text
    assert press(office.director, roster).status_code == 200
    assert [model.objects.count() for model in (HolidayRoster, DutyShift, DutyMember)] == [0, 0, 0]
    assert begun(office).shifts.count() == 3
    services.remove_roster(roster=roster)


def test_a_published_roster_stays(office: Office):
    roster = published(office)
    with translation.override("en"), pytest.raises(RuleBroken, match="published and binds"):
        services.remove_roster(roster=roster)
    press(office.director, roster)
    assert HolidayRoster.objects.count() == 1


def test_only_whoever_makes_rosters_there_removes_one(office: Office):
    roster = begun(office)
    assert press(office.staff, roster).status_code == 404, "a draft that they do not see"
    factories.grant(office.counsel, "auditor")
    assert press(office.counsel, roster).status_code == 403
    assert HolidayRoster.objects.count() == 1


def test_who_still_plans_a_removed_roster_reads_a_sentence(office: Office):
    roster = begun(office)
    shift = shift_on(roster, NEW_YEAR)
    services.remove_roster(roster=roster)
    with translation.override("en"), pytest.raises(RuleBroken, match="removed this roster"):
        put_on(office, shift, office.director)
    with translation.override("en"), pytest.raises(RuleBroken, match="removed this roster"):
        services.publish_roster(roster=roster, by=office.director, at=BEFORE)


@pytest.mark.django_db(transaction=True)
def test_removed_and_published_at_once_is_one_of_the_two(race):
    office = walled(Office())
    roster = begun(office)
    for shift in roster.shifts.all():
        put_on(office, shift, office.director)
    results = race(
        lambda: services.remove_roster(roster=roster),
        lambda: services.publish_roster(roster=roster, by=office.director, at=BEFORE),
    )
    assert sum(isinstance(one, RuleBroken) for one in results) == 1, results
    assert HolidayRoster.objects.filter(published_at=BEFORE).count() == (0 if isinstance(results[1], RuleBroken) else 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_solve_a_matter_at_once_the_first_stays(race):
    office = walled(Office())
    shift = shift_on(published(office, office.staff), NEW_YEAR)
    matter = spoken(shift, office.staff, at(NEW_YEAR, "10:00"))
    acts = [(office.staff, "已补货"), (office.director, "已退款")]
    now = at(NEW_YEAR, "12:00")
    results = race(*[lambda by=by, words=words: services.solve_matter(matter=matter, outcome=words, by=by, at=now) for by, words in acts])
    refused = [one for one in results if isinstance(one, RuleBroken)]
    assert len(refused) == 1, results
    kept = DutyMatter.objects.get()
    assert kept.outcome == acts[0 if isinstance(results[0], DutyMatter) else 1][1]
