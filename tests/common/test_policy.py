"""The kernel: values by date and department, typed, cited; undecided without a provider."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal

import pytest
from django.utils import translation

from common import parameters, policy
from common.periods import Period
from common.policy import Choice, Citation, Minutes, Money, PlainProvider, Policy, Schedule, Setting, Table, TimeRange, Weekdays

DAY = date(2026, 11, 20)


@pytest.fixture
def late() -> Iterator[type[Policy]]:
    """A policy class of this test alone."""
    before = dict(parameters._declared)

    class Late(Policy):
        most = Minutes("test.most_minutes")
        fine = Money("test.fine_cny")
        gap = Choice("test.gap", options=("minor", "major"))

    yield Late
    parameters._declared.clear()
    parameters._declared.update(before)


def test_policy_that_no_rule_names_is_undecided(late):
    with policy.using(PlainProvider({})):
        rule = late.on(DAY, None)
    assert rule.most is None
    assert rule.cite("most") is None
    assert [p.key for p in rule.undecided()] == ["test.most_minutes", "test.fine_cny", "test.gap"]


def test_policy_reads_values_in_their_types(late):
    with policy.using(PlainProvider({"test.most_minutes": "10", "test.fine_cny": "20", "test.gap": "minor"})):
        rule = late.on(DAY, 7)
    assert (rule.most, rule.fine, rule.gap) == (10, Decimal("20.00"), "minor")
    assert rule.undecided() == []


def test_policy_value_holds_from_its_day(late):
    provider = PlainProvider({"test.most_minutes": 10}, {date(2026, 12, 1): {"test.most_minutes": 15}})
    with policy.using(provider):
        assert late.on(date(2026, 11, 30), None).most == 10
        assert late.on(date(2026, 12, 1), None).most == 15


def test_policy_over_cuts_where_a_value_changes(late):
    provider = PlainProvider({"test.most_minutes": 10}, {date(2026, 11, 16): {"test.most_minutes": 15}})
    with policy.using(provider):
        parts = late.over(Period.month(2026, 11), None)
    assert [(p.first.day, p.last.day, rule.most) for p, rule in parts] == [(1, 15, 10), (16, 30, 15)]


def test_policy_over_is_one_part_when_nothing_changes(late):
    with policy.using(PlainProvider({"test.most_minutes": 10})):
        parts = late.over(Period.month(2026, 11), None)
    assert [(len(p), rule.most) for p, rule in parts] == [(30, 10)]


def test_policy_cites_where_the_value_stands(late):
    citation = Citation("考勤管理制度", 3, "五（一）3", origin="运营部")

    class OneClause:
        def setting(self, key: str, day: date, department_id: int | None, post_id: int | None = None) -> Setting | None:
            return Setting(10, citation) if key == "test.most_minutes" and department_id == 7 else None

        def changes(self, keys, period, department_id):
            return []

        def kept(self):
            return None

    with policy.using(OneClause()):
        assert str(late.on(DAY, 7).cite("most")) == "考勤管理制度 第3版 五（一）3"
        assert late.on(DAY, 8).cite("most") is None


def test_citation_speaks_the_readers_language_and_is_recorded_in_one():
    citation = Citation("考勤管理制度", 3, "五（一）3")
    with translation.override("en"):
        assert (str(citation), citation.recorded) == ("考勤管理制度, edition 3 五（一）3", "考勤管理制度 第3版 五（一）3")
        assert policy.said(citation.recorded) == str(citation)
        assert policy.said("") == ""


def test_policy_provider_is_put_back_after_the_block(late):
    with policy.using(PlainProvider({"test.most_minutes": 7})):
        with policy.using(PlainProvider({"test.most_minutes": 10})):
            pass
        assert late.on(DAY, None).most == 7


def test_parameter_declared_twice_is_refused(late):
    with pytest.raises(ValueError, match="declared twice"):
        type("Again", (Policy,), {"most": Minutes("test.most_minutes")})


@pytest.mark.parametrize(
    ("parameter", "raw", "value"),
    [
        pytest.param("Minutes", "12", 12, id="minutes-text"),
        pytest.param("Money", "0.5", Decimal("0.50"), id="money-two-places"),
        pytest.param("Percent", 100, 100, id="percent-100"),
        pytest.param("Time", "18:00", time(18), id="time"),
        pytest.param("Days", "0.5", Decimal("0.5"), id="half-day"),
    ],
)
def test_parameter_reads(late, parameter, raw, value):
    assert getattr(parameters, parameter)("test.read").parse(raw) == value


@pytest.mark.parametrize(
    ("parameter", "raw"),
    [
        pytest.param("Minutes", -1, id="below-zero"),
        pytest.param("Minutes", "1.5", id="part-of-a-minute"),
        pytest.param("Minutes", True, id="bool"),
        pytest.param("Minutes", None, id="none"),
        pytest.param("Money", "1.005", id="three-places"),
        pytest.param("Money", "NaN", id="nan"),
        pytest.param("Money", "1e400", id="huge-exponent"),
        pytest.param("Percent", 101, id="over-100"),
        pytest.param("Time", "25:00", id="no-such-time"),
        pytest.param("TimeRange", ["13:00", "12:00"], id="end-before-start"),
        pytest.param("Weekdays", [0, 1], id="weekday-zero"),
        pytest.param("Schedule", [["09:00", "12:00"], ["11:00", "13:00"]], id="overlap"),
        pytest.param("Schedule", [], id="no-segment"),
        pytest.param("Schedule", [["09:00"]], id="half-a-segment"),
    ],
)
def test_parameter_refuses_with_a_sentence(late, parameter, raw):
    with pytest.raises(ValueError, match=r"[一-鿿]|\w+ "):
        getattr(parameters, parameter)("test.refuse").parse(raw)


def test_schedule_reads_26_00_and_night(late):
    segments = Schedule("test.night").parse([["22:00", "02:00"]])
    assert [(s.start, s.end) for s in segments] == [(22 * 60, 26 * 60)]
    assert Schedule("test.late").parse([["20:00", "26:00"]]) == Schedule("test.late2").parse([["20:00", "02:00"]])


def test_table_reads_each_cell(late):
    assert Table("test.table", value=int).parse({"文案策划": "1", "客服专员": 4}) == {"文案策划": 1, "客服专员": 4}
    with pytest.raises(ValueError, match=r".+"):
        Table("test.table2", value=int).parse({"文案策划": "x"})


def test_time_range_and_weekdays(late):
    assert TimeRange("test.range").parse(["12:00", "13:00"]) == (time(12), time(13))
    assert Weekdays("test.days").parse([1, 2, 5]) == frozenset({1, 2, 5})
