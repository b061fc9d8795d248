"""A month: judged when it is looked at, open to the person and to whoever looks after them."""

import re
from datetime import date

import pytest
from django.test import Client

from attendance.models import Case, DayRecord
from attendance.selectors.month import Month, month_of
from attendance.services import store_days
from common import clock
from common.periods import Period
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office

TODAY = date(2026, 11, 20)  # a Friday
NOW = at(TODAY, "10:00")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def busy(office: Office, wall) -> Office:
    """李雯 in November: in time, late, absent, on a day off, and late again today."""
    clocked(office.staff, date(2026, 11, 16), "08:58", "18:05")
    clocked(office.staff, date(2026, 11, 17), "09:08:31", "18:01")
    clocked(office.staff, date(2026, 11, 19), "09:02", "17:00")
    clocked(office.staff, date(2026, 11, 14), "10:00", "12:00")  # a Saturday
    clocked(office.staff, TODAY, "09:05")
    return office


def seen(office: Office) -> Month:
    return month_of(office.staff, NOVEMBER, NOW, TODAY)


def words(month: Month) -> dict[int, str]:
    return {one.day.day: one.word for one in month.days}


def sums(month: Month) -> dict[str, str]:
    return {one.label: one.figure for one in month.sums}


def page(user, path: str = "/attendance/", status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    with clock.stopped(NOW):
        response = client.get(path)
    assert response.status_code == status, path
    return response.text


# -- what the days say --------------------------------------------------------------------


def test_every_day_has_its_word(busy: Office):
    found = words(seen(busy))
    assert {n: found[n] for n in (13, 14, 15, 16, 17, 18, 19, 20)} == {
        13: "无数据", 14: "休息日", 15: "休息日", 16: "正常", 17: "迟到", 18: "旷工", 19: "旷工半天", 20: "迟到",
    }  # fmt: skip


def test_days_to_come_say_nothing(busy: Office):
    month = seen(busy)
    coming = [one for one in month.days if one.day > TODAY]
    assert [one.word for one in coming if not one.is_off] == [""] * 6
    assert all(not one.is_told and not one.told for one in coming)


def test_weeks_begin_on_monday_and_are_full(busy: Office):
    weeks = seen(busy).weeks
    assert {len(week) for week in weeks} == {7}
    assert [one and one.day.isoweekday() for one in weeks[1]] == [1, 2, 3, 4, 5, 6, 7]


def test_sums_are_those_of_the_days(busy: Office):
    """Late 8 + 2 + 5 min; a day absent, and half a day by leaving an hour early; today's minutes are not known yet."""
    assert sums(seen(busy)) == {
        "迟到早退": "3次", "旷工": "1.5天", "预计扣款": "60.00元和3.5天工资", "出勤": "22小时50分钟",
    }  # fmt: skip


def test_each_sum_names_the_days_behind_it(busy: Office):
    behind = {one.label: [day.day.day for day in one.days] for one in seen(busy).sums}
    assert behind == {"迟到早退": [17, 19, 20], "旷工": [18, 19], "预计扣款": [17, 18, 19, 20], "出勤": []}


def test_list_has_worked_days_and_days_off_with_punches_the_latest_first(busy: Office):
    assert [one.day.day for one in seen(busy).listed][:7] == [20, 19, 18, 17, 16, 14, 13]


def test_today_without_a_punch_is_not_yet_clocked_in(office: Office, wall):
    clocked(office.staff, date(2026, 11, 19), "09:00", "18:00")
    assert words(seen(office))[20] == "尚未打卡"


def test_today_in_time_goes_on(office: Office, wall):
    clocked(office.staff, TODAY, "08:58")
    assert words(seen(office))[20] == "进行中"


def test_stale_record_of_a_night_is_not_trusted(busy: Office):
    store_days(period=Period(date(2026, 11, 17), date(2026, 11, 17)), at=NOW)
    DayRecord.objects.update(status="absent", absent_days=1)
    assert words(seen(busy))[17] == "迟到"


def test_what_is_undecided_is_named_once(office: Office):
    making.published(office, {**RULES, "att.late.minor_fine_cny": None}, owner=office.company)
    for day in (18, 19):
        clocked(office.staff, date(2026, 11, day), "09:05", "18:00")
    month = seen(office)
    assert month.blanks == ["轻微迟到或早退每次扣多少钱"]
    assert sums(month)["预计扣款"] == "无"


def test_month_is_two_queries_however_many_days_it_has(busy: Office, django_assert_num_queries):
    seen(busy)
    with django_assert_num_queries(2):
        seen(busy)


# -- the page ---------------------------------------------------------------------------------


def test_page_links_every_figure_to_its_reasons(busy: Office):
    text = page(busy.staff.user)
    for day in (14, 16, 17, 18, 19, 20):
        assert f'href="/attendance/{busy.staff.number}/2026-11-{day}/"' in text
    assert "2026-11-21/" not in text


def test_page_lists_cases_to_be_examined(busy: Office):
    Case.objects.create(
        employee=busy.staff, kind="late_count", cause="2026-11", day=TODAY, clause="考勤管理制度 第1版 四（五）", facts={}, opened_at=NOW
    )
    text = page(busy.staff.user)
    assert all(word in text for word in ("当月迟到早退次数过多", "待核查", "考勤管理制度 第1版 四（五）"))


def test_page_costs_at_most_ten_queries_for_oneself_and_for_others(busy: Office, django_assert_max_num_queries):
    factories.grant(busy.director, "supervisor", busy.ours)
    for user, path in ((busy.staff.user, "/attendance/"), (busy.director.user, f"/attendance/{busy.staff.number}/")):
        page(user, path)
        client = Client()
        client.force_login(user)
        with clock.stopped(NOW), django_assert_max_num_queries(10):
            client.get(path)


def test_month_can_be_chosen(busy: Office):
    text = page(busy.staff.user, "/attendance/?month=2026-10")
    assert "2026年10月" in text
    assert 'rel="next"' in text


def test_no_way_leads_before_the_first_day_or_beyond_this_month(busy: Office):
    assert 'rel="next"' not in page(busy.staff.user)
    assert 'rel="prev"' not in page(busy.staff.user, "/attendance/?month=2026-01")


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "x", "2026-1", "99999-01", "0000-01", "1950-01", "2099-12", "２０２６-11"])
def test_month_that_does_not_exist_is_a_404(busy: Office, month: str):
    page(busy.staff.user, f"/attendance/?month={month}", status=404)


