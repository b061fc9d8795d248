"""Sums over days and the cases that somebody must examine."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from attendance.domain import cases, evaluate, total
from tests.attendance.days import day_of, policy, thresholds
from workdays.choices import DayKind

MONDAY = date(2026, 11, 2)
DAYS = {  # letters of a run
    "n": ("09:00 18:00", DayKind.WORKDAY),
    "l": ("09:05 18:00", DayKind.WORKDAY),
    "b": ("09:05 17:55", DayKind.WORKDAY),
    "a": ("", DayKind.WORKDAY),
    "h": ("13:00 18:00", DayKind.WORKDAY),
    "d": ("09:40 17:20", DayKind.WORKDAY),
    "o": (None, DayKind.WORKDAY),
    "i": ("09:00", DayKind.WORKDAY),
    "r": ("", DayKind.REST_DAY),
    "s": ("09:00 18:00", DayKind.STATUTORY_HOLIDAY),
}


def run_of(letters, start=MONDAY):
    """Results of days from a string: n normal, l late, b late and early, a absent, h half, d absent by two latenesses,
    o no data, i incomplete, r rest, s holiday, a blank: not given."""
    found = []
    for number, letter in enumerate(letters):
        if letter != " ":
            punches, kind = DAYS[letter]
            found.append(evaluate(day_of(punches, kind=kind, on=start + timedelta(days=number)), policy()))
    return found


def is_weekday(day):
    return day.isoweekday() < 6


def found(results, **values):
    return [(case.kind, case.cause, case.day) for case in cases(results, lambda _day: thresholds(**values), is_weekday).cases]


def case(kind, cause, day):
    return (kind, cause, date.fromisoformat(day))


# -- late and early in a month: 000 五(一)3 -----------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "cause"),
    [
        pytest.param("lnl", [], id="达到-two-are-not-three"),
        pytest.param("lnll", [case("late_count", "2026-11", "2026-11-05")], id="达到-the-third-opens"),
        pytest.param("lb", [case("late_count", "2026-11", "2026-11-03")], id="late-and-early-are-two"),
        pytest.param("bb", [case("late_count", "2026-11", "2026-11-03")], id="passed-without-touching"),
        pytest.param("lllll", [case("late_count", "2026-11", "2026-11-04")], id="one-for-a-month"),
        pytest.param("lldd", [], id="turned-into-absence-does-not-count"),
    ],
)
def test_late_count_opens_one_case_for_a_month(letters, cause):
    assert found(run_of(letters)) == cause


def test_late_count_starts_from_nought_in_the_next_month():
    assert found(run_of("llll", date(2026, 11, 29))) == []


def test_late_count_of_each_month_opens_its_own_case():
    results = run_of("lll", date(2026, 11, 2)) + run_of("lll", date(2026, 12, 7))
    assert [cause for _kind, cause, _day in found(results)] == ["2026-11", "2026-12"]


# -- absence: 000 五(一)4 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "days"),
    [
        pytest.param("aaa", [], id="超过-three-are-not-more"),
        pytest.param("aaaa", ["2026-11-05"], id="超过-the-fourth-opens"),
        pytest.param("aaaaa", ["2026-11-05"], id="one-for-a-run"),
        pytest.param("aaad", ["2026-11-05"], id="two-halves-by-lateness-are-a-day"),
        pytest.param("aanaa", [], id="a-worked-day-ends-it"),
        pytest.param("aahaa", [], id="half-a-day-ends-it"),
        pytest.param("aaoaa", [], id="no-data-ends-it"),
        pytest.param("aaiaa", [], id="one-punch-ends-it"),
        pytest.param("nnnaarra", [], id="three-around-a-weekend"),
        pytest.param("nnnaarraa", ["2026-11-10"], id="days-off-neither-count-nor-end-it"),
        pytest.param("nnnaassaa", ["2026-11-10"], id="a-worked-holiday-neither"),
        pytest.param("nnnaa  aa", ["2026-11-10"], id="days-off-that-are-not-given-neither"),
        pytest.param("aa aa", [], id="a-working-day-that-is-not-given-ends-it"),
    ],
)
def test_run_of_absent_days_opens_one_case(letters, days):
    opened = [(cause, day.isoformat()) for kind, cause, day in found(run_of(letters)) if kind == "absence_consecutive"]
    assert [day for _cause, day in opened] == days


def test_each_run_of_absent_days_has_its_own_case():
    opened = found(run_of("aanaa"), consecutive_days=Decimal(1))
    assert opened == [
        case("absence_consecutive", "2026-11-02", "2026-11-03"),
        case("absence_consecutive", "2026-11-05", "2026-11-06"),
    ]


def test_without_a_calendar_a_day_that_is_not_given_ends_the_run():
    assert cases(run_of("nnnaa  aa"), lambda _day: thresholds()).cases == ()


@pytest.mark.parametrize(
    ("letters", "days"),
    [
        pytest.param("anan", [], id="超过-two-are-not-more"),
        pytest.param("ananh", ["2026-11-06"], id="超过-two-and-a-half"),
        pytest.param("hhhhh", ["2026-11-06"], id="halves-add-up"),
        pytest.param("dnan", [], id="halves-by-lateness-count"),
        pytest.param("dnanh", ["2026-11-06"], id="halves-by-lateness-add-up"),
        pytest.param("ananaa", ["2026-11-06"], id="one-for-a-year"),
    ],
)
def test_absent_days_of_a_year_open_one_case(letters, days):
    opened = [day.isoformat() for kind, _cause, day in found(run_of(letters), yearly_days=Decimal(2)) if kind == "absence_year"]
    assert opened == days


def test_absent_days_start_from_nought_in_the_next_year():
    assert found(run_of("anan", date(2026, 12, 30)), yearly_days=Decimal(1)) == []


# -- undecided thresholds --------------------------------------------------------------------------------


def examined(letters, **values):
    return cases(run_of(letters), lambda _day: thresholds(**values), is_weekday)


@pytest.mark.parametrize(
    ("name", "key", "letters"),
    [
        ("monthly_count", "att.late.monthly_dismissal_count", "lllll"),
        ("consecutive_days", "att.absence.consecutive_dismissal_days", "aaaaa"),
        ("yearly_days", "att.absence.yearly_dismissal_days", "hhhhh"),
    ],
)
def test_undecided_threshold_is_named_once_and_opens_nothing(name, key, letters):
    result = examined(letters, **{name: None})
    assert [(finding.code, finding.parameter) for finding in result.findings] == [("undecided", key)]
    assert result.cases == ()


def test_undecided_thresholds_that_nobody_needed_are_not_named():
    assert examined("nnrrn", monthly_count=None, consecutive_days=None, yearly_days=None).findings == ()


def test_threshold_of_the_day_decides():
    later = date(2026, 11, 4)
    result = cases(run_of("lll"), lambda day: thresholds(monthly_count=2 if day >= later else 9), is_weekday)
    assert [one.day for one in result.cases] == [later]


# -- sums ------------------------------------------------------------------------------------------------------


def test_total_adds_up_counts_days_and_both_kinds_of_deduction():
    sums = total(run_of("lbahdr"))
    assert (sums.late_count, sums.absent_days) == (3, Decimal("2.5"))
    assert (sums.deduction_cny, sums.deduction_days) == (Decimal("60.00"), Decimal(5))
    assert (sums.late_minutes, sums.early_minutes, sums.overtime_minutes) == (50, 45, 0)


def test_total_of_nothing_is_nought():
    assert (total([]).late_count, total([]).deduction_cny) == (0, 0)
