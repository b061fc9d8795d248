"""What holds for every day, made up by hypothesis."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.domain import Status, evaluate
from tests.attendance.days import days, periods, policies

LIGHT = settings(max_examples=100, deadline=None)


@st.composite
def days_and_more_leave(draw):
    day = draw(days())
    return day, replace(day, leave=day.leave + draw(periods(day.segments)))


@LIGHT
@given(days(), policies(), st.randoms(use_true_random=False))
def test_order_of_punches_and_periods_does_not_matter(day, policy, random):
    parts = {name: getattr(day, name) for name in ("punches", "leave", "trips", "overtime")}
    mixed = {name: part and tuple(random.sample(part, len(part))) for name, part in parts.items()}
    assert evaluate(replace(day, **mixed), policy) == evaluate(day, policy)


@LIGHT
@given(days_and_more_leave(), policies())
def test_more_leave_never_adds_absence_or_minutes(pair, policy):
    before, after = (evaluate(day, policy) for day in pair)
    assert after.absent_days <= before.absent_days
    assert after.late_minutes + after.early_minutes <= before.late_minutes + before.early_minutes
    assert after.leave_minutes >= before.leave_minutes


@LIGHT
@given(days(), policies())
def test_evaluation_again_is_identical(day, policy):
    assert evaluate(day, policy) == evaluate(day, policy)


@LIGHT
@given(days(), policies(), st.integers(-400, 400))
def test_another_day_gives_the_same_result_on_that_day(day, policy, by):
    moved = replace(day, day=day.day + timedelta(days=by))
    assert evaluate(moved, policy) == replace(evaluate(day, policy), day=moved.day)


@LIGHT
@given(days(), policies(), st.integers(-500, 500))
def test_another_hour_gives_the_same_result(day, policy, by):
    """Everything later by some minutes: the wall clock has no say of its own."""

    def later(spans):
        return tuple(replace(span, start=span.start + by, end=span.end + by) for span in spans)

    parts = {name: later(getattr(day, name)) for name in ("segments", "leave", "trips", "overtime")}
    punches = None if day.punches is None else tuple(punch + by for punch in day.punches)
    moved, still = evaluate(replace(day, punches=punches, **parts), policy), evaluate(day, policy)
    assert replace(moved, arrival=still.arrival, departure=still.departure, findings=()) == replace(still, findings=())


@LIGHT
@given(days(), policies())
def test_status_agrees_with_the_figures(day, policy):
    result = evaluate(day, policy)
    if result.status in (Status.ABSENT, Status.ABSENT_HALF):
        assert result.absent_days == (1 if result.status == Status.ABSENT else result.absent_days)
        assert result.absent_days > 0
    else:
        assert result.absent_days == 0
    if result.status == Status.NORMAL:
        assert (result.late_minutes, result.early_minutes, result.deductions, result.findings) == (0, 0, (), ())
    if result.status in (Status.REST, Status.TRIP, Status.LEAVE, Status.NO_DATA, Status.INCOMPLETE):
        assert (result.late_minutes, result.early_minutes, result.late_count, result.deductions) == (0, 0, 0, ())


@LIGHT
@given(days(), policies())
def test_lines_and_findings_never_speak_of_the_same_value(day, policy):
    result = evaluate(day, policy)
    assert not {line.parameter for line in result.deductions} & {finding.parameter for finding in result.findings}
    assert all(line.amount > 0 for line in result.deductions)
