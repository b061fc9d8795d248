"""What a company must have rules for, and has not (POL-22)."""

import re

import pytest

from rules import services
from rules.choices import Regime
from rules.models import Force
from rules.selectors.regimes import regimes
from rules.services.starting import Facts
from rules.shipped import names, shipped
from tests import factories
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, TODAY, as_, on, said

MINOR = "att.late.minor_max_minutes"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


def line(html: str, word: str) -> str:
    """What the page says about one regime."""
    return next(part for part in re.split(r"<li", html) if f"<strong>{word}</strong>" in part)


@pytest.mark.row("POL-22")
def test_regime_without_a_rulebook_in_force_is_red(office: Office):
    making.published(office, {MINOR: 10}, regimes=["attendance"], on=FIRST)
    html = as_(office.director).get("/rules/regimes/").text
    assert "badge-wrong" in line(html, "安全")
    assert "缺少制度" in line(html, "安全")
    assert "badge-wrong" not in line(html, "考勤")
    assert "考勤管理制度" in line(html, "考勤")


@pytest.mark.row("POL-22")
def test_every_regime_of_the_list_is_asked_for(office: Office):
    assert {one.regime for one in regimes(office.director.user, TODAY)} == set(Regime)
    assert "12个方面没有已生效的制度" in said(as_(office.director), "/rules/regimes/")


def test_draft_and_rulebook_that_ended_do_not_count(office: Office):
    making.rulebook(office, {MINOR: 10}, regimes=["safety"], title="安全制度")
    edition = making.published(office, {MINOR: 10}, regimes=["finance"], on=FIRST)
    Force.objects.filter(edition=edition).update(during=(FIRST, TODAY))
    missing = {one.regime for one in regimes(office.director.user, TODAY) if one.is_missing}
    assert {Regime.SAFETY, Regime.FINANCE} <= missing
    assert "安全制度，尚未生效" in said(as_(office.director), "/rules/regimes/")


def test_rulebook_that_one_may_not_open_counts_without_its_title(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 10}, owner=other, departments=[other], regimes=["risk"], title="市场风险制度", on=FIRST)
    found = next(one for one in regimes(office.director.user, TODAY) if one.regime == Regime.RISK)
    assert (found.rulebooks, found.hidden, found.is_missing) == ((), 1, False)


def test_page_is_for_those_who_look_after_rules(office: Office):
    assert as_(office.staff).get("/rules/regimes/").status_code == 403


def test_regimes_and_interpreter_are_chosen_where_the_rulebook_is_changed(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    form = {
        "number": "YY-1", "title": "考勤管理制度", "owner": "运营部", "level": "department", "departments": "", "posts": "", "purpose": "",
        "fallback": "", "interpreter": "客服组", "regimes": ["attendance", "personnel"],
    }  # fmt: skip
    assert as_(office.director).post("/rules/YY-1/change/", form).status_code == 302
    edition.rulebook.refresh_from_db()
    assert (edition.rulebook.interpreter, edition.rulebook.regimes) == (office.team, ["attendance", "personnel"])
    assert 'value="客服组"' in as_(office.director).get("/rules/YY-1/change/").text


def test_facts_without_them_take_them_away(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", regimes=["cost"], interpreter=office.team, on=FIRST)
    services.change_rulebook(rulebook=edition.rulebook, facts=Facts(number="YY-1", title="考勤管理制度", owner=office.ours))
    edition.rulebook.refresh_from_db()
    assert (edition.rulebook.interpreter, edition.rulebook.regimes) == (None, [])


def test_shipped_rulebooks_say_what_they_cover():
    assert {name: set(shipped(name).regimes) <= set(Regime.values) and bool(shipped(name).regimes) for name in names()} == dict.fromkeys(
        names(), True
    )


def test_report_costs_the_same_with_many_rulebooks(office: Office, assert_queries_constant):
    client = as_(office.director)

    def grow():
        for number in range(3):
            making.published(office, {}, number=f"M-{number}", regimes=["quality", "cost"], on=FIRST)

    assert_queries_constant(lambda: client.get("/rules/regimes/"), grow, at_most=10)
