"""Writing a draft: what each act does, and what it refuses."""

import pytest

from approvals.models import Route
from common.errors import RuleBroken
from rules import services
from rules.domain.text import wording
from rules.models import Clause, ClauseText, Edition, Rulebook
from rules.services.starting import Facts, kind_of
from tests.rules import making
from tests.rules.making import NOW, Office

MINOR, MAJOR = "att.late.minor_max_minutes", "att.late.major_min_minutes"


@pytest.fixture
def draft(office: Office) -> Edition:
    """第一章 with three clauses below it: 10分钟 decided."""
    edition = making.rulebook(office, {MINOR: 10})
    chapter = edition.texts.get(heading="规定").clause
    services.add_clause(edition=edition, after=chapter, below=True, heading="补卡", text="忘记打卡的，3天内补卡。")
    services.add_clause(edition=edition, after=chapter, below=True, heading="附注")
    return edition


def outline(edition: Edition) -> list[str]:
    return [f"{row.label} {row.heading}" for row in edition.texts.order_by("order")]


def row(edition: Edition, heading: str) -> ClauseText:
    return edition.texts.select_related("clause").get(heading=heading)


# -- a new edition -------------------------------------------------------------------------


def test_draft_copies_text_values_and_bindings_and_clauses_keep_their_identity(office: Office):
    first = making.rulebook(office, {MINOR: 10})
    services.bind_clause(edition=first, clause=row(first, "规定").clause, codes=["approvals.reason"])
    making.publish(first, office)
    second = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW, reason="放宽")
    assert (second.number, second.state, second.reason) == (2, "draft", "放宽")
    for rows, columns in (("texts", ("clause", "label", "text")), ("values", ("clause", "key", "raw")), ("bindings", ("clause", "code"))):
        assert list(getattr(second, rows).values_list(*columns)) == list(getattr(first, rows).values_list(*columns))


def test_draft_can_start_from_an_earlier_edition(office: Office):
    first = making.published(office, {MINOR: 10})
    making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=NOW.date().replace(day=20))
    third = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW, source=first)
    assert (third.number, third.values.get(key=MINOR).raw) == (3, 10)


def test_second_draft_is_refused_while_one_is_in_the_making(office: Office, draft: Edition):
    with pytest.raises(RuleBroken, match="1"):
        services.draft_edition(rulebook=draft.rulebook, by=office.director, at=NOW)


# -- clauses -------------------------------------------------------------------------------------


def test_clause_without_a_place_comes_at_the_end_as_a_chapter(draft: Edition):
    services.add_clause(edition=draft, heading="附则")
    assert outline(draft) == ["一 规定", f"一（一） {MINOR}", "一（二） 补卡", "一（三） 附注", "二 附则"]


def test_clause_after_another_stands_on_its_level(draft: Edition):
    added = services.add_clause(edition=draft, after=row(draft, MINOR).clause, heading="说明")
    assert (added.label, row(draft, "补卡").label) == ("一（二）", "一（三）")


def test_clause_that_says_nothing_is_refused(draft: Edition):
    with pytest.raises(RuleBroken):
        services.add_clause(edition=draft, heading="  ", text="\n")
    assert not Clause.objects.filter(texts=None).exists()


def test_clause_too_deep_is_refused(draft: Edition):
    below = row(draft, "附注").clause
    for depth in (3, 4, 5):
        below = services.add_clause(edition=draft, after=below, below=True, heading=str(depth)).clause
    with pytest.raises(RuleBroken):
        services.add_clause(edition=draft, after=below, below=True, heading="6")


def test_unknown_parameter_is_refused_by_its_name(draft: Edition):
    with pytest.raises(RuleBroken, match=r"att\.late\.nothing"):
        services.add_clause(edition=draft, heading="新", text="{att.late.nothing}次")


def test_parameter_decided_elsewhere_is_refused_with_the_place(draft: Edition):
    with pytest.raises(RuleBroken, match="一（一）"):
        services.add_clause(edition=draft, heading="新", text=f"{{{MINOR}}}分钟")


def test_naming_a_parameter_makes_a_blank(draft: Edition):
    services.change_clause(edition=draft, clause=row(draft, "附注").clause, heading="附注", text=f"超过{{{MAJOR}}}分钟")
    assert draft.values.get(key=MAJOR).raw is None


def test_dropping_a_parameter_drops_its_value(draft: Edition):
    services.change_clause(edition=draft, clause=row(draft, MINOR).clause, heading=MINOR, text="十分钟")
    assert not draft.values.exists()


def test_rewording_keeps_the_value(draft: Edition):
    services.change_clause(edition=draft, clause=row(draft, MINOR).clause, heading=MINOR, text=f"不超过{{{MINOR}}}分钟")
    assert draft.values.get().raw == 10


