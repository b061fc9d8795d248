"""When a duty falls due, on plain values."""

from datetime import date, timedelta

import pytest

from common.periods import Period
from duties.domain import Occurrence, Rhythm, Workdays, following, state_of, tell_from
from workdays import domain as days

HOLIDAYS = {date(2026, 10, n) for n in range(1, 8)}
MAKEUP = {date(2026, 10, 10)}  # a Saturday on which work is done


def is_working(day: date) -> bool:
    return day in MAKEUP or (day.weekday() < 5 and day not in HOLIDAYS)


WORKDAYS = Workdays(lambda day: days.due_on_workday(day, is_working), lambda day, n: days.add_workdays(day, n, is_working))


def due(rhythm: Rhythm, count: int, start: date) -> list[date]:
    """The first due days, none of them ever done."""
    found: list[Occurrence] = []
    for _ in range(count):
        one = following(rhythm, found[-1] if found else None, start=start, not_before=start, workdays=WORKDAYS)
        assert one is not None
        found.append(one)
    return [one.due_on for one in found]


@pytest.mark.parametrize(
    ("rhythm", "start", "expected"),
    [
        (Rhythm("weekly", weekday=5), date(2026, 9, 21), ["09-25", "10-08", "10-09", "10-16"]),  # 10-02 lies in the holiday
        (Rhythm("weekly", weekday=6), date(2026, 10, 5), ["10-10", "10-19"]),  # a worked Saturday, then a Saturday off
        (Rhythm("monthly", month_day=31), date(2026, 2, 1), ["03-02", "03-31", "04-30"]),  # 02-28 is a Saturday
        (Rhythm("monthly", month_day=10), date(2026, 9, 11), ["10-10", "11-10"]),
        (Rhythm("quarterly", month=3, month_day=20), date(2026, 1, 1), ["03-20", "06-22", "09-21"]),
        (Rhythm("yearly", month=10, month_day=1), date(2026, 1, 1), ["10-08"]),
        (Rhythm("workdays", every=1), date(2026, 9, 30), ["09-30", "10-08", "10-09", "10-10"]),
        (Rhythm("workdays", every=3), date(2026, 9, 30), ["10-09", "10-13"]),
        (Rhythm("parameter", every=30), date(2026, 9, 2), ["10-08", "11-09"]),
    ],
    ids=["week-over-holiday", "saturday", "last-of-month", "make-up-due", "quarter", "year", "each-workday", "third-workday", "days"],
)  # fmt: skip
def test_due_days_move_to_working_days(rhythm, start, expected):
    assert [f"{day:%m-%d}" for day in due(rhythm, len(expected), start)] == expected


def test_two_that_would_share_a_day_are_one():
    first = Occurrence(date(2026, 10, 8), Period(date(2026, 9, 28), date(2026, 10, 4)))
    one = following(Rhythm("weekly", weekday=1), first, start=date(2026, 9, 1), not_before=date(2026, 9, 1), workdays=WORKDAYS)
    assert one == Occurrence(date(2026, 10, 12), Period(date(2026, 10, 12), date(2026, 10, 18)))


def test_done_early_counts_from_the_day_it_was_done():
    last = Occurrence(date(2026, 11, 30), Period(date(2026, 11, 1), date(2026, 11, 30)), done_on=date(2026, 11, 10))
    one = following(Rhythm("parameter", every=30), last, start=date(2026, 11, 1), not_before=date(2026, 11, 1), workdays=WORKDAYS)
    assert one == Occurrence(date(2026, 12, 10), Period(date(2026, 11, 11), date(2026, 12, 10)))


def test_done_late_counts_from_the_day_it_was_due():
    last = Occurrence(date(2026, 11, 30), Period(date(2026, 11, 1), date(2026, 11, 30)), done_on=date(2026, 12, 8))
    one = following(Rhythm("workdays", every=5), last, start=date(2026, 11, 1), not_before=date(2026, 11, 1), workdays=WORKDAYS)
    assert one is not None
    assert one.due_on == date(2026, 12, 7)


def test_undecided_interval_asks_nothing():
    assert following(Rhythm("parameter"), None, start=date(2026, 11, 1), not_before=date(2026, 11, 1), workdays=WORKDAYS) is None


@pytest.mark.parametrize(("length", "ahead"), [(1, 0), (7, 1), (28, 7), (365, 7)])
def test_owner_is_told_a_quarter_ahead_and_a_week_at_most(length, ahead):
    last = date(2026, 11, 30)
    told = tell_from(Occurrence(last, Period(last - timedelta(days=length - 1), last)))
    assert (last - told).days == ahead


@pytest.mark.parametrize(
    ("done_on", "today", "state"),
    [(None, 9, "open"), (None, 10, "due"), (None, 11, "overdue"), (date(2026, 11, 12), 30, "done")],
)
def test_state_is_read_from_the_day(done_on, today, state):
    assert state_of(date(2026, 11, 10), done_on, date(2026, 11, today)) == state
