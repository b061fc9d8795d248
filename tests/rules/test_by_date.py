"""What did the wall say on a day, and in which characters?"""

from datetime import date

import pytest

from rules.models import Force
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said
from tests.support.remembered import remembered

MINOR = "att.late.minor_max_minutes"
BEFORE = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _today():
    with on(LATER.replace(day=20)):
        yield


@pytest.fixture
def two(office: Office):
    """The first edition until 30 November, the second from 1 December on."""
    first = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    return first, remembered(
        "fifteen minutes", lambda: making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=LATER)
    )


def test_page_shows_the_edition_of_the_day(office: Office, two):
    page = said(as_(office.staff), f"/rules/YY-1/?on={TODAY}")
    assert "11月20日 周五执行的是第1版" in page
    assert "自12月1日起已被第2版替代" in page or "第2版" in page
    assert "第1版" in page


@pytest.mark.parametrize(("day", "number"), [(FIRST, 1), (LATER.replace(month=11, day=30), 1), (LATER, 2)], ids=["first", "last", "next"])
def test_first_and_last_day_of_an_edition_belong_to_it(office: Office, two, day, number):
    assert f"执行的是第{number}版" in said(as_(office.staff), f"/rules/YY-1/?on={day}")


def test_figures_of_this_month_are_not_shown_for_a_past_day(office: Office, two):
    assert "本月" not in said(as_(office.staff), f"/rules/YY-1/?on={TODAY}")


def test_day_before_the_first_edition_says_when_it_began(office: Office, two):
    page = said(as_(office.staff), f"/rules/YY-1/?on={BEFORE}")
    assert "11月2日 周一尚未生效" in page
    assert "第1版最早，自11月3日 周二起执行" in page


def ended(edition, day: date) -> None:
    """Its force ends on that day, and nothing takes its place."""
    force = edition.forces.get()
    Force.objects.filter(pk=force.pk).update(during=(force.during.lower, day))


def test_day_after_a_repeal_says_that_nothing_took_its_place(office: Office, two):
    ended(two[1], date(2026, 12, 10))
    page = said(as_(office.staff), "/rules/YY-1/?on=2026-12-10")
    assert "12月10日 周四已不再执行" in page
    assert "没有替代的制度" in page
    assert "执行的是第2版" in said(as_(office.staff), "/rules/YY-1/?on=2026-12-09")


def test_repealed_rulebook_says_so_where_it_is_read(office: Office, two):
    ended(two[1], date(2026, 12, 10))
    assert "自12月10日起废止" in said(as_(office.staff), "/rules/YY-1/?edition=2")


def test_day_after_another_rulebook_took_over_names_it(office: Office, two):
    other = making.rulebook(office, {MINOR: 8}, title="新考勤制度", at=NOW)
    other.supersedes.add(two[0].rulebook)
    making.publish(other, office, on=date(2026, 12, 10))
    assert f"由{other}替代" in said(as_(office.staff), "/rules/YY-1/?on=2026-12-15")


@pytest.mark.parametrize("asked", ["2026-13-45", "gestern", ""])
def test_day_that_is_none_is_said_beside_its_field(office: Office, two, asked):
    response = as_(office.staff).get(f"/rules/YY-1/?on={asked}")
    assert response.status_code == 200
    assert 'id="id_on_error"' in response.text


def test_unit_that_is_unknown_is_said_beside_its_field(office: Office, two):
    assert 'id="id_unit_error"' in as_(office.staff).get(f"/rules/YY-1/?on={TODAY}&unit=月球部").text


# -- a pilot -------------------------------------------------------------------------------------


@pytest.fixture
def pilot(office: Office, two):
    """The second edition is tried in 客服组 only, from 1 December on; the first goes on elsewhere."""
    first, second = two
    other = factories.department("推广组", office.ours)
    office.promoter = factories.holder(factories.post(other, "专员", 1), "王同")  # type: ignore[attr-defined]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Force.objects.filter(edition=second).update(department=office.team, is_pilot=True)
        Force.objects.filter(edition=first).update(during=(FIRST, None), replaced_by=None)
        cursor.execute("SET session_replication_role = DEFAULT")
    return second


def test_pilot_is_what_holds_in_its_unit_and_the_other_edition_elsewhere(office: Office, pilot):
    day = "on=2026-12-05"
    assert "客服组执行的是第2版" in said(as_(office.director), f"/rules/YY-1/?{day}&unit=客服组")
    assert "推广组执行的是第1版" in said(as_(office.director), f"/rules/YY-1/?{day}&unit=推广组")


def test_reader_is_shown_what_holds_in_their_own_unit(office: Office, pilot):
    assert "试点版本，只在客服组试行" in said(as_(office.staff), "/rules/YY-1/")
    assert "试点版本" not in said(as_(office.promoter), "/rules/YY-1/")


def test_unit_that_it_never_bound_is_told(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 10}, number="YY-1", departments=[office.team], on=FIRST, level="public")
    assert other
    assert "不适用于该部门" in said(as_(office.director), f"/rules/YY-1/?on={TODAY}&unit=市场部")


# -- characters -----------------------------------------------------------------------------------


def test_reader_of_traditional_characters_reads_in_them(office: Office):
    from rules import services

    draft = making.rulebook(office, {MINOR: 10}, number="YY-1")
    services.add_clause(edition=draft, heading="补卡", text="忘记打卡的，次日补卡。")
    making.publish(draft, office, on=FIRST)
    office.staff.user.language = "zh-hant"
    office.staff.user.save(update_fields=["language"])
    html = as_(office.staff).get("/rules/YY-1/", headers={"accept-language": "zh-hant"}).text
    shown = as_(office.staff).get("/rules/YY-1/?script=hant").text
    assert "忘記打卡的，次日補卡。" in shown
    assert 'lang="zh-Hant">' in shown
    assert "原文为简体" in shown or "原文為簡體" in shown
    assert "忘記打卡的" in html


def test_original_is_shown_when_asked_for(office: Office):
    making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    page = as_(office.staff).get("/rules/YY-1/?script=hans").text
    assert "正以" not in page
    assert "考勤管理制度" in page


def test_text_written_in_traditional_characters_is_the_original(office: Office):
    from rules import services

    draft = making.rulebook(office, {}, number="YY-1", title="考勤管理制度")
    services.add_clause(edition=draft, heading="補卡", text="忘記打卡的，次日補卡，並說明緣由。")
    making.publish(draft, office, on=FIRST)
    page = as_(office.staff).get("/rules/YY-1/?script=hans").text
    assert "忘记打卡的" in page
    assert "正以简体逐字显示，原文为繁体" in page
    assert "忘記打卡的" in as_(office.staff).get("/rules/YY-1/?script=hant").text
