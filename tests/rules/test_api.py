"""What programs read of the wall: what is in force on a day, with its clauses, and nothing confidential."""

from datetime import date

import pytest

from common import clock
from rules.models import Rulebook
from tests import factories
from tests.people.keys import asker, every_page, rows
from tests.rules import making
from tests.rules.making import Office

FIRST, SECOND = date(2026, 11, 3), date(2026, 12, 1)
VALUES = {"att.late.minor_max_minutes": 10, "att.late.minor_fine_cny": "20", "att.late.major_min_minutes": None}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later():
    with clock.stopped(making.at_noon(date(2026, 12, 10))):
        yield


@pytest.fixture
def wall(office: Office) -> Office:
    making.published(office, VALUES, on=FIRST, number="KQ", owner=office.company)
    return office


def values(row):
    return {value["key"]: value for value in row["values"]}


def test_edition_in_force_tells_its_values_with_unit_and_clause(wall):
    told = rows(asker(wall.manager.user)("rulebooks"))[0]
    found = values(told)
    assert (told["number"], told["edition"], told["in_force_from"], told["in_force_to"]) == ("KQ", 1, "2026-11-03", None)
    assert (found["att.late.minor_max_minutes"]["value"], found["att.late.minor_max_minutes"]["unit"]) == (10, "minute")
    assert found["att.late.minor_fine_cny"]["value"] == "20.00"
    assert found["att.late.minor_fine_cny"]["currency"] == "CNY"
    assert all(value["clause"] for value in told["values"])
    assert told["department"] is None
    assert len(told["digest"]) == 64


def test_undecided_value_is_null(wall):
    assert values(rows(asker(wall.manager.user)("rulebooks"))[0])["att.late.major_min_minutes"]["value"] is None


def test_fields_of_a_rulebook_are_those_of_the_index(wall):
    ask = asker(wall.manager.user)
    named = {one["name"]: {field["name"] for field in one["fields"]} for one in ask("").json()["resources"]}
    assert set(rows(ask("rulebooks"))[0]) == named["rulebooks"]


def test_what_was_in_force_on_a_day_stays_readable(wall):
    making.publish(making.next_edition(Rulebook.objects.get(), wall, {"att.late.minor_max_minutes": 15}), wall, on=SECOND)
    ask = asker(wall.manager.user)
    on = {day: rows(ask("rulebooks", on=day)) for day in ("2026-11-02", "2026-11-30", "2026-12-01")}
    assert on["2026-11-02"] == []
    assert [(row["edition"], row["in_force_to"]) for row in on["2026-11-30"]] == [(1, "2026-11-30")]
    assert [row["edition"] for row in on["2026-12-01"]] == [2]
    assert values(on["2026-12-01"][0])["att.late.minor_max_minutes"]["value"] == 15


@pytest.mark.parametrize("level", ["restricted", "secret"])
def test_confidential_rulebook_is_never_read(wall, level):
    Rulebook.objects.update(level=level)
    assert rows(asker(wall.manager.user)("rulebooks")) == []
    assert rows(asker(wall.manager.user)("rulebooks", rulebook="KQ")) == []


def test_draft_is_not_read(wall):
    making.rulebook(wall, {"att.late.monthly_dismissal_count": 3}, number="JB")
    assert [row["number"] for row in rows(asker(wall.manager.user)("rulebooks"))] == ["KQ"]


def test_key_of_a_department_reads_its_own_rules_and_those_above_but_not_beside(wall):
    beside = factories.department("市场部", wall.company)
    making.published(wall, {"att.late.minor_max_minutes": 5}, on=FIRST, number="SC", departments=[beside])
    making.published(wall, {"att.late.minor_max_minutes": 6}, on=FIRST, number="KF", departments=[wall.team])
    assert [row["number"] for row in rows(asker(wall.manager.user, unit=wall.ours)("rulebooks"))] == ["KF", "KQ"]
    assert [row["number"] for row in rows(asker(wall.manager.user, unit=beside)("rulebooks"))] == ["KQ", "SC"]


def test_pages_of_rulebooks_are_whole_and_ask_as_much_for_many(wall, assert_queries_constant):
    ask = asker(wall.manager.user)

    def grow():
        for number, key in (("A1", "att.late.monthly_dismissal_count"), ("B2", "lev.min_notice_days"), ("C3", "pol.pilot_days")):
            making.published(wall, {key: 5}, on=FIRST, number=number)

    assert_queries_constant(lambda: ask("rulebooks"), grow, at_most=5)
    assert [row["number"] for row in every_page(ask, "rulebooks", limit="1")] == ["A1", "B2", "C3", "KQ"]
