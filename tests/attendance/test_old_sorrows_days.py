"""What went wrong with days in other systems, as promises that opsdept keeps, through its pages and services.

Proved elsewhere, and not again here: the ladder of lateness and the other figures of a day (test_domain_evaluate,
test_engine_options), the quota of corrections and two of them at once (test_corrections), files of terminals (test_terminal_files).
"""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db.models import Sum

from approvals.models import Request
from attendance import services
from attendance.models import DayRecord, Punch, ShiftGroup, ShiftMember
from attendance.services.corrections import Forgotten, ask_correction
from attendance.services.overtime import ask_overtime
from attendance.services.ways import write_down_punch
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from rules.models import ClauseText, Edition
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import get
from tests.attendance.slips import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, approved, filed, typed
from tests.attendance.sorrows import LATE, approve, judged, office_with_a_head, pressed, status
from tests.rules.making import Office

NOW = at(MONDAY, "08:00")
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def office(db) -> Office:
    return office_with_a_head()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def page(who: Employee, path: str) -> str:
    return get(who, path, now=LATE).text


def asked_for(who: Employee, day: date, wall: str, now: datetime) -> Request:
    """A correction: I was there at that time."""
    return ask_correction(forgotten=Forgotten(day, at(day, wall).time(), "忘记打卡"), employee=who, key=uuid4(), at=now)


# -- which day a punch belongs to --------------------------------------------------------------------------


@pytest.fixture
def night(office: Office, wall_clause: int) -> ShiftGroup:
    return ShiftGroup.objects.create(name="夜班", clause_id=wall_clause, segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5, 6, 7])


@pytest.fixture
def wall_clause(office: Office) -> int:
    edition: Edition = office.wall
    return ClauseText.objects.get(edition=edition, heading="work.schedule").clause_id


def test_nights_in_a_row_belong_each_to_its_evening(li: Employee, night: ShiftGroup):
    """Elsewhere a guess from noon to noon, or a window around the shift, put a night on the wrong day, or on none."""
    ShiftMember.objects.create(employee=li, group=night, during=(MONDAY, None))
    for day in (TUESDAY, WEDNESDAY, THURSDAY):
        pressed(li, day, "21:50", "30:05")
    found = [judged(li, day) for day in (TUESDAY, WEDNESDAY, THURSDAY)]
    assert [(str(one.result.status), one.result.worked_minutes, len(one.facts.punches or ())) for one in found] == [("normal", 480, 2)] * 3


def test_punch_at_two_in_the_morning_is_the_end_of_the_long_day_and_no_arrival(li: Employee):
    """Elsewhere work past midnight was a day without an end, followed by a day that began at two."""
    pressed(li, TUESDAY, "09:00", "26:10")
    pressed(li, WEDNESDAY, "09:00", "18:00")
    assert [judged(li, day).facts.punches for day in (TUESDAY, WEDNESDAY)] == [(540, 1570), (540, 1080)]
    assert status(li, WEDNESDAY) == "normal"


def test_person_with_two_stretches_a_day_is_counted_once(li: Employee, wall_clause: int):
    """Elsewhere somebody with two shifts on one day had the hours of both counted twice."""
    split = ShiftGroup.objects.create(
        name="两头班", clause_id=wall_clause, segments=[["08:00", "12:00"], ["16:00", "20:00"]], weekdays=[1, 2, 3, 4, 5], hours="each"
    )
    ShiftMember.objects.create(employee=li, group=split, during=(MONDAY, None))
    pressed(li, TUESDAY, "07:55", "12:01", "15:58", "20:02")
    assert (status(li, TUESDAY), judged(li, TUESDAY).result.worked_minutes) == ("normal", 480)


def test_past_day_keeps_the_shift_that_held_then(li: Employee, night: ShiftGroup):
    """Elsewhere every day was judged by the shift that stood on the profile today."""
    pressed(li, TUESDAY, "08:55", "18:02")
    ShiftMember.objects.create(employee=li, group=night, during=(FRIDAY, None))
    assert (status(li, TUESDAY), judged(li, TUESDAY).place.group) == ("normal", None)
    assert judged(li, FRIDAY).place.group is not None


