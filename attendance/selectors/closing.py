"""Months as they are closed: what the sheets are made from, and what the pages about them show."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from attendance.choices import ClosingState
from attendance.domain.bonus import Bonus, BonusRule
from attendance.domain.sheet import SHARE, SHARE_IN_SHENZHEN, UNKNOWN, Line, Mark, Sheet, SheetDay, Sums, Wage, sheet_of
from attendance.leave_types import LeaveType
from attendance.models import HeadSignature, MonthClosing, MonthSheet, Salary
from attendance.policy import DayWage, FullAttendance, Leave
from attendance.selectors.judging import Judged, judge
from common.periods import ONE_DAY, Period
from people.access import may
from people.models import Assignment, Department, DepartmentPath, Employee, User
from rules.policy import Place

SEES, CLOSES, MONEY = "attendance.view_monthsheet", "attendance.close_month", "attendance.view_salary"
SHENZHEN = "shenzhen"
IN_FULL = Decimal(100)
NO_TYPES: frozenset[str] = frozenset()


# -- drawing up the sheets ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A person's sheet with the days it was made from, in order."""

    employee_id: int
    department_id: int
    sheet: Sheet
    days: list[Judged]


def draw(employee_ids: Collection[int], period: Period, now: datetime) -> Iterator[Drawn]:
    """The sheets of those who held a post in the month: two queries, however many people."""
    salaries = salaries_of(employee_ids, period)
    judged = judge(employee_ids, period, now).values()
    bonuses = Bonuses()
    for person, found in groupby(judged, key=lambda one: one.employee_id):
        days = list(found)
        pay = salaries.get(person, [])
        rule = bonuses.rule(days[-1])
        given = (_sheet_day(one, pay, bonuses.underpaid(one) if rule.amount else NO_TYPES) for one in days)
        sheet = sheet_of(given, is_whole_month=len(days) == len(period), bonus=rule)
        yield Drawn(person, days[-1].place.department_id, sheet, days)


def salaries_of(employee_ids: Collection[int], period: Period) -> dict[int, list[Salary]]:
    """By employee, those in force on a day of the period."""
    found: dict[int, list[Salary]] = defaultdict(list)
    for row in Salary.objects.filter(employee__in=list(employee_ids), during__overlap=(period.first, period.last + ONE_DAY)):
        found[row.employee_id].append(row)
    return found


class Bonuses:
    """The values about full attendance, looked up once for everybody with the same post."""

    def __init__(self) -> None:
        self._rules: dict[tuple[date, int, int], BonusRule] = {}
        self._types: dict[tuple[date, int, int], Mapping[str, LeaveType]] = {}

    def rule(self, last: Judged) -> BonusRule:
        """As it holds on the last day of the month where the person works then."""
        asked = last.day, last.place.department_id, last.place.post_id
        if asked not in self._rules:
            found = FullAttendance.on(*asked)
            clause = found.cite("bonus")
            self._rules[asked] = BonusRule(found.bonus, found.lates_allowed, clause.recorded if clause else "")
        return self._rules[asked]

    def underpaid(self, one: Judged) -> frozenset[str]:
        """Types of the leave on the day that the wall pays less than in full; those that it does not know are among them."""
        if not one.facts.leave:
            return NO_TYPES
        asked = one.day, one.place.department_id, one.place.post_id
        if asked not in self._types:
            self._types[asked] = Leave.on(*asked).types or {}
        known = self._types[asked]
        return frozenset(span.type for span in one.facts.leave if span.type not in known or known[span.type].pay < IN_FULL)


def _sheet_day(one: Judged, pay: list[Salary], underpaid: frozenset[str]) -> SheetDay:
    """What money needs is looked up for the days that cost some."""
    if not one.result.deductions:
        return SheetDay(one.result, one.facts, len(one.fixed), policy=one.policy, underpaid=underpaid)
    monthly = next((row.monthly for row in pay if one.day in row.during), None)
    basis = DayWage.on(one.day, one.place.department_id, one.place.post_id).basis
    wage = UNKNOWN if monthly is None else Wage(monthly, basis)
    region = Place.on(one.day, one.place.department_id).region
    share = SHARE_IN_SHENZHEN if region == SHENZHEN else SHARE
    return SheetDay(one.result, one.facts, len(one.fixed), wage, share, one.policy, underpaid)


