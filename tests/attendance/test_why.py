"""The page behind every figure: facts, shift, kind of day, values with clause, edition and origin, the arithmetic."""

from datetime import date, timedelta

import pytest
from django.test import Client

from attendance.models import Case, ShiftGroup, ShiftMember
from attendance.selectors.why import Why, why
from common import clock
from people.models import Assignment
from rules.models import ClauseText, Edition
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office

DAY = date(2026, 11, 20)  # a Friday
LATER = at(date(2026, 11, 25))


def seen(office: Office, now=LATER, day: date = DAY) -> Why:
    found = why(office.staff, day, now)
    assert found is not None
    return found


def page(user, path: str, status: int = 200, now=LATER) -> str:
    client = Client()
    client.force_login(user)
    with clock.stopped(now):
        response = client.get(path)
    assert response.status_code == status, path
    return response.text


def path_of(office: Office, day: date = DAY) -> str:
    return f"/attendance/{office.staff.number}/{day}/"


@pytest.fixture
def late(office: Office, wall: Edition) -> Office:
    clocked(office.staff, DAY, "09:08:31", "18:01:59")
    return office


# -- what is told --------------------------------------------------------------------------


def test_punches_stand_to_the_second_and_count_to_the_minute(late: Office):
    assert [(one.time, one.counts) for one in seen(late).punches] == [("09:08:31", "09:08"), ("18:01:59", "18:01")]


def test_shift_names_its_clause(late: Office):
    found = seen(late)
    assert found.hours == "09:00–12:00、13:00–18:00"
    assert found.hours_citation.url == "/rules/KQ/?edition=1#work.schedule"


def test_arithmetic_is_told_with_its_clauses(late: Office):
    told = {one.text: one.citation and one.citation.url.partition("#")[2] for one in seen(late).sentences}
    assert told["首次打卡09:08，09:00上班，迟到8分钟。"] is None
    assert told["8分钟，在10分钟以内，属于轻微。"] == "att.late.minor_max_minutes"
    assert told["轻微迟到、早退每次扣20.00元。"] == "att.late.minor_fine_cny"
    assert told["末次打卡18:01，18:00下班，没有早退。"] is None


def test_every_value_used_has_words_clause_edition_and_origin(late: Office):
    values = {one.key: one for one in seen(late).values}
    assert list(values)[:4] == ["work.schedule", "work.weekdays", "work.lunch_break", "work.day_starts"]
    fine = values["att.late.minor_fine_cny"]
    assert (fine.words, fine.citation.rulebook, fine.citation.edition) == ("20.00元", "考勤管理制度", 1)
    assert fine.whose == "沿用公司规定"


def test_value_of_the_own_unit_is_called_its_own(office: Office, wall: Edition):
    making.published(office, {"att.late.minor_max_minutes": 5}, departments=[office.team], title="客服组考勤", number="KF")
    clocked(office.staff, DAY, "09:05", "18:00")
    values = {one.key: one for one in seen(office).values}
    assert values["att.late.minor_max_minutes"].whose == "客服组自定"
    assert values["att.late.minor_fine_cny"].whose == "沿用公司规定"


def test_values_that_decided_nothing_are_left_out(office: Office, wall: Edition):
    clocked(office.staff, DAY, "08:58", "18:01")
    assert not [one.key for one in seen(office).values if one.key.startswith("att.")]


def test_gap_rule_stands_with_both_bounds(late: Office):
    clocked(late.staff, date(2026, 11, 23), "09:20", "18:00")
    keys = [one.key for one in seen(late, day=date(2026, 11, 23)).values]
    assert {"att.late.gap_rule", "att.late.minor_max_minutes", "att.late.major_min_minutes"} <= set(keys)


def test_deduction_is_expected_and_cites_its_clause(late: Office):
    (line,) = seen(late).charges
    assert (line.amount, line.citation.url.partition("#")[2]) == ("20.00元", "att.late.minor_fine_cny")


def test_undecided_value_is_named_and_nothing_deducted(office: Office):
    making.published(office, {**RULES, "att.late.minor_fine_cny": None}, owner=office.company, number="KQ")
    clocked(office.staff, DAY, "09:08", "18:01")
    found = seen(office)
    assert [(one.key, one.words, one.citation.url) for one in found.blanks] == [
        ("att.late.minor_fine_cny", "", "/rules/KQ/?edition=1#att.late.minor_fine_cny")
    ]
    assert found.told == "迟到8分钟，扣款制度未定，暂不扣款"
    assert found.charges == []


def test_open_day_says_until_when_it_is_reckoned_and_no_punch_that_never_was(office: Office, wall: Edition):
    clocked(office.staff, DAY, "09:08")
    found = seen(office, now=at(DAY, "09:10"))
    assert found.planned_until == "18:00"
    assert not [one.text for one in found.sentences if one.text.startswith("末次打卡")]