# -- breaks, early and long days ---------------------------------------------------------------------------


@pytest.mark.parametrize("punches", [("09:00", "18:00"), ("09:00", "12:05", "12:50", "18:00"), ("08:20", "12:30", "18:40")])
def test_lunch_is_never_counted_as_work(li: Employee, punches: tuple[str, ...]):
    """Elsewhere the break was counted as work, or taken off only when somebody clocked out for it."""
    pressed(li, TUESDAY, *punches)
    assert judged(li, TUESDAY).result.worked_minutes == 480


def test_leave_across_lunch_costs_the_working_hours_only(li: Employee):
    """Elsewhere three hours of leave over noon cost three hours."""
    slip = filed(li, WEDNESDAY, "11:00", "14:00", now=NOW)
    assert (slip.minutes, approved(slip, NOW).minutes) == (120, 120)


def test_early_arrival_and_a_late_way_home_are_no_overtime_that_nobody_approved(li: Employee):
    """Elsewhere whoever came at half past six had two and a half hours of overtime by nine."""
    pressed(li, TUESDAY, "06:30", "21:00")
    pressed(li, WEDNESDAY, "06:30", "21:00")
    hours = typed(at(WEDNESDAY, "18:00"), at(WEDNESDAY, "20:00"), "", reason="发布")
    approved(ask_overtime(typed=hours, task="发布", key=uuid4(), by=li, at=NOW), NOW)
    assert [judged(li, day).result.overtime_minutes for day in (TUESDAY, WEDNESDAY)] == [0, 120]


def test_forgotten_clock_out_is_incomplete_until_it_is_corrected(li: Employee):
    """Elsewhere it made a day of more than twenty-four hours, up to the next press."""
    pressed(li, TUESDAY, "08:57")
    pressed(li, WEDNESDAY, "09:02", "18:00")
    assert (status(li, TUESDAY), judged(li, TUESDAY).result.overtime_minutes) == ("incomplete", 0)
    assert judged(li, TUESDAY).result.worked_minutes < 540
    assert "incomplete" in page(li, "/attendance/?month=2026-11")
    asked = asked_for(li, TUESDAY, "18:04", at(WEDNESDAY, "19:00"))
    approve(asked, at(WEDNESDAY, "19:30"))
    assert (status(li, TUESDAY), judged(li, TUESDAY).result.worked_minutes) == ("normal", 480)


# -- corrections and what comes late -----------------------------------------------------------------------


def test_correction_says_the_time_and_the_day_is_judged_by_it(li: Employee):
    """Elsewhere a correction could only say “present”, not when."""
    pressed(li, TUESDAY, "18:00")
    asked = asked_for(li, TUESDAY, "09:07", at(WEDNESDAY, "09:30"))
    approve(asked, at(WEDNESDAY, "10:00"))
    assert (status(li, TUESDAY), judged(li, TUESDAY).result.late_minutes, Punch.objects.count()) == ("late", 7, 1)


def test_correction_of_a_time_to_come_is_refused(li: Employee):
    """Elsewhere people could be present tomorrow."""
    for day, wall in ((TUESDAY, "18:00"), (WEDNESDAY, "09:00")):
        with pytest.raises(RuleBroken):
            asked_for(li, day, wall, at(TUESDAY, "12:00"))


def test_day_that_was_absent_at_night_is_present_as_soon_as_its_punches_are_known(office: Office, li: Employee):
    """Elsewhere somebody with valid punches stayed absent because the verdict was written first."""
    pressed(li, MONDAY, "09:00", "18:00")
    services.store_days(period=Period(TUESDAY, TUESDAY), at=at(WEDNESDAY, "05:30"))
    assert DayRecord.objects.get(employee=li, day=TUESDAY).status == "absent"
    for wall in ("09:00", "18:00"):
        there = at(TUESDAY, wall).time()
        write_down_punch(
            employee=li, day=TUESDAY, wall=there, reason="终端离线", by=office.director, key=uuid4(), at=at(WEDNESDAY, "10:00")
        )
    assert DayRecord.objects.get(employee=li, day=TUESDAY).status == "normal"


