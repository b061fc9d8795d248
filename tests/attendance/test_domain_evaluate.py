"""What a day comes to, clause by clause. The shift is 9:00-12:00 and 13:00-18:00 where none is told."""

from decimal import Decimal

import pytest

from attendance.domain import DayFacts, Status, evaluate
from common.parameters import Segment
from tests.attendance.days import DAY, day_of, policy
from workdays.choices import DayKind

FINE, MAJOR = "att.late.minor_fine_cny", "att.late.major_deduct_days"
HALFDAY, FULLDAY = "att.absence.halfday_deduct_days", "att.absence.fullday_deduct_days"
NIGHT = "22:00-26:00 27:00-30:00"


def judged(*punches_and_policy, **facts):
    punches = punches_and_policy[0] if punches_and_policy else ""
    return evaluate(day_of(punches, **facts), policy())


def costs(result):
    return [(line.parameter, str(line.amount), line.unit) for line in result.deductions]


# -- lateness and early leaving: 000 五(一)3 ------------------------------------------------------


@pytest.mark.parametrize(
    ("punch", "late", "status", "cost"),
    [
        pytest.param("08:30", 0, "normal", [], id="before-time"),
        pytest.param("09:00", 0, "normal", [], id="on-the-minute"),
        pytest.param("09:01", 1, "late", [(FINE, "20.00", "CNY")], id="五(一)3-one-minute"),
        pytest.param("09:10", 10, "late", [(FINE, "20.00", "CNY")], id="五(一)3-以内-10-is-within"),
        pytest.param("09:11", 11, "late", [(FINE, "20.00", "CNY")], id="五(一)3-between-11-by-gap-rule"),
        pytest.param("09:30", 30, "late", [(FINE, "20.00", "CNY")], id="五(一)3-超过-30-is-not-more"),
        pytest.param("09:31", 31, "absent_half", [(MAJOR, "0.5", "day")], id="五(一)3-超过-31-is-half-a-day"),
        pytest.param("11:59", 179, "absent_half", [(MAJOR, "0.5", "day")], id="五(一)3-one-minute-worked"),
    ],
)
def test_lateness_costs_by_its_bounds(punch, late, status, cost):
    result = judged(f"{punch} 18:00")
    assert (result.late_minutes, result.status, costs(result)) == (late, status, cost)


@pytest.mark.parametrize(
    ("punch", "early", "status", "cost"),
    [
        pytest.param("18:00", 0, "normal", [], id="on-the-minute"),
        pytest.param("17:59", 1, "early", [(FINE, "20.00", "CNY")], id="五(一)3-one-minute"),
        pytest.param("17:50", 10, "early", [(FINE, "20.00", "CNY")], id="五(一)3-以内-10-is-within"),
        pytest.param("17:30", 30, "early", [(FINE, "20.00", "CNY")], id="五(一)3-超过-30-is-not-more"),
        pytest.param("17:29", 31, "absent_half", [(MAJOR, "0.5", "day")], id="五(一)3-超过-31-is-half-a-day"),
    ],
)
def test_leaving_early_costs_by_the_same_bounds(punch, early, status, cost):
    result = judged(f"09:00 {punch}")
    assert (result.early_minutes, result.status, costs(result)) == (early, status, cost)


def test_gap_rule_major_makes_the_minutes_between_half_a_day():
    result = evaluate(day_of("09:11 18:00"), policy(gap_rule="major"))
    assert (result.status, costs(result)) == (Status.ABSENT_HALF, [(MAJOR, "0.5", "day")])


def test_equal_bounds_leave_nothing_between():
    values = policy(minor_max=10, major_min=10, gap_rule=None)
    assert evaluate(day_of("09:10 18:00"), values).status == Status.LATE
    assert evaluate(day_of("09:11 18:00"), values).status == Status.ABSENT_HALF


def test_late_and_early_are_charged_each():
    result = judged("09:05 17:55")
    assert (result.status, result.late_count, costs(result)) == (Status.LATE_AND_EARLY, 2, [(FINE, "20.00", "CNY")] * 2)


def test_minutes_stay_when_lateness_becomes_absence():
    result = judged("09:40 18:00")
    assert (result.late_minutes, result.absent_days, result.late_count) == (40, Decimal("0.5"), 0)


def test_two_halves_absent_by_lateness_make_a_day_with_two_deductions():
    result = judged("09:40 17:20")
    assert (result.status, result.absent_days) == (Status.ABSENT, 1)
    assert costs(result) == [(MAJOR, "0.5", "day")] * 2


