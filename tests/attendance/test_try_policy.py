"""Example days tried out on rules: the JSON of docs/try-policy.md, in and out."""

import io
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.trial import TrialRefused, try_policy

VALUES = {
    "att.late.minor_max_minutes": 10,
    "att.late.minor_fine_cny": 20,
    "att.late.major_min_minutes": 30,
    "att.late.gap_rule": "minor",
    "att.late.major_deduct_days": "0.5",
    "att.late.monthly_dismissal_count": 3,
    "att.absence.halfday_deduct_days": 1,
    "att.absence.fullday_deduct_days": 3,
    "att.absence.consecutive_dismissal_days": 3,
    "att.absence.yearly_dismissal_days": 10,
}
SHIFT = {"segments": [["09:00", "12:00"], ["13:00", "18:00"]], "day_starts": "05:00"}
DAY_KEYS = [
    "date", "kind", "status", "late_minutes", "early_minutes", "absent_days", "worked_minutes", "leave_minutes", "overtime_minutes",
    "deductions", "findings",
]  # fmt: skip


def given_days(*days, values=VALUES, shift=SHIFT, **others):
    return {"parameters": values, "shift": shift, "days": list(days), **others}


def on(day="2026-11-20", punches=("09:00", "18:00"), **others):
    """A day; without punches when they are None."""
    return {"date": day, **({} if punches is None else {"punches": list(punches)}), **others}


def tried(*days, **others):
    return try_policy(json.dumps(given_days(*days, **others)))


def day_of(**entry):
    (day,) = tried(on(**entry))["days"]
    return day


def refused(content):
    """The places that are refused."""
    with pytest.raises(TrialRefused) as refusal:
        try_policy(content if isinstance(content, str) else json.dumps(content))
    assert all(error.message for error in refusal.value.errors)
    return [error.parameter for error in refusal.value.errors]


def costs(day):
    return [(line["parameter"], Decimal(str(line["amount"])), line["unit"]) for line in day["deductions"]]


# -- rows ---------------------------------------------------------------------------------------------


@pytest.mark.row("ATT-04")
@pytest.mark.parametrize(
    ("punch", "cost"),
    [
        pytest.param("09:00:00", [], id="9:00:00-costs-nothing"),
        pytest.param("09:00:59", [], id="9:00:59-is-9:00"),
        pytest.param("09:10:00", [Decimal(20)], id="9:10:00-costs-20"),
        pytest.param("09:10:59", [Decimal(20)], id="9:10:59-is-9:10"),
    ],
)
def test_slight_lateness_costs_its_fine_up_to_and_including_the_bound(punch, cost):
    values = {"att.late.minor_max_minutes": 10, "att.late.minor_fine_cny": "20"}
    (day,) = tried(on(punches=(punch, "18:00")), values=values)["days"]
    assert [amount for _key, amount, _unit in costs(day)] == cost


@pytest.mark.row("ATT-05")
@pytest.mark.parametrize(
    ("minutes", "cost", "absent"),
    [
        pytest.param(10, ("att.late.minor_fine_cny", Decimal(20), "CNY"), 0, id="10-slight"),
        pytest.param(11, ("att.late.minor_fine_cny", Decimal(20), "CNY"), 0, id="11-between-the-bounds"),
        pytest.param(20, ("att.late.minor_fine_cny", Decimal(20), "CNY"), 0, id="20-between-the-bounds"),
        pytest.param(30, ("att.late.minor_fine_cny", Decimal(20), "CNY"), 0, id="30-is-not-more-than-30"),
        pytest.param(31, ("att.late.major_deduct_days", Decimal("0.5"), "day"), 0.5, id="31-is-half-a-day-absent"),
    ],
)
@pytest.mark.parametrize("is_late", [True, False], ids=["late", "early"])
def test_lateness_beyond_the_serious_bound_is_half_a_day(minutes, cost, absent, is_late):
    punches = (f"09:{minutes}", "18:00") if is_late else ("09:00", f"17:{60 - minutes}")
    day = day_of(punches=punches)
    assert (costs(day), day["absent_days"]) == ([cost], absent)
    assert day["late_minutes" if is_late else "early_minutes"] == minutes


@pytest.mark.row("ATT-05")
def test_serious_bound_below_the_slight_one_is_refused():
    values = {"att.late.minor_max_minutes": 10, "att.late.major_min_minutes": 5}
    assert refused(given_days(on(), values=values)) == ["att.late.major_min_minutes"]


