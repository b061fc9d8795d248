"""Beginning a rulebook, changing it, its next edition, the settings of a draft, and throwing it away."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from rules import services
from rules.models import Edition, Rulebook
from rules.services.starting import Facts
from rules.shipped import shipped
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_
from tests.rules.writing import MINOR, page, typed, write, wrong_at

NEW = "/rules/new/"
FACTS = {
    "number": "YY-1",
    "title": "考勤制度",
    "purpose": "",
    "owner": "运营部",
    "departments": "",
    "posts": "",
    "level": "department",
    "fallback": "",
}
SETTINGS = {"reason": "", "numbering": "outline", "effective_rule": "on_notice", "effective_on": ""}


@pytest.fixture
def desk(office: Office) -> Client:
    return as_(office.director)


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, departments=[office.ours], number="YY-9")


def begin(desk: Client, template: str = "empty", **others: Any) -> Any:
    return desk.post(f"{NEW}?template={template}", FACTS | others)


# -- a rulebook begins ---------------------------------------------------------------------------


def test_choice_shows_what_the_templates_contain(desk: Client):
    shown = page(desk.get(NEW))
    for name in ("attendance", "organisation"):
        assert f'href="?template={name}"' in shown
        assert all(clause.heading in shown for clause in shipped(name).clauses if clause.depth == 1)
    assert 'href="?template=empty"' in shown


def test_form_starts_with_the_words_of_the_template_for_ones_own_unit(desk: Client):
    shown = desk.get(f"{NEW}?template=attendance")
    template = shipped("attendance")
    assert [typed(shown, name) for name in ("number", "title", "owner", "departments")] == [
        template.number, template.title, "运营部", "运营部"]  # fmt: skip


def test_rulebook_begins_with_the_clauses_and_values_of_the_template(desk: Client):
    response = begin(desk, "attendance")
    edition = Edition.objects.get()
    assert response.url == write(edition)
    assert edition.texts.count() == len(shipped("attendance").clauses)
    assert edition.values.get(key="work.weekdays").raw == [1, 2, 3, 4, 5]


def test_empty_rulebook_begins_without_a_clause(desk: Client):
    begin(desk)
    assert not Edition.objects.get().texts.exists()


def test_whom_it_binds_is_typed_in_words(office: Office, desk: Client):
    factories.department("市场部", office.company)
    begin(desk, departments="客服组、市场部", posts="专员")
    rulebook = Rulebook.objects.get()
    assert {unit.name for unit in rulebook.departments.all()} == {"客服组", "市场部"}
    assert [(post.title, post.department) for post in rulebook.posts.all()] == [("专员", office.team)]


@pytest.mark.parametrize(
    ("wrong", "field", "about"),
    [
        pytest.param({"number": ""}, "number", "", id="no-number"),
        pytest.param({"number": "考 勤/1"}, "number", "", id="sign-in-number"),
        pytest.param({"number": "values"}, "number", "values", id="address-of-another-page"),
        pytest.param({"number": "new"}, "number", "new", id="address-of-this-page"),
        pytest.param({"title": ""}, "title", "", id="no-title"),
        pytest.param({"owner": "没有这个部"}, "owner", "没有这个部", id="unknown-unit"),
        pytest.param({"owner": "公司"}, "owner", "公司", id="unit-out-of-scope"),
        pytest.param({"departments": "运营部、没有这个部"}, "departments", "没有这个部", id="unknown-unit-bound"),
        pytest.param({"departments": "客服组", "posts": "运营总监"}, "posts", "专员", id="no-such-post-there"),
        pytest.param({"level": "topsecret"}, "level", "", id="unknown-level"),
        pytest.param({"fallback": "999"}, "fallback", "", id="unknown-rulebook"),
    ],
)
def test_refused_rulebook_says_why_beside_the_field(desk: Client, wrong: dict[str, str], field: str, about: str):
    response = begin(desk, **wrong)
    assert about in wrong_at(response, field)
    assert wrong_at(response, field)
    assert not Rulebook.objects.exists()


def test_number_that_is_taken_is_refused_beside_it_and_the_rest_kept(desk: Client, draft: Edition):
    response = begin(desk, number="YY-9", purpose="按时到岗")
    assert "YY-9" in wrong_at(response, "number")
    assert typed(response, "purpose") == "按时到岗"


def test_unknown_template_is_a_404(desk: Client):
    assert desk.get(f"{NEW}?template=secret").status_code == 404


# -- changing it ---------------------------------------------------------------------------------------


def change(rulebook: Rulebook) -> str:
    return reverse("rules:rulebook-change", args=[rulebook.number])


def test_rulebook_is_changed(office: Office, desk: Client, draft: Edition):
    response = desk.post(change(draft.rulebook), FACTS | {"number": "YY-10", "departments": "客服组", "level": "public"})
    changed = Rulebook.objects.get()
    assert (changed.number, changed.title, changed.level, list(changed.departments.all())) == ("YY-10", "考勤制度", "public", [office.team])
    assert response.url == reverse("rules:rulebook", args=["YY-10"])


def test_number_of_a_published_rulebook_stays(office: Office, desk: Client):
    rulebook = making.published(office, {MINOR: 10}, number="YY-9").rulebook
    assert wrong_at(desk.post(change(rulebook), FACTS | {"number": "YY-10"}), "number")
    assert Rulebook.objects.get().number == "YY-9"


def test_rulebook_cannot_fall_back_on_itself(desk: Client, draft: Edition):
    sent = FACTS | {"number": "YY-9", "fallback": draft.rulebook.pk}
    assert wrong_at(desk.post(change(draft.rulebook), sent), "fallback")


def test_rulebook_is_not_handed_to_a_unit_out_of_scope(desk: Client, draft: Edition):
    assert wrong_at(desk.post(change(draft.rulebook), FACTS | {"number": "YY-9", "owner": "公司"}), "owner")


# -- the next edition --------------------------------------------------------------------------------------


@pytest.fixture
def first(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-9")


def test_next_edition_starts_as_a_copy_with_its_reason(desk: Client, first: Edition):
    url = reverse("rules:draft", args=["YY-9"])
    response = desk.post(url, {"reason": "放宽", "source": first.pk})
    second = Edition.objects.get(number=2)
    assert (second.reason, second.values.get().raw, response.url) == ("放宽", 10, write(second))


def test_next_edition_wants_its_reason(desk: Client, first: Edition):
    assert wrong_at(desk.post(reverse("rules:draft", args=["YY-9"]), {"reason": " ", "source": first.pk}), "reason")


def test_earlier_edition_can_be_the_source(office: Office, desk: Client, first: Edition):
    making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=date(2026, 12, 1))
    url = reverse("rules:draft", args=["YY-9"])
    assert f'value="{first.pk}"' in page(desk.get(url))
    desk.post(url, {"reason": "恢复", "source": first.pk})
    assert Edition.objects.get(number=3).values.get().raw == 10


def test_edition_of_another_rulebook_is_no_source(office: Office, desk: Client, first: Edition):
    other = making.published(office, {"att.trace.retention_days": "90"}, number="YY-8", title="其他制度")
    assert wrong_at(desk.post(reverse("rules:draft", args=["YY-9"]), {"reason": "x", "source": other.pk}), "source")


def test_while_one_is_in_the_making_the_page_leads_there(desk: Client, draft: Edition):
    shown = page(desk.get(reverse("rules:draft", args=["YY-9"])))
    assert f'href="{reverse("rules:edition", args=[draft.pk])}"' in shown
    assert 'name="reason"' not in shown


def test_second_draft_is_a_sentence(office: Office, desk: Client, first: Edition):
    services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    response = desk.post(reverse("rules:draft", args=["YY-9"]), {"reason": "x", "source": first.pk})
    assert response.status_code == 422
    assert Edition.objects.count() == 2


# -- an edition that is no draft -----------------------------------------------------------------------------


def test_published_edition_refuses_the_editor_and_offers_a_new_edition(desk: Client, first: Edition):
    response = desk.get(write(first))
    assert response.status_code == 409
    assert f'href="{reverse("rules:draft", args=["YY-9"])}?source={first.pk}"' in page(response)


def test_edition_under_review_refuses_the_editor_and_leads_to_its_page(office: Office, desk: Client, draft: Edition):
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    response = desk.get(write(draft))
    assert response.status_code == 409
    assert f'class="button button-main" href="{reverse("rules:edition", args=[draft.pk])}"' in page(response)


# -- settings ------------------------------------------------------------------------------------------------


def test_settings_are_saved(office: Office, desk: Client, draft: Edition):
    other = services.start_rulebook(facts=Facts(number="O-1", title="旧制度", owner=office.team), by=office.director, at=NOW).rulebook
    sent = SETTINGS | {"reason": "第一次制定", "numbering": "articles", "effective_rule": "fixed", "effective_on": "2026-12-01"}
    with clock.stopped(NOW):
        response = desk.post(reverse("rules:settings", args=[draft.pk]), sent | {"supersedes": [other.pk]})
    saved = Edition.objects.get(pk=draft.pk)
    assert (saved.reason, saved.numbering, saved.effective_on) == ("第一次制定", "articles", date(2026, 12, 1))
    assert list(saved.supersedes.all()) == [other]
    assert response.url == write(draft)


@pytest.mark.parametrize(("day", "about"), [("", "missing"), ("2026-11-01", "past"), ("31.12.2026", "no date")])
def test_day_that_cannot_be_is_refused_beside_it(desk: Client, draft: Edition, day: str, about: str):
    with clock.stopped(NOW):
        response = desk.post(reverse("rules:settings", args=[draft.pk]), SETTINGS | {"effective_rule": "fixed", "effective_on": day})
    assert wrong_at(response, "effective_on"), about


def test_only_rulebooks_of_ones_own_can_be_replaced(office: Office, desk: Client, draft: Edition):
    factories.grant(office.manager, "director")
    theirs = services.start_rulebook(facts=Facts(number="C-1", title="公司制度", owner=office.company), by=office.manager, at=NOW).rulebook
    own = services.start_rulebook(facts=Facts(number="O-1", title="旧制度", owner=office.team), by=office.director, at=NOW).rulebook
    shown = page(desk.get(reverse("rules:settings", args=[draft.pk])))
    assert own.title in shown
    assert theirs.title not in shown
    assert wrong_at(desk.post(reverse("rules:settings", args=[draft.pk]), SETTINGS | {"supersedes": [theirs.pk]}), "supersedes")


# -- throwing it away ----------------------------------------------------------------------------------------


def test_discarding_asks_first_and_says_what_is_lost(desk: Client, draft: Edition):
    assert desk.get(reverse("rules:discard", args=[draft.pk])).status_code == 200
    assert Edition.objects.exists()


def test_discarding_the_only_edition_leads_to_the_list(desk: Client, draft: Edition):
    assert desk.post(reverse("rules:discard", args=[draft.pk])).url == reverse("rules:rulebook-list")
    assert not Rulebook.objects.exists()


def test_discarding_a_later_edition_leads_to_its_rulebook(office: Office, desk: Client, first: Edition):
    second = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    assert desk.post(reverse("rules:discard", args=[second.pk])).url == reverse("rules:rulebook", args=["YY-9"])
    assert list(Edition.objects.all()) == [first]


def test_draft_that_was_reviewed_stays_with_a_sentence(office: Office, desk: Client, draft: Edition):
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    services.reopen(edition=draft)
    response = desk.post(reverse("rules:discard", args=[draft.pk]), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Edition.objects.filter(pk=draft.pk).exists()