def test_late_and_early_over_the_bound_in_one_half_are_charged_once():
    result = judged("09:40 11:20", leave="13:00-18:00")
    assert (result.late_minutes, result.early_minutes, result.absent_days) == (40, 40, Decimal("0.5"))
    assert costs(result) == [(MAJOR, "0.5", "day")]


def test_slight_early_leaving_beside_serious_lateness_in_one_half_is_an_occurrence_of_its_own():
    result = judged("09:40 11:55", leave="13:00-18:00")
    assert (result.absent_days, result.late_count) == (Decimal("0.5"), 1)
    assert costs(result) == [(FINE, "20.00", "CNY"), (MAJOR, "0.5", "day")]


# -- absence: 000 五(一)4 --------------------------------------------------------------------------


def test_no_punch_at_all_is_a_day_absent():
    result = judged("")
    assert (result.status, result.absent_days, costs(result)) == (Status.ABSENT, 1, [(FULLDAY, "3", "day")])


@pytest.mark.parametrize(
    "punches",
    [
        pytest.param("13:00 18:00", id="afternoon-only"),
        pytest.param("09:00 12:00", id="morning-only"),
        pytest.param("12:30 18:00", id="from-lunch"),
    ],
)
def test_unworked_half_is_half_a_day_without_lateness(punches):
    result = judged(punches)
    assert (result.status, result.late_minutes, result.early_minutes) == (Status.ABSENT_HALF, 0, 0)
    assert costs(result) == [(HALFDAY, "1", "day")]


def test_lateness_after_an_unworked_morning_counts_only_the_afternoon():
    result = judged("13:10 18:00")
    assert (result.late_minutes, result.late_count, result.absent_days) == (10, 1, Decimal("0.5"))
    assert costs(result) == [(HALFDAY, "1", "day"), (FINE, "20.00", "CNY")]


def test_unworked_half_and_half_absent_by_lateness_make_a_day_with_both_deductions():
    result = judged("13:31 18:00")
    assert (result.status, result.late_minutes) == (Status.ABSENT, 31)
    assert costs(result) == [(HALFDAY, "1", "day"), (MAJOR, "0.5", "day")]


def test_presence_only_outside_of_the_shift_is_a_day_absent():
    result = judged("19:00 21:00", overtime="19:00-21:00")
    assert (result.status, result.overtime_minutes) == (Status.ABSENT, 120)


@pytest.mark.parametrize(
    ("shift", "punches", "absent"),
    [
        pytest.param("09:00-17:00", "13:00 17:00", "0.5", id="one-segment-in-the-middle"),
        pytest.param("09:00-17:00", "12:59 17:00", "0.5", id="one-segment-239-minutes-late"),
        pytest.param("09:00-17:01", "13:00 17:01", "0.5", id="odd-minutes-second-half-has-one-more"),
        pytest.param("08:00-10:00 10:30-12:00 14:00-18:00", "14:00 18:00", "0.5", id="longest-gap"),
        pytest.param("08:00-10:00 11:00-12:00 13:00-18:00", "11:00 18:00", "0.5", id="first-of-equal-gaps"),
    ],
)
def test_day_has_two_halves(shift, punches, absent):
    assert judged(punches, shift=shift).absent_days == Decimal(absent)


def test_second_gap_of_equal_gaps_does_not_cut():
    result = judged("13:00 18:00", shift="08:00-10:00 11:00-12:00 13:00-18:00")
    assert (result.late_minutes, costs(result)) == (60, [(HALFDAY, "1", "day"), (MAJOR, "0.5", "day")])


# -- leave and trips -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave", "trips", "status"),
    [
        pytest.param("09:00-18:00", "", "leave", id="leave"),
        pytest.param("", "09:00-18:00", "trip", id="trip"),
        pytest.param("09:00-12:00 13:00-18:00", "", "leave", id="lunch-needs-no-leave"),
        pytest.param("09:00-12:00", "13:00-18:00", "trip", id="a-trip-covers-some-of-it"),
        pytest.param("09:00-18:00", "17:00-20:00", "trip", id="a-trip-under-leave"),
        pytest.param("09:00-18:00", "12:00-13:00", "leave", id="a-trip-at-lunch-covers-nothing"),
        pytest.param("09:00-18:00", "18:00-20:00", "leave", id="a-trip-after-work-covers-nothing"),
        pytest.param("00:00-10:00 09:30-24:00", "", "leave", id="overlapping-leaves"),
    ],
)
@pytest.mark.parametrize("punches", [None, "", "09:30", "10:00 11:00"], ids=["no-data", "none", "one", "two"])
def test_covered_day_is_leave_or_trip_whatever_is_punched(leave, trips, status, punches):
    result = judged(punches, leave=leave, trips=trips)
    assert (result.status, result.absent_days, result.deductions, result.findings) == (status, 0, (), ())


