"""A small edition corrects the wording and nothing else."""

from datetime import date

import pytest

from common.errors import RuleBroken
from rules import services
from rules.models import Edition
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, as_, on
from tests.rules.writing import row

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(office: Office) -> Edition:
    """The second edition of a rulebook, marked as small."""
    first = making.rulebook(office, {MINOR: 10})
    services.add_clause(edition=first, heading="附则", text="解释权归运营部。")
    making.publish(first, office, on=FIRST)
    draft = services.draft_edition(rulebook=first.rulebook, by=office.director, at=NOW)
    return services.change_edition(
        edition=draft, reason="错字", numbering=draft.numbering, effective_rule="fixed", effective_on=date(2026, 12, 1), weight="minor"
    )


def test_small_edition_with_a_corrected_word_goes_its_way(office: Office, small: Edition):
    services.change_clause(edition=small, clause=row(small, "附则").clause, heading="附则", text="由运营部解释。")
    edition = making.publish(small, office, on=None)
    assert (edition.weight, edition.state) == ("minor", "published")


def heavier(change: str, small: Edition, office: Office) -> None:
    match change:
        case "value":
            services.decide_value(edition=small, key=MINOR, raw=15, by=office.director, at=NOW)
        case "unit":
            services.decide_value(edition=small, key=MINOR, raw=15, by=office.director, at=NOW, department=office.team)
        case "binding":
            services.bind_clause(edition=small, clause=row(small, "附则").clause, codes=["approvals.not_own"])
        case "new":
            services.add_clause(edition=small, heading="新条款")
        case "gone":
            services.remove_clause(edition=small, clause=row(small, "附则").clause)
        case "order":
            services.move_clause(edition=small, clause=row(small, "附则").clause, way="up")
        case "level":
            services.move_clause(edition=small, clause=row(small, "附则").clause, way="in")
        case "tag":
            services.tag_clause(edition=small, clause=row(small, "附则").clause, tag="definition")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("value", "分钟"),
        ("unit", "分钟"),
        ("binding", "附则"),
        ("new", "新条款"),
        ("gone", "附则"),
        ("order", "顺序"),
        ("level", "附则"),
        ("tag", "附则"),
    ],
)
def test_small_edition_that_changes_more_is_refused_by_name(office: Office, small: Edition, change: str, named: str):
    heavier(change, small, office)
    with pytest.raises(RuleBroken, match=named):
        services.ask_review(edition=small, reviewer=office.counsel, at=NOW)
    assert Edition.objects.get(pk=small.pk).state == "draft"


def test_small_edition_that_changes_more_is_refused_at_publication_too(office: Office, small: Edition):
    """Marked small after the review, past the services."""
    services.change_edition(
        edition=small, reason="", numbering=small.numbering, effective_rule="fixed", effective_on=date(2026, 12, 1), weight="major"
    )
    services.decide_value(edition=small, key=MINOR, raw=15, by=office.director, at=NOW)
    approved = making.approve(small, office)
    Edition.objects.filter(pk=approved.pk).update(weight="minor")
    with pytest.raises(RuleBroken):
        services.publish(edition=approved, by=office.director, at=NOW)


def test_first_edition_is_never_small(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    services.change_edition(
        edition=draft, reason="", numbering=draft.numbering, effective_rule="on_notice", effective_on=None, weight="minor"
    )
    with pytest.raises(RuleBroken):
        services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)


def test_author_chooses_the_weight_in_the_settings(office: Office, small: Edition):
    sent = {"reason": "改", "weight": "major", "numbering": "outline", "effective_rule": "on_notice"}
    with on(NOW.date()):
        as_(office.director).post(f"/rules/editions/{small.pk}/settings/", sent)
    assert Edition.objects.get(pk=small.pk).weight == "major"