def test_open_day_after_work_is_told_as_it_is(office: Office, wall: Edition):
    clocked(office.staff, DAY, "08:58", "18:02")
    found = seen(office, now=at(DAY, "18:05"))
    assert found.planned_until == ""
    assert "末次打卡18:02，18:00下班，没有早退。" in [one.text for one in found.sentences]


def test_missing_punch_cites_the_clause_about_it(office: Office):
    edition = making.rulebook(office, RULES, owner=office.company, number="KQ")
    clause = edition.texts.get(heading="work.lunch_break").clause
    making.services.bind_clause(edition=edition, clause=clause, codes=["attendance.incomplete"])
    making.publish(edition, office, on=date(2026, 11, 3))
    clocked(office.staff, DAY, "08:58")
    (told,) = [one for one in seen(office).sentences if "只有" in one.text]
    assert told.citation.url == f"/rules/KQ/?edition=1#c{clause.pk}"


def test_shift_group_names_the_clause_that_allows_it(office: Office, wall: Edition):
    clause = ClauseText.objects.filter(edition=wall, heading="work.schedule").get().clause
    group = ShiftGroup.objects.create(name="夜班", clause=clause, segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5, 6, 7])
    ShiftMember.objects.create(employee=office.staff, group=group, during=(date(2026, 11, 1), None))
    clocked(office.staff, DAY, "21:58", "30:01")
    text = page(office.staff.user, path_of(office))
    assert "班组 夜班" in text
    assert f'href="/rules/KQ/?edition=1#c{clause.pk}"' in text
    assert "22:00–次日06:00" in text


def test_reasons_are_two_queries_and_one_more_once_the_month_is_over(late: Office, django_assert_max_num_queries):
    seen(late)
    with django_assert_max_num_queries(3):
        seen(late)


# -- the page -----------------------------------------------------------------------------------


def test_page_tells_all_of_it(late: Office):
    text = page(late.staff.user, path_of(late))
    for words in ("迟到8分钟，预计扣20.00元", "09:08:31", "按09:08计", "工作日", "考勤管理制度 第1版", "沿用公司规定", "预计扣款"):
        assert words in text


def test_page_shows_the_cases_that_count_the_day(late: Office):
    facts = {"behind": [{"day": "2026-11-20", "status": "late"}]}
    Case.objects.create(
        employee=late.staff, kind="late_count", cause="2026-11", day=date(2026, 11, 24), clause="四（五）", facts=facts, opened_at=LATER
    )
    assert "当月迟到早退次数过多" in page(late.staff.user, path_of(late))
    assert "当月迟到早退次数过多" not in page(late.staff.user, path_of(late, date(2026, 11, 19)))


def test_page_of_a_day_off_says_so(late: Office):
    text = page(late.staff.user, path_of(late, date(2026, 11, 22)))
    assert "当天是休息日，不要求出勤。" in text


def test_page_of_a_day_to_come_says_so(late: Office):
    assert "这一天还没有到" in page(late.staff.user, path_of(late, date(2026, 11, 26)))


def test_page_of_a_day_without_a_post_says_so(late: Office):
    Assignment.objects.filter(employee=late.staff).update(during=(date(2026, 1, 1), DAY))
    assert "这一天没有任职" in page(late.staff.user, path_of(late))


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-01-01", "1950-06-01", "2099-06-01", "9999-12-31", "20261120", "today"])
def test_day_that_does_not_exist_is_a_404(late: Office, day: str):
    page(late.staff.user, f"/attendance/{late.staff.number}/{day}/", status=404)


def test_day_of_somebody_else_is_a_404(late: Office):
    page(late.counsel.user, path_of(late), status=404)


def test_supervisor_reads_days_in_scope(late: Office):
    factories.grant(late.director, "supervisor", late.ours)
    assert "迟到8分钟" in page(late.director.user, path_of(late))
    factories.grant(late.counsel, "supervisor", factories.department("市场部", late.company))
    page(late.counsel.user, path_of(late), status=404)


def test_page_costs_at_most_twelve_queries_for_oneself_and_for_others(late: Office, django_assert_max_num_queries):
    factories.grant(late.director, "supervisor", late.ours)
    for user in (late.staff.user, late.director.user):
        page(user, path_of(late))
        client = Client()
        client.force_login(user)
        with clock.stopped(LATER), django_assert_max_num_queries(12):
            client.get(path_of(late))


def test_each_day_cites_the_edition_of_its_time(late: Office, wall: Edition):
    second = making.next_edition(wall.rulebook, late, {"att.late.minor_fine_cny": "10.00"})
    making.publish(second, late, on=date(2026, 11, 24))
    clocked(late.staff, date(2026, 11, 24), "09:08", "18:01")
    assert [seen(late, day=day).charges[0].citation.edition for day in (DAY, date(2026, 11, 24))] == [1, 2]
    assert seen(late, day=DAY + timedelta(days=4)).charges[0].amount == "10.00元"