def test_minute_under_leave_and_trip_counts_as_leave():
    result = judged(None, leave="09:00-18:00", trips="09:00-18:00")
    assert (result.leave_minutes, result.worked_minutes) == (480, 0)


def test_covered_half_needs_no_punch_in_it():
    result = judged("09:00 12:00", leave="13:00-18:00")
    assert (result.status, result.worked_minutes, result.leave_minutes) == (Status.NORMAL, 180, 300)


def test_leave_in_the_morning_moves_the_beginning_of_work():
    result = judged("10:05 18:00", leave="09:00-10:00")
    assert (result.late_minutes, result.worked_minutes) == (5, 415)


def test_leave_inside_a_lateness_is_not_late():
    assert judged("09:30 18:00", leave="09:05-09:25").late_minutes == 10


def test_partly_covered_half_without_presence_is_unworked():
    result = judged("09:00 12:00", leave="13:00-17:00")
    assert (result.status, result.early_minutes, costs(result)) == (Status.ABSENT_HALF, 0, [(HALFDAY, "1", "day")])


def test_presence_under_leave_keeps_the_half_from_being_unworked():
    """Whoever comes five minutes late stays so when leave is approved for the rest of the morning."""
    result = judged("09:05 18:00", leave="09:05-12:00")
    assert (result.status, result.late_minutes, result.worked_minutes) == (Status.LATE, 5, 300)


# -- days that are not judged ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DayKind.REST_DAY, DayKind.STATUTORY_HOLIDAY])
@pytest.mark.parametrize("punches", [None, "", "09:30", "11:00 15:00"], ids=["no-data", "none", "one", "two"])
def test_day_off_is_rest_whatever_is_punched(kind, punches):
    result = judged(punches, kind=kind, leave="09:00-12:00")
    assert (result.status, result.worked_minutes, result.leave_minutes) == (Status.REST, 0, 0)
    assert (result.deductions, result.findings) == ((), ())


def test_make_up_workday_is_judged():
    assert judged("09:05 18:00", kind=DayKind.MAKEUP_WORKDAY).status == Status.LATE


def test_no_data_is_not_absence():
    result = judged(None, leave="09:00-12:00")
    assert (result.status, result.absent_days, result.leave_minutes, costs(result)) == (Status.NO_DATA, 0, 180, [])


@pytest.mark.parametrize("punches", ["09:31", "09:31 09:31", "13:40", "20:00"])
def test_one_punch_is_incomplete_and_nothing_is_held_against_anybody(punches):
    result = judged(punches)
    assert (result.status, result.late_minutes, result.early_minutes, result.worked_minutes) == (Status.INCOMPLETE, 0, 0, 0)
    assert (result.absent_days, result.late_count, result.deductions) == (0, 0, ())
    assert [(finding.code, finding.clause) for finding in result.findings] == [("missing_punch", "三（二）")]


def test_one_punch_on_a_day_with_half_a_day_of_leave_is_incomplete():
    assert judged("09:00", leave="13:00-18:00").status == Status.INCOMPLETE


def test_working_day_without_decided_hours_is_not_judged():
    for punches in (None, (), (540,), (540, 1080)):
        result = evaluate(DayFacts(DAY, DayKind.WORKDAY, (), punches), policy())
        assert (result.absent_days, result.late_minutes, result.deductions) == (0, 0, ())
        assert "work.schedule" in [finding.parameter for finding in result.findings]


# -- minutes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("punches", "minutes"),
    [
        pytest.param("09:00 20:30", 150, id="to-the-last-punch"),
        pytest.param("09:00 18:30", 30, id="presence-ends-before"),
        pytest.param("09:00", 0, id="one-punch-is-no-presence"),
        pytest.param(None, 0, id="no-data"),
    ],
)
def test_overtime_is_approved_presence_outside_of_the_shift(punches, minutes):
    assert judged(punches, overtime="17:00-20:30").overtime_minutes == minutes


