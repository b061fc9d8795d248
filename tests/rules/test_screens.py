"""A display on a wall: only what is public and in force, for its unit, without login, for days (POL-13)."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from common.bindings import Kept
from common.errors import RuleBroken
from common.models import Level
from rules import services
from rules.domain.text import Piece
from rules.models import Edition, Screen
from rules.selectors.screens import HEIGHT, LONGEST, SIZES, TOGETHER, OnWall, WallClause, Watch, _parted, fits, largest, wall_pages
from rules.services.screens import add_screen, change_screen, revoke_screen
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, text_of

RULES = ["rules.clauses"]
MINOR = "att.late.minor_max_minutes"
CSS = Path(settings.BASE_DIR) / "static/css/screen.css"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(on(TODAY))
        yield


@pytest.fixture
def screen(office: Office) -> Screen:
    """One that shows the rules alone; the other panels have tests of their own."""
    return add_screen(name="前台屏", department=office.ours, seconds=20, panels=RULES, by=office.director, at=NOW)


def wall(screen: Screen, day=TODAY) -> OnWall:
    return OnWall(screen, making.at_noon(day))


def book(office: Office, texts: dict[str, str], *, day=FIRST, level: str = Level.PUBLIC, **facts) -> Edition:
    draft = making.rulebook(office, {}, level=level, **facts)
    for heading, text in texts.items():
        services.add_clause(edition=draft, heading=heading, text=text)
    return making.publish(draft, office, on=day)


def shown(screen: Screen, day=TODAY) -> str:
    """What a stranger reads on the display."""
    with on(day):
        response = Client().get(f"/wall/{screen.token}/")
    assert response.status_code == 200
    return text_of(response.text)


@pytest.mark.row("POL-13")
def test_display_shows_only_effective_public_clauses_without_login(office, screen):
    book(office, {"关灯": "下班前关灯。"}, title="公开制度")
    book(office, {"内部": "内部的事项。"}, title="部门制度", level=Level.DEPARTMENT)
    book(office, {"机密": "机密的事项。"}, title="机密制度", level=Level.SECRET)
    book(office, {"以后": "以后的事项。"}, title="将来制度", day=LATER)
    draft = making.rulebook(office, {}, title="草案制度", level=Level.PUBLIC)
    services.add_clause(edition=draft, heading="草拟", text="草拟的事项。")
    text = shown(screen)
    assert "下班前关灯。" in text
    for hidden in ("内部的事项", "机密的事项", "以后的事项", "草拟的事项", "部门制度", "机密制度", "将来制度", "草案制度"):
        assert hidden not in text


def test_display_shows_the_edition_of_the_day(office, screen):
    first = book(office, {"关灯": "下班前关灯。"})
    draft = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    clause = draft.texts.get(heading="关灯").clause
    services.change_clause(edition=draft, clause=clause, heading="关灯", text="离开前关灯。", kind="clause")
    making.publish(draft, office, on=LATER)
    assert "下班前关灯" in shown(screen)
    assert "离开前关灯" in shown(screen, LATER)
    assert "下班前关灯" not in shown(screen, LATER)


def test_display_shows_what_binds_its_unit(office):
    book(office, {"关灯": "运营部下班前关灯。"}, departments=[office.ours])
    below = add_screen(name="客服屏", department=office.team, seconds=20, by=office.director, at=NOW)
    elsewhere = add_screen(name="行政屏", department=factories.department("行政部", office.company), seconds=20, by=office.director, at=NOW)
    assert "运营部下班前关灯" in shown(below)
    assert "运营部下班前关灯" not in shown(elsewhere)


def test_value_of_the_unit_is_the_one_that_is_shown(office):
    draft = making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC)
    services.decide_value(edition=draft, key=MINOR, raw=15, department=office.team, by=office.director, at=NOW, reason="法务意见：可行")
    making.publish(draft, office, on=FIRST)
    screens = [add_screen(name=unit.name, department=unit, seconds=20, by=office.director, at=NOW) for unit in (office.ours, office.team)]
    words = ["".join(piece.text for clause in page.clauses for piece in clause.pieces) for one in screens for page in wall_pages(wall(one))]
    assert words == ["10", "15"]


def test_clause_says_how_it_is_bound_and_kept(office, screen):
    draft = making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC)
    services.add_clause(edition=draft, heading="门禁", text="门禁卡不得借人。")
    services.bind_clause(edition=draft, clause=draft.texts.get(heading="门禁").clause, codes=["access.card"])
    making.publish(draft, office, on=FIRST)
    (first, second) = [clause for page in wall_pages(wall(screen)) for clause in page.clauses]
    (watch,) = first.watches
    assert (watch.counts, watch.percent, watch.is_inactive) == (True, None, False)
    assert (second.watches, second.is_waiting) == ((), True)


def test_names_of_people_are_never_shown(office, screen):
    book(office, {"关灯": "下班前关灯。"})
    text = shown(screen)
    for person in (office.director, office.manager, office.counsel, office.staff):
        assert person.name not in text


def test_display_without_rules_says_what_will_be_there(office, screen):
    assert office.ours.name in shown(screen)


# -- pages


def wall_clause(text: str, heading: str = "规定") -> WallClause:
    return WallClause("（一）", heading, (Piece(text),), (), is_waiting=False)


def test_few_short_clauses_share_a_page_and_a_long_one_has_its_own(office, screen):
    book(office, {"一": "关灯。", "二": "锁门。", "三": "关窗。", "四": "断电。", "五": "各岗位按此执行，不得拖延。" * 8})
    pages = [[clause.heading for clause in page.clauses] for page in wall_pages(wall(screen))]
    assert pages == [["规定", "一", "二"], ["三", "四"], ["五"]]
    assert len(pages[0]) == TOGETHER


def test_clause_that_no_page_holds_goes_on_upon_the_next(office, screen):
    text = "".join(f"第{number}项事务由各岗位按此执行，不得拖延。" for number in range(50))
    book(office, {"长": text})
    parts = [clause for page in wall_pages(wall(screen)) for clause in page.clauses if clause.heading == "长"]
    assert len(parts) > 2
    assert "".join(piece.text for part in parts for piece in part.pieces) == text
    assert all(part.signs <= LONGEST + 10 for part in parts)
    assert [part.is_rest for part in parts] == [False] + [True] * (len(parts) - 1)
    assert all(part.pieces[-1].text.endswith("。") for part in parts)


def test_beside_a_corner_there_is_less_room(office):
    text = {"长": "各岗位按此执行，不得拖延。" * 20}
    book(office, text)
    alone, beside = (
        add_screen(name=name, department=office.ours, seconds=20, panels=panels, by=office.director, at=NOW)
        for name, panels in (("甲", RULES), ("乙", [*RULES, "attendance.code"]))
    )
    widths = [{page.width for page in wall_pages(wall(one))} for one in (alone, beside)]
    assert widths == [{138}, {130}]
    clause = wall_clause("各岗位按此执行，不得拖延。" * 20)
    assert clause.height(4, 130) > clause.height(4, 138)


@pytest.mark.parametrize("width", [130, 138])
def test_no_part_is_taller_than_the_page_whatever_is_counted_beside_it(office, screen, width):
    watched = replace(wall_clause("各岗位按此执行，不得拖延。" * 60), watches=(Watch("迟到", Kept(100, 3), False),) * 3)
    parts = list(_parted(watched, width))
    assert all(fits([part], SIZES[-1], width) for part in parts)
    assert "".join(piece.text for part in parts for piece in part.pieces) == watched.pieces[0].text


@pytest.mark.parametrize("signs", [4, 20, 40, 80, 160, 320])
def test_type_is_as_large_as_the_page_allows_and_readable_from_three_metres(signs):
    clause = wall_clause("规" * signs)
    size = largest([clause])
    assert size >= 2.8  # 15 mm on a display 535 mm high: a two-hundredth of three metres
    assert clause.height(size) <= HEIGHT
    larger = [one for one in SIZES if one > size]
    assert all(clause.height(one) > HEIGHT for one in larger)


def test_sizes_are_those_of_the_stylesheet():
    found = re.findall(r"\.step-(\d) \{\s+--size: ([\d.]+);", CSS.read_text(encoding="utf-8"))
    assert [float(size) for _step, size in found] == list(SIZES)
    assert [int(step) for step, _size in found] == list(range(1, len(SIZES) + 1))


# -- the page as a browser gets it


def test_page_has_the_code_of_its_edition_and_how_far_it_is(office, screen):
    edition = book(office, {"关灯": "下班前关灯。"})
    (page,) = wall_pages(wall(screen))
    assert page.edition == edition
    assert page.code.svg.startswith("<svg")
    assert "1 / 1" in shown(screen)


def test_without_scripts_it_turns_by_loading_the_next_page(office, screen):
    book(office, {"一": "各岗位按此执行，不得拖延。" * 8, "二": "各岗位按此执行，不得拖延。" * 8})
    html = Client().get(f"/wall/{screen.token}/?page=1").text
    assert '<noscript><meta http-equiv="refresh" content="20;url=?page=2"></noscript>' in html
    last = Client().get(f"/wall/{screen.token}/?page=2").text
    assert 'content="20;url=?page=1"' in last
    assert re.search(r'class="sheet step-\d shown" id="p2"', last)


@pytest.mark.parametrize("asked", ["0", "99", "-1", "x", "", "9" * 30, "²"])
def test_page_that_is_not_there_is_the_first(office, screen, asked):
    book(office, {"关灯": "下班前关灯。"})
    assert re.search(r'shown" id="p1"', Client().get(f"/wall/{screen.token}/", {"page": asked}).text)


def test_display_sets_no_cookie_and_keeps_to_strict_content_security(office, screen):
    book(office, {"关灯": "下班前关灯。"})
    response = Client().get(f"/wall/{screen.token}/")
    policy = response.headers["Content-Security-Policy"]
    assert not response.cookies
    assert "unsafe" not in policy
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert " style=" not in response.text


def test_unchanged_pages_are_answered_with_304(office, screen):
    book(office, {"关灯": "下班前关灯。"})
    first = Client().get(f"/wall/{screen.token}/pages/")
    again = Client().get(f"/wall/{screen.token}/pages/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    book(office, {"锁门": "下班前锁门。"})
    changed = Client().get(f"/wall/{screen.token}/pages/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "下班前锁门" in changed.text


def test_address_is_not_to_be_guessed_and_unknown_ones_do_not_exist(screen):
    assert len(screen.token) >= 32
    assert Client().get("/wall/nobody-knows/").status_code == 404
    assert Client().get("/wall/nobody-knows/pages/").status_code == 404


def test_display_costs_few_queries_however_much_it_shows(office, screen, django_assert_max_num_queries):
    for number in range(5):
        book(office, {f"第{one}节": "下班前关灯。" for one in range(6)}, title=f"制度{number}")
    making.publish(making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC), office, on=FIRST)
    client = Client()
    for path in (f"/wall/{screen.token}/", f"/wall/{screen.token}/pages/"):
        with django_assert_max_num_queries(10):
            assert "制度4" in client.get(path).text


# -- switched off


def test_switched_off_display_shows_nothing_any_more(office, screen):
    book(office, {"关灯": "下班前关灯。"})
    revoke_screen(screen=screen, at=NOW)
    page, pages = Client().get(f"/wall/{screen.token}/"), Client().get(f"/wall/{screen.token}/pages/")
    assert (page.status_code, pages.status_code) == (410, 410)
    assert "关灯" not in page.text + pages.text


def test_switched_off_display_is_neither_changed_nor_switched_off_again(screen):
    revoke_screen(screen=screen, at=NOW)
    with pytest.raises(RuleBroken):
        revoke_screen(screen=screen, at=NOW)
    with pytest.raises(RuleBroken):
        change_screen(screen=screen, name="新名", seconds=30, panels=RULES, shows_names=False)


def test_page_stays_for_a_reasonable_time(office):
    with pytest.raises(IntegrityError, match="rules_screen_seconds"):
        add_screen(name="快屏", department=office.ours, seconds=1, by=office.director, at=NOW)


# -- where they are set up


def test_screen_is_set_up_changed_and_switched_off_on_its_page(office):
    client = as_(office.director)
    assert (
        client.post("/rules/screens/new/", {"name": "前台屏", "department": "运营部", "seconds": "15", "panels": RULES}).status_code == 302
    )
    screen = Screen.objects.get()
    assert (screen.name, screen.department, screen.seconds, screen.created_by) == ("前台屏", office.ours, 15, office.director)
    assert screen.token in client.get("/rules/screens/").text
    client.post(
        f"/rules/screens/{screen.pk}/change/",
        {"name": "大堂屏", "seconds": "30", "panels": ["rules.today", "rules.clauses"], "shows_names": "on"},
    )
    client.post(f"/rules/screens/{screen.pk}/revoke/")
    screen.refresh_from_db()
    assert (screen.name, screen.seconds, screen.panels, screen.shows_names) == ("大堂屏", 30, ["rules.today", "rules.clauses"], True)
    assert screen.revoked_at is not None
    assert screen.token not in client.get("/rules/screens/").text


def test_screen_of_another_unit_is_not_set_up_nor_found(office):
    elsewhere = factories.department("行政部", office.company)
    other = add_screen(name="行政屏", department=elsewhere, seconds=20, by=office.manager, at=NOW)
    client = as_(office.director)
    assert client.post("/rules/screens/new/", {"name": "甲", "department": "行政部", "seconds": "15", "panels": RULES}).status_code == 422
    assert client.get(f"/rules/screens/{other.pk}/change/").status_code == 404
    assert client.post(f"/rules/screens/{other.pk}/revoke/").status_code == 404
    assert other.token not in client.get("/rules/screens/").text


def test_screens_are_for_those_who_look_after_them(office, screen):
    client = as_(office.staff)
    assert client.get("/rules/screens/").status_code == 403
    assert client.get("/rules/screens/new/").status_code == 403
    assert client.post(f"/rules/screens/{screen.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("seconds", ["4", "301", "x", ""])
def test_seconds_out_of_reach_get_a_sentence(office, seconds):
    sent = {"name": "甲", "department": "运营部", "seconds": seconds, "panels": RULES}
    assert as_(office.director).post("/rules/screens/new/", sent).status_code == 422
