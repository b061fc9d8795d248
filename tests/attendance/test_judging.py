"""From rows to judgements: which shift, which calendar, which punches, which values."""

from datetime import date, timedelta

import pytest

from attendance.models import ShiftGroup, ShiftMember
from attendance.selectors.judging import judge, judge_one
from common.periods import Period
from people.models import Assignment, Department
from rules.models import ClauseText, Edition
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office
from workdays import selectors as workdays
from workdays.models import Calendar, CalendarDay, CalendarUse

DAY = date(2026, 11, 20)  # a Friday
NEXT = DAY + timedelta(days=1)
LATER = at(date(2026, 11, 25))


def judged(employee, day: date = DAY, now=LATER):
    return judge_one(employee.pk, day, now)


# -- schedules (ATT-01) ---------------------------------------------------------------


@pytest.fixture
def two_units(office: Office) -> tuple[Department, Department]:
    """客服组 works 9-12 and 13-17, 推广组 9-18 with lunch from 12 to 13."""
    other = factories.department("推广组", office.ours)
    office.promoter = factories.holder(factories.post(other, "专员", 1), "王同")  # type: ignore[attr-defined]
    making.published(office, {**RULES, "work.schedule": [["09:00", "12:00"], ["13:00", "17:00"]]}, departments=[office.team], number="KF")
    making.published(office, {**RULES, "work.schedule": [["09:00", "18:00"]]}, departments=[other], number="TG")
    return office.team, other


@pytest.mark.row("ATT-01")
def test_same_departure_is_normal_in_one_unit_and_early_in_the_other(office: Office, two_units):
    for person in (office.staff, office.promoter):
        clocked(person, DAY, "08:55", "17:30")
    ours, theirs = judged(office.staff), judged(office.promoter)
    assert (ours.result.status, ours.result.early_minutes) == ("normal", 0)
    assert (theirs.result.status, theirs.result.early_minutes) == ("early", 30)


@pytest.mark.row("ATT-01")
def test_lunch_is_no_working_time_in_either_unit(office: Office, two_units):
    for person in (office.staff, office.promoter):
        clocked(person, DAY, "08:55", "18:00")
    assert [judged(person).result.worked_minutes for person in (office.staff, office.promoter)] == [420, 480]


@pytest.mark.row("ATT-01")
def test_new_schedule_counts_from_its_day(office: Office, wall: Edition):
    later = making.next_edition(wall.rulebook, office, {"work.schedule": [["08:30", "17:30"]]})
    making.publish(later, office, on=DAY)
    for day in (DAY - timedelta(days=1), DAY):
        clocked(office.staff, day, "08:45", "18:00")
    assert [judged(office.staff, day).result.late_minutes for day in (DAY - timedelta(days=1), DAY)] == [0, 15]


def test_value_of_one_department_goes_before_the_companys(office: Office):
    edition = making.rulebook(office, RULES, owner=office.company)
    making.services.decide_value(
        edition=edition, key="work.schedule", raw=[["10:00", "19:00"]], department=office.team, by=office.director, at=making.NOW
    )
    making.publish(edition, office, on=date(2026, 11, 3))
    clocked(office.staff, DAY, "09:55", "19:00")
    assert judged(office.staff).result.status == "normal"


def test_undecided_hours_judge_nothing(office: Office):
    clocked(office.staff, DAY, "11:00", "12:00")
    one = judged(office.staff)
    assert (one.result.status, one.result.absent_days, [f.parameter for f in one.result.findings]) == ("normal", 0, ["work.schedule"])


# -- punches ------------------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
@pytest.mark.row("ATT-04")
def test_seconds_are_kept_and_the_minute_is_judged(office: Office):
    clocked(office.staff, DAY, "09:10:59", "18:00:01")
    one = judged(office.staff)
    assert one.seconds == (9 * 3600 + 10 * 60 + 59, 18 * 3600 + 1)
    assert (one.result.late_minutes, [str(line.amount) for line in one.result.deductions]) == (10, ["20.00"])


