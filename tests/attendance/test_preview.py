"""What a draft would have made of past days: the same engine, with its values."""

from datetime import date
from decimal import Decimal

import pytest

from attendance.policy import Lateness
from attendance.preview import EVALUATOR, evaluate
from attendance.selectors.judging import judge, judge_one
from common.periods import Period
from rules import provider, services
from rules.evaluators import Evaluated
from rules.models import Edition
from rules.selectors.preview import last_weeks, snapshot_with
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, on, text_of

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"
MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)
WEEK = Period(MONDAY, date(2026, 11, 22))
LATER = date(2026, 11, 25)


@pytest.fixture
def draft(office: Office, wall: Edition) -> Edition:
    """The next edition: only more than 20 minutes cost anything between the bounds, and that costs 50 yuan."""
    return making.next_edition(wall.rulebook, office, {FINE: "50.00"})


def tried(draft: Edition, people, period: Period = WEEK) -> Evaluated:
    snapshot = snapshot_with(draft)
    return evaluate([one.pk for one in people], period, at(LATER), lambda: provider.trying(snapshot))


def test_day_that_costs_otherwise_is_a_difference_with_both_clauses(office: Office, draft: Edition):
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    found = tried(draft, [office.staff])
    (one,) = found.differences
    assert (one.employee_id, one.day, one.department_id) == (office.staff.pk, FRIDAY, office.team.pk)
    assert "20.00" in one.before
    assert "50.00" in one.after
    assert (one.before_clauses, one.after_clauses) == (("考勤管理制度 第1版 一（六）",), ("考勤管理制度 第2版 一（六）",))


def test_sums_hold_before_and_after_by_department(office: Office, draft: Edition):
    for day in (MONDAY, FRIDAY):
        clocked(office.staff, day, "09:08", "18:00")
    own = tried(draft, [office.staff]).sums[office.team.pk]
    assert own["yuan"] == (Decimal("40.00"), Decimal("100.00"))
    assert own["late"] == (Decimal(2), Decimal(2))


def test_days_that_come_to_the_same_are_no_difference(office: Office, draft: Edition):
    clocked(office.staff, FRIDAY, "08:58", "18:00")
    found = tried(draft, [office.staff])
    assert (found.differences, found.people, found.days) == ([], 1, 7)


def test_draft_that_changes_nothing_changes_nobodys_day(office: Office, wall: Edition):
    draft = making.next_edition(wall.rulebook, office, {})
    clocked(office.staff, FRIDAY, "09:40", "17:00")
    assert tried(draft, [office.staff]).differences == []


def test_other_hours_make_others_late(office: Office, wall: Edition):
    draft = making.next_edition(wall.rulebook, office, {"work.schedule": [["08:30", "18:00"]]})
    clocked(office.staff, FRIDAY, "08:55", "18:00")
    (one,) = tried(draft, [office.staff]).differences
    assert one.day == FRIDAY
    assert tried(draft, [office.staff]).sums[office.team.pk]["late"] == (Decimal(0), Decimal(1))


def test_value_of_one_unit_changes_the_days_of_that_unit_only(office: Office, wall: Edition):
    draft = making.next_edition(wall.rulebook, office, {})
    services.decide_value(edition=draft, key=FINE, raw="99.00", by=office.director, at=NOW, department=office.team, reason="法务意见：可行")
    for who in (office.staff, office.director):
        clocked(who, FRIDAY, "09:08", "18:00")
    assert {one.employee_id for one in tried(draft, [office.staff, office.director]).differences} == {office.staff.pk}


def test_value_that_the_draft_leaves_undecided_deducts_nothing(office: Office, wall: Edition):
    draft = making.next_edition(wall.rulebook, office, {FINE: None})
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    assert tried(draft, [office.staff]).sums[office.team.pk]["yuan"] == (Decimal("20.00"), Decimal(0))


def test_first_edition_is_tried_against_nothing(office: Office):
    draft = making.rulebook(office, RULES, owner=office.company, number="KQ")
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    assert tried(draft, [office.staff]).sums[office.team.pk]["yuan"] == (Decimal(0), Decimal("20.00"))


def test_rulebook_that_gives_way_to_the_draft_is_gone(office: Office, wall: Edition):
    other = making.rulebook(office, {**RULES, FINE: "70.00"}, owner=office.company, number="KQ-2")
    other.supersedes.add(wall.rulebook)
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    assert tried(other, [office.staff]).sums[office.team.pk]["yuan"] == (Decimal("20.00"), Decimal("70.00"))


def test_day_that_is_not_over_is_left_out(office: Office, draft: Edition):
    snapshot = snapshot_with(draft)
    clocked(office.staff, FRIDAY, "09:08")
    found = evaluate([office.staff.pk], Period(FRIDAY, FRIDAY), at(FRIDAY, "12:00"), lambda: provider.trying(snapshot))
    assert (found.days, found.differences) == (0, [])


def test_trial_leaves_judgements_outside_alone(office: Office, draft: Edition):
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    before = judge_one(office.staff.pk, FRIDAY, at(LATER)).result
    tried(draft, [office.staff])
    assert judge_one(office.staff.pk, FRIDAY, at(LATER)).result == before
    assert Lateness.on(FRIDAY, office.team).minor_fine == 20


