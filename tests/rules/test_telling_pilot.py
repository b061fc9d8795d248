"""A pilot is read where it is tried, and the edition before goes on to be read elsewhere."""

from datetime import date

import pytest

from rules import services
from rules.models import Edition
from rules.services.telling import follow_scope
from tests import factories
from tests.rules import making, reading
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST
from tests.rules.reading import asked
from tests.rules.test_pilot import AFTER, BEGINS, MINOR, tried

pytestmark = pytest.mark.django_db
BETWEEN = date(2026, 11, 20)


@pytest.fixture
def first(office: Office) -> Edition:
    """For two units, each with one person."""
    other = factories.department("推广组", office.ours)
    factories.holder(factories.post(other, "推广", 1), "张三")
    return making.published(office, {MINOR: 10, "pol.ack_days": "7"}, on=FIRST, departments=[office.team, other])


@pytest.fixture
def pilot(office: Office, first: Edition) -> Edition:
    return tried(making.next_edition(first.rulebook, office, {MINOR: 15}), office, office.team)


def test_pilot_asks_only_where_it_is_tried(office: Office, first: Edition, pilot: Edition):
    assert (asked(first), asked(pilot)) == (["张三"], ["李雯"])
    assert follow_scope(at=at_noon(BEGINS)) == 0


def test_after_the_pilot_the_edition_before_is_asked_again(office: Office, first: Edition, pilot: Edition):
    follow_scope(at=at_noon(AFTER))
    assert (asked(first), asked(pilot)) == (["张三", "李雯"], [])


def test_whoever_had_acknowledged_the_edition_before_is_not_asked_again(office: Office, first: Edition):
    reading.acknowledge(first, office.staff, at=NOW)
    pilot = tried(making.next_edition(first.rulebook, office, {MINOR: 15}), office, office.team)
    follow_scope(at=at_noon(AFTER))
    assert (asked(first), asked(pilot)) == (["张三"], [])


def test_promotion_asks_the_others(office: Office, first: Edition, pilot: Edition):
    reading.acknowledge(pilot, office.staff, at=at_noon(BETWEEN))
    services.promote_pilot(edition=pilot, result="投诉减少", from_on=date(2026, 11, 25), by=office.director, at=at_noon(BETWEEN))
    assert (asked(first), asked(pilot)) == ([], ["张三"])
    assert follow_scope(at=at_noon(date(2026, 11, 25))) == 0


def test_new_joiner_of_the_unit_reads_the_pilot(office: Office, first: Edition, pilot: Edition):
    factories.holder(factories.post(office.team, "专员丙", 1), "新人", during=(BETWEEN, None), joined_on=BETWEEN)
    follow_scope(at=at_noon(BETWEEN))
    assert (asked(first), asked(pilot)) == (["张三"], ["新人", "李雯"])