@pytest.mark.usefixtures("wall")
def test_punch_before_the_change_of_day_belongs_to_the_evening_before(office: Office):
    clocked(office.staff, DAY, "09:00", "26:10")
    assert judged(office.staff).facts.punches == (540, 1570)
    assert judged(office.staff, NEXT).facts.punches == ()


@pytest.mark.usefixtures("wall")
def test_punches_of_others_and_of_later_are_not_seen(office: Office):
    clocked(office.staff, DAY, "09:00", "18:00")
    clocked(office.director, DAY, "10:00", "19:00")
    assert judged(office.staff, now=at(DAY, "12:00")).facts.punches == (540,)


@pytest.mark.usefixtures("wall")
def test_there_is_no_data_before_the_first_punch_and_absence_after_it(office: Office):
    clocked(office.staff, DAY, "09:00", "18:00")
    days = {day: judged(office.staff, day).result.status for day in Period(DAY - timedelta(days=1), date(2026, 11, 23))}
    assert list(days.values()) == ["no_data", "normal", "rest", "rest", "absent"]


@pytest.mark.usefixtures("wall")
def test_open_day_says_lateness_at_once_and_nothing_else(office: Office):
    clocked(office.staff, DAY, "09:08")
    one = judged(office.staff, now=at(DAY, "09:08"))
    assert (one.is_open, one.result.status, one.result.late_minutes, one.result.early_minutes) == (True, "late", 8, 0)


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize("wall_time", ["08:00", "12:00", "23:00", "28:59"])
def test_open_day_without_a_punch_holds_nothing_against_anybody(office: Office, wall_time: str):
    clocked(office.staff, DAY - timedelta(days=1), "09:00", "18:00")
    assert judged(office.staff, now=at(DAY, wall_time)).result.status == "no_data"
    assert judged(office.staff, now=at(DAY, "29:00")).result.status == "absent"


@pytest.mark.usefixtures("wall")
def test_one_punch_after_work_has_ended_is_incomplete(office: Office):
    clocked(office.staff, DAY, "09:08")
    assert judged(office.staff, now=at(DAY, "18:30")).result.status == "incomplete"


# -- shift groups ------------------------------------------------------------------------------


@pytest.fixture
def night_shift(office: Office, wall: Edition) -> ShiftGroup:
    """22:00 to 06:00 on every day of the week, for one person, by a clause of the rulebook."""
    clause = ClauseText.objects.filter(edition=wall, heading="work.schedule").get()
    group = ShiftGroup.objects.create(name="夜班", clause=clause.clause, segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5, 6, 7])
    ShiftMember.objects.create(employee=office.staff, group=group, during=(date(2026, 11, 1), None))
    return group


def test_night_shift_is_judged_over_midnight(office: Office, night_shift: ShiftGroup):
    clocked(office.staff, DAY, "21:55", "30:02")
    clocked(office.staff, NEXT, "22:12", "29:50")
    first, second = judged(office.staff), judged(office.staff, NEXT)
    assert (first.facts.punches, first.result.status, first.result.worked_minutes) == ((1315, 1802), "normal", 480)
    assert (second.result.status, second.result.late_minutes, second.result.early_minutes) == ("late_and_early", 12, 10)


def test_night_shift_names_the_clause_that_allows_it(office: Office, night_shift: ShiftGroup):
    clocked(office.staff, DAY, "21:55", "30:02")
    clause = judged(office.staff).place.clause
    assert str(clause) == "考勤管理制度 第1版 一（一）"
    assert clause.url == f"/rules/KQ/?edition=1#c{night_shift.clause_id}"


def test_night_shift_works_on_its_own_weekdays_but_not_on_holidays(office: Office, night_shift: ShiftGroup):
    assert judged(office.staff, date(2026, 11, 22)).info.kind == "workday"
    assert judged(office.staff, date(2027, 1, 1), now=at(date(2027, 1, 5))).info.kind == "statutory_holiday"


