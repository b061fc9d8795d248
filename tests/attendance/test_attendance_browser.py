"""The pages in a real browser: pressed with a thumb, with a key, twice at once, and without scripts."""

from datetime import date
from itertools import pairwise
from uuid import uuid4

import pytest

from attendance.models import Case, Punch, ShiftGroup
from attendance.services import punch
from common import clock
from rules.models import ClauseText
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 11, 20)  # a Friday
NINE, EVENING = at(DAY, "09:08:31"), at(DAY, "18:02:05")


@pytest.fixture
def office(transactional_db) -> Office:
    """An office with its rulebook, whose staff has some days behind them."""
    office = Office()
    making.published(office, RULES, owner=office.company, number="KQ", level="public")
    factories.grant(office.director, "supervisor", office.ours)
    clocked(office.staff, date(2026, 11, 16), "08:58", "18:05")
    clocked(office.staff, date(2026, 11, 17), "09:08:31", "18:01")
    clocked(office.staff, date(2026, 11, 18), "09:02")
    Case.objects.create(
        employee=office.staff, kind="late_count", cause="2026-11", day=date(2026, 11, 18), clause="考勤管理制度 第1版 四（五）",
        facts={}, opened_at=NINE,
    )  # fmt: skip
    return office


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_pages_read_well(open_page, office, size, dark):
    punch(user_id=office.staff.user.pk, key=uuid4(), at=NINE)
    number, pages = office.staff.number, open_page(office.staff.user, size, dark)
    director = open_page(office.director.user, size, dark)
    with clock.stopped(NINE):
        for path in ("/", f"/clock/?at={int(NINE.timestamp())}", "/attendance/", f"/attendance/{number}/{DAY}/"):
            pages.goto(path)
            check(pages)
        for path in ("/attendance/?q=li", f"/attendance/{number}/", f"/attendance/{number}/2026-11-17/", "/attendance/try/"):
            director.goto(path)
            check(director)
        director.get_by_role("button", name="试算").click()
        director.get_by_role("heading", name="试算结果").wait_for()
        director.locator("summary", has_text="JSON").click()
        check(director)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_press_says_the_result_and_leads_to_its_reasons(open_page, office, size):
    page = open_page(office.staff.user, size)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.get_by_role("button", name="上班打卡").click()
        page.get_by_role("status").get_by_text("已记录 09:08:31").wait_for()
        page.get_by_role("link", name="迟到8分钟，预计扣20.00元").click()
        page.wait_for_url(f"**/attendance/{office.staff.number}/{DAY}/")
        page.get_by_text("8分钟，在10分钟以内，属于轻微。").wait_for()
    assert Punch.objects.filter(local_on=DAY).get().at == NINE


