"""The page on which a rulebook is read."""

import re

import pytest

from attendance.policy import Lateness
from common import bindings
from common.bindings import Binding, Kept
from common.models import AuditEntry, Level
from rules import services
from rules.models import ClauseText
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, clause_part, on, said, text_of

MINOR, FINE, SERIOUS, BASIS = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "att.late.serious_count", "pay.day_wage_basis"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office):
    return making.published(office, {MINOR: 10, FINE: "20.00", SERIOUS: None}, number="YY-1", on=FIRST)


def add(edition, text: str, **fields) -> ClauseText:
    return services.add_clause(edition=edition, heading=fields.pop("heading", "条款"), text=text, **fields)


@pytest.fixture
def counts(monkeypatch):
    """`counts(key, kept)`: the parameter's binding says these figures."""

    def say(key: str, kept: Kept, seen: list | None = None) -> None:
        def figures(period, departments):
            if seen is not None:
                seen.append((period, departments))
            return kept

        binding = Binding(code=f"test.{key}", kind="limit", label="迟到扣款", keys=(key,), kept=figures)
        monkeypatch.setitem(bindings._by_key, key, binding)
        monkeypatch.setitem(bindings._by_code, binding.code, binding)

    return say


def test_figures_of_the_text_are_emphasised(office: Office, edition):
    html = as_(office.staff).get("/rules/YY-1/").text
    assert f'<strong class="clause-figure" id="{MINOR}">10</strong>' in html


def test_citation_leads_to_the_figure_it_names(office: Office, edition):
    url = Lateness.on(TODAY, office.team).cite("minor_fine").url
    assert f'id="{url.partition("#")[2]}"' in as_(office.staff).get(url).text


def test_every_clause_has_an_address(office: Office, edition):
    html = as_(office.staff).get("/rules/YY-1/").text
    assert re.findall(r'id="c(\d+)"', html) == [str(text.clause_id) for text in edition.texts.order_by("order")]


def test_parameter_named_twice_in_a_clause_has_one_address(office: Office):
    draft = making.rulebook(office, number="YY-1")
    add(draft, f"满{{{MINOR}}}分钟，不满{{{MINOR}}}分钟")
    services.decide_value(edition=draft, key=MINOR, raw=10, by=office.director, at=NOW)
    making.publish(draft, office, on=FIRST)
    html = as_(office.staff).get("/rules/YY-1/").text
    assert html.count(f'id="{MINOR}"') == 1
    assert html.count(">10</strong>") == 2


def test_blank_is_visible_and_says_that_it_is_undecided(office: Office, edition):
    part = clause_part(as_(office.staff).get("/rules/YY-1/").text, edition, SERIOUS)
    assert re.search(rf'class="clause-blank" id="{SERIOUS}">未定<', part)


def test_page_says_which_edition_holds_since_when(office: Office, edition):
    assert "已生效 第1版 11月3日起" in said(as_(office.staff), "/rules/YY-1/")


def test_clause_names_what_enforces_it_with_figures_of_this_month(office: Office, edition, counts):
    seen: list = []
    counts(MINOR, Kept(times=130, broken=4), seen)
    part = clause_part(as_(office.staff).get("/rules/YY-1/").text, edition, MINOR)
    assert "系统执行：迟到扣款 本月96%遵守，违反4次" in text_of(part)
    period, departments = seen[0]
    assert (period.first.day, period.last, departments) == (1, TODAY, None)


def test_figures_count_the_units_that_the_rulebook_binds(office: Office, counts):
    making.published(office, {MINOR: 10}, number="YY-1", departments=[office.ours])
    seen: list = []
    counts(MINOR, Kept(times=0, broken=0), seen)
    page = said(as_(office.staff), "/rules/YY-1/")
    assert seen[0][1] == sorted([office.ours.pk, office.team.pk])
    assert "本月还没有发生" in page


def test_clause_whose_value_is_undecided_rests(office: Office, counts):
    edition = making.published(office, {MINOR: None}, number="YY-1")
    counts(MINOR, Kept(times=130, broken=4))
    part = text_of(clause_part(as_(office.staff).get("/rules/YY-1/").text, edition, MINOR))
    assert "有参数未定，暂不执行" in part
    assert "%" not in part


def test_clause_that_nobody_reads_yet_says_so(office: Office):
    edition = making.published(office, {"rnp.sameday.fine_min": "10.00"}, number="YY-1")
    part = clause_part(as_(office.staff).get("/rules/YY-1/").text, edition, "rnp.sameday.fine_min")
    assert "尚未由系统执行" in part
    assert "系统执行：" not in part


def test_clause_without_a_binding_is_a_principle(office: Office):
    draft = making.rulebook(office, number="YY-1")
    add(draft, "人人平等。", heading="平等")
    making.publish(draft, office, on=FIRST)
    assert "平等 原则 人人平等。" in said(as_(office.staff), "/rules/YY-1/")


def test_page_says_how_much_of_it_is_enforced(office: Office):
    draft = making.rulebook(office, {MINOR: 10, "rnp.sameday.fine_min": "10.00"}, number="YY-1")
    add(draft, "人人平等。")
    making.publish(draft, office, on=FIRST)
    assert "3条中2条应由系统执行，已执行1条" in said(as_(office.staff), "/rules/YY-1/")


def test_value_of_a_unit_stands_at_its_clause(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, number="YY-1")
    services.decide_value(edition=draft, key=MINOR, raw=3, by=office.director, at=NOW, department=office.team)
    making.publish(draft, office, on=FIRST)
    part = clause_part(as_(office.staff).get("/rules/YY-1/").text, draft, MINOR)
    assert "客服组： 3" in text_of(part)


