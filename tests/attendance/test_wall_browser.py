"""The living wall in a real browser: the duty of the day, a code that changes by itself, nothing cut off in either direction."""

import pytest

from attendance.services import duty
from common import clock
from common.models import Level
from rules import services as rules
from rules.models import Screen
from rules.services.screens import add_screen
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.dutying import BEFORE, NEW_YEAR, begun, published, put_on
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST
from tests.support.browser import check

WIDE, TALL = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}
FITS = "(() => { const c = document.querySelector('.sheet.shown .clauses'); return c.scrollHeight <= c.clientHeight + 1 })()"
APART = """(() => {
  const corner = document.querySelector('.corner').getBoundingClientRect();
  const touches = (box) => box.right > corner.left && box.left < corner.right && box.bottom > corner.top && box.top < corner.bottom;
  const parts = document.querySelectorAll('.sheet.shown :is(.where > *, .clauses, .scan > *, .foot > *)');
  return [...parts].every((part) => !touches(part.getBoundingClientRect()));
})()"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(office: Office) -> Screen:
    draft = making.rulebook(office, {}, level=Level.PUBLIC)
    for number, times in enumerate((1, 8, 60), 1):
        rules.add_clause(edition=draft, heading=f"{number}节", text="各岗位按此执行，不得拖延。" * times)
    making.publish(draft, office, on=FIRST)
    crowd = [factories.holder(factories.post(office.team, "客户服务专员", 1), f"欧阳小{sign}") for sign in "甲乙丙丁戊己庚辛"]
    published(office, office.staff, *crowd)
    unit = factories.department("内容审核与客户服务二组", office.team)
    roster = begun(office, unit)
    for shift in roster.shifts.all():
        put_on(office, shift, factories.holder(factories.post(unit, "值班主管", 2), "诸葛明"))
    duty.publish_roster(roster=roster, by=office.director, at=BEFORE)
    return add_screen(name="前台屏", department=office.ours, seconds=5, by=office.director, at=NOW)


@pytest.mark.parametrize("names", [False, True], ids=["posts", "names"])
@pytest.mark.parametrize("size", [WIDE, TALL], ids=["wide", "tall"])
def test_every_page_stands_clear_of_the_code_and_nothing_is_cut_off(open_page, screen, size, names):
    Screen.objects.update(shows_names=names)
    with clock.stopped(at(NEW_YEAR, "12:00")):
        page = open_page(None, size)
        page.goto(f"/wall/{screen.token}/")
        for number in range(1, page.locator(".sheet").count() + 1):
            page.goto(f"/wall/{screen.token}/?page={number}")
            assert (page.evaluate(FITS), page.evaluate(APART)) == (True, True), number
        code = page.locator(".corner-code").bounding_box()
        assert code["height"] >= 0.18 * min(size.values())
        check(page)


def test_display_tells_who_is_on_duty_and_its_code_changes_by_itself(open_page, screen):
    with clock.stopped(at(NEW_YEAR, "12:00")):
        page = open_page(None, WIDE)
        page.clock.install()
        page.goto(f"/wall/{screen.token}/?page=2")
        assert "运营总监" in page.locator(".sheet.shown").inner_text()
        first = page.locator(".corner-code").get_attribute("src")
    with clock.stopped(at(NEW_YEAR, "12:01")), page.expect_response("**/corner/"):
        for _step in range(7):  # 35 seconds, in steps shorter than the display's patience
            page.clock.run_for(5_000)
    page.locator(f'.corner-code:not([src="{first}"])').wait_for()
    assert page.locator(".corner").count() == 1


def test_code_that_cannot_be_renewed_is_taken_away(open_page, screen):
    with clock.stopped(at(NEW_YEAR, "12:00")):
        page = open_page(None, WIDE)
        page.clock.install()
        page.route("**/corner/", lambda route: route.fulfill(status=429, body=""))
        page.goto(f"/wall/{screen.token}/")
        for _step in range(7):
            page.clock.run_for(5_000)
        page.locator(".corner.stale").wait_for()
        assert not page.locator(".corner-code").is_visible()
        assert page.locator(".corner-lost").is_visible()