def test_press_leads_to_the_clause_on_the_wall(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.get_by_role("button", name="上班打卡").tap()
        page.get_by_role("link", name="依据 考勤管理制度 第1版").tap()
        page.wait_for_url("**/rules/KQ/?edition=1#att.late.minor_fine_cny")
        page.locator("h1").wait_for()


def test_button_is_the_largest_thing_on_a_phone(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(at(DAY, "08:40")):
        page.goto("/clock/")
    box = page.get_by_role("button", name="上班打卡").bounding_box()
    assert box["height"] >= 140
    assert box["width"] >= 340
    assert box["y"] + box["height"] < PHONE["height"] - 64, "above the bottom bar without scrolling"


def test_press_without_scripts(phone, office):
    page = phone(office.staff.user, java_script_enabled=False)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.get_by_role("button", name="上班打卡").tap()
        page.get_by_text("已记录 09:08:31").wait_for()
        page.get_by_text("迟到8分钟，预计扣20.00元").wait_for()


def test_press_with_the_keyboard_only(desktop, office):
    page = desktop(office.staff.user)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.keyboard.press("Tab")  # 跳到正文
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "上班打卡"
        page.keyboard.press("Enter")
        page.get_by_text("已记录 09:08:31").wait_for()
    assert Punch.objects.filter(local_on=DAY).count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_double_press_is_one_punch(phone, office, scripts):
    page = phone(office.staff.user, java_script_enabled=scripts)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.get_by_role("button", name="上班打卡").dblclick()
        page.get_by_text("09:08:31").first.wait_for()
        page.wait_for_load_state("networkidle")
    assert Punch.objects.filter(local_on=DAY).count() == 1


def test_two_tabs_are_one_punch(phone, office):
    first = phone(office.staff.user)
    second = first.context.new_page()
    with clock.stopped(NINE):
        for page in (first, second):
            page.goto("/clock/")
        first.get_by_role("button", name="上班打卡").tap()
        first.get_by_text("已记录 09:08:31").wait_for()
    with clock.stopped(at(DAY, "09:08:50")):
        second.get_by_role("button", name="上班打卡").tap()
        second.get_by_text("这次打卡已经记录：09:08:31").wait_for()
    assert Punch.objects.filter(local_on=DAY).count() == 1


def test_going_back_shows_a_fresh_page_that_can_be_pressed(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.get_by_role("button", name="上班打卡").tap()
        page.get_by_text("已记录 09:08:31").wait_for()
    with clock.stopped(EVENING):
        page.go_back()
        page.get_by_role("button", name="下班打卡").tap()
        page.get_by_text("已记录 18:02:05").wait_for()
    assert Punch.objects.filter(local_on=DAY).count() == 2


def test_time_goes_on_from_the_servers(phone, office):
    page = phone(office.staff.user)
    page.clock.install()
    with clock.stopped(at(DAY, "08:58:30")):
        page.goto("/clock/")
    assert page.locator("[data-clock]").text_content() == "08:58"
    page.clock.run_for(95_000)
    assert page.locator("[data-clock]").text_content() == "09:00"


def test_press_from_the_first_page(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(NINE):
        page.goto("/")
        page.get_by_role("button", name="上班打卡").tap()
        page.wait_for_url("**/clock/**")
        page.get_by_text("已记录 09:08:31").wait_for()


def test_press_after_the_login_ended_leads_back_to_the_button(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(NINE):
        page.goto("/clock/")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="上班打卡").tap()
        page.get_by_role("heading", name="登录已结束").wait_for()
        assert "next=" in page.get_by_role("link", name="重新登录").get_attribute("href")
        check(page)
    assert not Punch.objects.filter(local_on=DAY).exists()


def test_wrong_example_keeps_what_was_typed(desktop, office):
    page = desktop(office.director.user)
    page.goto("/attendance/try/")
    page.get_by_label("制度数值和日期").fill('{"days": [{"date": "2026-02-30"}]}')
    page.get_by_role("button", name="试算").click()
    page.get_by_text("days[0].date").wait_for()
    assert page.get_by_label("制度数值和日期").input_value() == '{"days": [{"date": "2026-02-30"}]}'
    check(page)


# -- the desk --------------------------------------------------------------------------------

LABEL = "cell => getComputedStyle(cell, '::before').content"


def test_rows_within_a_page_of_the_admin_are_blocks_on_a_phone(phone, office):
    factories.grant(office.counsel, "hr")
    clause = ClauseText.objects.get(heading="work.schedule").clause
    group = ShiftGroup.objects.create(name="夜班", clause=clause, segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5])
    page = phone(office.counsel.user)
    page.goto(f"/admin/attendance/shiftgroup/{group.pk}/change/")
    page.locator("#members-group .add-row").click()
    rows = page.locator("#members-data tr.form-row:visible")
    assert rows.count() == 2
    for row in rows.all():
        cells = [cell for cell in row.locator("td").all() if cell.is_visible()]
        boxes = [cell.bounding_box() for cell in cells]
        assert [cell.evaluate(LABEL) for cell in cells] == ['"员工*"', '"开始日期*"', '"结束日期"']
        assert all(box["width"] > 300 for box in boxes)
        assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(boxes))
        assert [field.get_attribute("aria-label") for field in row.locator(".vDateField").all()] == ["开始日期", "结束日期"]
        assert row.get_by_role("combobox", name="员工").is_visible()
    check(page)