def test_month_before_anything_says_what_will_stand_there(office: Office, wall):
    assert "还没有记录" in page(office.staff.user)


def test_account_without_employee_is_told(db):
    assert "这个账号没有对应的员工" in page(factories.UserFactory())


# -- of others -----------------------------------------------------------------------------------


def test_colleagues_month_is_a_404(busy: Office):
    page(busy.staff.user, f"/attendance/{busy.director.number}/", status=404)
    page(busy.staff.user, "/attendance/nobody/", status=404)


def test_supervisor_sees_whoever_works_below_and_nobody_else(busy: Office):
    factories.grant(busy.director, "supervisor", busy.ours)
    elsewhere = factories.holder(factories.post(factories.department("市场部", busy.company), "专员", 1), "钱舟")
    assert "李雯" in page(busy.director.user, f"/attendance/{busy.staff.number}/")
    page(busy.director.user, f"/attendance/{elsewhere.number}/", status=404)


def test_own_month_by_number_is_the_same_page(busy: Office):
    assert "迟到8分钟" in page(busy.staff.user, f"/attendance/{busy.staff.number}/")


def test_supervisor_finds_people_by_name_in_scope_only(busy: Office):
    factories.grant(busy.director, "supervisor", busy.ours)
    factories.holder(factories.post(factories.department("市场部", busy.company), "专员", 1), "李外")
    text = page(busy.director.user, "/attendance/?q=li")
    found = re.findall(r'class="row" href="/attendance/(\w+)/"', text)
    assert found == [busy.staff.number]


def test_staff_have_no_search_for_others(busy: Office):
    text = page(busy.staff.user, "/attendance/?q=li")
    assert 'name="q"' not in text
    assert busy.staff.number not in re.findall(r'class="row" href="/attendance/(\w+)/"', text)


def test_odd_characters_find_nobody(busy: Office):
    factories.grant(busy.director, "supervisor", busy.ours)
    page(busy.director.user, "/attendance/?q=%00")
    page(busy.director.user, "/attendance/%00/", status=404)


def test_who_may_try_rules_finds_the_way(busy: Office):
    assert "/attendance/try/" in page(busy.director.user)
    assert "/attendance/try/" not in page(busy.staff.user)
