"""Quiet hours and waiting times."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.domain import MAX_ATTEMPTS, due_after_quiet, next_attempt

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = (time(22), time(7, 30))
LUNCH = (time(12), time(13))


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "quiet", "due"),
    [
        pytest.param("20T21:59", NIGHT, "20T21:59", id="before-the-night"),
        pytest.param("20T22:00", NIGHT, "21T07:30", id="the-start-is-quiet"),
        pytest.param("20T00:00", NIGHT, "20T07:30", id="after-midnight"),
        pytest.param("20T07:30", NIGHT, "20T07:30", id="the-end-is-not"),
        pytest.param("20T12:15", LUNCH, "20T13:00", id="within-one-day"),
        pytest.param("20T13:15", LUNCH, "20T13:15", id="after-it"),
        pytest.param("20T03:00", (None, None), "20T03:00", id="no-quiet-hours"),
    ],
)
def test_quiet_hours_hold_a_message_until_they_end(now, quiet, due):
    assert due_after_quiet(at(now), *quiet, SHANGHAI) == at(due)


def test_quiet_hours_are_those_of_the_zone():
    assert due_after_quiet(datetime(2026, 11, 20, 15, tzinfo=UTC), *NIGHT, SHANGHAI) == at("21T07:30")


@given(st.integers(0, 525_600), st.times(), st.times())
def test_what_is_held_goes_out_within_a_day_and_outside_the_quiet_hours(minute, start, end):
    now = datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    due = due_after_quiet(now, start, end, SHANGHAI)
    assert now <= due <= now + timedelta(days=1)
    assert due_after_quiet(due, start, end, SHANGHAI) == due or start == end


def test_known_failures_are_tried_again_later_and_later_and_then_no_more():
    now = at("20T09:00")
    waits = [next_attempt(now, attempts) for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] == now + timedelta(minutes=1)
