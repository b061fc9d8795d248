"""What falls due in the rules by itself stands among the periodic duties."""

from datetime import date

import pytest

from common import clock
from rules.services.postings import add_place, open_replacements, post_copy
from rules.services.upkeep import hold_review
from tests import factories
from tests.duties.conftest import at
from tests.duties.test_done import photo
from tests.duties.test_pages import as_
from tests.rules import making
from tests.rules.making import Office

FIRST = date(2026, 11, 3)


@pytest.fixture
def edition(office: Office) -> making.Edition:
    """A rulebook on the wall since 2 November, to be reviewed after a hundred days."""
    return making.published(office, {"pol.review_interval_days": "100"}, on=FIRST, number="YY", level="public")


def lines(office: Office, day: date, path: str = "/duties/") -> list[tuple[str, date, date | None, str]]:
    with clock.stopped(at(day)):
        shown = as_(office.director).get(path).context["lines"]
    return [(line.url, line.due_on, line.last_on, line.owner_names) for line in shown]


def test_review_is_due_from_publication_and_then_from_the_last_review(office: Office, edition: making.Edition):
    url = "/rules/YY/reviews/"
    assert lines(office, FIRST) == [(url, date(2027, 2, 10), None, office.director.name)]
    held = date(2026, 12, 1)
    hold_review(edition=edition, held_on=held, summary="有效", decision="keep", findings=[], by=office.director, at=at(held))
    assert lines(office, held) == [(url, date(2027, 3, 11), held, office.director.name)]


def test_overdue_review_stands_with_whoever_heads_the_unit(office: Office, edition: making.Edition):
    with clock.stopped(at(date(2027, 2, 12))):
        [line] = as_(office.director).get("/my-duties/").context["mine"].natural
    assert (line.url, line.state) == ("/rules/YY/reviews/", "overdue")


def test_review_covers_the_clause_that_asks_for_it(office: Office, edition: making.Edition):
    with clock.stopped(at(FIRST)):
        found = as_(office.director).get("/duties/").context["figure"]
    assert (found.with_duty, found.clauses) == (1, 1)


def test_reviews_of_another_unit_are_not_shown(office: Office, edition: making.Edition):
    elsewhere = factories.department("市场部", office.company)
    stranger = factories.holder(factories.post(elsewhere, "经理", 5, is_head=True), "经理")
    factories.grant(stranger, "director", elsewhere)
    with clock.stopped(at(FIRST)):
        assert as_(stranger).get("/duties/").context["lines"] == []


def test_poster_to_be_replaced_is_a_duty_of_the_place(office: Office, edition: making.Edition):
    with clock.stopped(at(FIRST)):
        place = add_place(name="前台", department=office.ours, size="A2")
        post_copy(place=place, edition=edition, by=office.director, at=at(FIRST), photo=photo())
    draft = making.next_edition(edition.rulebook, office, {"pol.review_interval_days": "90"})
    later = date(2026, 11, 23)
    new = making.publish(draft, office, at=at(date(2026, 11, 20)), on=later)
    open_replacements(edition=new, first_day=later, at=at(date(2026, 11, 20)))
    shown = [line for line in lines(office, later) if "/postings/tasks/" in line[0]]
    assert [(due is not None, last, owner) for _url, due, last, owner in shown] == [(True, FIRST, office.director.name)]
