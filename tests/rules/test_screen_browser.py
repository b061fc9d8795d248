"""The display in a real browser: it turns its pages, takes up what is new, and keeps quiet without a network."""

import pytest
from playwright.sync_api import Request

from common.models import Level
from rules import services
from rules.models import Edition
from rules.services.postings import add_place, post_copy
from rules.services.screens import add_screen, revoke_screen
from tests.rules import making
from tests.rules.making import NOW
from tests.rules.pages import FIRST, TODAY, on
from tests.support.browser import DESKTOP, PHONE, check

WALL = {"width": 1920, "height": 1080}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(office):
    draft = making.rulebook(office, {}, level=Level.PUBLIC)
    for heading in ("一节", "二节", "三节"):
        services.add_clause(edition=draft, heading=heading, text="各岗位按此执行，不得拖延。" * 8)
    making.publish(draft, office, on=FIRST)
    return add_screen(name="前台屏", department=office.ours, seconds=5, by=office.director, at=NOW)


def minute(page) -> None:
    """Time goes by on the display's clock until it has asked once more and was answered.

    In steps shorter than the display's patience (20 seconds): while the answer travels in real time, a leap of the
    clock would make the display give up, and wait twice as long before it asks again.
    """
    asked: list[Request] = []

    def note(request: Request) -> None:
        if request.url.endswith("/pages/"):  # the code in the corner is asked for at its own pace
            asked.append(request)

    page.on("request", note)
    with page.expect_response("**/pages/", timeout=20_000):
        for _step in range(40):
            page.clock.run_for(5_000)
            if asked:
                break
    page.remove_listener("request", note)


def shown(page) -> str:
    return page.locator(".sheet.shown").inner_text()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_display_is_accessible_and_nothing_is_cut_off(open_page, screen, dark):
    with on(TODAY):
        page = open_page(None, WALL, dark)
        for number in range(1, 5):
            page.goto(f"/wall/{screen.token}/?page={number}")
            assert page.evaluate(
                "(() => { const c = document.querySelector('.sheet.shown .clauses'); return c.scrollHeight <= c.clientHeight + 1 })()"
            )
        check(page)


def test_display_turns_its_pages_and_begins_again(open_page, screen):
    with on(TODAY):
        page = open_page(None, WALL)
        page.clock.install()
        page.goto(f"/wall/{screen.token}/")
        count = page.locator(".sheet").count()
        seen = []
        for _turn in range(count + 1):
            seen.append(shown(page))
            page.clock.run_for(5_100)
    assert seen[0] == seen[count]
    assert len(set(seen)) == count


def test_display_takes_up_what_is_new_in_place_and_does_not_grow(open_page, screen, office):
    with on(TODAY):
        page = open_page(None, WALL)
        page.clock.install()
        page.goto(f"/wall/{screen.token}/")
        nodes = page.evaluate("document.getElementsByTagName('*').length")
        for _minute in range(3):
            minute(page)
        assert page.evaluate("document.getElementsByTagName('*').length") == nodes
        draft = making.rulebook(office, {}, level=Level.PUBLIC, title="新制度")
        making.publish(draft, office, on=FIRST)
        minute(page)
        page.locator(".book", has_text="新制度").first.wait_for(state="attached")
        assert page.locator(".deck").count() == 1


def test_display_asks_at_most_once_a_minute_and_backs_off_when_nobody_answers(open_page, screen):
    with on(TODAY):
        page = open_page(None, WALL)
        page.clock.install()
        asked = []
        page.route("**/pages/", lambda route: (asked.append(1), route.fulfill(status=429, body=""))[1])
        page.goto(f"/wall/{screen.token}/")
        page.clock.run_for(59_000)
        assert asked == []
        page.clock.run_for(2_000)
        page.locator(".lost").wait_for(state="visible")
        page.clock.run_for(100_000)
        page.wait_for_timeout(300)
        assert len(asked) == 1
        page.clock.run_for(30_000)
        page.wait_for_timeout(300)
        assert len(asked) == 2
        assert shown(page)


def test_switched_off_display_goes_quiet(open_page, screen):
    with on(TODAY):
        page = open_page(None, WALL)
        page.clock.install()
        page.goto(f"/wall/{screen.token}/")
        revoke_screen(screen=screen, at=NOW)
        page.clock.run_for(61_000)
        page.locator(".off").wait_for()
        assert page.locator(".sheet").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_screens_postings_and_search_are_accessible(open_page, office, screen, size):
    with on(TODAY):
        place = add_place(name="一楼前台", department=office.ours, size="A2")
        copy = post_copy(place=place, edition=Edition.objects.get(), by=office.director, at=NOW)
        page = open_page(office.director.user, size)
        at = f"/rules/postings/places/{place.pk}/"
        others = ["/rules/postings/places/new/", f"/rules/postings/{copy.pk}/take-down/", "/rules/search/?q=岗位"]
        for path in ("/rules/screens/", "/rules/screens/new/", "/rules/postings/", at, *others):
            page.goto(path)
            check(page)
