"""Working days and working time, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.parameters import Segment
from workdays import domain
from workdays.choices import DayKind
from workdays.domain import BeyondCalendar, Days, WorkTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
START = date(2026, 2, 9)  # a Monday; the Spring Festival of 2026 follows
OFFICE = (Segment(9 * 60, 12 * 60), Segment(13 * 60, 18 * 60))
NIGHT = (Segment(22 * 60, 26 * 60),)


def run_of_days(letters, start=START):
    """Days from a string: w workday, m make-up workday, r rest day, h holiday."""
    kinds = {"w": DayKind.WORKDAY, "m": DayKind.MAKEUP_WORKDAY, "r": DayKind.REST_DAY, "h": DayKind.STATUTORY_HOLIDAY}
    return Days({start + timedelta(days=n): kinds[letter] for n, letter in enumerate(letters)})


# 9-15 Feb: five workdays, a make-up Saturday, a Sunday off; 16-19 holidays; 20-23 off; 24-27 work, 28 a make-up Saturday
SPRING = run_of_days("wwwww" + "mr" + "hhhh" + "rrrr" + "wwww" + "m" + "r" * 8)


def at(day, clock="00:00", tz=SHANGHAI):
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=tz)


def work_time(days=SPRING, hours=OFFICE, tz=SHANGHAI):
    return WorkTime(days, dict.fromkeys(days.kinds, hours) if hours else {}, tz)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        pytest.param(date(2026, 2, 13), date(2026, 2, 13), id="workday-stays"),
        pytest.param(date(2026, 2, 14), date(2026, 2, 14), id="make-up-saturday-stays"),
        pytest.param(date(2026, 2, 15), date(2026, 2, 24), id="sunday-before-the-festival-moves-behind-it"),
        pytest.param(date(2026, 2, 23), date(2026, 2, 24), id="bridged-day-off-moves"),
    ],
)
def test_due_date_moves_to_the_next_day_on_which_work_is_done(day, due):
    assert domain.due_on_workday(day, SPRING.is_working) == due


def test_next_workday_is_never_the_day_itself():
    assert domain.next_workday(date(2026, 2, 14), SPRING.is_working) == date(2026, 2, 24)


def test_add_workdays_counts_the_make_up_saturday():
    assert domain.add_workdays(date(2026, 2, 13), 2, SPRING.is_working) == date(2026, 2, 24)


def test_add_no_workdays_gives_the_due_day():
    assert domain.add_workdays(date(2026, 2, 15), 0, SPRING.is_working) == date(2026, 2, 24)


def test_workdays_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        domain.add_workdays(START, -1, SPRING.is_working)


def test_count_includes_both_ends_and_make_up_days():
    assert domain.count_workdays(date(2026, 2, 13), date(2026, 2, 28), SPRING.is_working) == 7


def test_count_of_nothing_is_nought():
    assert domain.count_workdays(date(2026, 2, 14), date(2026, 2, 13), SPRING.is_working) == 0


def test_days_beyond_the_calendar_are_not_guessed():
    with pytest.raises(BeyondCalendar) as beyond:
        domain.next_workday(date(2026, 3, 7), SPRING.is_working)
    assert beyond.value.day == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param(at("02-10", "09:00"), 2, at("02-10", "11:00"), id="within-the-morning"),
        pytest.param(at("02-10", "11:00"), 2, at("02-10", "14:00"), id="over-lunch"),
        pytest.param(at("02-10", "12:30"), 1, at("02-10", "14:00"), id="asked-at-lunch"),
        pytest.param(at("02-10", "17:00"), 2, at("02-11", "10:00"), id="over-the-night"),
        pytest.param(at("02-10", "17:00"), 1, at("02-10", "18:00"), id="the-end-of-the-day-stays-on-it"),
        pytest.param(at("02-13", "17:00"), 2, at("02-14", "10:00"), id="onto-a-make-up-saturday"),
        pytest.param(at("02-14", "17:30"), 1, at("02-24", "09:30"), id="over-the-festival"),
        pytest.param(at("02-15", "10:00"), 0, at("02-24", "09:00"), id="nothing-added-on-a-day-off"),
        pytest.param(at("02-10", "10:15"), 0, at("02-10", "10:15"), id="nothing-added-at-work"),
    ],
)
def test_add_counts_office_hours(start, hours, due):
    assert work_time().add(start, hours * 60) == due


def test_undecided_hours_count_whole_workdays():
    assert work_time(hours=None).add(at("02-14", "20:00"), 10 * 60) == at("02-24", "06:00")


def test_a_sum_that_ends_at_midnight_does_not_fall_on_a_day_off():
    assert work_time(hours=None).add(at("02-14", "20:00"), 4 * 60) == at("02-24", "00:00")


def test_night_shift_belongs_to_the_evening_on_which_it_starts():
    assert work_time(hours=NIGHT).add(at("02-14", "23:00"), 2 * 60) == at("02-15", "01:00")
    assert work_time(hours=NIGHT).add(at("02-15", "01:00"), 2 * 60) == at("02-24", "23:00")


def test_overlapping_stretches_count_once():
    long = (Segment(8 * 60, 34 * 60),)  # until 10:00 of the next day, when the next one has begun
    assert work_time(hours=long).between(at("02-10"), at("02-12")) == 2 * 24 * 60


def test_the_hour_that_daylight_saving_skips_is_not_worked():
    spring_forward = run_of_days("www", date(2026, 3, 7))
    night = WorkTime(spring_forward, dict.fromkeys(spring_forward.kinds, (Segment(0, 360),)), NEW_YORK)
    assert night.between(at("03-08", tz=NEW_YORK), at("03-08", "06:00", tz=NEW_YORK)) == 5 * 60


def test_working_time_is_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        work_time().add(at("02-10"), -1)


def test_between_is_nought_when_the_end_is_not_later():
    assert work_time().between(at("02-10", "12:00"), at("02-10", "09:00")) == 0


# -- what holds for every calendar --------------------------------------------------

letters = st.text("wmrh", min_size=20, max_size=40).map(lambda text: "r" + text + "w" * 40)
schedules = st.sampled_from([OFFICE, NIGHT, None, (Segment(0, 24 * 60),), (Segment(8 * 60, 30 * 60),)])
instants = st.integers(0, 15 * 1440).map(lambda m: datetime(2026, 2, 10, tzinfo=SHANGHAI) + timedelta(minutes=m))
amounts = st.integers(0, 60 * 30)


@given(letters, schedules, instants, amounts)
def test_adding_then_counting_agrees(text, hours, start, minutes):
    time = work_time(run_of_days(text), hours)
    assert time.between(start, time.add(start, minutes)) == minutes


@given(letters, schedules, instants, amounts)
def test_the_last_minute_counted_is_worked(text, hours, start, minutes):
    time = work_time(run_of_days(text), hours)
    end = time.add(start, minutes)
    opens, closes = next(time.stretches(end - timedelta(minutes=1) if minutes else end))
    assert opens <= end <= closes or time.between(end, end + timedelta(minutes=1)) == 1


@given(letters, instants, amounts)
def test_a_sum_never_falls_on_a_day_off(text, start, minutes):
    days = run_of_days(text)
    assert days.is_working(work_time(days, None).add(start, minutes).date())
    assert days.is_working(work_time(days, OFFICE).add(start, minutes).date())


@given(letters, schedules, st.tuples(instants, instants), st.tuples(amounts, amounts))
def test_adding_is_monotone(text, hours, starts, minutes):
    time = work_time(run_of_days(text), hours)
    assert time.add(min(starts), minutes[0]) <= time.add(max(starts), minutes[0])
    assert time.add(starts[0], min(minutes)) <= time.add(starts[0], max(minutes))


@given(letters, st.integers(1, 15), st.integers(1, 15))
def test_adding_workdays_then_counting_agrees(text, offset, count):
    days = run_of_days(text)
    day = START + timedelta(days=offset)
    end = domain.add_workdays(day, count, days.is_working)
    assert days.is_working(end)
    assert domain.count_workdays(day + timedelta(days=1), end, days.is_working) == count


def test_utc_and_local_starts_give_the_same_instant():
    start = at("02-10", "17:00")
    assert work_time().add(start.astimezone(UTC), 120) == work_time().add(start, 120)