@pytest.mark.django_db(transaction=True)
def test_trial_holds_in_its_own_thread_only(race):
    import threading

    office = Office()
    wall = making.published(office, RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    draft = making.next_edition(wall.rulebook, office, {FINE: "50.00"})
    entered, looked = threading.Event(), threading.Event()

    def trial():
        with provider.trying(snapshot_with(draft)):
            entered.set()
            looked.wait(10)
            return Lateness.on(FRIDAY, office.team).minor_fine

    def other():
        entered.wait(10)
        found = Lateness.on(FRIDAY, office.team).minor_fine
        looked.set()
        return found

    assert race(trial, other) == [50, 20]


def test_both_sides_come_from_the_engine_that_judges(office: Office, draft: Edition):
    """Publishing the draft makes of later days what the trial made of earlier ones."""
    for day in (MONDAY, FRIDAY):
        clocked(office.staff, day, "09:08", "18:00")
    (first, second) = tried(draft, [office.staff]).differences
    making.publish(draft, office, on=FRIDAY)
    days = judge([office.staff.pk], WEEK, at(LATER))
    from attendance.preview import words

    assert words(days[office.staff.pk, FRIDAY].result) == second.after
    assert words(days[office.staff.pk, MONDAY].result) == first.before


def test_queries_grow_with_batches_not_with_people(office: Office, draft: Edition, count_queries):
    post = factories.post(office.team, "客服", 1)
    people = [office.staff, *(factories.holder(post, f"员工{n}") for n in range(4))]
    snapshot = snapshot_with(draft)
    judge([office.staff.pk], WEEK, at(LATER))

    def trial(some):
        return lambda: evaluate([one.pk for one in some], WEEK, at(LATER), lambda: provider.trying(snapshot))

    assert count_queries(trial(people[:1])) == count_queries(trial(people)) == 1


# -- the page --------------------------------------------------------------------------------------


def test_usual_period_is_the_last_four_full_weeks():
    assert last_weeks(date(2026, 11, 25)) == Period(date(2026, 10, 26), date(2026, 11, 22))
    assert last_weeks(date(2026, 11, 23)) == Period(date(2026, 10, 26), date(2026, 11, 22))
    assert last_weeks(date(2026, 11, 22)) == Period(date(2026, 10, 19), date(2026, 11, 15))


@pytest.fixture
def url(office: Office, draft: Edition) -> str:
    factories.grant(office.director, "director", office.company)
    return f"/rules/editions/{draft.pk}/preview/"


def read(who, url: str) -> str:
    with on(LATER):
        response = as_(who).get(url)
    assert response.status_code == 200
    return text_of(response.text)


def test_page_says_who_would_have_been_judged_differently(office: Office, url: str):
    clocked(office.staff, FRIDAY, "09:08", "18:00")
    page = read(office.director, url)
    assert "轻微迟到或早退每次扣多少钱" in page
    assert "20.00元 → 50.00元" in page
    assert "李雯 客服组 11月20日 迟到，迟到8分钟，预计扣20.00元" in page
    assert "考勤管理制度 第2版 一（六）" in page


def test_page_is_for_whoever_writes_the_draft(office: Office, url: str):
    with on(LATER):
        assert as_(office.staff).get(url).status_code == 404
        factories.grant(office.counsel, "auditor")
        assert as_(office.counsel).get(url).status_code == 403


def test_units_whose_attendance_one_may_not_see_are_left_out(office: Office, wall: Edition):
    other = factories.department("市场部", office.company)
    outsider = factories.holder(factories.post(other, "专员"), "王旁")
    for who in (office.staff, outsider):
        clocked(who, FRIDAY, "09:08", "18:00")
    mine = making.rulebook(office, {**RULES, FINE: "50.00"}, number="YY")
    mine.rulebook.departments.clear()
    page = read(office.director, f"/rules/editions/{mine.pk}/preview/")
    assert "李雯" in page
    assert "王旁" not in page


def test_one_unit_can_be_chosen(office: Office, url: str):
    other = factories.department("推广组", office.ours)
    promoter = factories.holder(factories.post(other, "专员"), "王同")
    for who in (office.staff, promoter):
        clocked(who, FRIDAY, "09:08", "18:00")
    page = read(office.director, f"{url}?first={MONDAY}&last={FRIDAY}&unit=推广组")
    assert "王同" in page
    assert "李雯" not in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("first=2026-11-20&last=2026-11-16", "结束日期早于开始日期"),
        ("first=2026-11-20&last=2026-11-25", "只能查看已经过去的日期"),
        ("first=2026-01-01&last=2026-11-20", "最多92天"),
        ("first=x&last=y", "日期"),
    ],
)
def test_period_that_cannot_be_tried_is_said_beside_its_field(office: Office, url: str, asked: str, sentence: str):
    with on(LATER):
        response = as_(office.director).get(f"{url}?{asked}")
    assert response.status_code == 422
    assert sentence in response.text


def test_too_many_days_ask_for_a_unit(office: Office, url: str, monkeypatch):
    monkeypatch.setattr("rules.selectors.preview.MOST_DAYS", 10)
    with on(LATER):
        html = as_(office.director).get(url).text
    assert "一页放不下" in html
    assert "unit=D" in html


def test_draft_without_such_values_says_that_there_is_nothing_to_try(office: Office):
    draft = making.rulebook(office, {"pol.ack_days": "7"})
    assert "没有可以试算的内容" in read(office.director, f"/rules/editions/{draft.pk}/preview/")


def test_edition_in_force_is_tried_no_more(office: Office, wall: Edition):
    factories.grant(office.director, "director", office.company)
    with on(LATER):
        assert as_(office.director).get(f"/rules/editions/{wall.pk}/preview/").status_code == 302


def test_page_of_the_draft_leads_here(office: Office, url: str, draft: Edition):
    with on(LATER):
        assert f'href="{url}"' in as_(office.director).get(f"/rules/editions/{draft.pk}/").text


def test_registered_keys_are_those_that_judge():
    assert {MINOR, FINE, "work.schedule", "att.absence.fullday_deduct_days"} <= set(EVALUATOR.keys)
