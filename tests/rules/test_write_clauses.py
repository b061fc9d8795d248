"""The editor and the acts on its clauses, without a browser."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from rules import services
from rules.models import ClauseText, Edition
from rules.services.starting import Facts
from rules.shipped import shipped
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_
from tests.rules.writing import FINE, MINOR, clause_url, page, row, typed, value_url, write, wrong_at

WORDING = {"heading": "附注", "text": "", "kind": "clause"}


@pytest.fixture
def draft(office: Office) -> Edition:
    edition = making.rulebook(office, {MINOR: 10, FINE: None}, departments=[office.ours])
    chapter = edition.texts.get(heading="规定").clause
    services.add_clause(edition=edition, after=chapter, below=True, heading="附注", text="迟到15分钟的，扣5元。")
    return edition


@pytest.fixture
def desk(office: Office) -> Client:
    return as_(office.director)


def headings(edition: Edition) -> list[str]:
    return [f"{one.label} {one.heading}" for one in edition.texts.order_by("order")]


# -- the text ---------------------------------------------------------------------------------


def test_editor_shows_values_in_their_place_and_blanks_as_undecided(desk: Client, draft: Edition):
    shown = page(desk.get(write(draft)))
    assert f'<a class="write-value" href="{value_url(draft, MINOR)}">10</a>' in shown
    assert f'<a class="write-blank" href="{value_url(draft, FINE)}">' in shown


def test_editor_shows_the_values_of_units(office: Office, desk: Client, draft: Edition):
    services.decide_value(edition=draft, key=MINOR, raw=5, by=office.director, at=NOW, department=office.team)
    assert "客服组：<strong>5</strong>" in page(desk.get(write(draft)))


def test_editor_offers_only_the_moves_that_are_possible(desk: Client, draft: Edition):
    shown = page(desk.get(write(draft)))
    form = re.search(rf'action="{clause_url("clause-move", draft, "附注")}".*?</form>', shown, re.S)[0]
    ways = dict(re.findall(r'name="way" value="(\w+)"( disabled)?', form))
    assert ways == {"up": "", "down": " disabled", "in": "", "out": ""}


def test_empty_draft_says_how_to_begin(office: Office, desk: Client):
    edition = services.start_rulebook(facts=Facts(number="E-1", title="空", owner=office.ours), by=office.director, at=NOW)
    assert f'class="button" href="{reverse("rules:clause-new", args=[edition.pk])}"' in page(desk.get(write(edition)))


def test_editor_costs_the_same_for_three_and_for_sixty_clauses(office: Office, desk: Client, assert_queries_constant):
    edition = making.rulebook(office, {MINOR: 10, FINE: None})

    def grow() -> None:
        chapter = row(edition, "规定").clause
        services.decide_value(edition=edition, key=MINOR, raw=5, by=office.director, at=NOW, department=office.team)
        for number in range(57):
            added = services.add_clause(edition=edition, after=chapter, below=True, heading=f"第{number}", text="满5次的")
            services.bind_clause(edition=edition, clause=added.clause, codes=["rules.immutable"])

    assert_queries_constant(lambda: desk.get(write(edition)), grow, at_most=12)


# -- adding ----------------------------------------------------------------------------------------


def test_new_clause_comes_after_the_chosen_one_and_the_editor_returns_to_it(desk: Client, draft: Edition):
    after = row(draft, MINOR).clause_id
    response = desk.post(reverse("rules:clause-new", args=[draft.pk]), WORDING | {"heading": "说明", "after": after})
    assert headings(draft)[1:3] == [f"一（一） {MINOR}", "一（二） 说明"]
    assert response.url == f"{write(draft)}#c{row(draft, '说明').clause_id}"


def test_new_clause_comes_below_the_chosen_one(desk: Client, draft: Edition):
    after = row(draft, MINOR).clause_id
    desk.post(reverse("rules:clause-new", args=[draft.pk]), WORDING | {"heading": "说明", "after": after, "below": "1"})
    assert "一（一）1 说明" in headings(draft)


def test_new_clause_without_a_place_becomes_a_chapter(desk: Client, draft: Edition):
    desk.post(reverse("rules:clause-new", args=[draft.pk]), WORDING | {"heading": "附则"})
    assert headings(draft)[-1] == "二 附则"


def test_another_one_comes_after_the_one_just_saved(desk: Client, draft: Edition):
    response = desk.post(reverse("rules:clause-new", args=[draft.pk]), WORDING | {"heading": "甲", "another": "1"})
    assert response.url.endswith(f"/clauses/new/?after={row(draft, '甲').clause_id}")


@pytest.mark.parametrize(
    ("wording", "field", "about"),
    [
        pytest.param({"heading": "", "text": " "}, "heading", "", id="says-nothing"),
        pytest.param({"text": "{att.late.nothing}次"}, "text", "att.late.nothing", id="unknown-parameter"),
        pytest.param({"text": "{分钟}以内"}, "text", "{area.name}", id="brace-without-a-parameter"),
        pytest.param({"text": f"{{{MINOR}}}分钟"}, "text", "一（一）", id="decided-elsewhere"),
        pytest.param({"heading": "长" * 81}, "heading", "80", id="too-long"),
        pytest.param({"kind": "chapter"}, "kind", "", id="unknown-kind"),
    ],
)
def test_refused_wording_says_why_beside_its_field_and_keeps_what_was_typed(desk: Client, draft: Edition, wording, field, about):
    sent = WORDING | {"text": "满三次的，谈话。"} | wording
    response = desk.post(reverse("rules:clause-new", args=[draft.pk]), sent)
    assert wrong_at(response, field)
    assert about in wrong_at(response, field)
    assert (typed(response, "heading"), typed(response, "text")) == (sent["heading"], sent["text"].strip())
    assert draft.texts.count() == 4


def test_clause_beside_one_that_is_gone_keeps_what_was_typed(desk: Client, draft: Edition):
    response = desk.post(reverse("rules:clause-new", args=[draft.pk]), WORDING | {"text": "三天内", "after": 10**9})
    assert response.status_code == 422
    assert typed(response, "text") == "三天内"


def test_inserting_without_scripts_puts_the_parameter_at_the_end_and_saves_nothing(desk: Client, draft: Edition):
    sent = WORDING | {"heading": "新", "text": "超过", "parameter": "att.late.major_min_minutes", "insert": "1"}
    response = desk.post(reverse("rules:clause-new", args=[draft.pk]), sent)
    assert response.status_code == 200
    assert (typed(response, "heading"), typed(response, "text")) == ("新", "超过{att.late.major_min_minutes}")
    assert draft.texts.count() == 4


def test_parameters_are_offered_by_area_with_those_decided_elsewhere_out_of_reach(desk: Client, draft: Edition):
    shown = page(desk.get(reverse("rules:clause-new", args=[draft.pk])))
    options = dict(re.findall(r'<option value="([\w.]+)"( disabled)?', shown))
    assert (options[MINOR], options["att.late.major_min_minutes"]) == (" disabled", "")
    assert shown.index('value="att.late.major_min_minutes"') < shown.index('value="rnp.yearend.bonus_min"'), "what is read comes first"


def test_own_parameter_can_be_named_again_in_its_clause(desk: Client, draft: Edition):
    shown = page(desk.get(clause_url("clause-edit", draft, MINOR)))
    assert f'<option value="{MINOR}" disabled' not in shown


# -- changing -----------------------------------------------------------------------------------------


def opened(desk: Client, edition: Edition, heading: str) -> dict[str, str]:
    """What the form of the clause holds when it opens."""
    response = desk.get(clause_url("clause-edit", edition, heading))
    return {"heading": typed(response, "heading"), "text": typed(response, "text"), "kind": "clause", "seen": typed(response, "seen")}


def test_clause_is_reworded(desk: Client, draft: Edition):
    response = desk.post(clause_url("clause-edit", draft, "附注"), opened(desk, draft, "附注") | {"text": "迟到的，谈话。"})
    assert response.url == f"{write(draft)}#c{row(draft, '附注').clause_id}"
    assert row(draft, "附注").text == "迟到的，谈话。"


def test_somebody_elses_wording_is_shown_and_can_be_replaced_knowingly(desk: Client, draft: Edition):
    url, mine = clause_url("clause-edit", draft, "附注"), opened(desk, draft, "附注") | {"text": "我的文字"}
    services.change_clause(edition=draft, clause=row(draft, "附注").clause, heading="附注", text="别人的文字")
    refused = desk.post(url, mine)
    assert wrong_at(refused, "text")
    assert typed(refused, "text") == "我的文字"
    assert "别人的文字" in page(refused)
    desk.post(url, mine | {"seen": typed(refused, "seen")})
    assert row(draft, "附注").text == "我的文字"


def test_wording_for_a_clause_that_is_gone_can_become_a_new_one(desk: Client, draft: Edition):
    url, mine = clause_url("clause-edit", draft, "附注"), opened(desk, draft, "附注") | {"text": "我的文字"}
    services.remove_clause(edition=draft, clause=row(draft, "附注").clause)
    refused = desk.post(url, mine)
    assert refused.status_code == 422
    assert typed(refused, "text") == "我的文字"
    assert f'action="{reverse("rules:clause-new", args=[draft.pk])}"' in page(refused)


def test_acts_on_a_clause_that_is_gone_lead_back_with_a_sentence(desk: Client, draft: Edition):
    for name in ("clause-edit", "clause-remove", "clause-bind", "clause-figures"):
        response = desk.get(reverse(f"rules:{name}", args=[draft.pk, 10**9]), follow=True)
        assert response.redirect_chain[0][0] == write(draft)
        assert len(response.context["messages"]) == 1


# -- moving, removing, binding -----------------------------------------------------------------------------


def test_move_comes_back_to_the_clause_with_its_acts_open(desk: Client, draft: Edition):
    clause = row(draft, "附注").clause_id
    response = desk.post(clause_url("clause-move", draft, "附注"), {"way": "up"})
    assert response.url == f"{write(draft)}?at={clause}&way=up#c{clause}"
    assert headings(draft)[-2:] == ["一（二） 附注", f"一（三） {FINE}"]
    shown = page(desk.get(response.url))
    assert re.search(rf'id="c{clause}".*?<details class="write-acts" name="acts" open>.*?value="up" data-again', shown, re.S)


@pytest.mark.parametrize("way", ["down", "sideways", ""])
def test_impossible_move_is_a_sentence(desk: Client, draft: Edition, way: str):
    before = headings(draft)
    response = desk.post(clause_url("clause-move", draft, "附注"), {"way": way}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert headings(draft) == before


def test_removing_says_first_what_goes_with_it(desk: Client, draft: Edition):
    shown = page(desk.get(clause_url("clause-remove", draft, "规定")))
    assert all(heading in shown for heading in headings(draft))
    assert draft.texts.count() == 4


def test_removing_returns_to_the_clause_before(desk: Client, draft: Edition):
    before = ClauseText.objects.get(edition=draft, heading=FINE).clause_id
    response = desk.post(clause_url("clause-remove", draft, "附注"))
    assert response.url == f"{write(draft)}#c{before}"
    assert draft.texts.count() == 3


def test_binding_shows_what_the_parameters_do_and_adds_to_it(desk: Client, draft: Edition):
    url = clause_url("clause-bind", draft, MINOR)
    assert 'value="rules.immutable"' in page(desk.get(url))
    desk.post(url, {"codes": ["rules.immutable"]})
    assert draft.bindings.get().code == "rules.immutable"


def test_code_that_nobody_registered_can_be_taken_off_but_not_invented(desk: Client, draft: Edition):
    services.bind_clause(edition=draft, clause=row(draft, "附注").clause, codes=["later.thing"])
    url = clause_url("clause-bind", draft, "附注")
    assert 'value="later.thing"' in page(desk.get(url))
    assert wrong_at(desk.post(url, {"codes": ["made.up"]}), "codes")
    desk.post(url, {})
    assert not draft.bindings.exists()


# -- numbers ---------------------------------------------------------------------------------------------


def test_every_number_is_offered_with_the_parameters_it_may_be(desk: Client, draft: Edition):
    services.remove_clause(edition=draft, clause=row(draft, FINE).clause)
    shown = page(desk.get(clause_url("clause-figures", draft, "附注")))
    assert re.findall(r"<mark>(.*?)</mark>", shown) == ["15", "5"]
    clause = row(draft, "附注").clause_id
    assert reverse("rules:clause-figure", args=[draft.pk, clause, 2, "att.late.major_min_minutes"]) in shown
    assert reverse("rules:clause-figure", args=[draft.pk, clause, 9, FINE]) in shown
    assert reverse("rules:clause-figure", args=[draft.pk, clause, 2, MINOR]) not in shown, "it is decided elsewhere"


def test_number_becomes_a_parameter_with_the_value_seen_at_once(office: Office, desk: Client, draft: Edition):
    url = reverse("rules:clause-figure", args=[draft.pk, row(draft, "附注").clause_id, 2, "att.late.major_min_minutes"])
    assert typed(desk.get(url), "value") == "15"
    desk.post(url, {"value": "30"})
    assert row(draft, "附注").text == "迟到{att.late.major_min_minutes}分钟的，扣5元。"
    value = draft.values.get(key="att.late.major_min_minutes")
    assert (value.raw, value.decided_by) == (30, office.director)


def test_number_stays_when_its_value_is_refused(desk: Client, draft: Edition):
    url = reverse("rules:clause-figure", args=[draft.pk, row(draft, "附注").clause_id, 2, "att.late.major_min_minutes"])
    assert wrong_at(desk.post(url, {"value": "很久"}), "value")
    assert row(draft, "附注").text == "迟到15分钟的，扣5元。"


def test_number_that_is_gone_leads_back_to_the_choice(desk: Client, draft: Edition):
    clause = row(draft, "附注").clause_id
    response = desk.get(reverse("rules:clause-figure", args=[draft.pk, clause, 3, MINOR]))
    assert response.url == clause_url("clause-figures", draft, "附注")


def test_any_parameter_of_the_catalogue_can_be_chosen(desk: Client, draft: Edition):
    url = clause_url("clause-figures", draft, "附注")
    assert 'value="mtg.early_arrival_minutes"' in page(desk.get(url, {"start": 2}))
    response = desk.get(url, {"start": 2, "key": "mtg.early_arrival_minutes"})
    assert response.url.endswith("/figures/2/mtg.early_arrival_minutes/")


def test_unknown_parameter_is_a_404(desk: Client, draft: Edition):
    clause = row(draft, "附注").clause_id
    assert desk.get(reverse("rules:clause-figure", args=[draft.pk, clause, 2, "no.such"])).status_code == 404


def test_shipped_attendance_rulebook_opens_in_the_editor(office: Office, desk: Client):
    template = shipped("attendance")
    facts = Facts(number=template.number, title=template.title, owner=office.ours)
    edition = services.start_rulebook(facts=facts, by=office.director, at=NOW, template=template)
    shown = page(desk.get(write(edition)))
    assert shown.count('<li class="write-clause') == len(template.clauses)
    assert shown.count('class="write-blank"') == shown.count("<small>") == edition.values.filter(raw__isnull=True).count()