def test_change_that_comes_stands_at_its_clause(office: Office, edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    html = as_(office.staff).get("/rules/YY-1/").text
    part = clause_part(html, edition, MINOR)
    assert "12月1日起：15分钟 ›" in text_of(part)
    assert f'href="/rules/YY-1/?edition=2#{MINOR}"' in part
    assert "12月1日起：第2版" in text_of(html)


def test_clause_that_stays_announces_nothing(office: Office, edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    html = as_(office.staff).get("/rules/YY-1/").text
    assert "12月1日起" not in text_of(clause_part(html, edition, FINE))
    assert "1处变化" in html


def test_clause_that_is_taken_out_says_from_when(office: Office, edition):
    following = services.draft_edition(rulebook=edition.rulebook, by=office.director, at=NOW)
    services.remove_clause(edition=following, clause=edition.values.get(key=FINE).clause)
    making.publish(following, office, on=LATER)
    part = clause_part(as_(office.staff).get("/rules/YY-1/").text, edition, FINE)
    assert "12月1日起：删去" in text_of(part)


def test_edition_that_comes_says_that_it_does_not_hold_yet(office: Office, edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    page = said(as_(office.staff), "/rules/YY-1/?edition=2")
    assert "尚未生效" in page
    assert "自12月1日起施行" in page


def test_replaced_edition_names_the_one_that_followed(office: Office, edition):
    after = making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    with on(LATER):
        client = as_(office.staff)
        page = said(client, "/rules/YY-1/?edition=1")
        assert "自12月1日起已被替代" in page
        assert f"{after} ›" in page
        assert "已生效 第2版 12月1日起" in said(client, "/rules/YY-1/")


def test_earlier_editions_stay_within_reach(office: Office, edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    with on(LATER):
        assert "11月3日至11月30日" in said(as_(office.staff), "/rules/YY-1/")


def test_draft_is_read_by_its_writers_only(office: Office, edition):
    making.next_edition(edition.rulebook, office, {MINOR: 15})
    assert as_(office.staff).get("/rules/YY-1/?edition=2").status_code == 404
    assert "这是草稿，不作为处理依据" in said(as_(office.director), "/rules/YY-1/?edition=2")


def test_draft_opens_to_whoever_is_asked_to_review_it(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, number="YY-1")
    assert as_(office.counsel).get("/rules/YY-1/").status_code == 404
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    assert "这是草稿" in said(as_(office.counsel), "/rules/YY-1/")


@pytest.mark.parametrize("asked", ["9", "x", "-1"])
def test_unknown_edition_is_not_found(office: Office, edition, asked):
    assert as_(office.staff).get(f"/rules/YY-1/?edition={asked}").status_code == 404


def test_rulebook_of_another_unit_is_not_found(office: Office):
    other = factories.department("市场部", office.company)
    making.published(office, {MINOR: 10}, number="SC-1", departments=[other])
    assert as_(office.staff).get("/rules/SC-1/").status_code == 404


def test_attempt_on_a_confidential_rulebook_is_written_down(office: Office):
    other = factories.department("市场部", office.company)
    edition = making.published(office, {MINOR: 10}, number="SC-1", departments=[other], level=Level.RESTRICTED)
    assert as_(office.staff).get("/rules/SC-1/").status_code == 404
    assert AuditEntry.objects.filter(verb="attempt", table_name="rules_rulebook", row_id=str(edition.rulebook_id)).exists()


def test_reading_a_confidential_rulebook_is_written_down(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", level=Level.RESTRICTED)
    said(as_(office.staff), "/rules/YY-1/")
    line = AuditEntry.objects.get(verb="view", table_name="rules_edition", row_id=str(edition.pk))
    assert line.actor_label == str(office.staff.user)


def test_page_names_the_rulebook_for_what_it_does_not_say(office: Office):
    company = making.published(office, {"pol.ack_days": "7"}, owner=office.company, title="公司员工手册")
    making.published(office, {MINOR: 10}, number="YY-1", fallback=company.rulebook, on=FIRST)
    assert "未尽事宜 公司员工手册" in said(as_(office.staff), "/rules/YY-1/")


def test_writer_goes_on_with_the_draft_from_here(office: Office, edition):
    assert "起草新版" in as_(office.director).get("/rules/YY-1/").text
    draft = making.next_edition(edition.rulebook, office, {MINOR: 15})
    assert f'href="/rules/editions/{draft.pk}/"' in as_(office.director).get("/rules/YY-1/").text
    assert "起草新版" not in as_(office.staff).get("/rules/YY-1/").text


def test_page_costs_ten_queries_at_most_however_many_clauses(office: Office, count_queries, settings):
    settings.KEPT_SECONDS = 600
    making.published(office, {MINOR: 10}, number="YY-1")
    draft = making.rulebook(office, {"pol.ack_days": "7", "pol.pilot_days": "30", FINE: "20.00", BASIS: "21.75"}, number="YY-2")
    for number in range(6):
        add(draft, f"第{number}项")
    making.publish(draft, office, on=FIRST)
    client, paths = as_(office.staff), ("/rules/YY-1/", "/rules/YY-2/")
    for path in paths:
        client.get(path)  # opened for the first time, and the figures counted
    costs = [count_queries(lambda path=path: client.get(path)) for path in paths]
    assert costs[0] == costs[1] <= 10


def test_figures_are_counted_once_for_a_while(office: Office, edition, counts, settings):
    settings.KEPT_SECONDS = 600
    seen: list = []
    counts(MINOR, Kept(times=130, broken=4), seen)
    client = as_(office.staff)
    for _time in range(2):
        assert "本月96%遵守" in said(client, "/rules/YY-1/")
    assert len(seen) == 1
