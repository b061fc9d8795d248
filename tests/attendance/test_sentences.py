"""The arithmetic of a day in sentences."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings

from attendance.domain import DayFacts, evaluate
from attendance.domain.facts import MISSING_PUNCH
from attendance.sentences import clock, explain
from tests.attendance.days import DAY, day_of, days, policies, policy
from workdays.choices import DayKind


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def told(day, values=None):
    values = values or policy()
    return [sentence.text for sentence in explain(day, values, evaluate(day, values))]


IN_TIME = "First punch 09:00, work begins at 09:00: in time."
NOT_EARLY = "Last punch 18:00, work ends at 18:00: not early."
NOTHING = "No deduction is expected."


def test_normal_day_says_when_somebody_came_and_went():
    assert told(day_of("09:00 18:00")) == [IN_TIME, NOT_EARLY, "Working time 480 min: worked 480, missed 0.", NOTHING]


def test_slight_lateness_is_told_from_punch_to_money():
    assert told(day_of("09:08 18:00")) == [
        "First punch 09:08, work begins at 09:00: 8 min late.",
        "8 min is within 10 min: slight.",
        "Slight lateness or early leaving costs 20.00 yuan each time.",
        NOT_EARLY,
        "Working time 480 min: worked 472, missed 8.",
        "Lateness and early leaving that count towards the month: 1.",
        "Expected deduction: 20.00 yuan.",
    ]


@pytest.mark.parametrize(
    ("punch", "values", "sentences"),
    [
        pytest.param(
            "09:12",
            {},
            [
                "12 min is more than 10 and not more than 30 min; between the two it is decided as slight.",
                "Slight lateness or early leaving costs 20.00 yuan each time.",
            ],
            id="between-slight",
        ),
        pytest.param(
            "09:12",
            {"gap_rule": "major"},
            ["12 min is more than 10 and not more than 30 min; between the two it is decided as serious: half a day absent."],
            id="between-serious",
        ),
        pytest.param("09:31", {}, ["31 min is more than 30 min: half a day absent."], id="beyond"),
        pytest.param(
            "09:05",
            {"minor_max": None},
            ["Up to how many minutes it is slight is not decided yet: nothing is deducted for these 5 min."],
            id="undecided-slight-bound",
        ),
        pytest.param(
            "09:31",
            {"major_min": None},
            ["From how many minutes it is serious is not decided yet: nothing is deducted for these 31 min."],
            id="undecided-serious-bound",
        ),
        pytest.param(
            "09:12",
            {"gap_rule": None},
            ["Whether more than 10 and up to 30 min is slight or serious is not decided yet: nothing is deducted for these 12 min."],
            id="undecided-gap-rule",
        ),
        pytest.param(
            "09:05",
            {"minor_fine": None},
            [
                "5 min is within 10 min: slight.",
                "What slight lateness or early leaving costs is not decided yet: nothing is deducted.",
            ],
            id="undecided-fine",
        ),
        pytest.param(
            "09:05",
            {"minor_fine": Decimal(0)},
            ["5 min is within 10 min: slight.", "Slight lateness or early leaving costs no money."],
            id="fine-of-nought",
        ),
    ],
)
def test_bounds_are_applied_to_the_minutes(punch, values, sentences):
    found = told(day_of(f"{punch} 18:00"), policy(**values))
    assert found[1 : 1 + len(sentences)] == sentences


def test_serious_early_leaving_costs_half_a_day():
    assert told(day_of("09:00 17:29"))[1:] == [
        "Last punch 17:29, work ends at 18:00: left 31 min early.",
        "31 min is more than 30 min: half a day absent.",
        "Half a day absent by lateness or early leaving costs 0.5 days' pay.",
        "Working time 480 min: worked 449, missed 31.",
        "Expected deduction: 0.5 days' pay.",
    ]


def test_late_and_early_over_the_bound_in_one_half_are_priced_once():
    found = told(day_of("09:40 11:20", leave="13:00-18:00"))
    assert found.count("40 min is more than 30 min: half a day absent.") == 2
    assert found.count("Half a day absent by lateness or early leaving costs 0.5 days' pay.") == 1


def test_unworked_half_and_lateness_add_up_to_a_day():
    assert told(day_of("13:31 18:00")) == [
        "From 09:00 to 12:00 nothing was worked, and there is no approved leave or trip: half a day absent.",
        "Half a day absent costs 1 day's pay.",
        "First punch 13:31, work begins at 13:00: 31 min late.",
        "31 min is more than 30 min: half a day absent.",
        "Half a day absent by lateness or early leaving costs 0.5 days' pay.",
        NOT_EARLY,
        "Half a day and half a day: together one day absent.",
        "Working time 480 min: worked 269, missed 211.",
        "Expected deduction: 1.5 days' pay.",
    ]


def test_day_without_punches_is_a_day_absent():
    assert told(day_of("")) == [
        "Nothing was worked on this day, and there is no approved leave or trip: one day absent.",
        "One day absent costs 3 days' pay.",
        "Working time 480 min: worked 0, missed 480.",
        "Expected deduction: 3 days' pay.",
    ]


def test_leave_that_covers_a_part_is_told():
    assert told(day_of("09:00 12:00", leave="13:00-17:00", trips="17:00-17:30"))[:4] == [
        "Approved leave covers 240 min of the working time.",
        "An approved trip covers 30 min of the working time.",
        IN_TIME,
        "Last punch 12:00, work ends at 12:00: not early.",
    ]


def test_half_covered_in_part_says_so():
    found = told(day_of("09:00 12:00", leave="13:00-17:00"))
    assert "From 13:00 to 18:00 nothing was worked, and approved leave and trips cover only a part: half a day absent." in found


def test_breaks_inside_a_lateness_are_not_counted():
    found = told(day_of("11:00 18:00", shift="09:00-10:00 10:30-12:00 14:00-18:00"))
    assert found[0] == "First punch 11:00, work begins at 09:00: 90 min late, breaks and approved absence not counted."


def test_fine_and_day_wages_are_summed_side_by_side():
    assert told(day_of("13:05 18:00"))[-1] == "Expected deduction: 20.00 yuan and 1 day's pay."


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        pytest.param(day_of("10:00 12:00", kind=DayKind.REST_DAY), ["This day is a rest day: nobody is expected at work."], id="rest"),
        pytest.param(
            day_of("10:00 12:00", kind=DayKind.REST_DAY, overtime="11:00-12:00"),
            ["This day is a rest day: nobody is expected at work.", "Approved overtime with presence: 60 min."],
            id="overtime-on-a-rest-day",
        ),
        pytest.param(day_of("", leave="09:00-18:00"), ["Approved leave covers the whole working time of the day."], id="leave"),
        pytest.param(day_of("", trips="09:00-18:00"), ["An approved trip covers the whole working time of the day."], id="trip"),
        pytest.param(
            day_of("", trips="09:00-12:00", leave="12:00-18:00"),
            ["An approved trip and leave together cover the whole working time of the day."],
            id="trip-and-leave",
        ),
        pytest.param(day_of(None), ["No punches were collected for this day, so nothing is judged."], id="no-data"),
        pytest.param(
            day_of("09:05"),
            ["There is only one punch, at 09:05. Neither lateness nor early leaving nor absence is presumed from it.", NOTHING],
            id="one-punch",
        ),
        pytest.param(
            DayFacts(DAY, DayKind.WORKDAY, (), (540, 1080)),
            ["The working time of this day is not decided yet, so nothing is judged."],
            id="no-hours",
        ),
    ],
)
def test_day_that_is_not_judged_says_why(day, sentences):
    assert told(day) == sentences


@pytest.mark.parametrize(
    ("minute", "text"),
    [(545, "09:05"), (1440, "24:00"), (1590, "02:30 on the next day"), (-5, "23:55 on the day before"), (0, "00:00")],
)
def test_minutes_are_told_by_the_clock(minute, text):
    assert clock(minute) == text


def test_sentence_names_the_value_that_it_applies_and_its_clause():
    day = day_of("09:05 18:00")
    found = {one.parameter: one.clause for one in explain(day, policy(), evaluate(day, policy()))}
    assert found["att.late.minor_fine_cny"] == "四（二）"
    assert "att.late.minor_max_minutes" in found


@settings(max_examples=150, deadline=None)
@given(days(), policies())
def test_every_line_and_every_open_value_has_its_sentence(day, values):
    result = evaluate(day, values)
    told_keys = {sentence.parameter for sentence in explain(day, values, result)}
    asked = {line.parameter for line in result.deductions}
    asked |= {finding.parameter for finding in result.findings if finding.code != MISSING_PUNCH}
    assert asked <= told_keys
