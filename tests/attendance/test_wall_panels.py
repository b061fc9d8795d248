"""What attendance shows on a display of the wall: who is on duty, and the code to clock in with."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from attendance import wall_code
from attendance.models import DayRecord, HolidayRoster
from attendance.selectors.screen_duty import NAMED_AT_MOST, ON_A_PAGE
from attendance.services import duty as services
from common import clock
from common.models import Level
from people.models import Employee
from rules import screen_panels
from rules.models import Screen
from rules.selectors.screens import OnWall
from rules.services.screens import add_screen
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.dutying import BEFORE, HOURS, NEW_YEAR, SECOND, THIRD, begun, published, put_on, shift_on, walled
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import text_of

DUTY, CODE = "attendance.duty", "attendance.code"
NOON = at(NEW_YEAR, "12:00")
PHONE, PLACE = "13900001111", "值班室"


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def screen_of(office: Office, *panels: str, unit=None, names: bool = False) -> Screen:
    return add_screen(
        name="前台屏", department=unit or office.ours, seconds=20, panels=panels or None, shows_names=names, by=office.director, at=NOW
    )  # fmt: skip


def shown(screen: Screen, now: datetime = NOON) -> str:
    with clock.stopped(now):
        response = Client().get(f"/wall/{screen.token}/")
    assert response.status_code == 200
    return text_of(response.text)


def told(screen: Screen, now: datetime = NOON) -> list:
    """The shifts on the display."""
    return [duty for page in screen_panels.pages_of(OnWall(screen, now)) for duty in page.context.duties]


# -- duty


@pytest.mark.row("ROS-01")
def test_duty_of_the_day_is_told_by_posts(office: Office, li: Employee):
    published(office, li)
    (duty,) = told(screen_of(office, DUTY))
    assert (duty.day, duty.unit, duty.lead, duty.others, duty.place, duty.is_now) == (NEW_YEAR, "运营部", "运营总监", ["专员"], PLACE, True)
    text = shown(screen_of(office, DUTY))
    assert "运营总监" in text
    assert "09:00–18:00" in text


def test_duty_below_the_unit_is_told_and_that_of_others_is_not(office: Office, li: Employee):
    published(office, li)
    elsewhere = factories.department("行政部", office.company)
    assert len(told(screen_of(office, DUTY, unit=office.company))) == 1
    assert told(screen_of(office, DUTY, unit=elsewhere)) == []


def test_people_of_one_post_are_counted(office: Office, li: Employee):
    more = [factories.holder(factories.post(office.team, "客服", 1), f"客服{number}") for number in range(2)]
    twin = factories.holder(more[0].on(NEW_YEAR).post, "客服九")
    published(office, li, twin, more[0])
    (duty,) = told(screen_of(office, DUTY))
    several, alone = sorted(duty.others, key=lambda one: "2" not in one)
    assert (alone, several.startswith("客服"), "2" in several) == ("专员", True, True)


def test_a_long_list_of_names_is_cut(office: Office, li: Employee):
    crowd = [factories.holder(factories.post(office.team, f"岗位{number}", 1), f"人员{number}") for number in range(NAMED_AT_MOST + 3)]
    published(office, *crowd)
    (duty,) = told(screen_of(office, DUTY, names=True))
    assert len(duty.others) == NAMED_AT_MOST + 1
    assert "3" in duty.others[-1]


def test_without_duty_today_the_next_one_within_a_week_is_told(office: Office, li: Employee):
    published(office, li)
    screen = screen_of(office, DUTY)
    (page,) = screen_panels.pages_of(OnWall(screen, at(date(2026, 12, 29), "12:00")))
    assert (page.context.is_next, [one.day for one in page.context.duties]) == (True, [NEW_YEAR])
    assert told(screen, at(date(2026, 12, 20), "12:00")) == []


def test_duty_that_is_over_makes_way_for_the_next(office: Office, li: Employee):
    published(office, li)
    (page,) = screen_panels.pages_of(OnWall(screen_of(office, DUTY), at(NEW_YEAR, "19:00")))
    assert (page.context.is_next, page.context.day) == (True, SECOND)
    assert told(screen_of(office, DUTY), at(THIRD, "19:00")) == []


def test_roster_that_is_not_published_is_not_told(office: Office, li: Employee):
    put_on(office, shift_on(begun(office), NEW_YEAR), office.director, li)
    assert told(screen_of(office, DUTY)) == []


def test_duty_that_begins_is_told_with_the_next_answer(office: Office, li: Employee):
    published(office, li)
    path = f"/wall/{screen_of(office, DUTY).token}/pages/"
    with clock.stopped(at(NEW_YEAR, "08:00")):
        first = Client().get(path)
        assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with clock.stopped(at(NEW_YEAR, "09:30")):
        assert Client().get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


# -- names


def everything(office: Office, li: Employee) -> None:
    """People whose names are no posts, rules that are counted, a late day, duty with a phone."""
    draft = making.rulebook(office, {"att.late.minor_max_minutes": 10}, level=Level.PUBLIC)
    making.publish(draft, office, on=date(2026, 11, 3))
    DayRecord.objects.create(
        employee=li, department=office.team, day=NEW_YEAR, status="late", late_minutes=5, early_minutes=0, late_count=1, absent_days=0,
        worked_minutes=480, leave_minutes=0, overtime_minutes=0, result={}, digest="", computed_at=NOON,
    )  # fmt: skip
    published(office, li)
    for shift in HolidayRoster.objects.get().shifts.all():
        typed = services.Typed(HOURS, office.director, (li,), phone=PHONE, place=PLACE)
        services.change_shift(shift=shift, typed=typed, by=office.director, at=BEFORE)
    for number, person in enumerate(Employee.objects.exclude(pk=li.pk)):
        Employee.objects.filter(pk=person.pk).update(name=f"欧阳{number}")


@pytest.mark.parametrize("panel", ["rules.today", DUTY, "rules.kept", "rules.clauses", CODE])
def test_no_panel_names_a_person_unless_the_company_chose_so(office: Office, li: Employee, panel: str):
    everything(office, li)
    text = shown(screen_of(office, panel))
    for secret in [PHONE, *Employee.objects.values_list("name", flat=True)]:
        assert secret not in text


def test_every_panel_is_among_those_that_name_nobody():
    assert set(screen_panels.all_codes()) == {"rules.today", DUTY, "rules.kept", "rules.clauses", CODE}


def test_with_names_duty_tells_who_and_how_to_reach_them(office: Office, li: Employee):
    everything(office, li)
    text = shown(screen_of(office, DUTY, names=True))
    assert f"专员 {li.name}" in text
    assert PHONE in text


# -- the code in the corner


def corner(screen: Screen, now: datetime = NOON):
    with clock.stopped(now):
        return Client().get(f"/wall/{screen.token}/corner/")


def image(html: str) -> str:
    return re.search(r'class="corner-code" src="([^"]+)"', html)[1]


def test_code_stands_on_every_page_and_is_that_of_now(office: Office):
    screen = screen_of(office)
    with clock.stopped(NOON):
        html = Client().get(f"/wall/{screen.token}/").text
    assert html.count('class="corner"') == 1
    assert image(html) == wall_code.image_of(screen, NOON, side_mm=60).data_uri


def test_corner_changes_with_the_code_and_says_for_how_long_it_holds(office: Office):
    screen = screen_of(office)
    first, same, next_one = (corner(screen, NOON + timedelta(seconds=seconds)) for seconds in (0, 20, 30))
    assert image(first.text) == image(same.text) != image(next_one.text)
    assert ('data-holds="30"' in first.text, 'data-holds="10"' in same.text) == (True, True)
    assert "no-store" in first["Cache-Control"]


def test_corner_that_was_not_chosen_is_not_there(office: Office):
    screen = screen_of(office, "rules.today", DUTY)
    assert corner(screen).status_code == 404
    with clock.stopped(NOON):
        html = Client().get(f"/wall/{screen.token}/").text
    assert "data-corner" not in html
    assert "with-corner" not in html


def test_without_scripts_the_code_is_renewed_before_it_is_stale_and_the_page_stays_its_time(office: Office):
    screen = screen_of(office)
    Screen.objects.update(seconds=40)

    def goes_on(query: str) -> tuple[str, str]:
        with clock.stopped(NOON):
            html = Client().get(f"/wall/{screen.token}/{query}").text
        return re.search(r'http-equiv="refresh" content="(\d+);url=([^"]+)"', html).groups()

    assert goes_on("") == ("15", "?page=1&amp;shown=15")
    assert goes_on("?page=1&shown=15") == ("15", "?page=1&amp;shown=30")
    assert goes_on("?page=1&shown=30")[0] == "15"
    assert "shown" not in goes_on("?page=1&shown=30")[1]


# -- what it costs


def test_display_costs_the_same_queries_with_one_duty_and_with_five(office: Office, li: Employee, django_assert_num_queries):
    walled(office)
    everything_once = screen_of(office, unit=office.company)
    published(office, li)
    units = [factories.department(f"分部{number}", office.ours) for number in range(ON_A_PAGE + 1)]
    path = f"/wall/{everything_once.token}/pages/"
    with clock.stopped(NOON):
        Client().get(path)
        with django_assert_num_queries(9):
            assert "运营总监" in Client().get(path).text
        for number, unit in enumerate(units):
            person = factories.holder(factories.post(unit, "主管", 2), f"甲{number}")
            roster = begun(office, unit)
            for shift in roster.shifts.all():
                put_on(office, shift, person)
            services.publish_roster(roster=roster, by=office.director, at=BEFORE)
        with django_assert_num_queries(9):
            assert "主管" in Client().get(path).text
