"""Clauses found by their words, in either script, by those who may read them (SYS-09, SEC-09)."""

import pytest
from django.test import Client

from common.models import AuditEntry, Level, Verb
from rules import services
from rules.models import Edition
from rules.selectors.searching import MOST_WORDS, marked, search, words_of
from tests import factories
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, TODAY, as_, on

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


def book(office: Office, texts: dict[str, str], day=FIRST, **facts) -> Edition:
    """A published rulebook with these headings and texts."""
    draft = making.rulebook(office, {}, **facts)
    for heading, text in texts.items():
        services.add_clause(edition=draft, heading=heading, text=text)
    return making.publish(draft, office, on=day)


def hits(office: Office, typed: str, who=None) -> list[str]:
    """The headings of what was found."""
    found = search((who or office.staff).user, typed, TODAY)
    return [clause.row.heading for one in found.editions for clause in one.clauses]


@pytest.mark.row("SYS-09")
def test_simplified_finds_traditional_and_the_reverse(office):
    book(office, {"職責": "運營部負責考勤記錄。"}, number="YY-1", title="考勤制度")
    book(office, {"分工": "运营部负责值班安排。"}, number="YY-2", title="值班制度")
    assert hits(office, "运营部") == hits(office, "運營部") == ["職責", "分工"]


def test_hits_are_marked_in_the_script_in_which_they_stand():
    assert [(run.text, run.is_hit) for run in marked("由運營部和运营部负责", ["运营部"])] == [
        ("由", False), ("運營部", True), ("和", False), ("运营部", True), ("负责", False),
    ]  # fmt: skip


def test_clause_must_have_all_words(office):
    book(office, {"关灯": "下班前关灯一次。", "请假": "请假要提前一天。"}, number="YY-1")
    assert hits(office, "关灯 下班前") == ["关灯"]
    assert hits(office, "关灯 请假") == []


def test_words_are_found_in_headings_and_texts_together(office):
    book(office, {"加班": "须经部门负责人批准。"}, number="YY-1")
    assert hits(office, "加班 批准") == ["加班"]


def test_value_is_found_where_the_reader_sees_it(office):
    edition = making.rulebook(office, number="YY-1")
    services.add_clause(edition=edition, heading="轻微迟到", text="迟到{att.late.minor_max_minutes}分钟以内的，提醒。")
    services.decide_value(edition=edition, key=MINOR, raw=10, by=office.director, at=making.NOW, reason="法务意见：可行")
    making.publish(edition, office, on=FIRST)
    assert hits(office, "10分钟以内") == ["轻微迟到"]
    assert hits(office, "12分钟以内") == []
    assert hits(office, "att.late") == []


def test_latin_letters_are_found_in_any_case_and_width(office):
    book(office, {"网络": "接入WiFi须登记。"}, number="YY-1")
    assert hits(office, "ｗｉｆｉ") == ["网络"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "100%", "'; --", "不存在的词"])
def test_nothing_is_found_by_what_stands_nowhere(office, typed):
    book(office, {"关灯": "下班前关灯一次。"}, number="YY-1")
    assert hits(office, typed) == []


def test_many_words_are_cut():
    assert len(words_of(" ".join(str(number) for number in range(50)))) == MOST_WORDS


def test_edition_that_holds_is_searched_and_not_the_one_before(office):
    first = book(office, {"旧规": "满三次书面提醒。"}, number="YY-1")
    draft = services.draft_edition(rulebook=first.rulebook, by=office.director, at=making.NOW)
    clause = draft.texts.get(heading="旧规").clause
    services.change_clause(edition=draft, clause=clause, heading="新规", text="满三次书面提醒。", kind="clause")
    making.publish(draft, office, on=FIRST.replace(day=10))
    assert hits(office, "书面提醒") == ["新规"]


def test_draft_is_found_by_those_who_see_drafts(office):
    draft = making.rulebook(office, {}, number="YY-1")
    services.add_clause(edition=draft, heading="关灯", text="下班前关灯一次。")
    assert hits(office, "关灯一次") == []
    found = search(office.director.user, "关灯一次", TODAY)
    assert [one.is_draft for one in found.editions] == [True]


@pytest.mark.parametrize("level", [Level.DEPARTMENT, Level.RESTRICTED, Level.SECRET])
def test_rules_of_another_unit_are_not_found(office, level):
    book(office, {"关灯": "下班前关灯一次。"}, number="YY-1", level=level, departments=[office.ours])
    stranger = factories.holder(factories.post(factories.department("行政部", office.company)), "张三")
    assert hits(office, "关灯一次", stranger) == []
    assert hits(office, "关灯一次", office.director) == ["关灯"]


def test_finding_something_confidential_is_written_down(office):
    edition = book(office, {"薪酬": "薪酬保密。"}, number="YY-1", level=Level.RESTRICTED)
    as_(office.staff).get("/rules/search/", {"q": "薪酬保密"})
    assert AuditEntry.objects.filter(verb=Verb.VIEW, row_id=str(edition.pk)).exists()


def test_long_text_is_shown_from_shortly_before_the_hit(office):
    book(office, {"总则": "甲" * 300 + "要找的词" + "乙" * 300}, number="YY-1")
    (one,) = search(office.staff.user, "要找的词", TODAY).editions
    text = "".join(run.text for run in one.clauses[0].text)
    assert text.startswith("…甲")
    assert text.endswith("…")
    assert len(text) < 220


# -- the page


def page(who, typed: str = "") -> str:
    response = as_(who).get("/rules/search/", {"q": typed})
    assert response.status_code == 200
    return response.text


def test_page_leads_to_the_clause_with_the_hit_marked(office):
    edition = book(office, {"職責": "運營部負責考勤。"}, number="YY-1")
    html = page(office.staff, "运营部")
    clause = edition.texts.get(heading="職責").clause_id
    assert "<mark>運營部</mark>" in html
    assert f"/rules/YY-1/?edition=1#c{clause}" in html


def test_page_shows_what_was_typed_as_text(office):
    html = page(office.staff, '<script>"')
    assert "<script>&quot;" not in html
    assert "&lt;script&gt;" in html


def test_too_long_a_question_gets_a_sentence(office):
    assert "errorlist" in page(office.staff, "长" * 200)


def test_search_needs_a_login(office):
    assert Client().get("/rules/search/").status_code == 302


def test_list_of_rules_has_the_search_box(office):
    assert 'action="/rules/search/"' in as_(office.staff).get("/rules/").text


def test_search_costs_the_same_whatever_it_finds(office, django_assert_max_num_queries):
    for number in range(4):
        book(office, {"关灯": "下班前关灯一次。", "再关灯": "再关灯一次。"}, number=f"YY-{number}", title=f"制度{number}", day=FIRST)
    client = as_(office.staff)
    with django_assert_max_num_queries(10):
        assert "制度3" in client.get("/rules/search/", {"q": "关灯一次"}).text