def test_overtime_at_lunch_counts():
    assert judged("09:00 18:00", overtime="12:00-12:30").overtime_minutes == 30


def test_overtime_on_a_day_off_counts_at_any_hour():
    assert judged("10:00 15:00", overtime="09:00-18:00", kind=DayKind.REST_DAY).overtime_minutes == 300


def test_presence_without_approval_is_no_overtime():
    assert judged("09:00 23:00").overtime_minutes == 0


def test_night_shift_is_judged_over_midnight():
    result = judged("22:05 29:55", shift=NIGHT)
    assert (result.late_minutes, result.early_minutes, result.worked_minutes) == (5, 5, 410)


def test_first_and_last_punch_decide_whatever_lies_between():
    assert judged("18:01 11:00 08:59 13:30") == judged("08:59 18:01")


# -- undecided values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "punches", "keys", "status", "count"),
    [
        pytest.param({"minor_max"}, "09:05 18:00", ["att.late.minor_max_minutes"], "late", 1, id="slight-bound"),
        pytest.param({"minor_max"}, "09:31 18:00", [], "absent_half", 0, id="slight-bound-is-not-needed-beyond-the-serious-one"),
        pytest.param({"major_min"}, "09:10 18:00", [], "late", 1, id="serious-bound-is-not-needed-within-the-slight-one"),
        pytest.param({"major_min"}, "09:50 18:00", ["att.late.major_min_minutes"], "late", 1, id="serious-bound"),
        pytest.param(
            {"minor_max", "major_min"},
            "09:05 18:00",
            ["att.late.minor_max_minutes", "att.late.major_min_minutes"],
            "late",
            1,
            id="both-bounds",
        ),
        pytest.param({"gap_rule"}, "09:20 18:00", ["att.late.gap_rule"], "late", 1, id="gap-rule"),
        pytest.param({"gap_rule"}, "09:10 18:00", [], "late", 1, id="gap-rule-is-not-needed-within"),
        pytest.param({"minor_fine"}, "09:05 17:55", ["att.late.minor_fine_cny"], "late_and_early", 2, id="fine-is-named-once"),
        pytest.param({"major_deduct"}, "09:31 18:00", ["att.late.major_deduct_days"], "absent_half", 0, id="serious-lateness"),
        pytest.param({"halfday_deduct"}, "13:00 18:00", ["att.absence.halfday_deduct_days"], "absent_half", 0, id="half-day"),
        pytest.param({"fullday_deduct"}, "", ["att.absence.fullday_deduct_days"], "absent", 0, id="day"),
        pytest.param({"halfday_deduct"}, "", [], "absent", 0, id="half-day-is-not-needed-for-a-day"),
    ],
)
def test_undecided_value_is_named_and_its_rule_deducts_nothing(missing, punches, keys, status, count):
    result = evaluate(day_of(punches), policy(**dict.fromkeys(missing)))
    assert [(finding.code, finding.parameter) for finding in result.findings] == [("undecided", key) for key in keys]
    assert (result.status, result.late_count) == (status, count)
    undecided = {key for key in (FINE, MAJOR, HALFDAY, FULLDAY) if key in keys}
    assert not undecided & {line.parameter for line in result.deductions}


@pytest.mark.parametrize(
    ("name", "punches"),
    [("minor_fine", "09:05 18:00"), ("major_deduct", "09:31 18:00"), ("halfday_deduct", "13:00 18:00"), ("fullday_deduct", "")],
)
def test_nought_is_a_decision_without_line_or_finding(name, punches):
    result = evaluate(day_of(punches), policy(**{name: Decimal(0)}))
    assert (result.deductions, result.findings) == ((), ())


def test_bound_of_nought_makes_every_minute_serious():
    result = evaluate(day_of("09:01 18:00"), policy(minor_max=0, major_min=0))
    assert result.status == Status.ABSENT_HALF


def test_deduction_cites_the_clause_of_its_value():
    (line,) = judged("09:05 18:00").deductions
    assert line.clause == "四（二）"


def test_touching_segments_are_cut_where_they_touch():
    day = DayFacts(DAY, DayKind.WORKDAY, (Segment(540, 720), Segment(720, 1080)), (720, 1080))
    result = evaluate(day, policy())
    assert (result.late_minutes, result.absent_days) == (0, Decimal("0.5"))
