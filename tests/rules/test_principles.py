"""Purposes, tenets and principles as tagged clauses that others serve (POL-03)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from common.errors import RuleBroken
from rules import services
from rules.models import Edition, PrincipleLink
from rules.services.starting import Facts
from rules.shipped import names, shipped
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, as_, on, said
from tests.rules.writing import clause_url, row

MINOR = "att.late.minor_max_minutes"
TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


def fair(office: Office, name: str = "公正性", **facts) -> Edition:
    """A draft that states a principle, and two clauses of which one serves it."""
    draft = making.rulebook(office, {MINOR: 10}, **facts)
    stated = services.add_clause(edition=draft, heading=name, text="同样的情形同样处理。")
    services.add_clause(edition=draft, heading="表扬", text="表现好的予以表扬。")
    services.tag_clause(edition=draft, clause=stated.clause, tag="principle")
    services.serve_principles(edition=draft, clause=row(draft, MINOR).clause, principles=[stated.clause])
    return draft


@pytest.mark.row("POL-03")
def test_clauses_linked_to_fairness_are_listed_by_it(office: Office):
    making.publish(fair(office, departments=[office.ours]), office, on=FIRST)
    other = fair(office, "公正性原则", title="奖惩制度", departments=[office.company])
    services.serve_principles(edition=other, clause=row(other, "表扬").clause, principles=[row(other, "公正性原则").clause])
    services.remove_clause(edition=other, clause=row(other, MINOR).clause)
    making.publish(other, office, on=FIRST)
    with on(TODAY):
        text = said(as_(office.staff), "/rules/principles/?q=公正性")
    assert "考勤管理制度 第1版" in text
    assert "奖惩制度 第1版" in text
    assert MINOR in text
    assert "表扬" in text


def test_clause_that_is_not_linked_is_not_listed(office: Office):
    making.publish(fair(office), office, on=FIRST)
    with on(TODAY):
        assert "表扬" not in said(as_(office.staff), "/rules/principles/?q=公正性")


def test_principles_of_a_draft_are_not_listed(office: Office):
    fair(office)
    with on(TODAY):
        assert "公正性" not in said(as_(office.director), "/rules/principles/")


def test_reader_finds_no_principle_of_rules_that_are_hidden_from_them(office: Office):
    making.publish(fair(office, level="secret", posts=[office.director.assignments.get().post]), office, on=FIRST)
    stranger = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    with on(TODAY):
        assert "公正性" not in said(as_(stranger), "/rules/principles/?q=别的")


def test_author_tags_and_links_in_the_form_of_the_clause(office: Office):
    draft = fair(office)
    with on(NOW.date()):
        client = as_(office.director)
        client.post(clause_url("clause-edit", draft, "表扬"), {
            "heading": "表扬", "text": "表现好的予以表扬。", "kind": "clause", "tag": "", "serves": [row(draft, "公正性").clause_id],
        })  # fmt: skip
        client.post(clause_url("clause-edit", draft, MINOR), {"heading": MINOR, "text": f"{{{MINOR}}}", "kind": "clause", "tag": "tenet"})
    assert PrincipleLink.objects.get(edition=draft).clause_id == row(draft, "表扬").clause_id
    assert row(draft, MINOR).tag == "tenet"


def test_only_a_tagged_clause_can_be_served(office: Office):
    draft = fair(office)
    with pytest.raises(RuleBroken):
        services.serve_principles(edition=draft, clause=row(draft, MINOR).clause, principles=[row(draft, "表扬").clause])
    with pytest.raises(RuleBroken):
        services.serve_principles(edition=draft, clause=row(draft, "公正性").clause, principles=[row(draft, "公正性").clause])


def test_tag_taken_away_takes_its_links(office: Office):
    draft = fair(office)
    services.tag_clause(edition=draft, clause=row(draft, "公正性").clause, tag="")
    assert not draft.principle_links.exists()


def test_clause_taken_out_takes_its_links(office: Office):
    draft = fair(office)
    services.remove_clause(edition=draft, clause=row(draft, "公正性").clause)
    assert not draft.principle_links.exists()


def test_links_follow_into_the_next_edition_and_rest_in_the_published_one(office: Office):
    first = making.publish(fair(office), office, on=FIRST)
    following = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    assert following.principle_links.count() == 1
    with pytest.raises(DatabaseError, match="only in a draft"), transaction.atomic():
        PrincipleLink.objects.create(edition=first, clause=row(first, "表扬").clause, principle=row(first, "公正性").clause)


def test_rewording_a_clause_elsewhere_leaves_its_links(office: Office):
    draft = fair(office)
    services.change_clause(edition=draft, clause=row(draft, MINOR).clause, heading=MINOR, text=f"{{{MINOR}}}分钟")
    assert draft.principle_links.count() == 1


@pytest.mark.parametrize("name", names())
def test_shipped_rulebook_states_what_it_is_for(office: Office, name: str):
    template = shipped(name)
    facts = Facts(number=f"S-{name}", title=template.title, owner=office.ours)
    edition = services.start_rulebook(facts=facts, by=office.director, at=NOW, template=template)
    assert edition.texts.filter(tag="purpose").exists()
    assert edition.principle_links.count() == sum(len(clause.serves) for clause in template.clauses)
