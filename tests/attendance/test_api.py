"""What programs read of attendance: every day with its clause, and the frozen sheets of closed months."""

from datetime import date
from decimal import Decimal

import pytest

from attendance.models import DayRecord, MonthSheet, ShiftGroup, ShiftMember
from attendance.selectors.judging import judge
from attendance.services.closing import reopen_month
from attendance.services.nightly import keep
from common import clock
from common.periods import Period
from rules.models import ClauseText
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.closing import LATER, closed, paid, worked
from tests.people.keys import asker, every_page, rows

NOVEMBER = Period(date(2026, 11, 16), date(2026, 11, 30))


@pytest.fixture(autouse=True)
def _december():
    with clock.stopped(LATER):
        yield


@pytest.fixture
def kept(office):
    """Days of 李雯 as they were judged."""
    worked(office)
    keep(judge([office.staff.pk], NOVEMBER, LATER).values(), LATER)
    return office


def day(ask, number, on):
    return next(row for row in rows(ask("day-results", **{"from": on, "to": on})) if row["employee"] == number)


# -- days ------------------------------------------------------------------------------------------------------


def test_day_tells_minutes_times_and_money(kept):
    told = day(asker(kept.manager.user), kept.staff.number, "2026-11-19")
    assert told["status"] == "late"
    assert told["late_minutes"] == 8
    assert told["arrival"] == "2026-11-19T09:08:00+08:00"
    assert told["department"] == {"code": kept.team.code, "name": "客服组"}
    assert told["deductions"] == [
        {"parameter": "att.late.minor_fine_cny", "clause": told["deductions"][0]["clause"], "amount": "20.00", "unit": "CNY"}
    ]


def test_day_cites_the_clause_and_the_edition_of_each_deduction_and_of_its_hours(kept):
    told = day(asker(kept.manager.user), kept.staff.number, "2026-11-19")
    assert told["deductions"][0]["clause"].startswith("考勤管理制度 第1版 ")
    hours = ClauseText.objects.get(edition__values__key="work.schedule", clause__values__key="work.schedule")
    assert told["rule"] == {"rulebook": "考勤管理制度", "edition": 1, "clause": hours.label}


def test_day_of_a_shift_group_cites_the_clause_that_allows_it(kept):
    allowed = ClauseText.objects.exclude(clause__values__key="work.schedule").exclude(label="").last()
    group = ShiftGroup.objects.create(name="晚班", clause=allowed.clause, segments=[["12:00", "20:00"]], weekdays=[1, 2, 3, 4, 5])
    ShiftMember.objects.create(employee=kept.staff, group=group, during=(date(2026, 11, 20), None))
    ask = asker(kept.manager.user)
    assert day(ask, kept.staff.number, "2026-11-20")["rule"]["clause"] == allowed.label
    assert day(ask, kept.staff.number, "2026-11-19")["rule"]["clause"] != allowed.label


def test_day_wage_is_no_money(kept):
    told = day(asker(kept.manager.user), kept.staff.number, "2026-11-17")
    assert [(line["amount"], line["unit"]) for line in told["deductions"]] == [("0.5", "day_wage")]


def test_fields_of_a_day_are_those_of_the_index(kept):
    ask = asker(kept.manager.user)
    named = {one["name"]: {field["name"] for field in one["fields"]} for one in ask("").json()["resources"]}
    assert set(rows(ask("day-results"))[0]) == named["day-results"]


def test_days_are_found_by_month_and_by_their_ends(kept):
    ask = asker(kept.manager.user)
    assert len(rows(ask("day-results", month="2026-11"))) == 15
    assert rows(ask("day-results", month="2026-10")) == []
    assert [row["day"] for row in rows(ask("day-results", **{"from": "2026-11-29", "to": "2026-11-30"}))] == ["2026-11-29", "2026-11-30"]


def test_changed_since_tells_what_was_computed_again(kept):
    DayRecord.objects.filter(day=date(2026, 11, 19)).update(computed_at=at(date(2026, 12, 3), "02:00"))
    ask = asker(kept.manager.user)
    assert [row["day"] for row in rows(ask("day-results", changed_since="2026-12-03T00:00:00+08:00"))] == ["2026-11-19"]