def test_night_shift_ends_with_its_membership(office: Office, night_shift: ShiftGroup):
    ShiftMember.objects.update(during=(date(2026, 11, 1), DAY))
    clocked(office.staff, DAY, "08:58", "18:01")
    one = judged(office.staff)
    assert (one.place.group, one.result.status) == (None, "normal")


def test_segment_that_ends_before_it_starts_runs_over_midnight(office: Office, night_shift: ShiftGroup):
    ShiftGroup.objects.update(segments=[["22:00", "06:00"]])
    clocked(office.staff, DAY, "21:55", "30:02")
    assert judged(office.staff).result.status == "normal"


# -- calendars -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
def test_day_is_that_of_the_nearest_calendar_above(office: Office):
    """Judging reads calendars itself; what it finds is what workdays says."""
    day = date(2026, 11, 23)
    site = Calendar.objects.create(name="门店日历")
    CalendarUse.objects.create(calendar=site, department=office.ours)
    CalendarDay.objects.create(
        calendar=site, day=day, kind="rest_day", name="店庆", corrected_by=office.director, corrected_at=making.NOW, reason="店庆放假"
    )
    people = {office.staff: office.team, office.manager: office.company}
    for person, unit in people.items():
        assert judged(person, day).info == workdays.days(Period(day, day), unit)[day]
    assert [judged(person, day).info.kind for person in people] == ["rest_day", "workday"]


@pytest.mark.usefixtures("wall")
def test_department_founded_within_the_period_goes_by_its_own_calendar(office: Office):
    """A whole month is judged at once; the calendar is that of each day."""
    site, founded = Calendar.objects.create(name="工地"), date(2026, 11, 10)
    unit = factories.department("工地组", office.ours, during=(founded, None))
    CalendarUse.objects.create(calendar=site, department=unit)
    CalendarDay.objects.create(
        calendar=site, day=DAY, kind="rest_day", name="停工", corrected_by=office.director, corrected_at=making.NOW, reason="停工一天"
    )
    who = factories.holder(factories.post(unit, "专员", during=(founded, None)), "王同", during=(founded, None))
    month = judge([who.pk], Period(date(2026, 11, 1), date(2026, 11, 30)), LATER)
    assert month[who.pk, DAY].info.kind == "rest_day"
    assert month[who.pk, DAY - timedelta(days=1)].info.kind == "workday"


def test_every_day_of_a_year_is_as_the_calendar_says(office: Office):
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    found = judge([office.staff.pk], year, LATER)
    assert {day: one.info for (_person, day), one in found.items()} == workdays.days(year, office.team)


# -- posts ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wall")
def test_day_without_a_post_is_not_judged(office: Office):
    Assignment.objects.filter(employee=office.staff).update(during=(date(2026, 1, 1), DAY))
    assert judged(office.staff, DAY - timedelta(days=1)) is not None
    assert judged(office.staff) is None


@pytest.mark.usefixtures("wall")
def test_regular_post_decides_beside_a_concurrent_one(office: Office):
    spell = (date(2026, 1, 1), None)
    Assignment.objects.create(
        employee=office.staff, post=factories.post(office.company, "顾问", 1), department=office.company, is_head=False,
        kind="concurrent", during=spell,
    )  # fmt: skip
    assert judged(office.staff).place.department_id == office.team.pk


@pytest.mark.usefixtures("wall")
def test_many_people_and_days_are_one_query(office: Office, assert_queries_constant):
    people = [office.staff.pk]

    def five_more() -> None:
        desk = factories.post(office.team, "客服", 1)
        for number in range(5):
            person = factories.holder(desk, f"员工{number}")
            people.append(person.pk)
            clocked(person, DAY, "09:08", "18:02")

    month = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert assert_queries_constant(lambda: judge(people, month, LATER), five_more, at_most=1) == 1
