"""The list of rulebooks."""

import pytest

from common.models import Level
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said

MINOR, SERIOUS = "att.late.minor_max_minutes", "att.late.serious_count"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


def test_list_says_what_is_in_force_and_since_when(office: Office):
    making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    page = said(as_(office.staff), "/rules/")
    assert "考勤管理制度" in page
    assert "YY-1" in page
    assert "已生效 第1版，11月3日起" in page


def test_list_announces_the_edition_that_comes(office: Office):
    first = making.published(office, {MINOR: 10})
    making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=LATER)
    assert "12月1日起第2版" in said(as_(office.staff), "/rules/")


def test_list_shows_a_draft_to_those_who_write(office: Office):
    first = making.published(office, {MINOR: 10})
    making.next_edition(first.rulebook, office, {MINOR: 15})
    assert "第2版：草稿" in said(as_(office.director), "/rules/")
    assert "第2版" not in said(as_(office.staff), "/rules/")


def test_list_hides_what_was_never_published(office: Office):
    making.rulebook(office, {MINOR: 10}, title="新考勤制度")
    assert "新考勤制度" not in said(as_(office.staff), "/rules/")
    assert "尚未公布过" in said(as_(office.director), "/rules/")


def test_list_hides_what_binds_other_units(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 10}, departments=[other], title="市场部考勤制度")
    assert "市场部考勤制度" not in said(as_(office.staff), "/rules/")


def test_list_shows_public_rules_of_other_units(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 10}, departments=[other], title="市场部考勤制度", level=Level.PUBLIC)
    assert "市场部考勤制度" in said(as_(office.staff), "/rules/")


def test_list_says_how_much_is_bound_and_what_is_undecided(office: Office):
    making.published(office, {MINOR: 10, SERIOUS: None, "pay.day_wage_basis": "21.75"})
    page = said(as_(office.staff), "/rules/")
    assert "3条中3条应由系统执行" in page
    assert "1项未定" in page


def test_list_finds_by_title_and_by_number(office: Office):
    making.published(office, {MINOR: 10}, number="YY-1", title="考勤管理制度")
    making.published(office, {"pol.ack_days": "7"}, number="ZD-2", title="制度管理办法")
    client = as_(office.staff)
    assert "考勤管理制度" not in said(client, "/rules/?q=管理办法")
    assert "制度管理办法" in said(client, "/rules/?q=zd-2")
    assert "没有符合的制度" in said(client, "/rules/?q=没有的")


def test_empty_list_says_what_will_stand_there(office: Office):
    assert "部门公布制度以后" in said(as_(office.staff), "/rules/")


def test_list_offers_a_new_rulebook_to_those_who_may(office: Office):
    assert "新建制度" in as_(office.director).get("/rules/").text
    assert "新建制度" not in as_(office.staff).get("/rules/").text


def test_list_costs_the_same_with_many_rulebooks(office: Office, assert_queries_constant):
    client = as_(office.staff)
    making.published(office, {MINOR: 10})

    def grow():
        for place, key in enumerate(("pol.ack_days", "pol.pilot_days", "pol.review_interval_days")):
            making.published(office, {key: "7"}, number=f"G-{place}", at=NOW)

    assert_queries_constant(lambda: client.get("/rules/"), grow, at_most=10)