@pytest.mark.row("ATT-07")
@pytest.mark.parametrize(
    ("punches", "cost"),
    [
        pytest.param(("13:00", "18:00"), ("att.absence.halfday_deduct_days", Decimal(1), "day"), id="half-a-day-costs-1"),
        pytest.param((), ("att.absence.fullday_deduct_days", Decimal(3), "day"), id="a-day-costs-3"),
    ],
)
def test_absence_costs_its_day_wages(punches, cost):
    assert costs(day_of(punches=punches)) == [cost]


@pytest.mark.parametrize("values", [{**VALUES, "att.late.major_min_minutes": 10}, {**VALUES, "att.late.gap_rule": None}])
def test_equal_bounds_and_a_missing_gap_rule_are_no_contradiction(values):
    assert tried(on(), values=values)["days"][0]["status"] == "normal"


# -- shape of the answer --------------------------------------------------------------------------------


def test_answer_has_the_keys_of_the_format():
    result = tried(on(punches=("09:12", "18:01")))
    assert list(result) == ["days", "month"]
    assert list(result["days"][0]) == DAY_KEYS
    assert list(result["days"][0]["deductions"][0]) == ["parameter", "amount", "unit", "clause"]
    assert list(result["month"]) == ["late_count", "absent_days", "deduction_cny", "deduction_days", "cases", "findings"]


def test_line_cites_the_clause_of_the_shipped_rulebook():
    (line,) = day_of(punches=("09:05", "18:00"))["deductions"]
    assert line == {"parameter": "att.late.minor_fine_cny", "amount": "20.00", "unit": "CNY", "clause": "四（二）"}


def test_finding_cites_the_clause_of_the_shipped_rulebook():
    (finding,) = day_of(punches=("09:05",))["findings"]
    assert finding == {"code": "missing_punch", "parameter": "", "clause": "三（二）", "facts": {"punch": 545}}


def test_days_come_back_sorted():
    result = tried(on("2026-11-20"), on("2026-11-18"), on("2026-11-19"))
    assert [day["date"] for day in result["days"]] == ["2026-11-18", "2026-11-19", "2026-11-20"]


def test_month_sums_all_days_given():
    result = tried(on(punches=()), on("2026-11-19", ("09:05", "17:30")), on("2026-11-18", ("13:00", "18:00")))
    month = result["month"]
    assert (month["late_count"], month["absent_days"], month["deduction_cny"], month["deduction_days"]) == (2, 1.5, "40.00", 4)


def test_cases_name_their_kind_and_clause():
    days = [on(f"2026-11-{day}", ("09:05", "17:55")) for day in (18, 19)]
    assert tried(*days)["month"]["cases"] == [{"kind": "late_count", "clause": "四（五）"}]


def test_undecided_thresholds_are_named_for_the_month():
    month = tried(on(punches=()), values={})["month"]
    keys = ["att.absence.consecutive_dismissal_days", "att.absence.yearly_dismissal_days"]
    assert [finding["parameter"] for finding in month["findings"]] == keys


def test_without_parameters_everything_is_undecided():
    content = {"shift": SHIFT, "days": [on(punches=("09:05", "18:00"))]}
    (day,) = try_policy(json.dumps(content))["days"]
    assert day["status"] == "late"
    assert [finding["code"] for finding in day["findings"]] == ["undecided", "undecided"]


# -- the calendar -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind", "status"),
    [
        ("2026-11-20", "workday", "absent"),
        ("2026-11-21", "rest_day", "rest"),
        ("2026-10-10", "makeup_workday", "absent"),
        ("2026-10-01", "statutory_holiday", "rest"),
        ("2026-10-05", "rest_day", "rest"),
    ],
)
def test_days_without_an_entry_come_from_the_built_in_calendar(day, kind, status):
    result = day_of(day=day, punches=())
    assert (result["kind"], result["status"]) == (kind, status)


def test_calendar_of_the_file_goes_before_the_built_in_one():
    result = tried(on("2026-11-20"), calendar={"2026-11-20": "statutory_holiday"})
    assert result["days"][0]["status"] == "rest"


def test_run_of_absent_days_passes_a_weekend_that_is_not_given():
    days = [on(day, ()) for day in ("2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24")]
    assert [case["kind"] for case in tried(*days)["month"]["cases"]] == ["absence_consecutive"]


def test_working_day_that_is_not_given_ends_the_run():
    days = [on(day, ()) for day in ("2026-11-16", "2026-11-17", "2026-11-19", "2026-11-20")]
    assert tried(*days)["month"]["cases"] == []


# -- times --------------------------------------------------------------------------------------------------------


