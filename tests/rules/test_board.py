"""The wall on the director's board: outdated copies as the register has them, and what a reader may know."""

from datetime import date

import pytest

from common import asking
from common.models import Level
from people.models import Employee
from rules.models import Edition, PostingPlace
from rules.selectors.board import covered, kept_month, outdated, wall_of, wall_questions
from rules.selectors.postings import OUTDATED, walls
from rules.services.postings import add_place, post_copy, take_down
from tests import factories
from tests.rules import making
from tests.rules.making import Office, at_noon
from tests.rules.pages import FIRST, LATER, TODAY, on

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)


@pytest.fixture
def place(office: Office) -> PostingPlace:
    return add_place(name="前台", department=office.ours, size="A2")


def second(office: Office, edition: Edition) -> Edition:
    return making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, at_noon(TODAY), on=LATER)


def told(who: Employee, day: date) -> int:
    """As the register says it, beside what the board counts."""
    with on(day):
        hanging = [copy for wall in walls(who.user, day) for copy in wall.copies]
        count = sum(copy.state == OUTDATED for copy in hanging)
        assert outdated(who.user, day).count() == count
    return count


def test_copy_of_the_edition_in_force_is_not_outdated(office: Office, edition: Edition, place: PostingPlace):
    post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    second(office, edition)
    assert told(office.director, TODAY) == 0


def test_copy_is_outdated_from_the_day_of_what_replaces_it(office: Office, edition: Edition, place: PostingPlace):
    post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    second(office, edition)
    assert told(office.director, LATER) == 1


def test_copy_of_what_comes_is_not_outdated(office: Office, edition: Edition, place: PostingPlace):
    post_copy(place=place, edition=second(office, edition), by=office.director, at=at_noon(TODAY))
    assert told(office.director, TODAY) == 0


def test_copy_that_was_taken_down_counts_no_more(office: Office, edition: Edition, place: PostingPlace):
    copy = post_copy(place=place, edition=edition, by=office.director, at=at_noon(TODAY))
    second(office, edition)
    take_down(posting=copy, by=office.director, at=at_noon(TODAY), confirmation="旧版已从墙上取下，照片已存档。")
    assert told(office.director, LATER) == 0


def test_walls_of_others_and_secret_rulebooks_do_not_count(office: Office, edition: Edition, place: PostingPlace):
    secret = making.published(office, {FINE: "20.00"}, number="YY-7", on=FIRST, level=Level.SECRET)
    post_copy(place=place, edition=secret, by=office.director, at=at_noon(TODAY))
    making.publish(making.next_edition(secret.rulebook, office, {FINE: "30.00"}), office, at_noon(TODAY), on=LATER)
    elsewhere = factories.holder(factories.post(factories.department("市场部", office.company), "市场总监", 5), "市场总监")
    factories.grant(elsewhere, "director", elsewhere.on(TODAY).department)
    assert told(elsewhere, LATER) == 0
    factories.grant(elsewhere, "auditor")
    assert told(Employee.objects.get(pk=elsewhere.pk), LATER) == 1


def test_blanks_and_outdated_are_asked_in_one_query(office: Office, edition: Edition, rf, count_queries):
    def asked() -> int:
        request = rf.get("/")
        request.user = office.director.user
        return wall_of(asking.ask(request, wall_questions(request.user, TODAY))).blanks

    assert asked() == 0
    assert count_queries(asked) == 1


def test_coverage_counts_only_what_the_reader_may_open(office: Office, edition: Edition):
    making.published(office, {FINE: "20.00"}, number="YY-8", on=FIRST, level=Level.SECRET, owner=office.company)
    assert set(covered(office.director.user, TODAY).numbers) == {"YY-1"}
    assert set(covered(office.manager.user, TODAY).numbers) == {"YY-1", "YY-8"}


def test_figures_of_what_no_rule_demands_are_left_out(office: Office):
    assert kept_month(office.manager.user, TODAY, ()).counted == 0
