"""Which value is in force where and when."""

from datetime import date, timedelta

import pytest

from attendance.policy import Lateness
from common.errors import RuleBroken
from common.periods import Period
from people.models import Department
from rules import services
from rules.models import Edition
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"
FIRST, LATER = date(2026, 11, 3), date(2026, 12, 1)


@pytest.fixture
def company_rule(office: Office) -> Edition:
    return making.published(office, {MINOR: 10, FINE: "20.00"}, owner=office.company, title="公司考勤制度", number="C-1")


def test_value_of_the_company_reaches_every_unit_below(office: Office, company_rule: Edition):
    assert Lateness.on(FIRST, office.team).minor_max == 10


def test_value_is_not_in_force_before_its_day(office: Office, company_rule: Edition):
    assert Lateness.on(FIRST - timedelta(days=1), office.team).minor_max is None


def test_nearest_value_wins(office: Office, company_rule: Edition):
    making.published(office, {MINOR: 5}, departments=[office.ours], title="运营部考勤制度")
    assert [Lateness.on(FIRST, unit).minor_max for unit in (office.team, office.ours, office.company)] == [5, 5, 10]


@pytest.mark.row("POL-14")
def test_without_a_department_value_the_company_value_comes_with_its_source_named(office: Office, company_rule: Edition):
    own = making.published(office, {MINOR: 5, FINE: "10.00"}, departments=[office.ours], title="运营部考勤制度")
    assert Lateness.on(FIRST, office.ours).cite("minor_max").origin == "运营部"
    following = services.draft_edition(rulebook=own.rulebook, by=office.director, at=NOW)
    services.remove_clause(edition=following, clause=following.values.get(key=MINOR).clause)
    making.publish(following, office, on=LATER)
    rule = Lateness.on(LATER, office.ours)
    assert (rule.minor_max, rule.minor_fine) == (10, 10)
    source = rule.cite("minor_max")
    assert (source.rulebook, source.edition, source.origin, source.is_inherited) == ("公司考勤制度", 1, "公司", True)


def test_blank_of_the_department_stops_the_search(office: Office, company_rule: Edition):
    making.published(office, {MINOR: None}, departments=[office.ours], title="运营部考勤制度")
    rule = Lateness.on(FIRST, office.ours)
    assert rule.minor_max is None
    assert rule.cite("minor_max").rulebook == "运营部考勤制度"


def test_value_for_one_department_of_an_edition_is_its_own(office: Office):
    edition = making.rulebook(office, {MINOR: 10}, owner=office.company)
    services.decide_value(edition=edition, key=MINOR, raw=3, by=office.director, at=NOW, department=office.team)
    making.publish(edition, office, on=FIRST)
    assert [Lateness.on(FIRST, unit).minor_max for unit in (office.team, office.ours)] == [3, 10]


@pytest.mark.row("POL-06")
def test_the_day_before_and_the_day_of_effect_get_two_values(office: Office, company_rule: Edition):
    making.publish(making.next_edition(company_rule.rulebook, office, {MINOR: 15}), office, on=LATER)
    before, after = (Lateness.on(day, office.staff.on(FIRST).department) for day in (LATER - timedelta(days=1), LATER))
    assert (before.minor_max, after.minor_max) == (10, 15)
    assert (before.cite("minor_max").edition, after.cite("minor_max").edition) == (1, 2)


def test_rulebook_that_gives_way_ends_on_the_day_of_the_other(office: Office, company_rule: Edition):
    other = making.rulebook(office, {MINOR: 8}, owner=office.company, title="新考勤制度")
    other.supersedes.add(company_rule.rulebook)
    making.publish(other, office, on=LATER)
    assert [Lateness.on(day, None).minor_max for day in (LATER - timedelta(days=1), LATER)] == [10, 8]
    assert company_rule.forces.get().replaced_by == other


def test_policy_over_a_month_is_cut_on_the_day_of_effect(office: Office, company_rule: Edition):
    making.publish(making.next_edition(company_rule.rulebook, office, {MINOR: 15}), office, on=date(2026, 11, 16))
    parts = Lateness.over(Period.month(2026, 11), office.team)
    assert [(part.first.day, rule.minor_max) for part, rule in parts] == [(1, None), (3, 10), (16, 15)]


def test_moving_a_unit_changes_its_values_from_that_day(office: Office):
    from people.services.organisation import rebuild_paths

    making.published(office, {MINOR: 5}, departments=[office.ours])
    other = factories.department("市场部", office.company)
    version = office.team.versions.get()
    version.during = (version.during.lower, LATER)
    version.save()
    version.pk, version.parent, version.during = None, other, (LATER, None)
    version.save(force_insert=True)
    rebuild_paths()
    assert [Lateness.on(day, office.team).minor_max for day in (LATER - timedelta(days=1), LATER)] == [5, None]


def test_lookups_of_a_month_for_many_departments_cost_at_most_three_queries(office: Office, company_rule: Edition, count_queries):
    from rules import provider

    teams = [factories.department(f"组{n}", office.ours) for n in range(20)]
    provider.forget()
    provider._snapshots.clear()
    asked = [(day, team) for team in teams for day in Period.month(2026, 12)]
    assert count_queries(lambda: [Lateness.on(day, team).minor_max for day, team in asked]) <= 3
    assert {Lateness.on(day, team).minor_max for day, team in asked} == {10}


def test_same_values_share_one_object(office: Office, company_rule: Edition):
    assert Lateness.on(FIRST, office.team) is Lateness.on(LATER, office.team)


def test_department_ids_and_departments_ask_the_same(office: Office, company_rule: Edition):
    assert Lateness.on(FIRST, office.team.pk) is Lateness.on(FIRST, Department.objects.get(pk=office.team.pk))


def test_rule_for_some_posts_binds_only_those(office: Office, company_rule: Edition):
    head = office.director.on(FIRST).post
    making.published(office, {MINOR: 5}, departments=[office.ours], posts=[head], title="主管考勤制度")
    assert Lateness.on(FIRST, office.ours, head.pk).minor_max == 5
    assert Lateness.on(FIRST, office.ours, office.staff.on(FIRST).post_id).minor_max == 10


def test_unit_that_decides_against_what_it_inherits_cannot_publish(office: Office):
    making.published(office, {"att.late.major_min_minutes": 30}, owner=office.company)
    own = making.approve(making.rulebook(office, {MINOR: 40}, departments=[office.ours]), office)
    with pytest.raises(RuleBroken, match="40"):
        services.publish(edition=own, by=office.director, at=NOW)
    assert Edition.objects.get(pk=own.pk).state == "approved"
    assert Lateness.on(FIRST, office.ours).minor_max is None


def test_bounds_that_differ_need_the_rule_for_the_gap_before_publication(office: Office):
    edition = making.approve(making.rulebook(office, {MINOR: 10, "att.late.major_min_minutes": 30}), office)
    with pytest.raises(RuleBroken, match="10"):
        services.publish(edition=edition, by=office.director, at=NOW)


def test_two_rulebooks_cannot_decide_the_same_for_the_same_people(office: Office, company_rule: Edition):
    other = making.approve(making.rulebook(office, {MINOR: 8}, owner=office.company), office)
    with pytest.raises(RuleBroken, match="公司考勤制度"):
        services.publish(edition=other, by=office.director, at=NOW)