def test_punch_before_the_change_of_day_is_on_the_next_morning():
    day = day_of(punches=("09:00", "02:00"), overtime=[{"from": "2026-11-20T18:00", "to": "2026-11-20T26:30"}])
    assert (day["late_minutes"], day["overtime_minutes"]) == (0, 480)


@pytest.mark.parametrize("punch", ["26:00", "26:00:59", "02:00", "2026-11-21T02:00"])
def test_next_morning_may_be_written_in_three_ways(punch):
    day = day_of(punches=("09:00", punch), overtime=[{"from": "18:00", "to": "26:00"}])
    assert day["overtime_minutes"] == 480


def test_night_shift_runs_over_midnight():
    shift = {"segments": [["22:00", "06:00"]]}
    (day,) = tried(on(punches=("21:58", "05:50")), shift=shift)["days"]
    assert (day["late_minutes"], day["early_minutes"], day["worked_minutes"]) == (0, 10, 470)


def test_day_may_have_a_shift_of_its_own():
    own = {"segments": [["10:00", "15:00"]]}
    first, second = tried(on("2026-11-19", ("10:00", "15:00"), shift=own), on(punches=("10:00", "15:00")))["days"]
    assert (first["status"], second["status"]) == ("normal", "absent")


def test_leave_over_several_days_counts_for_each_of_them():
    leave = [{"type": "annual", "from": "2026-11-18T13:00", "to": "2026-11-20T12:00"}]
    result = tried(on("2026-11-18", (), leave=leave), on("2026-11-19", ()), on("2026-11-20", ()))
    assert [(day["status"], day["leave_minutes"]) for day in result["days"]] == [("absent_half", 300), ("leave", 480), ("absent_half", 180)]


def test_null_punches_are_no_data():
    assert day_of(punches=None)["status"] == "no_data"
    assert tried({"date": "2026-11-20", "punches": None})["days"][0]["status"] == "no_data"


def test_midnight_shift_takes_a_punch_of_the_evening_before_with_its_date():
    shift = {"segments": [["00:00", "08:00"]]}
    (day,) = tried(on(punches=("2026-11-19T23:55", "08:00")), shift=shift)["days"]
    assert day["status"] == "normal"


def test_overtime_of_the_evening_before_counts_with_its_date():
    shift = {"segments": [["00:00", "08:00"]]}
    overtime = [{"from": "2026-11-19T22:00", "to": "2026-11-19T23:30"}]
    (day,) = tried(on(punches=("2026-11-19T22:00", "08:00"), overtime=overtime), shift=shift)["days"]
    assert day["overtime_minutes"] == 90


@pytest.mark.parametrize(
    ("punch", "worked"),
    [pytest.param("04:59", 0, id="04:59-is-28:59-and-comes-last"), pytest.param("05:00", 480, id="05:00-comes-first")],
)
def test_punch_at_the_very_change_of_day_is_of_that_morning(punch, worked):
    assert day_of(punches=(punch, "18:00"))["worked_minutes"] == worked


def test_period_of_no_length_covers_nothing():
    assert day_of(leave=[{"from": "13:00", "to": "13:00"}])["leave_minutes"] == 0


def test_shifting_everything_by_days_shifts_the_answer():
    def told(start):
        days = [(date.fromisoformat(start) + timedelta(days=n)).isoformat() for n in range(4)]
        calendar = dict(zip(days, ["workday", "rest_day", "makeup_workday", "workday"], strict=True))
        leave = [{"from": f"{days[2]}T15:00", "to": f"{days[3]}T10:00"}]
        entries = [on(days[0], ("09:12", "26:00")), on(days[1], ("10:00",)), on(days[2], ("09:00", "14:00"), leave=leave), on(days[3], ())]
        result = tried(*entries, calendar=calendar)
        return [{key: value for key, value in day.items() if key != "date"} for day in result["days"]], result["month"]["late_count"]

    assert told("2026-11-02") == told("2027-03-30")


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("att.late.minor_max_minutes", -1, id="negative"),
        pytest.param("att.late.minor_max_minutes", "ten", id="no-number"),
        pytest.param("att.late.minor_max_minutes", 10.5, id="not-whole"),
        pytest.param("att.late.minor_max_minutes", True, id="true"),
        pytest.param("att.late.minor_max_minutes", [10], id="list"),
        pytest.param("att.late.minor_max_minutes", "9" * 5000, id="endless"),
        pytest.param("att.late.minor_fine_cny", "NaN", id="nan"),
        pytest.param("att.late.minor_fine_cny", float("nan"), id="nan-of-json"),
        pytest.param("att.late.minor_fine_cny", "1e99999999999999999999", id="beyond-measure"),
        pytest.param("att.late.minor_fine_cny", "0.001", id="a-tenth-of-a-fen"),
        pytest.param("att.late.gap_rule", "middle", id="unknown-choice"),
        pytest.param("att.absence.fullday_deduct_days", "-0.5", id="negative-days"),
        pytest.param("att.late.minor_maximum", 10, id="unknown-parameter"),
    ],
)
def test_value_that_is_none_is_refused(key, value):
    assert refused(given_days(on(), values={key: value})) == [key]