# -- sheets as JSON ----------------------------------------------------------------------------


def facts_json(sums: Sums) -> dict[str, Any]:
    """The columns: numbers, days as decimal strings."""
    told: dict[str, Any] = {}
    for name in Sums.__slots__:
        value = getattr(sums, name)
        if name == "bonus":
            if value is not None:
                told[name] = bonus_json(value)
            continue
        if isinstance(value, dict):
            value = {key: str(one) if isinstance(one, Decimal) else one for key, one in sorted(value.items())}
        told[name] = str(value) if isinstance(value, Decimal) else value
    return told


def bonus_json(bonus: Bonus) -> dict[str, Any]:
    """What was earned and what cost it."""
    return {
        "cny": str(bonus.cny),
        "promised": str(bonus.promised),
        "clause": bonus.clause,
        "costs": [
            {"why": one.why, "day": one.day.isoformat() if one.day else None, "word": one.word, "times": one.times} for one in bonus.costs
        ],
    }


def line_json(line: Line) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(), "parameter": line.parameter, "clause": line.clause, "amount": str(line.amount), "unit": line.unit,
        "cny": None if line.cny is None else str(line.cny),
    }  # fmt: skip


def mark_json(mark: Mark) -> dict[str, Any]:
    return {
        "rule": mark.rule, "day": mark.day.isoformat() if mark.day else None, "taken": str(mark.taken), "limit": str(mark.limit),
        "is_money": mark.is_money,
    }  # fmt: skip


# -- what the pages show ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the list. standing: that is closed or being closed, None while it is open."""

    month: date
    standing: MonthClosing | None
    versions: int


def months(today: date, first: date) -> list[MonthLine]:
    """The months from this one back to `first`, the latest first, with those that were ever closed: one query."""
    rows: dict[date, list[MonthClosing]] = defaultdict(list)
    for row in MonthClosing.objects.select_related("closed_by").order_by("-month", "-version"):
        rows[row.month].append(row)
    wanted = sorted({*rows, *_run(first, today)}, reverse=True)
    return [MonthLine(month, standing(rows[month]), len(rows[month])) for month in wanted]


def standing(versions: list[MonthClosing]) -> MonthClosing | None:
    """The version that counts; None when the month is open."""
    return next((row for row in versions if row.state != ClosingState.REOPENED), None)


def _run(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = Period.month_of(month).last + ONE_DAY


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A department in a closed month: how many sheets, what people said of them, who signed. may_sign: this reader, now."""

    department: Department
    sheets: int
    confirmed: int
    objected: int
    signature: HeadSignature | None
    may_sign: bool


def headed_by(employee: Employee | None, day: date) -> frozenset[int]:
    """The departments that the person heads on the day, with all below them. Acting heads head."""
    if employee is None:
        return frozenset()
    heads = Assignment.objects.on(day).filter(employee=employee, is_head=True)
    return frozenset(DepartmentPath.objects.on(day).filter(ancestor__in=heads.values("department")).values_list("descendant", flat=True))


def units(closing: MonthClosing, user: User, today: date) -> list[UnitLine]:
    """The departments of the sheets that the account may see: four queries."""
    rows = MonthSheet.objects.filter(closing=closing).visible_to(user, SEES).order_by("department__code", "department", "pk")
    answers = rows.values_list("department", "answer__kind")
    counted: dict[int, list[str | None]] = defaultdict(list)
    for department, kind in answers:
        counted[department].append(kind)
    called = Department.objects.in_bulk(counted)
    signed = {row.department_id: row for row in HeadSignature.objects.filter(closing=closing).select_related("by")}
    headed = headed_by(getattr(user, "employee", None), today)
    has_right = user.access.company_wide(CLOSES) and getattr(user, "employee", None) is not None
    return [
        UnitLine(
            called[pk], len(kinds), kinds.count("confirmed"), kinds.count("objected"), signed.get(pk),
            pk not in signed and closing.state == ClosingState.CLOSED and (pk in headed or has_right),
        )
        for pk, kinds in counted.items()
    ]  # fmt: skip


def sees_money(user: User, sheet: MonthSheet) -> bool:
    """Whether the account may read amounts that tell the salary: the person, human resources, finance."""
    return sheet.employee.user_id == user.pk or may(user, MONEY, sheet.department_id)
