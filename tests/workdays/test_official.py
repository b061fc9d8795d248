"""The official list read into the four kinds of day."""

from datetime import date

import pytest

from workdays.choices import DayKind
from workdays.official import LAST_YEAR, is_statutory, official_year, standard_day, standard_year

MON_FRI = (1, 2, 3, 4, 5)
OFF_2026 = (  # General Office of the State Council, 4 November 2025
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)
MAKE_UP_2026 = {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)}
STATUTORY_2026 = {  # 全国年节及纪念日放假办法, art. 2: thirteen days
    date(2026, 1, 1), date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19), date(2026, 4, 5), date(2026, 5, 1),
    date(2026, 5, 2), date(2026, 6, 19), date(2026, 9, 25), date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3),
}  # fmt: skip


def days_of(kind, year=2026, weekdays=MON_FRI):
    return {s.day for s in standard_year(year, weekdays) if s.kind == kind}


def test_statutory_holidays_of_2026_are_the_thirteen_of_the_law():
    assert days_of(DayKind.STATUTORY_HOLIDAY) == STATUTORY_2026


def test_make_up_workdays_of_2026_are_those_of_the_notice():
    assert days_of(DayKind.MAKEUP_WORKDAY) == MAKE_UP_2026


def test_days_off_of_2026_are_those_of_the_notice_and_the_ordinary_weekends():
    off = days_of(DayKind.REST_DAY) | days_of(DayKind.STATUTORY_HOLIDAY)
    notice = {day for day in off if any(first <= day <= last for first, last in OFF_2026)}
    assert len(notice) == sum((last - first).days + 1 for first, last in OFF_2026)
    assert {day.isoweekday() for day in off - notice} == {6, 7}


@pytest.mark.parametrize(
    ("name", "statutory"),
    [
        ("国庆节", True),
        ("国庆节（补假）", False),
        ("休息日（由 2026-01-04 调休）", False),
        ("中秋节; 国庆节", True),
        ("中秋节; 国庆节（补假）", True),
        ("国庆节（补假）; 休息日（由 2026-10-10 调休）", False),
        ("国庆节（补假，推定）", False),
    ],
)
def test_a_day_is_statutory_when_one_part_of_its_name_is_a_holiday_itself(name, statutory):
    assert is_statutory(name) is statutory


def test_two_holidays_on_one_day_are_statutory():
    day = standard_day(date(2028, 10, 3), MON_FRI)
    assert (day.kind, day.name) == (DayKind.STATUTORY_HOLIDAY, "中秋节; 国庆节")


def test_a_make_up_workday_says_what_it_makes_up_for():
    assert standard_day(date(2026, 10, 10), MON_FRI).name == "调休上班（由 2026-10-07 调休）"


def test_every_make_up_workday_has_its_day_off():
    for year in range(2007, 2027):
        listed = official_year(year)
        assert {bool(name) for name in listed.worked.values()} <= {True}, year


def test_a_year_without_notice_is_provisional():
    assert not standard_day(date(2026, 3, 2), MON_FRI).provisional
    assert standard_day(date(2027, 3, 2), MON_FRI).provisional


def test_a_make_up_saturday_is_an_ordinary_workday_where_saturdays_are_worked():
    assert standard_day(date(2026, 2, 14), (1, 2, 3, 4, 5, 6)).kind == DayKind.WORKDAY


def test_a_holiday_is_off_where_every_day_is_worked():
    every_day = range(1, 8)
    assert standard_day(date(2026, 10, 1), every_day).kind == DayKind.STATUTORY_HOLIDAY
    assert standard_day(date(2026, 10, 5), every_day).kind == DayKind.REST_DAY
    assert standard_day(date(2026, 10, 11), every_day).kind == DayKind.WORKDAY


def test_the_notice_of_the_next_year_moves_days_of_late_december():
    assert date(2005, 12, 31) in official_year(2005).worked


@pytest.mark.parametrize("year", [1949, LAST_YEAR + 1])
def test_beyond_the_lunar_calendar_only_the_weekdays_are_known(year):
    day = standard_day(date(year, 10, 1), range(1, 8))
    assert (day.kind, day.provisional) == (DayKind.WORKDAY, True)
