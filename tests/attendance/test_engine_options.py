"""What the wall may decide besides bounds and money: how overtime counts, flexible hours, marks, and a ladder of warnings."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.checks import GRACE, SERIOUS_LATE, mark_above_grace
from attendance.domain import DayPolicy, Status, cases, evaluate, planned_end
from attendance.models import Case, DayRecord
from attendance.policy import Flexibility
from attendance.selectors.judging import judge_one
from attendance.selectors.stored import as_json, result_from
from attendance.sentences import explain
from attendance.services import store_days
from common.periods import Period
from rules.words import measured
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.attendance.days import OFFICE, day_of, days, policies, policy, thresholds
from tests.rules import making
from tests.rules.making import Office
from workdays.choices import DayKind

FRIDAY = date(2026, 11, 20)


def worked(punches, *, overtime="", kind=DayKind.WORKDAY, shift=OFFICE, **options):
    return evaluate(day_of(punches, overtime=overtime, kind=kind, shift=shift), policy(**options))


def told(day, values):
    return {one.parameter: one.text for one in explain(day, values, evaluate(day, values))}


# -- overtime -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted_by", "punches", "minutes"),
    [
        pytest.param(None, "09:00 19:00", 60, id="undecided-as-both"),
        pytest.param("both", "09:00 19:00", 60, id="both-the-shorter"),
        pytest.param("both", "", 0, id="both-without-punches"),
        pytest.param("approval", "09:00 19:00", 120, id="approval-in-full"),
        pytest.param("approval", "", 120, id="approval-without-punches"),
        pytest.param("punches", "08:30 19:00", 60, id="punches-after-work-only"),
        pytest.param("punches", "09:00 21:00", 180, id="punches-beyond-the-approval"),
        pytest.param("punches", "09:00", 0, id="one-punch-is-no-presence"),
    ],
)
def test_overtime_is_counted_by_what_is_decided(counted_by, punches, minutes):
    assert worked(punches, overtime="18:00-20:00", counted_by=counted_by).overtime_minutes == minutes


def test_overtime_by_punches_needs_no_approval_and_early_arrival_is_none():
    assert worked("08:50 18:20", counted_by="punches").overtime_minutes == 20
    assert worked("07:30 18:00", counted_by="punches").overtime_minutes == 0


def test_overtime_by_punches_counts_a_day_off_without_its_break():
    assert worked("10:00 15:00", kind=DayKind.REST_DAY, counted_by="punches").overtime_minutes == 240
    assert worked("13:00 15:00", kind=DayKind.REST_DAY, counted_by="punches").overtime_minutes == 120


def test_overtime_by_punches_is_none_while_the_working_time_is_undecided():
    assert worked("09:00 21:00", shift=(), counted_by="punches").overtime_minutes == 0


@pytest.mark.parametrize(("until", "minutes"), [("18:29", 0), ("18:30", 30)])
def test_short_overtime_counts_from_the_minimum_on(until, minutes):
    assert worked(f"09:00 {until}", counted_by="punches", overtime_minimum=30).overtime_minutes == minutes


def test_minimum_is_of_one_stretch():
    assert worked("08:40 18:20", counted_by="punches", overtime_minimum=30).overtime_minutes == 0


# -- staying late (OT-02) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "overtime", "minutes"),
    [("18:59", "", 0), ("19:00", "", 60), ("20:00", "18:00-19:30", 0), ("20:30", "18:00-19:30", 60)],
    ids=["below", "reached", "mostly-approved", "beyond-the-approval"],
)
def test_staying_late_is_a_figure_from_the_bound_on(until, overtime, minutes):
    assert worked(f"09:00 {until}", overtime=overtime, detect=60).stayed_minutes == minutes


def test_staying_late_is_no_figure_while_undecided_nor_on_a_day_off():
    assert worked("09:00 23:00").stayed_minutes == 0
    assert worked("09:00 23:00", kind=DayKind.REST_DAY, detect=60).stayed_minutes == 0


def test_staying_late_is_seen_on_a_late_day_too():
    assert worked("09:05 19:30", detect=60).stayed_minutes == 90


# -- grace and the mark --------------------------------------------------------------------


@pytest.mark.parametrize(("arrival", "late"), [("09:05", 0), ("09:06", 6)], ids=["this-minute-included", "then-all-of-it"])
def test_grace_makes_lateness_in_time(arrival, late):
    result = worked(f"{arrival} 18:00", grace=5)
    assert (result.late_minutes, result.worked_minutes) == (late, 480 - late)


def test_grace_keeps_the_actual_time_and_forgives_no_early_leaving():
    result = worked("09:05 17:57", grace=5)
    assert (result.status, result.arrival, result.early_minutes) == (Status.EARLY, 545, 3)


@pytest.mark.parametrize(("arrival", "codes"), [("09:20", []), ("09:21", ["seriously_late"])])
def test_serious_lateness_is_a_mark_only(arrival, codes):
    result, plain = worked(f"{arrival} 18:00", serious_late=20), worked(f"{arrival} 18:00")
    assert [one.code for one in result.findings] == codes
    assert replace(result, findings=()) == plain


def test_mark_below_the_grace_is_a_contradiction():
    assert [one.key for one in mark_above_grace({GRACE: 10, SERIOUS_LATE: 9})] == [SERIOUS_LATE]
    assert list(mark_above_grace({GRACE: 10, SERIOUS_LATE: 10})) == []


# -- flexible hours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("punches", "status", "late", "early"),
    [
        pytest.param("09:30 18:30", Status.NORMAL, 0, 0, id="as-much-later"),
        pytest.param("09:30 18:29", Status.EARLY, 0, 1, id="a-minute-missing"),
        pytest.param("09:31 18:30", Status.LATE, 1, 0, id="beyond-the-limit"),
        pytest.param("09:31 18:00", Status.LATE_AND_EARLY, 1, 30, id="late-and-at-the-usual-end"),
        pytest.param("09:00 18:00", Status.NORMAL, 0, 0, id="as-scheduled"),
        pytest.param("13:00 18:00", Status.ABSENT_HALF, 0, 0, id="not-for-a-lost-morning"),
    ],
)
def test_who_comes_later_leaves_as_much_later(punches, status, late, early):
    result = worked(punches, flex_late=30)
    assert (result.status, result.late_minutes, result.early_minutes) == (status, late, early)


@pytest.mark.parametrize(
    ("punches", "early"), [("08:30 17:30", 0), ("08:30 17:29", 1), ("08:50 17:30", 20), ("08:00 17:30", 0), ("08:00 17:00", 30)]
)
def test_who_comes_earlier_may_leave_as_much_earlier(punches, early):
    result = worked(punches, flex_early=30)
    assert (result.early_minutes, result.worked_minutes) == (early, 480 - early)


def test_flexible_end_before_an_approved_leave_moves_too():
    result = evaluate(day_of("09:20 15:20", leave="15:00-18:00"), policy(flex_late=30))
    assert (result.status, result.late_minutes, result.early_minutes, result.worked_minutes) == (Status.NORMAL, 0, 0, 300)


def test_overtime_begins_after_the_flexible_end():
    assert worked("09:30 20:00", overtime="18:00-20:00", flex_late=30).overtime_minutes == 90


def test_staying_begins_after_the_flexible_end():
    assert worked("09:30 19:30", flex_late=30, detect=60).stayed_minutes == 60


def test_who_is_within_the_grace_has_nothing_to_make_up_for():
    assert worked("09:05 18:00", flex_late=30, grace=5).status == Status.NORMAL


def test_work_is_planned_to_end_as_much_later():
    assert planned_end(day_of("09:20"), policy(flex_late=30)) == 1100
    assert planned_end(day_of("09:20"), policy()) == 1080


# -- stayed late, come later ---------------------------------------------------------------

LONG = {"stayed_late": ((120, 60), (240, 150))}


@pytest.mark.parametrize(
    ("stayed", "arrival", "late"),
    [(119, "10:00", 60), (120, "10:00", 0), (120, "10:01", 1), (240, "11:30", 0)],
    ids=["too-short", "reached", "beyond", "the-higher-row"],
)
def test_who_stayed_late_may_come_later(stayed, arrival, late):
    day = replace(day_of(f"{arrival} 18:00"), stayed_yesterday=stayed)
    result = evaluate(day, policy(**LONG, major_min=None))
    assert (result.late_minutes, result.worked_minutes) == (late, 480 - late)


def test_who_stayed_late_and_does_not_come_is_absent():
    day = replace(day_of(""), stayed_yesterday=300)
    assert (evaluate(day, policy(**LONG)).status, evaluate(day, policy(**LONG)).worked_minutes) == (Status.ABSENT, 0)


def test_table_of_late_evenings_says_itself_in_words():
    table = Flexibility.stayed_late
    assert measured(table, table.parse({"120": "60", "180": 120})) == "120分钟可晚到60分钟、180分钟可晚到120分钟"


@pytest.mark.parametrize("raw", [{"two hours": 60}, {"120": "late"}, {"120": -1}, 60])
def test_table_of_late_evenings_refuses_what_is_no_minutes(raw):
    with translation.override("en"), pytest.raises(ValueError, match=r"minutes stayed|cell of the table|table is needed"):
        Flexibility.stayed_late.parse(raw)


def test_evening_before_is_read_from_its_punches(office: Office):
    making.published(office, {**RULES, "att.flex.stayed_late": {"120": 60}}, owner=office.company, number="KQ")
    clocked(office.staff, date(2026, 11, 19), "09:00", "20:00")
    clocked(office.staff, FRIDAY, "09:58", "18:00")
    found = judge_one(office.staff.pk, FRIDAY, at(date(2026, 11, 25)))
    assert found is not None
    assert (found.facts.stayed_yesterday, found.result.status) == (120, Status.NORMAL)


def test_night_that_ended_after_midnight_counts_for_the_evening_before(office: Office):
    making.published(office, {**RULES, "att.flex.stayed_late": {"360": 120}}, owner=office.company, number="KQ")
    clocked(office.staff, date(2026, 11, 19), "09:00", "24:30")
    clocked(office.staff, FRIDAY, "10:59", "18:00")
    found = judge_one(office.staff.pk, FRIDAY, at(date(2026, 11, 25)))
    assert found is not None
    assert (found.facts.stayed_yesterday, found.result.late_minutes) == (390, 0)


# -- the ladder (ATT-09) -------------------------------------------------------------------


def test_ladder_of_warnings_takes_no_money_for_lateness():
    result = worked("09:08 17:20", ladder="warning")
    assert (result.status, result.absent_days, result.late_count) == (Status.ABSENT_HALF, Decimal("0.5"), 1)
    assert (result.deductions, result.findings) == ((), ())


def test_ladder_of_warnings_leaves_nothing_about_money_open():
    result = worked("09:08 18:00", ladder="warning", minor_max=None, minor_fine=None)
    assert (result.late_count, result.findings) == (1, ())


def test_ladder_of_warnings_still_charges_absence():
    assert [line.parameter for line in worked("", ladder="warning").deductions] == ["att.absence.fullday_deduct_days"]


def test_warning_cites_its_clause_when_the_count_is_reached():
    results = [evaluate(day_of("09:08 18:00", on=date(2026, 11, day)), policy()) for day in (16, 17, 18)]
    bounds = replace(thresholds(monthly_count=9), ladder="warning", serious_count=2, clauses={"att.late.serious_count": "四（四）"})
    (found,) = cases(results, lambda _day: bounds).cases
    assert (found.kind, found.cause, found.day, found.clause) == ("warning", "2026-11", date(2026, 11, 17), "四（四）")


def test_undecided_count_of_the_ladder_is_named_once():
    results = [evaluate(day_of("09:08 18:00"), policy())]
    assert [one.parameter for one in cases(results, lambda _day: replace(thresholds(), ladder="warning")).findings] == [
        "att.late.serious_count"
    ]


@pytest.mark.row("ATT-09")
def test_ladder_turns_from_money_to_warning_by_an_edition(office: Office):
    """The same days twice: fines while it is money, none and a formal warning after the next edition."""
    ladder = {"att.late.ladder": "money", "att.late.serious_count": 3, "att.late.monthly_dismissal_count": 9}
    edition = making.published(office, RULES | ladder, owner=office.company, number="KQ", on=date(2026, 11, 3))
    changed = making.next_edition(edition.rulebook, office, {"att.late.ladder": "warning"})
    making.publish(changed, office, on=date(2026, 12, 1))
    for month in (11, 12):
        for day in (9, 10, 11):
            clocked(office.staff, date(2026, month, day), "09:08", "18:00")
            store_days(period=Period(date(2026, month, day), date(2026, month, day)), at=at(date(2026, month, day + 1), "05:05"))
    fines = [one for row in DayRecord.objects.order_by("day") for one in row.result["deductions"] if row.day.month in (11, 12)]
    assert [(one["parameter"], one["amount"]) for one in fines] == [("att.late.minor_fine_cny", "20.00")] * 3
    (warning,) = Case.objects.all()
    assert (warning.kind, warning.cause, warning.day) == ("warning", "2026-12", date(2026, 12, 11))
    assert "第2版" in warning.clause
    assert [one["day"] for one in warning.facts["behind"]] == ["2026-12-09", "2026-12-10", "2026-12-11"]


# -- kept --------------------------------------------------------------------------------


def test_figure_of_staying_late_is_kept_with_the_day(office: Office):
    making.published(office, {**RULES, "ot.detect_minutes": 60}, owner=office.company, number="KQ")
    clocked(office.staff, FRIDAY, "09:00", "19:10")
    store_days(period=Period(FRIDAY, FRIDAY), at=at(date(2026, 11, 21), "05:05"))
    row = DayRecord.objects.get(employee=office.staff)
    assert (row.stayed_minutes, result_from(row.result).stayed_minutes) == (70, 70)


def test_result_kept_before_the_figure_existed_is_read_as_none():
    kept = as_json(worked("09:00 18:00"))
    del kept["stayed_minutes"]
    assert result_from(kept).stayed_minutes == 0


# -- told --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "options", "key", "words"),
    [
        pytest.param(day_of("09:05 18:00"), {"grace": 5}, "att.late.grace_minutes", "5", id="grace"),
        pytest.param(day_of("09:25 18:00"), {"serious_late": 20}, "att.late.serious_minutes", "25", id="mark"),
        pytest.param(day_of("09:20 18:20"), {"flex_late": 30}, "att.flex.late_minutes", "18:20", id="later"),
        pytest.param(day_of("08:40 17:40"), {"flex_early": 30}, "att.flex.early_minutes", "17:40", id="earlier"),
        pytest.param(replace(day_of("10:00 18:00"), stayed_yesterday=130), LONG, "att.flex.stayed_late", "130", id="long-evening"),
        pytest.param(day_of("09:08 18:00"), {"ladder": "warning"}, "att.late.ladder", "", id="ladder"),
        pytest.param(day_of("09:00 19:00"), {"counted_by": "punches"}, "ot.counted_by", "60", id="overtime-by-punches"),
        pytest.param(day_of("09:00 18:20"), {"counted_by": "punches", "overtime_minimum": 30}, "ot.minimum_minutes", "20", id="too-short"),
        pytest.param(day_of("09:00 19:00"), {"detect": 60}, "ot.detect_minutes", "60", id="stayed"),
    ],
)
def test_each_option_that_decided_something_is_told(day, options, key, words):
    assert words in told(day, policy(**options))[key]
    assert key not in told(day, policy())


def test_ladder_of_warnings_speaks_of_no_money():
    said = told(day_of("09:40 17:55"), policy(ladder="warning", minor_max=None))
    assert not {"att.late.minor_fine_cny", "att.late.minor_max_minutes", "att.late.major_deduct_days"} & set(said)


# -- for every day -----------------------------------------------------------------------


@st.composite
def free_policies(draw):
    """Any values with any options."""
    some = st.sampled_from([None, 0, 5, 30, 60, 500])
    names = ("overtime_minimum", "detect", "grace", "serious_late", "flex_late", "flex_early")
    options = {name: draw(some) for name in names}
    options["counted_by"] = draw(st.sampled_from([None, "approval", "both", "punches"]))
    options["ladder"] = draw(st.sampled_from([None, "money", "warning"]))
    options["stayed_late"] = draw(st.sampled_from([(), ((0, 60),), ((30, 45), (120, 400))]))
    return replace(draw(policies()), **options)


@settings(max_examples=300, deadline=None)
@given(days(), free_policies(), st.integers(0, 300))
def test_options_add_no_lateness_and_lose_no_minutes(day, values, stayed):
    day = replace(day, stayed_yesterday=stayed)
    result, plain = evaluate(day, values), evaluate(day, replace(values, **PLAIN))
    assert result.late_minutes <= plain.late_minutes
    assert result.worked_minutes >= 0
    placed = result.late_minutes + result.early_minutes + result.worked_minutes + result.leave_minutes
    assert placed <= sum(segment.end - segment.start for segment in day.segments)
    assert explain(day, values, result)


PLAIN = {name: field.default for name, field in DayPolicy.__dataclass_fields__.items() if name in (
    "overtime_minimum", "detect", "grace", "serious_late", "flex_late", "flex_early", "counted_by", "ladder", "stayed_late",
)}  # fmt: skip