def test_introduction_carries_no_number_and_the_others_close_up(draft: Edition):
    services.change_clause(edition=draft, clause=row(draft, MINOR).clause, heading=MINOR, text="", kind="intro")
    assert (row(draft, MINOR).marker, row(draft, "补卡").marker) == ("", "（一）")


def test_wording_that_somebody_else_changed_is_not_overwritten(draft: Edition):
    before = row(draft, "附注")
    seen = wording(before.heading, before.text, before.kind)
    services.change_clause(edition=draft, clause=before.clause, heading="附注", text="甲", seen=seen)
    with pytest.raises(RuleBroken):
        services.change_clause(edition=draft, clause=before.clause, heading="附注", text="乙", seen=seen)
    assert row(draft, "附注").text == "甲"


def test_move_numbers_anew(draft: Edition):
    services.move_clause(edition=draft, clause=row(draft, "附注").clause, way="up")
    assert outline(draft)[2:] == ["一（二） 附注", "一（三） 补卡"]
    services.move_clause(edition=draft, clause=row(draft, "补卡").clause, way="in")
    assert outline(draft)[2:] == ["一（二） 附注", "一（二）1 补卡"]


def test_move_that_leads_nowhere_is_refused(draft: Edition):
    with pytest.raises(RuleBroken):
        services.move_clause(edition=draft, clause=row(draft, "规定").clause, way="out")


def test_remove_takes_along_what_stands_below(draft: Edition):
    assert services.remove_clause(edition=draft, clause=row(draft, "规定").clause) == 4
    assert not draft.texts.exists()
    assert not Clause.objects.filter(rulebook=draft.rulebook).exists()


def test_remove_leaves_published_editions_alone(office: Office):
    first = making.published(office, {MINOR: 10})
    second = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    services.remove_clause(edition=second, clause=row(second, MINOR).clause)
    assert first.values.get().raw == 10
    assert not second.values.exists()


def test_clause_that_is_gone_is_refused(draft: Edition):
    clause = row(draft, "附注").clause
    services.remove_clause(edition=draft, clause=clause)
    with pytest.raises(RuleBroken):
        services.change_clause(edition=draft, clause=clause, heading="附注", text="")


def test_bind_sets_exactly_these_codes(draft: Edition):
    clause = row(draft, "附注").clause
    services.bind_clause(edition=draft, clause=clause, codes=["approvals.reason", "rules.immutable"])
    services.bind_clause(edition=draft, clause=clause, codes=["rules.immutable", "attendance.later"])
    assert sorted(draft.bindings.values_list("code", flat=True)) == ["attendance.later", "rules.immutable"]


# -- a number becomes a parameter --------------------------------------------------------------------


def test_figure_becomes_a_blank_with_its_value(office: Office, draft: Edition):
    clause = row(draft, "补卡").clause
    value = services.turn_into_parameter(
        edition=draft, clause=clause, figure="3", start=6, key="apl.window_days", raw="3", by=office.director, at=NOW
    )
    assert row(draft, "补卡").text == "忘记打卡的，{apl.window_days}天内补卡。"
    assert (value.raw, value.decided_by, value.clause) == ("3", office.director, clause)


def test_of_two_equal_figures_the_one_at_the_place_is_taken(office: Office, draft: Edition):
    clause = row(draft, "附注").clause
    services.change_clause(edition=draft, clause=clause, heading="附注", text="15天内5次，5元")
    services.turn_into_parameter(
        edition=draft, clause=clause, figure="5", start=7, key="exp.submit_deadline_days", raw=5, by=office.director, at=NOW
    )
    assert row(draft, "附注").text == "15天内5次，{exp.submit_deadline_days}元"


def test_figure_that_is_not_there_any_more_is_refused(office: Office, draft: Edition):
    with pytest.raises(RuleBroken, match="3"):
        services.turn_into_parameter(
            edition=draft, clause=row(draft, "补卡").clause, figure="3", start=0, key="apl.window_days", raw=3, by=office.director, at=NOW
        )


def test_figure_stays_in_the_text_when_its_value_is_refused(office: Office, draft: Edition):
    clause = row(draft, "补卡").clause
    with pytest.raises(RuleBroken):
        services.turn_into_parameter(
            edition=draft, clause=clause, figure="3", start=6, key="apl.window_days", raw="三天", by=office.director, at=NOW
        )
    assert row(draft, "补卡").text == "忘记打卡的，3天内补卡。"


# -- settings, discarding ----------------------------------------------------------------------------------


def settings(**others: object) -> dict[str, object]:
    return {"reason": "", "numbering": "outline", "effective_rule": "on_notice", "effective_on": None, "supersedes": ()} | others


def test_other_numbering_numbers_anew(draft: Edition):
    services.change_edition(edition=draft, **settings(numbering="articles"))
    assert outline(draft)[:2] == ["第一章 规定", f"第一条 {MINOR}"]