def test_days_of_a_key_are_those_of_its_department_on_that_day(kept):
    other = factories.department("市场部", kept.company)
    DayRecord.objects.filter(day__gte=date(2026, 11, 25)).update(department=other)
    seen = [row["day"] for row in rows(asker(kept.manager.user, unit=kept.ours)("day-results"))]
    assert max(seen) == "2026-11-24"
    assert min(row["day"] for row in rows(asker(kept.manager.user, unit=other)("day-results"))) == "2026-11-25"


def test_pages_of_days_are_whole_and_without_doubles_while_days_come_in(kept):
    ask = asker(kept.manager.user)
    response = ask("day-results", limit="4")
    first = rows(response)
    keep(judge([kept.director.pk], NOVEMBER, LATER).values(), LATER)
    found = first + every_page(ask, response.json()["next"])
    mine = [row["day"] for row in found if row["employee"] == kept.staff.number]
    assert mine == sorted({day.isoformat() for day in NOVEMBER})


def test_days_ask_as_much_for_many_as_for_few(kept, assert_queries_constant):
    ask = asker(kept.manager.user)
    ask("day-results")

    def grow():
        people = [factories.holder(factories.post(kept.team, f"专员{n}"), "员") for n in range(12)]
        keep(judge([one.pk for one in people], NOVEMBER, LATER).values(), LATER)

    assert_queries_constant(lambda: rows(ask("day-results", limit="1000")), grow, at_most=7)


# -- months ----------------------------------------------------------------------------------------------------


def test_open_month_gives_nothing(office):
    worked(office)
    assert rows(asker(office.manager.user)("month-sheets", month="2026-11")) == []


def test_closed_month_gives_the_sheet_as_it_was_frozen(office):
    worked(office)
    closing = closed()
    told = next(row for row in rows(asker(office.manager.user)("month-sheets")) if row["employee"] == office.staff.number)
    sheet = MonthSheet.objects.get(employee=office.staff)
    assert (told["month"], told["version"]) == ("2026-11", 1)
    assert told["digest"] == sheet.digest
    assert told["closing_digest"] == closing.digest
    assert told["fines"] == f"{sheet.fines_cny:.2f}"
    assert told["overtime_minutes"] == sheet.overtime_minutes
    assert all(line["clause"] for line in told["lines"])


def test_reopened_month_gives_nothing_until_it_is_closed_again(office):
    worked(office)
    reopen_month(closing=closed(), by=office.manager, reason="补录", at=LATER)
    ask = asker(office.manager.user)
    assert rows(ask("month-sheets")) == []
    closed()
    assert {row["version"] for row in rows(ask("month-sheets"))} == {2}


def test_salary_cannot_be_told_without_the_scope_for_money(office):
    worked(office)
    paid(office.staff)
    closed()
    sheet = MonthSheet.objects.get(employee=office.staff)
    without = rows(asker(office.manager.user, ["month-sheets"])("month-sheets", employee=office.staff.number))[0]
    assert "deduction" not in without
    assert str(sheet.deduction_cny) not in str(without)
    assert all("money" not in line for line in without["lines"])
    assert all("taken" not in mark for mark in without["marks"])
    by_money = rows(asker(office.manager.user, ["month-sheets", "month-sheets.money"])("month-sheets", employee=office.staff.number))[0]
    assert Decimal(by_money["deduction"]) == sheet.deduction_cny


def test_scope_for_money_alone_opens_no_sheet(office):
    assert asker(office.manager.user, ["month-sheets.money"])("month-sheets").status_code == 403


def test_sheets_of_a_key_are_those_of_its_department(office):
    worked(office)
    closed()
    seen = {row["employee"] for row in rows(asker(office.manager.user, unit=office.team)("month-sheets"))}
    assert seen == {office.staff.number}


def test_fields_of_a_sheet_are_those_of_the_index(office):
    worked(office)
    closed()
    ask = asker(office.manager.user, ["month-sheets", "month-sheets.money"])
    named = {one["name"]: {field["name"] for field in one["fields"]} for one in ask("").json()["resources"]}
    assert set(rows(ask("month-sheets"))[0]) == named["month-sheets"]


def test_sheets_come_page_by_page_with_as_many_queries(office, count_queries):
    worked(office)
    for n in range(6):
        factories.holder(factories.post(office.team, f"专员{n}"), "员")
    closed()
    ask = asker(office.manager.user)
    ask("month-sheets")
    assert len(every_page(ask, "month-sheets", limit="2")) == MonthSheet.objects.count()
    assert count_queries(lambda: ask("month-sheets", limit="1")) == count_queries(lambda: ask("month-sheets")) <= 3
