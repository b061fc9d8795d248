"""Money, periods, digests, the clock: plain values."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import clock
from common.digests import digest
from common.errors import RuleBroken
from common.money import rounded, split
from common.periods import Period, business_date

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_split_gives_the_odd_fen_to_the_last():
    assert split(Decimal("100.00"), [1, 1, 1]) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.lists(st.integers(0, 100), min_size=1, max_size=9).filter(any))
def test_split_adds_up(amount, weights):
    assert sum(split(amount, weights)) == amount


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_split_refuses_weights_that_share_nothing(weights):
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(1), weights)


@pytest.mark.parametrize(("amount", "shown"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68")])
def test_rounded_half_up(amount, shown):
    assert rounded(Decimal(amount)) == Decimal(shown)


@pytest.mark.parametrize(("month", "days"), [((2026, 12), 31), ((2026, 2), 28), ((2028, 2), 29)])
def test_period_month_has_its_days(month, days):
    assert len(Period.month(*month)) == days
    assert list(Period.month(*month))[-1].day == days


def test_period_refuses_to_end_before_it_starts():
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_period_overlap_includes_both_ends():
    a, b = Period(date(2026, 1, 1), date(2026, 1, 10)), Period(date(2026, 1, 10), date(2026, 1, 20))
    assert a.overlap(b) == Period(date(2026, 1, 10), date(2026, 1, 10))
    assert Period.month(2026, 1).overlap(Period.month(2026, 3)) is None
    assert date(2026, 1, 10) in a


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        pytest.param(datetime(2026, 11, 19, 18, 10, tzinfo=UTC), date(2026, 11, 19), id="02:10-is-the-evening-before"),
        pytest.param(datetime(2026, 11, 19, 21, 0, tzinfo=UTC), date(2026, 11, 20), id="05:00-is-the-new-day"),
    ],
)
def test_business_date_starts_at_five(utc, day):
    assert business_date(utc, tz=SHANGHAI, day_starts=time(5)) == day


def test_digest_does_not_depend_on_order_or_type_of_mapping():
    assert digest({"b": 1, "a": Decimal("2.50")}) == digest({"a": Decimal("2.50"), "b": 1})
    assert digest({"a": Decimal("2.50")}) != digest({"a": Decimal("2.5")})
    assert len(digest([])) == 64


def test_clock_today_is_the_company_date():
    with clock.stopped(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 21)
    assert clock.now().year >= 2026


def test_rule_broken_fills_its_sentence():
    assert str(RuleBroken("%(n)d left", n=3)) == "3 left"
    assert str(RuleBroken("100 % sure")) == "100 % sure"
