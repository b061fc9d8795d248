"""What a day is for whoever works on weekdays of their own: the week of the wall, a shift group, a roster's day off."""

from datetime import date
from typing import Any

import pytest

from workdays.choices import DayKind
from workdays.official import standard_day
from workdays.selectors import DayInfo, worked_on

ORDINARY = frozenset({1, 2, 3, 4, 5})
MAKE_UP = date(2026, 10, 10)  # a Saturday, for Wednesday 7 October
SUNDAY = date(2026, 2, 15)  # made up before the Spring Festival
WEDNESDAY_OFF, NATIONAL_DAY, MONDAY = date(2026, 10, 7), date(2026, 10, 1), date(2026, 10, 12)


def info(day: date, **more: Any) -> DayInfo:
    """The day as the company calendar has it."""
    standard = standard_day(day, ORDINARY)
    return DayInfo(**{"day": day, "kind": standard.kind, "name": standard.name, "provisional": False, **more})


def kind(day: date, weekdays: set[int] | None, **more: Any) -> DayKind:
    return worked_on(info(day, **more), None if weekdays is None else frozenset(weekdays)).kind


def test_ordinary_week_follows_the_official_make_up_workday():
    assert kind(MAKE_UP, {1, 2, 3, 4, 5}) == DayKind.MAKEUP_WORKDAY


def test_part_of_the_ordinary_week_makes_up_for_a_day_that_it_got_off():
    assert kind(MAKE_UP, {1, 2, 3}) == DayKind.MAKEUP_WORKDAY


def test_part_of_the_ordinary_week_makes_up_for_nothing_that_it_did_not_get():
    found = worked_on(info(MAKE_UP), frozenset({1, 2, 4}))
    assert (found.kind, found.name) == (DayKind.REST_DAY, "")


def test_week_over_the_weekend_is_not_called_in_on_its_rest_day():
    assert kind(SUNDAY, {2, 3, 4, 5, 6}) == DayKind.REST_DAY


def test_week_over_the_weekend_works_its_own_weekdays_as_ever():
    assert kind(MAKE_UP, {3, 4, 5, 6, 7}) == DayKind.WORKDAY


def test_days_in_lieu_and_holidays_are_off_for_every_week():
    assert kind(WEDNESDAY_OFF, {3, 4, 5, 6, 7}) == DayKind.REST_DAY
    assert kind(NATIONAL_DAY, {3, 4, 5, 6, 7}) == DayKind.STATUTORY_HOLIDAY


def test_dated_roster_over_the_whole_week_says_what_is_worked():
    whole = {1, 2, 3, 4, 5, 6, 7}
    assert (kind(WEDNESDAY_OFF, whole), kind(MAKE_UP, whole)) == (DayKind.WORKDAY, DayKind.WORKDAY)
    assert kind(NATIONAL_DAY, whole) == DayKind.STATUTORY_HOLIDAY


def test_calendar_says_alone_where_no_weekdays_are_decided():
    assert kind(MAKE_UP, None) == DayKind.MAKEUP_WORKDAY


def test_corrected_make_up_workday_holds_for_a_week_of_its_own():
    assert kind(SUNDAY, {2, 3, 4, 5, 6}, kind=DayKind.MAKEUP_WORKDAY, corrected=True) == DayKind.MAKEUP_WORKDAY


@pytest.mark.parametrize("corrected", [False, True])
@pytest.mark.parametrize("day", [MAKE_UP, SUNDAY, MONDAY])
def test_day_off_of_a_roster_is_never_worked(day, corrected):
    assert kind(day, set(), corrected=corrected) == DayKind.REST_DAY


def test_statutory_holiday_stays_one_on_a_day_off_of_a_roster():
    assert kind(NATIONAL_DAY, set()) == DayKind.STATUTORY_HOLIDAY
