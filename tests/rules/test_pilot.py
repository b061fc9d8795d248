"""An edition is tried in some units first (POL-17, POL-18)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from attendance.policy import Lateness
from common.errors import RuleBroken
from notices.models import NoticeRecipient
from people.models import Department
from rules import provider, services
from rules.models import Edition, Force, PilotResult, Study
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST, as_, on, said
from tests.support.remembered import remembered

MINOR, MAJOR, PILOT_DAYS = "att.late.minor_max_minutes", "att.late.major_min_minutes", "pol.pilot_days"
BEGINS, LAST = date(2026, 11, 10), date(2026, 12, 9)
AFTER = LAST + timedelta(days=1)
TOLD = {"current_state": "迟到集中在地铁晚点的日子", "benchmark": "三家同行放宽到15分钟", "proposal": "放宽到15分钟"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(office: Office) -> Department:
    return remembered("another department", lambda: factories.department("推广组", office.ours))


def study(edition: Edition, office: Office) -> Study:
    return services.record_study(rulebook=edition.rulebook, by=office.director, at=NOW, **TOLD)


def tried(edition: Edition, office: Office, *units: Department, until: date = LAST) -> Edition:
    services.try_first(edition=edition, study=study(edition, office), departments=units, at=NOW, until=until)
    return making.publish(edition, office, on=BEGINS)


def minor(unit: Department, day: date) -> int | None:
    provider.forget()
    return Lateness.on(day, unit).minor_max


@pytest.fixture
def pilot(office: Office, other: Department) -> Edition:
    """Ten minutes for both units; fifteen are tried in one of them."""
    first = making.published(office, {MINOR: 10}, on=FIRST, departments=[office.team, other])
    return remembered("a pilot", lambda: tried(making.next_edition(first.rulebook, office, {MINOR: 15}), office, office.team))


# -- where it holds ---------------------------------------------------------------------------------


@pytest.mark.row("POL-17")
def test_unit_that_tries_it_is_judged_by_the_new_value_and_the_other_by_the_old_and_after_promotion_both_by_the_new(
    office: Office, other: Department, pilot: Edition
):
    assert (minor(office.team, BEGINS), minor(other, BEGINS)) == (15, 10)
    promoted = date(2026, 11, 25)
    services.promote_pilot(edition=pilot, result="投诉减少", from_on=promoted, by=office.director, at=at_noon(date(2026, 11, 20)))
    assert (minor(office.team, promoted - timedelta(days=1)), minor(other, promoted - timedelta(days=1))) == (15, 10)
    assert (minor(office.team, promoted), minor(other, promoted)) == (15, 15)
    assert (minor(office.team, LAST + timedelta(days=30)), minor(other, LAST + timedelta(days=30))) == (15, 15)


def test_before_its_first_day_and_after_its_last_the_old_value_holds_there(office: Office, pilot: Edition):
    days = (BEGINS - timedelta(days=1), BEGINS, LAST, AFTER)
    assert [minor(office.team, day) for day in days] == [10, 15, 15, 10]


def test_edition_in_force_is_not_closed_by_a_pilot(office: Office, other: Department, pilot: Edition):
    held = {(force.department_id, force.during.upper, force.is_pilot) for force in Force.objects.all()}
    assert held == {(office.team.pk, None, False), (other.pk, None, False), (office.team.pk, AFTER, True)}


def test_value_of_a_unit_below_gives_way_to_the_pilot(office: Office):
    desk = factories.department("夜班组", office.team)
    draft = making.rulebook(office, {MINOR: 10})
    services.decide_value(edition=draft, key=MINOR, raw=5, by=office.director, at=NOW, department=desk)
    first = making.publish(draft, office, on=FIRST)
    following = making.next_edition(first.rulebook, office, {MINOR: 15})
    services.remove_department_value(edition=following, key=MINOR, department=desk)
    tried(following, office, office.team)
    assert [minor(desk, day) for day in (BEGINS - timedelta(days=1), BEGINS, AFTER)] == [5, 15, 5]


def test_value_that_the_pilot_decides_for_a_unit_below_holds_there(office: Office):
    desk = factories.department("夜班组", office.team)
    first = making.published(office, {MINOR: 10}, on=FIRST)
    following = making.next_edition(first.rulebook, office, {MINOR: 15})
    services.decide_value(edition=following, key=MINOR, raw=8, by=office.director, at=NOW, department=desk)
    tried(following, office, office.team)
    assert (minor(office.team, BEGINS), minor(desk, BEGINS), minor(office.ours, BEGINS)) == (15, 8, 10)


def test_value_of_a_unit_above_is_nearer_than_what_the_pilot_says_for_all(office: Office):
    """The whole department has a figure of its own; the pilot in one of its groups keeps it."""
    draft = making.rulebook(office, {MINOR: 10})
    services.decide_value(edition=draft, key=MINOR, raw=6, by=office.director, at=NOW, department=office.ours)
    first = making.publish(draft, office, on=FIRST)
    tried(making.next_edition(first.rulebook, office, {MINOR: 15}), office, office.team)
    assert minor(office.team, BEGINS) == 6


def test_clause_that_the_pilot_lacks_decides_nothing_there(office: Office):
    first = making.published(office, {MINOR: 10, MAJOR: 30, "att.late.gap_rule": "minor"}, on=FIRST)
    following = making.next_edition(first.rulebook, office, {})
    services.remove_clause(edition=following, clause=following.texts.get(heading=MINOR).clause)
    tried(following, office, office.team)
    assert (minor(office.team, BEGINS), minor(office.ours, BEGINS)) == (None, 10)


def test_unit_bound_separately_below_tries_it_too(office: Office):
    """The rulebook names the department and, for itself, one of its groups."""
    first = making.published(office, {MINOR: 10}, on=FIRST, departments=[office.ours, office.team])
    tried(making.next_edition(first.rulebook, office, {MINOR: 15}), office, office.ours)
    assert minor(office.team, BEGINS) == 15


def test_first_edition_can_be_tried_before_anything_is_in_force(office: Office, other: Department):
    tried(making.rulebook(office, {MINOR: 15}), office, office.team)
    assert (minor(office.team, BEGINS), minor(other, BEGINS), minor(office.team, AFTER)) == (15, None, None)


def test_later_publication_ends_a_running_pilot(office: Office, other: Department, pilot: Edition):
    day = date(2026, 11, 20)
    third = making.publish(making.next_edition(pilot.rulebook, office, {MINOR: 12}), office, on=day)
    assert (minor(office.team, day - timedelta(days=1)), minor(office.team, day), minor(other, day)) == (15, 12, 12)
    assert pilot.forces.get().replaced_by == third


def test_another_pilot_in_the_same_unit_ends_the_one_before_only_there(office: Office, other: Department, pilot: Edition):
    following = making.next_edition(pilot.rulebook, office, {MINOR: 20})
    services.try_first(edition=following, study=Study.objects.get(), departments=[office.team], at=NOW, until=LAST)
    day = date(2026, 11, 20)
    making.publish(following, office, on=day)
    assert (minor(office.team, day), minor(other, day), minor(office.team, AFTER)) == (20, 10, 10)


def test_only_those_who_try_it_are_told(office: Office, other: Department, pilot: Edition):
    factories.holder(factories.post(other), "外组")
    told = NoticeRecipient.objects.filter(notice__kind="rule_change", notice__subject__contains="第2版")
    assert set(told.values_list("recipient__name", flat=True)) == {"李雯"}


def test_rulebook_that_gives_way_to_a_pilot_goes_on_elsewhere(office: Office, other: Department):
    making.published(office, {MINOR: 10}, on=FIRST, title="旧考勤制度")
    draft = making.rulebook(office, {MINOR: 15})
    draft.supersedes.add(*draft.rulebook._meta.model.objects.filter(title="旧考勤制度"))
    tried(draft, office, office.team)
    assert (minor(office.team, BEGINS), minor(other, BEGINS), minor(office.team, AFTER)) == (15, 10, 10)


# -- a study comes first ------------------------------------------------------------------------------


@pytest.mark.row("POL-18")
def test_pilot_cannot_be_made_without_a_study(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    with pytest.raises(RuleBroken, match=r"研究记录|needs a study"):
        services.try_first(edition=draft, study=None, departments=[office.team], at=NOW, until=LAST)
    with pytest.raises(IntegrityError, match="rules_edition_pilot_has_study"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(is_pilot=True, pilot_until=LAST)
    with on(NOW.date()):
        client = as_(office.director)
        text = said(client, f"/rules/editions/{draft.pk}/pilot/")
        assert 'name="departments"' not in text
        assert client.post(f"/rules/editions/{draft.pk}/pilot/", {"departments": "客服组", "until": "2026-12-09"}).status_code == 422
    assert not Edition.objects.filter(is_pilot=True).exists()


def test_study_of_another_rulebook_is_none(office: Office):
    draft, another = making.rulebook(office, {MINOR: 10}), making.rulebook(office, {}, title="别的制度")
    with pytest.raises(RuleBroken, match=r"研究记录|needs a study"):
        services.try_first(edition=draft, study=study(another, office), departments=[office.team], at=NOW, until=LAST)


@pytest.mark.parametrize("lacking", ["current_state", "benchmark", "proposal"])
def test_study_tells_all_three_parts(office: Office, lacking: str):
    draft = making.rulebook(office, {})
    with pytest.raises(RuleBroken):
        services.record_study(rulebook=draft.rulebook, by=office.director, at=NOW, **{**TOLD, lacking: " "})
    with pytest.raises(IntegrityError, match="rules_study_complete"), transaction.atomic():
        Study.objects.create(rulebook=draft.rulebook, by=office.director, at=NOW, **{**TOLD, lacking: ""})


def test_last_day_is_as_far_off_as_the_rules_say(office: Office):
    making.published(office, {PILOT_DAYS: "30"}, on=FIRST, number="P-1", title="制度管理")
    draft = making.rulebook(office, {MINOR: 10})
    services.try_first(edition=draft, study=study(draft, office), departments=[office.team], at=at_noon(date(2026, 11, 5)))
    assert Edition.objects.get(pk=draft.pk).pilot_until == date(2026, 12, 5)


def test_pilot_without_a_last_day_is_refused_while_no_rule_says_how_long(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    with pytest.raises(RuleBroken):
        services.try_first(edition=draft, study=study(draft, office), departments=[office.team], at=NOW)


def test_pilot_is_tried_in_units_that_the_rulebook_binds(office: Office):
    stranger = factories.department("市场部", office.company)
    draft = making.rulebook(office, {MINOR: 10}, departments=[office.ours])
    with pytest.raises(RuleBroken, match="市场部"):
        services.try_first(edition=draft, study=study(draft, office), departments=[stranger], at=NOW, until=LAST)


def test_pilot_whose_last_day_comes_before_its_first_is_not_published(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    services.try_first(edition=draft, study=study(draft, office), departments=[office.team], at=NOW, until=NOW.date())
    with pytest.raises(RuleBroken):
        making.publish(draft, office, on=BEGINS)


# -- what came of it -----------------------------------------------------------------------------------


def test_pilot_that_is_given_up_ends_on_its_day(office: Office, pilot: Edition):
    last = date(2026, 11, 20)
    services.stop_pilot(edition=pilot, result="没有改善", last_on=last, by=office.director, at=at_noon(date(2026, 11, 18)))
    assert [minor(office.team, day) for day in (last, last + timedelta(days=1))] == [15, 10]


def test_pilot_cannot_end_before_today_or_last_longer(office: Office, pilot: Edition):
    for last in (date(2026, 11, 17), LAST + timedelta(days=1)):
        with pytest.raises(RuleBroken):
            services.stop_pilot(edition=pilot, result="停", last_on=last, by=office.director, at=at_noon(date(2026, 11, 18)))
    assert not PilotResult.objects.exists()


def test_pilot_that_is_adjusted_becomes_the_next_draft(office: Office, pilot: Edition):
    draft = services.adjust_pilot(edition=pilot, result="再试十二分钟", by=office.director, at=at_noon(date(2026, 11, 18)))
    assert (draft.number, draft.state, draft.is_pilot) == (3, "draft", False)
    assert draft.values.get(key=MINOR).raw == 15
    assert minor(office.team, LAST) == 15


def test_pilot_is_not_promoted_from_a_day_that_has_passed_or_before_it_began(office: Office, pilot: Edition):
    for day in (BEGINS, date(2026, 11, 17)):
        with pytest.raises(RuleBroken):
            services.promote_pilot(edition=pilot, result="好", from_on=day, by=office.director, at=at_noon(date(2026, 11, 18)))


def test_pilot_can_be_promoted_after_it_is_over(office: Office, other: Department, pilot: Edition):
    day = date(2026, 12, 20)
    services.promote_pilot(edition=pilot, result="好", from_on=day, by=office.director, at=at_noon(date(2026, 12, 15)))
    assert [minor(office.team, one) for one in (LAST, AFTER, day)] == [15, 10, 15]
    assert minor(other, day) == 15


def test_promotion_is_told_to_those_who_did_not_try_it(office: Office, other: Department, pilot: Edition):
    there = factories.holder(factories.post(other), "外组")
    services.promote_pilot(edition=pilot, result="好", from_on=date(2026, 11, 25), by=office.director, at=at_noon(date(2026, 11, 20)))
    assert NoticeRecipient.objects.filter(notice__kind="rule_change", recipient=there).exists()


def test_result_is_recorded_once(office: Office, pilot: Edition):
    acted = {"edition": pilot, "result": "好", "by": office.director, "at": at_noon(date(2026, 11, 18))}
    services.adjust_pilot(**acted)
    with pytest.raises(RuleBroken):
        services.stop_pilot(last_on=date(2026, 11, 20), **acted)


def test_edition_that_is_no_pilot_has_no_result(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST)
    with pytest.raises(RuleBroken):
        services.promote_pilot(edition=first, result="好", from_on=LAST, by=office.director, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_promote_at_once_one_wins(office: Office, other: Department, pilot: Edition, race):
    acted = {"edition": pilot, "result": "好", "from_on": date(2026, 11, 25), "by": office.director, "at": at_noon(date(2026, 11, 20))}
    results = race(*[lambda: services.promote_pilot(**acted)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["PilotResult", "RuleBroken"], results
    assert Force.objects.filter(edition=pilot, is_pilot=False).count() == 2


# -- past the services -----------------------------------------------------------------------------------


def test_database_refuses_a_pilot_everywhere_before_its_result(office: Office, pilot: Edition):
    with pytest.raises(DatabaseError, match="after its result"), transaction.atomic():
        Force.objects.create(edition=pilot, rulebook=pilot.rulebook, department=office.company, during=(AFTER, None))


def test_database_refuses_a_pilot_beyond_its_last_day(office: Office, other: Department, pilot: Edition):
    with pytest.raises(DatabaseError, match="after its last day"), transaction.atomic():
        Force.objects.create(
            edition=pilot, rulebook=pilot.rulebook, department=other, during=(BEGINS, AFTER + timedelta(days=1)), is_pilot=True
        )


def test_database_refuses_two_pilots_in_one_unit_on_one_day(office: Office, pilot: Edition):
    with pytest.raises(IntegrityError, match="rules_force_one_pilot_a_day"), transaction.atomic():
        Force.objects.create(edition=pilot, rulebook=pilot.rulebook, department=office.team, during=(LAST, AFTER), is_pilot=True)


# -- on the pages -------------------------------------------------------------------------------------------


def test_director_sets_up_a_pilot_on_the_page(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    with on(NOW.date()):
        client = as_(office.director)
        made = client.post(f"/rules/{draft.rulebook.number}/studies/new/?edition={draft.pk}", TOLD)
        assert made.url == f"/rules/editions/{draft.pk}/pilot/"
        posted = {"study": Study.objects.get().pk, "departments": "客服组", "until": "2026-12-09"}
        client.post(made.url, posted)
        text = said(client, f"/rules/editions/{draft.pk}/")
    assert "客服组" in text
    assert Edition.objects.get(pk=draft.pk).is_pilot


def test_draft_is_tried_nowhere_again_on_the_page(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    services.try_first(edition=draft, study=study(draft, office), departments=[office.team], at=NOW, until=LAST)
    with on(NOW.date()):
        as_(office.director).post(f"/rules/editions/{draft.pk}/pilot/", {"everywhere": "1"})
    assert not Edition.objects.get(pk=draft.pk).is_pilot


@pytest.mark.parametrize(("decision", "day"), [("promote", "2026-11-25"), ("stop", "2026-11-25"), ("adjust", "")])
def test_director_records_the_result_on_the_page(office: Office, pilot: Edition, decision: str, day: str):
    with on(date(2026, 11, 20)):
        client = as_(office.director)
        client.post(f"/rules/editions/{pilot.pk}/pilot/result/", {"result": "有改善", "decision": decision, "day": day})
        assert PilotResult.objects.get(edition=pilot).decision == decision
        assert "有改善" in said(client, f"/rules/editions/{pilot.pk}/")


def test_result_that_needs_a_day_asks_for_it(office: Office, pilot: Edition):
    with on(date(2026, 11, 20)):
        response = as_(office.director).post(f"/rules/editions/{pilot.pk}/pilot/result/", {"result": "好", "decision": "promote"})
    assert response.status_code == 422


def test_studies_are_for_those_who_look_after_the_rules(office: Office, pilot: Edition):
    path = f"/rules/{pilot.rulebook.number}/studies/"
    with on(date(2026, 11, 20)):
        assert "三家同行" in said(as_(office.director), path)
        assert as_(office.staff).get(path).status_code == 403