def test_full_policy_file_is_let_pass():
    others = {"lev.min_notice_days": 1, "work.weekdays": [1, 2, 3, 4, 5], "org.headcount_quota": {"总监": 1}, "att.late.serious_count": 2}
    assert tried(on(), values={**VALUES, **others})["days"][0]["status"] == "normal"


@pytest.mark.parametrize(
    ("change", "places"),
    [
        pytest.param({"shift": {"segments": [["09:00", "12:00"], ["11:59", "18:00"]]}}, ["shift.segments"], id="overlapping-segments"),
        pytest.param({"shift": {"segments": []}}, ["shift.segments"], id="no-segment"),
        pytest.param({"shift": {"segments": [["09:00"]]}}, ["shift.segments[0]"], id="half-a-segment"),
        pytest.param({"shift": {"segments": [["09:00", "48:00"]]}}, ["shift.segments[0]"], id="hour-48"),
        pytest.param({"shift": {"segments": "09:00-18:00"}}, ["shift.segments"], id="segments-as-text"),
        pytest.param({"shift": {**SHIFT, "day_starts": "24:00"}}, ["shift.day_starts"], id="day-starts-at-24"),
        pytest.param({"shift": {"segments": [["x", "y"]], "day_starts": 5}}, ["shift.day_starts", "shift.segments[0]"], id="both"),
        pytest.param({"shift": []}, ["shift"], id="shift-as-list"),
        pytest.param({"shift": None}, ["shift"], id="no-shift"),
        pytest.param({"parameters": []}, ["parameters"], id="parameters-as-list"),
        pytest.param({"calendar": {"2026-13-01": "workday"}}, ["calendar.2026-13-01"], id="calendar-date"),
        pytest.param({"calendar": {"2026-10-01": "holiday"}}, ["calendar.2026-10-01"], id="calendar-kind"),
        pytest.param({"days": None}, ["days"], id="no-days"),
        pytest.param({"days": {}}, ["days"], id="days-as-object"),
        pytest.param({"days": ["2026-11-20"]}, ["days[0]"], id="day-as-text"),
        pytest.param({"days": [{}]}, ["days[0].date"], id="day-without-date"),
        pytest.param({"days": [on("20261120")]}, ["days[0].date"], id="date-without-hyphens"),
        pytest.param({"days": [on("2026-02-29")]}, ["days[0].date"], id="day-that-is-none"),
        pytest.param({"days": [on(), on()]}, ["days[1].date"], id="day-given-twice"),
        pytest.param({"days": [on(punches=("9", "18:00"))]}, ["days[0].punches[0]"], id="punch-that-is-no-time"),
        pytest.param({"days": [on(punches=(900, "18:60"))]}, ["days[0].punches[0]", "days[0].punches[1]"], id="two-punches"),
        pytest.param({"days": [on(punches=("2026-11-25T09:00",))]}, ["days[0].punches[0]"], id="punch-of-another-day"),
        pytest.param({"days": [{"date": "2026-11-20", "punches": "09:00"}]}, ["days[0].punches"], id="punches-as-text"),
        pytest.param({"days": [on(leave={})]}, ["days[0].leave"], id="leave-as-object"),
        pytest.param({"days": [on(trips=["09:00"])]}, ["days[0].trips[0]"], id="trip-as-text"),
        pytest.param({"days": [on(leave=[{"from": "13:00"}])]}, ["days[0].leave[0].to"], id="leave-without-end"),
        pytest.param(
            {"days": [on(leave=[{"from": "13:00", "to": "12:59"}])]}, ["days[0].leave[0]"], id="period-that-ends-before-it-starts"
        ),
        pytest.param({"days": [on(overtime=[{"from": "18:00", "to": "2026-11-20T20:00+08:00"}])]}, ["days[0].overtime[0].to"], id="zone"),
        pytest.param({"days": [on(leave=[{"type": 7, "from": "13:00", "to": "14:00"}])]}, ["days[0].leave[0].type"], id="type"),
        pytest.param({"days": [on(shift={"segments": [["a", "b"]]})]}, ["days[0].shift.segments[0]"], id="shift-of-a-day"),
    ],
)
def test_faulty_input_is_refused_at_its_place(change, places):
    assert refused({**given_days(on()), **change}) == places


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"x"', "[" * 100_000, '{"days": [}', "\x00"])
def test_text_that_is_no_object_is_refused(text):
    assert refused(text) == [""]


def test_faults_are_told_together_but_not_without_end():
    assert len(refused(given_days(on(punches=["?"] * 1000)))) == 100


def test_refusal_speaks_the_language_of_the_reader():
    with translation.override("en"), pytest.raises(TrialRefused, match="lies after the end"):
        tried(on(leave=[{"from": "13:00", "to": "12:00"}]))


# -- anything at all ---------------------------------------------------------------------------------------------------

WORDS = ["09:00", "26:30", "24:00", "2026-11-20", "2026-11-20T13:00", "9999-12-31T47:59", "workday", "minor", "0.5", "1e400", "\ud800"]
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(WORDS))
JSON = st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)))
DATES = st.one_of(st.sampled_from(["0001-01-01", "9999-12-31", "1949-10-01", "2026-11-20", "2026-11-21"]), JSON)


