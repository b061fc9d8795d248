"""Rosters of shift groups: patterns, Excel files, conflicts, too many days in a row, and what a day off means."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from django.utils import translation

from attendance import roster_sheet
from attendance.domain.rosters import Stretch, laid_out, stretches, without_rest
from attendance.models import DutyMember, DutyShift, HolidayRoster, ShiftGroup, ShiftMember
from attendance.selectors import rosters as selector
from attendance.selectors.judging import judge_one
from attendance.services import rosters as services
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (16, 17, 18, 19))
TODAY, NOW = date(2026, 11, 10), at(date(2026, 11, 10))
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
def office(db) -> Office:
    office = Office()
    edition = making.published(office, RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    clause = edition.texts.get(heading="work.schedule").clause
    office.day, office.night = (
        ShiftGroup.objects.create(name=name, clause=clause, segments=hours, weekdays=EVERY_DAY)
        for name, hours in (("白班", [["08:00", "16:00"]]), ("夜班", [["22:00", "06:00"]]))
    )
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def laid(office: Office, *people: Employee, pattern=None, first=MONDAY, last=THURSDAY, step=0, today=TODAY) -> services.Plan:
    groups = [office.day, office.day, office.night, None] if pattern is None else pattern
    return services.by_pattern(pattern=groups, period=Period(first, last), people=people, step=step, today=today)


def written(plan: services.Plan, office: Office) -> int:
    return services.write_roster(plan=plan, by=office.director, at=NOW)


def kept() -> list[tuple[str, str, date, date]]:
    rows = ShiftMember.objects.select_related("employee", "group").order_by("employee", "during")
    return [(row.employee.name, row.group.name, row.during.lower, row.during.upper) for row in rows]


# -- plain days --------------------------------------------------------------------


def test_pattern_repeats_from_the_first_day_and_begins_later_for_the_next():
    period = Period(MONDAY, date(2026, 11, 20))
    assert list(laid_out("DDN-", period).values()) == list("DDN-D")
    assert list(laid_out("DDN-", period, offset=3).values()) == list("-DDN-")


def test_days_with_the_same_are_joined_and_a_missing_day_parts_them():
    days = {MONDAY: "D", TUESDAY: "D", THURSDAY: "D", date(2026, 11, 20): "N"}
    assert stretches(days) == [
        Stretch("D", MONDAY, TUESDAY),
        Stretch("D", THURSDAY, THURSDAY),
        Stretch("N", date(2026, 11, 20), date(2026, 11, 20)),
    ]


@pytest.mark.parametrize(("count", "found"), [pytest.param(6, 0, id="art-38-six"), pytest.param(7, 1, id="art-38-seven")])
def test_more_than_six_days_in_a_row_are_without_rest(count, found):
    assert len(without_rest(Period(MONDAY, date(2026, 11, 15 + count)))) == found


# -- patterns ----------------------------------------------------------------------


def test_pattern_is_written_for_several_people_in_one_act(office: Office, li: Employee):
    plan = laid(office, li, office.director, step=2)
    assert (plan.faults, plan.warnings, len(plan.lines)) == ([], [], 6)
    assert written(plan, office) == 6
    assert [(group, first.day, end.day) for name, group, first, end in kept() if name == "李雯"] == [
        ("白班", 16, 18), ("夜班", 18, 19), ("休", 19, 20),
    ]  # fmt: skip
    assert [group for name, group, _first, _end in kept() if name == "总监"] == ["夜班", "休", "白班"]


def test_day_off_of_a_roster_is_no_absence(office: Office, li: Employee):
    clocked(li, date(2026, 11, 9), "09:00", "18:00")
    written(laid(office, li), office)
    status = lambda day: str(judge_one(li.pk, day, at(date(2026, 11, 21))).result.status)  # noqa: E731
    assert (status(TUESDAY), status(THURSDAY)) == ("absent", "rest")


def test_days_of_other_rosters_beside_the_new_one_count_towards_the_days_in_a_row(office: Office, li: Employee):
    """Four days written before, then four more without a rest."""
    ShiftMember.objects.create(employee=li, group=office.day, during=(date(2026, 11, 12), MONDAY))
    with translation.override("zh-hans"):
        plan = laid(office, li, pattern=[office.day])
    assert ["连续" in warning and "8" in warning for warning in plan.warnings] == [True]
    assert plan.is_ready


def test_holiday_duty_counts_towards_the_days_in_a_row(office: Office, li: Employee):
    roster = HolidayRoster.objects.create(department=office.ours, name="值班", first=date(2026, 11, 13), last=date(2026, 11, 15))
    for day in Period(date(2026, 11, 13), date(2026, 11, 15)):
        during = (at(day, "09:00"), at(day, "18:00"))
        shift = DutyShift.objects.create(roster=roster, day=day, during=during)
        DutyMember.objects.create(shift=shift, employee=li, during=during)
    assert len(laid(office, li, pattern=[office.day]).warnings) == 1
    assert laid(office, li, pattern=[office.day], last=WEDNESDAY).warnings == []


def test_other_rosters_that_are_too_long_without_the_new_one_are_not_its_matter(office: Office, li: Employee):
    ShiftMember.objects.create(employee=li, group=office.day, during=(date(2026, 11, 5), date(2026, 11, 15)))
    assert laid(office, li, pattern=[office.day]).warnings == []


def test_somebody_in_a_group_already_is_named_and_nothing_is_written(office: Office, li: Employee):
    ShiftMember.objects.create(employee=li, group=office.night, during=(WEDNESDAY, None))
    with translation.override("zh-hans"):
        plan = laid(office, office.director, li)
        assert ["李雯" in fault and "夜班" in fault for fault in plan.faults] == [True]
        with pytest.raises(RuleBroken, match="李雯"):
            written(plan, office)
    assert ShiftMember.objects.count() == 1


def test_what_was_written_since_the_preview_is_refused_with_its_name(office: Office, li: Employee):
    plan = laid(office, office.director, li)
    ShiftMember.objects.create(employee=li, group=office.night, during=(WEDNESDAY, THURSDAY))
    with pytest.raises(RuleBroken, match="李雯"):
        written(plan, office)
    assert ShiftMember.objects.count() == 1


def test_seven_days_in_a_row_are_warned_of_and_still_written(office: Office, li: Employee):
    with translation.override("en"):
        plan = laid(office, li, pattern=[office.day], last=date(2026, 11, 22))
    assert ["7 days in a row" in warning for warning in plan.warnings] == [True]
    assert written(plan, office) == 1


def test_days_that_are_over_stay_as_they_were(office: Office, li: Employee):
    plan = laid(office, li, pattern=[office.day], today=WEDNESDAY)
    assert ([(line.first, line.last) for line in plan.lines], len(plan.warnings)) == ([(WEDNESDAY, THURSDAY)], 1)
    assert laid(office, li, pattern=[office.day], today=date(2026, 12, 1)).is_ready is False


def test_group_for_days_off_with_working_days_is_refused(office: Office, li: Employee):
    ShiftGroup.objects.create(name="休", clause=office.day.clause, segments=[["08:00", "16:00"]], weekdays=[1])
    with translation.override("en"), pytest.raises(RuleBroken, match="has working days"):
        written(laid(office, li), office)


# -- Excel -------------------------------------------------------------------------


def workbook(*rows: list[object]) -> io.BytesIO:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                else:
                    sheet.write(line, place, cell)
    target.seek(0)
    return target


def looked(office: Office, *rows: list[object], people: list[Employee] | None = None) -> services.Plan:
    allowed = {one.number: one for one in people or [office.staff, office.director]}
    with translation.override("en"):
        return services.from_sheet(file=workbook(*rows), allowed=allowed, today=TODAY)


def test_excel_roster_is_written_and_an_empty_cell_leaves_the_day(office: Office, li: Employee):
    heading = ["工号", "姓名", MONDAY, "2026-11-17", "2026/11/18"]
    plan = looked(office, heading, [int(li.number), "李雯", "白班", "", "休"])
    assert plan.faults == []
    written(plan, office)
    assert [(group, first.day, end.day) for _name, group, first, end in kept()] == [("白班", 16, 17), ("休", 18, 19)]


def test_excel_roster_tells_everything_that_is_not_understood(office: Office, li: Employee):
    plan = looked(
        office,
        ["工号", "姓名", MONDAY, "周二"],
        [li.number, "李雯", "早班", ""],
        ["99999", "外人", "白班", ""],
        ["", "无名", "白班", ""],
        [li.number, "李雯", "白班", ""],
    )
    told = " ".join(plan.faults)
    assert not plan.is_ready
    for part in ("周二", "早班", "99999", "Line 4", "twice"):
        assert part in told
    with pytest.raises(RuleBroken):
        written(plan, office)


@pytest.mark.parametrize(
    "rows", [[], [["工号", "姓名"], ["1001", "李雯"]], [["工号", "姓名", "2026-11-16"]]], ids=["empty", "no-days", "nobody"]
)
def test_sheet_that_is_no_roster_is_refused(rows):
    with pytest.raises(RuleBroken):
        roster_sheet.read(workbook(*rows))


def test_file_that_is_no_excel_is_refused_with_a_sentence():
    with translation.override("en"), pytest.raises(RuleBroken, match="Excel"):
        roster_sheet.read(io.BytesIO(b"number,name"))


def test_template_is_read_back_as_an_empty_roster():
    sheet = roster_sheet.read(io.BytesIO(roster_sheet.template([("1024", "李雯")], Period(MONDAY, THURSDAY))))
    assert (sheet.days, [row.number for row in sheet.rows], sheet.faults) == ([MONDAY, TUESDAY, WEDNESDAY, THURSDAY], ["1024"], [])


# -- who works when ----------------------------------------------------------------


def test_colleagues_and_the_head_see_who_works_when_others_do_not(office: Office, li: Employee):
    outsider = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    mate = factories.holder(li.on(TODAY).post, "王同")
    written(laid(office, li), office)
    month = Period.month(2026, 11)
    seen = lambda who: list(selector.rostered(who.user, month, TODAY))  # noqa: E731
    assert (seen(li), seen(mate), seen(office.director), seen(outsider)) == ([li], [li], [li], [])
    stays = selector.workers([li], month)[0].stays
    assert [(stay.group, stay.first.day, stay.last.day, stay.is_off) for stay in stays] == [
        ("白班", 16, 17, False), ("夜班", 18, 18, False), ("休", 19, 19, True),
    ]  # fmt: skip


# -- two planners ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_rosters_for_one_person_leave_one(race):
    office = Office()
    edition = making.published(office, RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    clause = edition.texts.get(heading="work.schedule").clause
    day = ShiftGroup.objects.create(name="白班", clause=clause, segments=[["08:00", "16:00"]], weekdays=EVERY_DAY)
    plans = [
        services.by_pattern(pattern=[day], period=Period(MONDAY, last), people=[office.staff], step=0, today=TODAY)
        for last in (TUESDAY, WEDNESDAY)
    ]
    answers = race(*(lambda plan=plan: services.write_roster(plan=plan, by=office.director, at=NOW) for plan in plans))
    refused = [one for one in answers if isinstance(one, RuleBroken)]
    assert (len(refused), ShiftMember.objects.count()) == (1, 1)
    assert "李雯" in str(refused[0])
