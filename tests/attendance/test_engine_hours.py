"""Shifts whose stretches have punches of their own (分段打卡), and free hours (自由工时)."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import labels
from attendance.choices import ShiftHours
from attendance.domain import DayFacts, Span, evaluate, planned, planned_end
from attendance.domain.facts import MISSING_PUNCH, SERIOUSLY_LATE, SHORT_HOURS
from attendance.domain.hours import free_end, free_minutes, own_punches
from attendance.models import ShiftGroup, ShiftMember
from attendance.selectors.judging import judge_one
from attendance.sentences import explain
from attendance.trial import TrialRefused, try_policy
from rules.models import ClauseText
from tests.attendance.clocking import at as instant_at
from tests.attendance.clocking import clocked
from tests.attendance.days import OFFICE, at, day_of, days, policies, policy
from tests.rules.making import Office
from workdays.choices import DayKind

EACH, FREE = ShiftHours.EACH, ShiftHours.FREE
THREE = "08:00-11:00 13:00-17:00 19:00-21:00"
NIGHT = "20:00-24:00 25:00-29:00"
FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def each(punches, *, values=None, **others):
    return evaluate(day_of(punches, hours=EACH, **others), values or policy())


def free(punches, *, values=None, **others):
    return evaluate(day_of(punches, hours=FREE, **others), values or policy())


def told(punches, values=None, **others):
    values, day = values or policy(), day_of(punches, **others)
    return [one.text for one in explain(day, values, evaluate(day, values))]


# -- whose punch it is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("punches", "morning", "afternoon"),
    [
        pytest.param("08:58 12:01 12:58 18:02", "08:58 12:01", "12:58 18:02", id="four-as-everybody"),
        pytest.param("08:58 12:05 12:25 18:00", "08:58 12:05", "12:25 18:00", id="both-before-the-middle"),
        pytest.param("08:58 12:40 12:55 18:00", "08:58 12:40", "12:55 18:00", id="both-after-the-middle"),
        pytest.param("08:58 12:00 12:10 18:00", "08:58 12:00", "12:10 18:00", id="on-the-edge-of-the-gap"),
        pytest.param("08:58 11:50 12:20 18:00", "08:58 11:50", "12:20 18:00", id="left-early-and-came-back-early"),
        pytest.param("08:58 12:40 13:05 18:00", "08:58 12:40", "13:05 18:00", id="left-late-and-came-back-late"),
        pytest.param("08:58 12:30 18:00", "08:58 12:30", "18:00", id="the-middle-itself-is-before"),
        pytest.param("08:58 12:31 18:00", "08:58", "12:31 18:00", id="after-the-middle"),
        pytest.param("08:58 12:05 12:25", "08:58 12:05", "12:25", id="came-back-and-forgot-the-evening"),
        pytest.param("12:40 12:50 18:00", "12:40", "12:50 18:00", id="two-in-the-gap-are-out-and-in"),
        pytest.param("08:58 12:03 12:31 12:58 18:00", "08:58 12:03", "12:31 12:58 18:00", id="three-in-the-gap"),
        pytest.param("09:00 09:00 12:00 12:00 13:00 18:00", "09:00 12:00", "13:00 18:00", id="the-same-minute-twice"),
        pytest.param("18:00 13:00 12:00 09:00", "09:00 12:00", "13:00 18:00", id="in-any-order"),
        pytest.param("", "", "", id="none"),
    ],
)
def test_punch_belongs_to_the_stretch_that_users_expect(punches, morning, afternoon):
    found = own_punches([(one.start, one.end) for one in OFFICE], [at(one) for one in punches.split()])
    assert found == [[at(one) for one in part.split()] for part in (morning, afternoon)]


@settings(max_examples=200, deadline=None)
@given(days((EACH,)))
def test_every_punch_belongs_to_one_stretch_and_their_order_stays(day):
    found = own_punches([(one.start, one.end) for one in day.segments], day.punches or ())
    assert [at for own in found for at in own] == sorted(set(day.punches or ()))


# -- each stretch by itself ---------------------------------------------------------------


def test_own_punches_of_both_stretches_make_a_normal_day():
    one = each("08:58 12:01 12:58 18:02")
    assert (one.status, one.worked_minutes, one.findings) == ("normal", 480, ())


def test_stretch_with_one_punch_makes_the_day_incomplete_and_is_named():
    one = each("08:58 12:01 18:02")
    (finding,) = one.findings
    assert (one.status, one.deductions, one.absent_days) == ("incomplete", (), 0)
    assert (finding.code, finding.facts, finding.clause) == (MISSING_PUNCH, {"punch": 1082, "start": 780, "end": 1080}, "三（二）")
    assert one.worked_minutes == 180


def test_two_stretches_with_one_punch_are_both_named():
    assert [one.facts["start"] for one in each("08:58 18:02").findings] == [540, 780]


def test_same_punches_are_a_normal_day_where_first_and_last_count():
    assert evaluate(day_of("08:58 18:02"), policy()).status == "normal"


def test_half_without_punches_is_half_a_day_absent():
    one = each("08:58 12:01")
    assert (one.status, one.absent_days, one.worked_minutes) == ("absent_half", Decimal("0.5"), 180)
    assert [line.parameter for line in one.deductions] == ["att.absence.halfday_deduct_days"]


def test_day_without_punches_is_absent_and_without_data_is_not():
    assert (each("").status, each(None).status) == ("absent", "no_data")


def test_lateness_and_early_leaving_are_weighed_by_stretch():
    one = each("09:08 11:55 13:09 17:50")
    assert (one.status, one.late_minutes, one.early_minutes, one.late_count) == ("late_and_early", 17, 15, 4)
    assert [str(line.amount) for line in one.deductions] == ["20.00"] * 4


def test_two_serious_latenesses_in_a_half_cost_it_once():
    one = each("08:00 11:00 13:40 17:00 19:40 21:00", shift=THREE)
    assert (one.absent_days, [line.parameter for line in one.deductions]) == (Decimal("0.5"), ["att.late.major_deduct_days"])


def test_grace_counts_for_every_stretch():
    assert each("09:05 12:00 13:05 18:00", values=policy(grace=5)).late_minutes == 0
    assert each("09:05 12:00 13:06 18:00", values=policy(grace=5)).late_minutes == 6


def test_mark_for_serious_lateness_is_set_for_every_stretch():
    one = each("09:20 12:00 13:25 18:00", values=policy(serious_late=15))
    assert [found.facts["late_minutes"] for found in one.findings if found.code == SERIOUSLY_LATE] == [20, 25]


def test_stretch_without_punches_in_a_worked_half_is_missed_time():
    one = each("08:00 11:00 13:00 17:00", shift=THREE)
    assert (one.early_minutes, one.late_minutes, one.absent_days) == (120, 0, Decimal("0.5"))
    before = each("08:00 11:00 19:00 21:00", shift=THREE)
    assert (before.early_minutes, before.late_minutes, before.absent_days) == (0, 240, Decimal("0.5"))


def test_leave_over_a_stretch_frees_it():
    assert each("08:58 12:01", leave="13:00-18:00").status == "normal"
    assert each("08:58 12:01 17:55", leave="13:00-18:00").status == "normal"


def test_leave_over_a_part_of_a_stretch_asks_for_the_rest():
    one = each("08:58 12:01 15:00 18:00", leave="13:00-15:00")
    assert (one.status, one.late_minutes) == ("normal", 0)
    assert each("08:58 12:01 15:20 18:00", leave="13:00-15:00").late_minutes == 20


def test_trip_over_a_stretch_frees_it():
    assert each("12:58 18:00", trips="09:00-12:00").status == "normal"


def test_single_punch_under_leave_is_incomplete_as_everywhere():
    assert each("11:00", leave="09:00-12:00").status == "incomplete"


def test_night_over_midnight_is_judged_stretch_by_stretch():
    one = each("19:58 24:01 25:08 29:00", shift=NIGHT)
    assert (one.status, one.late_minutes, one.worked_minutes) == ("late", 8, 472)
    assert each("19:58 24:01 29:00", shift=NIGHT).findings[0].facts["start"] == 1500


def test_flexible_hours_move_the_ends_of_the_day_and_not_the_break():
    values = policy(flex_late=60)
    assert each("09:30 12:00 13:00 18:30", values=values).status == "normal"
    assert each("09:30 12:00 13:00 18:20", values=values).early_minutes == 10
    assert each("09:30 12:00 13:08 18:30", values=values).late_minutes == 8


def test_flexible_hours_never_move_the_beginning_past_the_first_stretch():
    one = evaluate(day_of("11:00 19:00", shift="08:00-10:00 10:15-12:00 13:00-17:00"), policy(flex_late=240))
    assert (one.late_minutes, one.early_minutes, one.worked_minutes) == (46, 0, 419)  # 1 and 45 late, until 18:59


def test_flexible_hours_never_move_the_end_before_the_last_stretch():
    one = evaluate(day_of("03:00 13:30", shift="08:00-12:00 13:00-14:00 14:15-17:00"), policy(flex_early=300))
    assert (one.late_minutes, one.early_minutes) == (0, 31)  # 30 and 1 early, until 14:16


def test_long_evening_frees_the_beginning_of_the_first_stretch():
    day = day_of("10:00 12:00 13:00 18:00", hours=EACH)
    day = DayFacts(day.day, day.kind, day.segments, day.punches, stayed_yesterday=120, hours=EACH)
    assert evaluate(day, policy(stayed_late=((120, 60),))).status == "normal"


def test_single_stretch_is_judged_by_its_halves_as_everywhere():
    assert each("09:00 13:00", shift="09:00-17:00") == evaluate(day_of("09:00 13:00", shift="09:00-17:00"), policy())


@settings(max_examples=200, deadline=None)
@given(days((EACH,)), policies(), st.integers(-100, 3000), st.integers(1, 600))
def test_more_leave_never_makes_more_absence(day, values, start, length):
    more = DayFacts(day.day, day.kind, day.segments, day.punches, (*day.leave, Span(start, start + length)), day.trips, hours=EACH)
    assert evaluate(more, values).absent_days <= max(evaluate(day, values).absent_days, 0) or evaluate(day, values).status in (
        "incomplete", "no_data", "rest",
    )  # fmt: skip


# -- free hours ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("punches", "worked", "short"),
    [
        pytest.param("09:00 18:00", 480, 0, id="as-scheduled"),
        pytest.param("11:00 20:00", 480, 0, id="two-hours-later"),
        pytest.param("13:30 21:30", 480, 0, id="after-the-gap"),
        pytest.param("10:00 18:00", 420, 60, id="an-hour-short"),
        pytest.param("12:10 12:50", 0, 480, id="only-in-the-gap"),
        pytest.param("07:00 20:00", 720, 0, id="longer"),
    ],
)
def test_free_hours_count_only_how_long(punches, worked, short):
    one = free(punches)
    assert (one.status, one.worked_minutes, one.late_minutes, one.early_minutes, one.absent_days) == ("normal", worked, 0, 0, 0)
    assert (one.deductions, [found.facts for found in one.findings]) == ((), [{"short_minutes": short}] if short else [])
    assert [found.code for found in one.findings] == [SHORT_HOURS] * bool(short)


def test_free_hours_without_a_punch_are_absent_and_one_punch_is_incomplete():
    assert (free("").status, free("").absent_days, free("10:00").status, free(None).status) == ("absent", 1, "incomplete", "no_data")


def test_leave_reduces_what_free_hours_ask():
    assert free("10:00 14:00", leave="13:00-18:00").findings == ()
    assert free("10:00 11:00", leave="13:00-18:00").findings[0].facts == {"short_minutes": 120}
    assert (free("", leave="13:00-18:00").absent_days, free("", leave="09:00-18:00").status) == (Decimal("0.5"), "leave")


def test_trip_reduces_what_free_hours_ask():
    assert free("13:00 18:00", trips="09:00-12:00").findings == ()


def test_grace_bounds_and_flexible_hours_change_nothing_of_free_ones():
    values = policy(grace=5, flex_late=30, flex_early=30, serious_late=10, stayed_late=((60, 30),))
    assert free("11:30 19:00", values=values) == free("11:30 19:00")


def test_overtime_with_free_hours_is_what_lies_beyond_the_asked():
    assert free("11:00 20:00", overtime="18:00-20:00").overtime_minutes == 0
    beyond = free("09:00 20:00", overtime="18:00-20:00")
    assert (beyond.overtime_minutes, beyond.worked_minutes) == (120, 480)
    by_punches = free("11:00 21:30", values=policy(counted_by="punches"))
    assert (by_punches.overtime_minutes, by_punches.worked_minutes) == (90, 480)
    assert free("11:00 20:00", overtime="18:00-20:00", values=policy(counted_by="approval")).overtime_minutes == 120


def test_overtime_below_the_minimum_counts_nothing_with_free_hours():
    values = policy(counted_by="punches", overtime_minimum=60)
    assert free("09:00 18:50", values=values).overtime_minutes == 0


def test_staying_is_nothing_to_look_at_with_free_hours():
    assert free("12:00 23:00", values=policy(detect=30)).stayed_minutes == 0


@settings(max_examples=200, deadline=None)
@given(days((FREE,)), policies())
def test_free_hours_never_cost_money_once_somebody_came(day, values):
    one = evaluate(day, values)
    if day.punches:
        assert (one.deductions, one.late_count, one.absent_days) == ((), 0, 0)


@settings(max_examples=200, deadline=None)
@given(days((FREE,)), st.integers(0, 1500), st.integers(1, 900))
def test_free_hours_are_full_at_their_planned_end(day, arrival, asked):
    stretches = [(one.start, one.end) for one in day.segments]
    assert free_minutes((arrival, free_end(arrival, asked, stretches)), stretches) == asked


# -- undecided and days off ---------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(days(tuple(ShiftHours)), policies())
def test_hours_change_nothing_on_days_off_or_without_a_schedule(day, values):
    for kind, parts in ((DayKind.REST_DAY, day.segments), (DayKind.WORKDAY, ())):
        asked = DayFacts(day.day, kind, parts, day.punches, day.leave, day.trips, day.overtime, 0, day.hours)
        plain = DayFacts(day.day, kind, parts, day.punches, day.leave, day.trips, day.overtime)
        assert evaluate(asked, values) == evaluate(plain, values)


# -- a day that goes on -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "punches", "status", "late"),
    [
        pytest.param("09:10", "09:08", "late", 8, id="late-at-once"),
        pytest.param("12:20", "08:58", "normal", 0, id="may-punch-out-in-the-break"),
        pytest.param("13:10", "08:58", "incomplete", 0, id="forgot-to-punch-out"),
        pytest.param("13:10", "08:58 12:02", "normal", 0, id="may-still-come-back"),
        pytest.param("13:20", "08:58 12:02 13:09", "late", 9, id="came-back-late"),
        pytest.param("17:00", "08:58 11:50 12:55", "early", 0, id="left-early-at-noon"),
        pytest.param("18:00", "08:58 12:02", "absent_half", 0, id="work-is-over"),
    ],
)
def test_nothing_of_an_own_stretch_is_held_against_anybody_before_its_time(now, punches, status, late):
    one = evaluate(planned(day_of(punches, hours=EACH), at(now), policy()), policy())
    assert (one.status, one.late_minutes) == (status, late)


def test_free_day_goes_on_until_its_hours_are_full():
    day = day_of("10:30", hours=FREE)
    assert planned_end(day, policy()) == at("19:30")
    assert evaluate(planned(day, at("12:00"), policy()), policy()).findings == ()
    assert evaluate(planned(day, at("19:30"), policy()), policy()).status == "incomplete"


def test_day_with_own_stretches_is_without_data_before_the_first_punch():
    assert planned(day_of("", hours=EACH), at("10:00"), policy()).punches is None


# -- in words -----------------------------------------------------------------------------


def test_stretch_that_lacks_a_punch_is_named_in_words():
    assert told("08:58 12:01 18:02", hours=EACH)[0] == (
        "From 13:00 to 18:00 there is only one punch, at 18:02. Neither lateness nor early leaving is presumed from it."
    )
    assert labels.told(each("08:58 12:01 18:02")) == "only one punch from 13:00 to 18:00"


def test_each_stretch_is_told_by_its_own_punches():
    said = told("09:08 12:01 12:58 17:50", hours=EACH)
    assert "First punch 09:08, work begins at 09:00: 8 min late." in said
    assert "Last punch 12:01, work ends at 12:00: not early." in said
    assert "First punch 12:58, work begins at 13:00: in time." in said
    assert "Last punch 17:50, work ends at 18:00: left 10 min early." in said


def test_stretch_without_punches_in_a_worked_half_is_told():
    said = told("08:00 11:00 13:00 17:00", hours=EACH, shift=THREE)
    assert "From 19:00 to 21:00 there are no punches: 120 min missed." in said
    assert "120 min is more than 30 min: half a day absent." in said


def test_free_hours_are_told_with_what_is_missing():
    said = told("10:00 18:00", hours=FREE)
    assert said == [
        "Free hours: nobody is late or early. Asked were 480 min, worked 420 min, breaks not counted.",
        "60 min are missing. They are told and cost nothing.",
        "No deduction is expected.",
    ]
    assert labels.told(free("10:00 18:00")) == "1 h short"


@settings(max_examples=150, deadline=None)
@given(days(tuple(ShiftHours)), policies())
def test_every_day_can_be_told(day, values):
    assert explain(day, values, evaluate(day, values))


# -- from a shift group to the judgement --------------------------------------------------


def member(office, hours, parts=(("09:00", "12:00"), ("13:00", "18:00"))):
    clause = ClauseText.objects.order_by("pk")[0].clause
    group = ShiftGroup.objects.create(
        name="分段", clause=clause, segments=[list(part) for part in parts], weekdays=[1, 2, 3, 4, 5], hours=hours
    )
    ShiftMember.objects.create(employee=office.staff, group=group, during=(date(2026, 11, 1), None))


@pytest.mark.usefixtures("wall")
def test_group_with_own_punches_judges_by_them(office: Office):
    member(office, EACH)
    clocked(office.staff, FRIDAY, "08:58", "12:01", "18:01")
    one = judge_one(office.staff.pk, FRIDAY, instant_at(FRIDAY + timedelta(days=3)))
    assert (one.facts.hours, one.result.status) == (EACH, "incomplete")


@pytest.mark.usefixtures("wall")
def test_group_with_free_hours_judges_by_length(office: Office):
    member(office, FREE)
    clocked(office.staff, FRIDAY, "10:30", "19:00")
    one = judge_one(office.staff.pk, FRIDAY, instant_at(FRIDAY + timedelta(days=3)))
    assert [found.facts for found in one.result.findings] == [{"short_minutes": 30}]


# -- in a trial ---------------------------------------------------------------------------


def tried(hours, punches, where="shift", **others):
    shift = {"segments": [["09:00", "12:00"], ["13:00", "18:00"]], "hours": hours}
    day = {"date": "2026-11-20", "punches": punches, **others}
    content = {"parameters": {}, "shift": {"segments": [["09:00", "18:00"]]}, "days": [day]}
    (content if where == "shift" else day)["shift"] = shift
    return try_policy(json.dumps(content))["days"][0]


@pytest.mark.parametrize("where", ["shift", "day"])
def test_trial_reads_how_the_hours_are_meant(where):
    one = tried("each", ["08:58", "12:01", "18:00"], where)
    assert (one["status"], one["findings"][0]["facts"]) == ("incomplete", {"punch": 1080, "start": 780, "end": 1080})
    assert tried("free", ["10:00", "18:00"], where)["findings"][0]["facts"] == {"short_minutes": 60}


def test_trial_without_a_word_takes_first_and_last():
    assert tried(None, ["08:58", "18:00"])["status"] == "normal"


@pytest.mark.parametrize("hours", ["flexible", 7, ["each"]])
def test_trial_refuses_hours_that_do_not_exist(hours):
    with pytest.raises(TrialRefused) as refused:
        tried(hours, [])
    assert refused.value.errors[0].parameter == "shift.hours"