@st.composite
def broken(draw):
    """A trial with some of its parts replaced by anything."""

    def part(value):
        return draw(JSON) if draw(st.integers(0, 5)) == 0 else value

    def entry():
        period = {"type": part("sick"), "from": part("13:00"), "to": part("2026-11-20T18:00")}
        names = {name: part([part(period)]) for name in ("leave", "trips", "overtime")}
        return part({"date": draw(DATES), "punches": part([part("09:12"), part("18:00")]), "shift": part(None), **names})

    values = {key: part(value) for key, value in VALUES.items()}
    shift = {"segments": part([[part("09:00"), part("18:00")]]), "day_starts": part("05:00")}
    days = [entry() for _ in range(draw(st.integers(0, 3)))]
    content = {"parameters": part(values), "shift": part(shift), "calendar": part({"2026-11-20": part("rest_day")}), "days": part(days)}
    return part(content)


@settings(max_examples=150, deadline=None)
@given(broken())
def test_any_json_is_answered_or_refused(content):
    try:
        answer = try_policy(json.dumps(content))
    except TrialRefused as refusal:
        answer = {"errors": [error.message for error in refusal.errors if error.message]}
    assert answer.get("errors") or sorted(answer) == ["days", "month"]
    json.dumps(answer, allow_nan=False)


# -- the command -----------------------------------------------------------------------------------------------------------


def run(file, stdin=b"", monkeypatch=None):
    """Exit status and what stands on stdout."""
    if monkeypatch:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    out = io.StringIO()
    try:
        call_command("try_policy", *file, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_command_reads_a_file(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(given_days(on())), encoding="utf-8-sig")
    status, content = run([str(path)])
    assert (status, content["days"][0]["status"]) == (0, "normal")


def test_command_reads_standard_input(monkeypatch):
    status, content = run(["-"], json.dumps(given_days(on())).encode(), monkeypatch)
    assert (status, content["month"]["late_count"]) == (0, 0)


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe\xff", b'{"parameters": {"\\ud800": 1}}'], ids=["no-json", "no-text", "half-a-letter"])
def test_command_refuses_with_json_and_exit_status_2(monkeypatch, raw):
    status, content = run(["-"], raw, monkeypatch)
    assert status == 2
    assert all(set(error) == {"parameter", "message"} for error in content["errors"])


@pytest.mark.parametrize("file", [[], ["/nowhere/at/all.json"], ["/"]], ids=["none", "missing", "folder"])
def test_command_without_a_readable_file_refuses_with_json(file):
    status, content = run(file)
    assert (status, len(content["errors"])) == (2, 1)


def test_command_needs_no_database(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(given_days(on(punches=("09:05", "18:00")))), encoding="utf-8")
    env = {**os.environ, "OPSDEPT_HOME": str(tmp_path / "home"), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "try_policy", str(path)]
    done = subprocess.run(command, cwd=django_settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["days"][0]["deductions"][0]["clause"] == "四（二）"


def test_example_of_the_documentation_gives_the_answer_shown_there():
    text = (django_settings.BASE_DIR / "docs" / "try-policy.md").read_text(encoding="utf-8")
    example, answer = [part.split("```")[0] for part in text.split("```json\n")[1:3]]
    assert try_policy(example) == json.loads(answer)