def test_fixed_date_needs_its_day(draft: Edition):
    with pytest.raises(RuleBroken):
        services.change_edition(edition=draft, **settings(effective_rule="fixed"))


def test_day_is_forgotten_when_it_does_not_decide(draft: Edition):
    services.change_edition(edition=draft, **settings(effective_rule="on_notice", effective_on=NOW.date()))
    assert Edition.objects.get(pk=draft.pk).effective_on is None


def test_rulebook_does_not_give_way_to_itself(draft: Edition):
    with pytest.raises(RuleBroken):
        services.change_edition(edition=draft, **settings(supersedes=[draft.rulebook]))


def test_discarding_the_only_draft_takes_the_rulebook_and_its_route(office: Office, draft: Edition):
    kind = kind_of(draft.rulebook)
    services.discard_draft(edition=draft)
    assert not Rulebook.objects.exists()
    assert not Route.objects.filter(kind=kind).exists()


def test_discarding_keeps_a_rulebook_with_published_editions(office: Office):
    first = making.published(office, {MINOR: 10})
    second = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    services.add_clause(edition=second, heading="新")
    services.discard_draft(edition=second)
    assert list(first.rulebook.editions.all()) == [first]
    assert Clause.objects.filter(created_in=first).count() == 2


def test_draft_that_was_reviewed_is_not_discarded(office: Office, draft: Edition):
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    services.reopen(edition=draft)
    with pytest.raises(RuleBroken):
        services.discard_draft(edition=draft)


@pytest.mark.parametrize("by", ["fallback", "supersedes"])
def test_rulebook_that_another_names_is_not_discarded(office: Office, draft: Edition, by: str):
    facts = Facts(number="B-1", title="乙制度", owner=office.ours, fallback=draft.rulebook if by == "fallback" else None)
    other = services.start_rulebook(facts=facts, by=office.director, at=NOW)
    if by == "supersedes":
        services.change_edition(edition=other, **settings(supersedes=[draft.rulebook]))
    with pytest.raises(RuleBroken, match="乙制度"):
        services.discard_draft(edition=draft)


# -- what is no draft rests ---------------------------------------------------------------------------------


ACTS = {
    "add": lambda edition, clause: services.add_clause(edition=edition, heading="新"),
    "change": lambda edition, clause: services.change_clause(edition=edition, clause=clause, heading="新", text=""),
    "move": lambda edition, clause: services.move_clause(edition=edition, clause=clause, way="up"),
    "remove": lambda edition, clause: services.remove_clause(edition=edition, clause=clause),
    "bind": lambda edition, clause: services.bind_clause(edition=edition, clause=clause, codes=[]),
    "settings": lambda edition, clause: services.change_edition(edition=edition, **settings()),
    "discard": lambda edition, clause: services.discard_draft(edition=edition),
}


@pytest.mark.parametrize("act", ACTS)
def test_published_edition_refuses_every_act(office: Office, act: str):
    edition = making.published(office, {MINOR: 10})
    with pytest.raises(RuleBroken, match=r"不能再改动|never changes"):
        ACTS[act](edition, row(edition, MINOR).clause)


@pytest.mark.parametrize("act", ACTS)
def test_edition_under_review_refuses_every_act(office: Office, draft: Edition, act: str):
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    with pytest.raises(RuleBroken):
        ACTS[act](draft, row(draft, "附注").clause)


# -- two at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_add_a_clause_at_once_both_succeed(office: Office, race):
    edition = making.rulebook(office, {MINOR: 10})
    results = race(*[lambda name=name: services.add_clause(edition=edition, heading=name) for name in ("甲", "乙")])
    assert [type(result) for result in results] == [ClauseText, ClauseText]
    assert list(edition.texts.values_list("order", flat=True).order_by("order")) == [1, 2, 3, 4]
    assert sorted(outline(edition)[2:]) in (["二 甲", "三 乙"], ["三 甲", "二 乙"], ["三 乙", "二 甲"])


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_started_at_once_one_is_refused(office: Office, race):
    rulebook = making.published(office, {MINOR: 10}).rulebook
    results = race(*[lambda: services.draft_edition(rulebook=rulebook, by=office.director, at=NOW)] * 2)
    (refusal,) = [result for result in results if isinstance(result, RuleBroken)]
    assert "2" in str(refusal)
    assert rulebook.editions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_reword_a_clause_at_once_keep_one_wording(office: Office, race):
    edition = making.rulebook(office, {MINOR: 10})
    before = row(edition, "规定")
    seen = wording(before.heading, before.text, before.kind)
    results = race(*[
        lambda text=text: services.change_clause(edition=edition, clause=before.clause, heading="规定", text=text, seen=seen)
        for text in ("甲", "乙")
    ])  # fmt: skip
    assert [type(result) for result in results].count(RuleBroken) == 1
