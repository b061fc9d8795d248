"""Which day a punch belongs to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.domain import business_minutes, day_starts_between
from tests.attendance.days import DAY, segments

BEFORE, AFTER = date(2026, 11, 19), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("shift", "minute"),
    [
        pytest.param("09:00-12:00 13:00-18:00", 90, id="office-01:30"),
        pytest.param("22:00-30:00", 14 * 60, id="night-14:00"),
        pytest.param("00:00-08:00", -8 * 60, id="early-16:00-of-the-day-before"),
        pytest.param("08:00-32:00", 8 * 60, id="round-the-clock"),
    ],
)
def test_day_changes_halfway_between_two_days_of_work(shift, minute):
    assert day_starts_between(segments(shift)) == minute


def test_day_without_hours_changes_at_midnight():
    assert day_starts_between(()) == 0


@pytest.mark.parametrize(
    ("minute", "starts", "belongs"),
    [
        pytest.param(4 * 60 + 59, 5 * 60, (BEFORE, 28 * 60 + 59), id="04:59-is-still-the-day-before"),
        pytest.param(5 * 60, 5 * 60, (DAY, 5 * 60), id="05:00-is-the-day"),
        pytest.param(0, 0, (DAY, 0), id="midnight"),
        pytest.param(23 * 60 + 59, 14 * 60, (DAY, 23 * 60 + 59), id="night-shift-evening"),
        pytest.param(6 * 60, 14 * 60, (BEFORE, 30 * 60), id="night-shift-morning"),
        pytest.param(23 * 60 + 55, -8 * 60, (AFTER, -5), id="five-minutes-before-a-shift-at-midnight"),
    ],
)
def test_punch_before_the_change_of_day_belongs_to_the_day_before(minute, starts, belongs):
    assert business_minutes(DAY, minute, starts) == belongs


@given(st.integers(0, 1439), st.integers(-720, 1439))
def test_every_punch_belongs_to_one_day_and_keeps_its_instant(minute, starts):
    day, relative = business_minutes(DAY, minute, starts)
    assert starts <= relative < starts + 1440
    assert (day - DAY).days * 1440 + relative == minute
