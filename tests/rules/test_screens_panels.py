"""The living wall: what a display shows beside the rules, as somebody chose it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from django.db import IntegrityError
from django.test import Client

from attendance.models import DayRecord
from common.bindings import Kept
from common.errors import RuleBroken
from common.models import AuditEntry, Level
from rules import screen_panels, services
from rules.models import Edition, Screen
from rules.screen_panels import EVERY, Page, ScreenPanel, pages_of
from rules.selectors.screen_figures import Figure
from rules.selectors.screens import OnWall, wall_pages
from rules.services.screens import add_screen, change_screen, revoke_screen
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST, TODAY, as_, on, text_of

MINOR = "att.late.minor_max_minutes"
RULES, DAY, KEPT = ALL = "rules.clauses", "rules.today", "rules.kept"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(on(TODAY))
        yield


def screen_of(office: Office, *panels: str, unit=None, **facts) -> Screen:
    return add_screen(
        name="前台屏", department=unit or office.ours, seconds=20, panels=panels or None, by=office.director, at=NOW, **facts
    )  # fmt: skip


def shown(screen: Screen, day: date = TODAY) -> str:
    with on(day):
        response = Client().get(f"/wall/{screen.token}/")
    assert response.status_code == 200
    return text_of(response.text)


def judged(person, department, day: date, late: int = 0) -> None:
    DayRecord.objects.create(
        employee=person, department=department, day=day, status="late" if late else "normal", late_minutes=late, early_minutes=0,
        late_count=bool(late), absent_days=0, worked_minutes=480, leave_minutes=0, overtime_minutes=0, result={}, digest="",
        computed_at=at_noon(day),
    )  # fmt: skip


def lateness(office: Office) -> None:
    making.publish(making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC), office, on=FIRST)
    for day in range(3, 13):
        judged(office.staff, office.team, date(2026, 11, day), late=5 if day == 4 else 0)


# -- the day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), ("2026年11月", "星期五", "工作日")),
        (date(2026, 11, 21), ("星期六", "休息日")),
        (date(2026, 10, 1), ("星期四", "法定节假日", "国庆节")),
        (date(2026, 10, 10), ("星期六", "调休上班日")),
    ],
    ids=["workday", "rest-day", "holiday", "make-up-workday"],
)
def test_day_says_its_date_weekday_and_kind(office, day, words):
    text = shown(screen_of(office, DAY), day)
    for word in words:
        assert word in text


def test_day_shows_its_week(office):
    assert "周一 16 周二 17 周三 18 周四 19 周五 20 周六 21 休 周日 22 休" in shown(screen_of(office, DAY))


# -- the month


@pytest.mark.row("POL-13")
def test_clause_says_how_well_it_was_kept_in_the_unit_and_below_it(office):
    lateness(office)
    screen = screen_of(office, RULES)
    (watch,) = [one for page in wall_pages(OnWall(screen, at_noon(TODAY))) for clause in page.clauses for one in clause.watches]
    assert watch.kept == Kept(10, 1)
    assert re.search(r"90 % 迟到和早退 \D*1", shown(screen))


def test_what_another_unit_did_is_not_counted(office):
    lateness(office)
    elsewhere = factories.department("行政部", office.company)
    assert "%" not in shown(screen_of(office, RULES, KEPT, unit=elsewhere))


def test_what_was_broken_is_cited_whole_and_is_never_green(office):
    lateness(office)
    (page,) = pages_of(OnWall(screen_of(office, KEPT), at_noon(TODAY)))
    (figure,) = page.context.worst
    clause = Edition.objects.get().texts.get(heading=MINOR)
    assert figure.where.endswith(clause.label)
    assert figure.tone == "waiting"
    assert Figure("", "", Kept(100, 1)).tone == "plain"
    assert Figure("", "", Kept(100, 0)).tone == "good"


def test_month_shows_the_worst_and_the_best_clause(office):
    draft = making.rulebook(office, {MINOR: 10, "att.absence.fullday_deduct_days": "1"}, level=Level.PUBLIC)
    making.publish(draft, office, on=FIRST)
    judged(office.staff, office.team, date(2026, 11, 4), late=5)
    screen = screen_of(office, KEPT)
    (page,) = pages_of(OnWall(screen, at_noon(TODAY)))
    told = [[(one.percent, one.kept.times, one.kept.broken) for one in part] for part in (page.context.worst, page.context.best)]
    assert told == [[(0, 1, 1)], [(100, 1, 0)]]
    text = shown(screen)
    assert text.index(" 0 % 迟到和早退") < text.index("100 % 旷工")


def test_month_without_figures_has_no_page(office):
    making.publish(making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC), office, on=FIRST)
    assert pages_of(OnWall(screen_of(office, KEPT), at_noon(TODAY))) == []


# -- panels


def test_display_shows_only_what_was_chosen(office):
    lateness(office)
    looks = {code: {page.look.partition("-")[0] for page in pages_of(OnWall(screen_of(office, code), at_noon(TODAY)))} for code in ALL}
    assert looks == {RULES: {"step"}, DAY: {"calendar"}, KEPT: {"month"}}
    assert {page.look.partition("-")[0] for page in pages_of(OnWall(screen_of(office), at_noon(TODAY)))} == {"step", "calendar", "month"}


def test_what_is_looked_for_in_passing_comes_again_between_the_clauses(office):
    draft = making.rulebook(office, {}, level=Level.PUBLIC)
    for number in range(EVERY + 1):
        services.add_clause(edition=draft, heading=f"第{number}节", text="各岗位按此执行，不得拖延。" * 8)
    making.publish(draft, office, on=FIRST)
    looks = [page.look == "calendar" for page in pages_of(OnWall(screen_of(office, DAY, RULES), at_noon(TODAY)))]
    assert [index for index, is_day in enumerate(looks) if is_day] == [0, EVERY + 1]


def test_display_without_anything_to_say_names_its_unit(office):
    assert office.ours.name in shown(screen_of(office, KEPT))


def test_panel_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        screen_panels.register(ScreenPanel(code=RULES, label="", order=1, pages=lambda wall: [Page("", {}, "")]))


def test_code_of_an_app_that_is_gone_is_passed_over(office):
    screen = screen_of(office, DAY)
    Screen.objects.update(panels=[DAY, "projects.board"])
    assert "星期五" in shown(screen)


# -- what the display asks for


def test_day_that_begins_is_told_with_the_next_answer(office):
    path = f"/wall/{screen_of(office, DAY).token}/pages/"
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with on(date(2026, 11, 21)):
        assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_choosing_another_panel_is_told_with_the_next_answer(office):
    screen = screen_of(office, DAY)
    path = f"/wall/{screen.token}/pages/"
    first = Client().get(path)
    change_screen(screen=screen, name="前台屏", seconds=20, panels=[DAY, RULES, "attendance.code"], shows_names=False)
    changed = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    look = 'data-look="'
    assert changed.text.partition(look)[2][:12] != first.text.partition(look)[2][:12]  # it loads itself anew, to have the corner


def test_display_that_was_switched_off_shows_no_panel(office):
    screen = screen_of(office)
    revoke_screen(screen=screen, at=NOW)
    answers = [Client().get(f"/wall/{screen.token}/{part}") for part in ("", "pages/", "corner/")]
    assert [one.status_code for one in answers] == [410, 410, 410]
    assert "星期五" not in "".join(one.text for one in answers)


# -- where it is chosen


def test_new_screen_shows_everything_without_names(office):
    screen = screen_of(office)
    assert (screen.panels, screen.shows_names) == (screen_panels.all_codes(), False)


def test_set_up_page_says_what_showing_names_means(office):
    html = as_(office.director).get("/rules/screens/new/").text
    assert html.count('name="panels"') == len(screen_panels.registered())
    assert 'aria-describedby="id_shows_names_helptext"' in html


def test_screen_that_would_show_nothing_is_refused_with_a_sentence(office):
    screen = screen_of(office)
    with pytest.raises(RuleBroken, match=r"at least one|至少"):
        change_screen(screen=screen, name="前台屏", seconds=20, panels=[], shows_names=False)
    sent = {"name": "前台屏", "seconds": "20"}
    assert as_(office.director).post(f"/rules/screens/{screen.pk}/change/", sent).status_code == 422


def test_database_holds_no_screen_that_shows_nothing(office):
    screen_of(office)
    with pytest.raises(IntegrityError, match="rules_screen_shows_something"):
        Screen.objects.update(panels=[])


def test_choice_of_names_is_in_the_trail(office):
    screen = screen_of(office)
    change_screen(screen=screen, name="前台屏", seconds=20, panels=screen.panels, shows_names=True)
    entry = AuditEntry.objects.filter(table_name="rules_screen", row_id=screen.pk).latest("pk")
    assert (entry.before["shows_names"], entry.after["shows_names"]) == (False, True)