def test_person_of_whom_nothing_was_collected_has_no_data_and_is_not_absent(li: Employee):
    """Elsewhere people were called absent although nobody had ever collected their punches."""
    pressed(li, WEDNESDAY, "09:00", "18:00")
    services.store_days(period=Period(MONDAY, THURSDAY), at=LATE)
    kept = DayRecord.objects.filter(employee=li).order_by("day").values_list("status", flat=True)
    assert list(kept) == ["no_data", "no_data", "normal", "absent"]
    assert DayRecord.objects.filter(employee=li, day__lt=WEDNESDAY).aggregate(Sum("absent_days"))["absent_days__sum"] == 0


# -- half a day and half a day -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "punches", "expected"),
    [
        ("09:00", "12:00", ("12:58", "18:01"), "normal"),
        ("13:00", "18:00", ("08:58", "12:02"), "normal"),
        ("09:00", "12:00", ("13:08", "18:01"), "late"),
        ("13:00", "18:00", ("08:58", "11:50"), "early"),
        ("09:00", "12:00", (), "absent_half"),
        ("10:00", "12:00", ("08:58", "18:00"), "normal"),
    ],
)
def test_half_a_day_of_leave_and_half_a_day_of_work_make_a_day(
    li: Employee, first: str, last: str, punches: tuple[str, ...], expected: str
):
    """Elsewhere it was absence, or was refused, for five years of reports."""
    pressed(li, MONDAY, "09:00", "18:00")
    approved(filed(li, WEDNESDAY, first, last, now=NOW), NOW)
    pressed(li, WEDNESDAY, *punches)
    assert status(li, WEDNESDAY) == expected


def test_two_halves_of_two_kinds_of_leave_fill_one_day(li: Employee):
    """Elsewhere the second half was refused because the day was taken."""
    pressed(li, MONDAY, "09:00", "18:00")
    for first, last, type in (("09:00", "12:00", "事假"), ("13:00", "18:00", "病假")):
        approved(filed(li, WEDNESDAY, first, last, type, now=NOW), NOW)
    assert (status(li, WEDNESDAY), judged(li, WEDNESDAY).result.leave_minutes) == ("leave", 480)


# -- kinds of day ------------------------------------------------------------------------------------------

NATIONAL_DAY, BRIDGED, MAKE_UP = date(2026, 10, 1), date(2026, 10, 7), date(2026, 10, 10)


def test_saturday_that_makes_up_for_a_bridged_day_is_a_working_day(li: Employee):
    """Elsewhere the week had a pattern and holidays were gaps in it: a single working Saturday could not be said."""
    clocked(li, date(2026, 9, 30), "09:00", "18:00")
    assert (status(li, MAKE_UP), status(li, date(2026, 10, 17))) == ("absent", "rest")


def test_statutory_holiday_and_bridged_day_are_told_apart_for_overtime(office: Office, li: Employee):
    """Elsewhere both were days off, although overtime is paid otherwise on each."""
    clocked(li, date(2026, 9, 30), "09:00", "18:00")
    for day in (NATIONAL_DAY, BRIDGED):
        hours = typed(at(day, "09:00"), at(day, "12:00"), "", reason="值守")
        approved(ask_overtime(typed=hours, task="值守", key=uuid4(), by=li, at=at(date(2026, 9, 29))), at(date(2026, 9, 29)))
        clocked(li, day, "09:00", "12:00")
    assert [(str(judged(li, day).info.kind), judged(li, day).result.overtime_minutes) for day in (NATIONAL_DAY, BRIDGED)] == [
        ("statutory_holiday", 180), ("rest_day", 180),
    ]  # fmt: skip
