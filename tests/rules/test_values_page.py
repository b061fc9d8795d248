"""The values in force for a unit on a day, each with its clause and whose it is."""

import pytest

from rules import services
from rules.catalogue import text_of
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said

MINOR, FINE, SCHEDULE = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "work.schedule"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def company_rule(office: Office):
    return making.published(office, {MINOR: 10, FINE: None}, owner=office.company, title="公司考勤制度", number="C-1", on=FIRST)


def line(page: str, key: str) -> str:
    """What the page says behind a parameter's name."""
    return page.partition(f" {text_of(key)} ")[2][:60]


@pytest.mark.row("ATT-13")
def test_unit_without_values_of_its_own_inherits_those_of_the_company(office: Office, company_rule):
    page = said(as_(office.staff), "/rules/values/")
    assert page.partition("客服组 · ")[1]
    assert line(page, MINOR).startswith("10分钟 第1版 一（一） 沿用公司规定")


@pytest.mark.row("ATT-13")
def test_own_value_of_a_unit_is_called_its_own(office: Office, company_rule):
    making.published(office, {MINOR: 5}, departments=[office.ours], title="运营部考勤制度", on=FIRST)
    client = as_(office.staff)
    assert line(said(client, "/rules/values/?department=运营部"), MINOR).startswith("5分钟 第1版 一（一） 运营部自定")
    assert line(said(client, "/rules/values/?department=客服组"), MINOR).startswith("5分钟 第1版 一（一） 沿用运营部规定")
    assert line(said(client, "/rules/values/?department=公司"), MINOR).startswith("10分钟 第1版 一（一） 公司规定")


def test_key_of_a_parameter_is_shown_to_those_who_write_rules_only(office: Office, company_rule):
    assert MINOR in said(as_(office.director), "/rules/values/")
    assert MINOR not in said(as_(office.staff), "/rules/values/")


def test_unit_goes_its_own_way_where_its_value_was_decided(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, owner=office.company)
    services.decide_value(edition=draft, key=MINOR, raw=3, by=office.director, at=NOW, department=office.team)
    making.publish(draft, office, on=FIRST)
    page = said(as_(office.staff), "/rules/values/")
    assert line(page, MINOR).startswith("3分钟 第1版 一（一） 客服组自定")


def test_undecided_value_says_so(office: Office, company_rule):
    assert line(said(as_(office.staff), "/rules/values/"), FINE).startswith("未定 第1版 一（二） 沿用公司规定")


def test_values_of_another_day_are_those_of_its_edition(office: Office, company_rule):
    making.publish(making.next_edition(company_rule.rulebook, office, {MINOR: 15, FINE: "20.00"}), office, on=LATER)
    client = as_(office.staff)
    before, after = said(client, "/rules/values/?day=2026-11-30"), said(client, "/rules/values/?day=2026-12-01")
    assert (line(before, MINOR)[:8], line(after, MINOR)[:8]) == ("10分钟 第1版", "15分钟 第2版")
    assert line(after, FINE).startswith("20.00元 第2版")


def test_day_before_every_rule_says_so(office: Office, company_rule):
    assert "这个部门当天没有已生效的制度" in said(as_(office.staff), "/rules/values/?day=2026-11-02")


def test_clause_leads_to_the_figure(office: Office, company_rule):
    assert f'href="/rules/C-1/?edition=1#{MINOR}"' in as_(office.staff).get("/rules/values/").text


def test_schedule_is_said_in_words(office: Office):
    making.published(office, {SCHEDULE: [["09:00", "12:00"], ["13:00", "26:00"]]}, on=FIRST)
    assert "9:00至12:00、13:00至次日2:00" in said(as_(office.staff), "/rules/values/")


def test_values_of_rulebooks_that_one_may_not_read_are_left_out(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 5}, departments=[other], title="市场部考勤制度", on=FIRST)
    page = said(as_(office.staff), "/rules/values/?department=市场部")
    assert MINOR not in page


def test_unknown_unit_stands_beside_the_field(office: Office, company_rule):
    response = as_(office.staff).get("/rules/values/?department=没有&day=x")
    assert response.status_code == 200
    assert "没有代码或名称为“没有”的部门" in response.text
    assert 'value="没有"' in response.text


def test_reader_without_a_post_sees_the_companys_values(office: Office, company_rule):
    from people.models import User

    nobody = User.objects.create_user("nobody", "x")
    client = as_(type("Account", (), {"user": nobody}))
    making.published(office, {"pol.ack_days": "7"}, level="public", on=FIRST, owner=office.company)
    assert line(said(client, "/rules/values/"), "pol.ack_days").startswith("7天 第1版 一（一） 公司规定")


def test_page_costs_the_same_with_many_values(office: Office, company_rule, assert_queries_constant):
    client = as_(office.staff)

    def grow():
        making.published(office, {"pol.ack_days": "7", "pol.pilot_days": "30", "pay.day_wage_basis": "21.75"}, on=FIRST)

    assert_queries_constant(lambda: client.get("/rules/values/"), grow, at_most=14)
