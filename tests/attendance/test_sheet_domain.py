"""What a month comes to for a person, on plain values (PAY-01, ATT-15)."""

from datetime import date
from decimal import Decimal

import pytest

from attendance.domain import evaluate
from attendance.domain.sheet import SHARE, SHARE_IN_SHENZHEN, Mark, Sheet, SheetDay, Wage, lines_of, sheet_of, total_of
from tests.attendance.days import DAY, day_of, policy
from workdays.choices import DayKind

WAGE = Wage(Decimal("4350.00"), Decimal("21.75"))  # a day is 200
IN_TIME, LATE_MAJOR, LATE_MINOR, ABSENT = "08:55 18:05", "09:45 18:05", "09:08 18:05", ""


def worked(punches, *, wage=WAGE, share=SHARE, on=DAY, rules=None, corrections=0, **facts) -> SheetDay:
    day = day_of(punches, on=on, **facts)
    return SheetDay(evaluate(day, policy(**(rules or {}))), day, corrections, wage, share)


def sheet(*days: SheetDay, whole: bool = True) -> Sheet:
    return sheet_of(days, is_whole_month=whole)


# -- money (PAY-01) ----------------------------------------------------------------------------


@pytest.mark.row("PAY-01")
def test_day_wage_is_salary_over_basis():
    assert [line.cny for line in lines_of(worked(ABSENT, rules={"fullday_deduct": Decimal(1)}))] == [Decimal("200.00")]


@pytest.mark.row("PAY-01")
def test_half_day_of_serious_lateness_is_half_a_day_wage():
    assert [line.cny for line in lines_of(worked(LATE_MAJOR))] == [Decimal("100.00")]


@pytest.mark.parametrize(
    ("monthly", "cny"),
    [("5000.00", "114.94"), ("4350.01", "100.00"), ("4350.22", "100.01"), ("0.00", "0.00")],
    ids=["114.9425", "100.0002", "100.0051-half-up", "no-pay"],
)
def test_line_is_rounded_half_up_once(monthly, cny):
    assert [line.cny for line in lines_of(worked(LATE_MAJOR, wage=Wage(Decimal(monthly), Decimal("21.75"))))] == [Decimal(cny)]


@pytest.mark.row("ATT-15")
def test_total_is_the_sum_of_the_rounded_lines():
    days = [worked(LATE_MAJOR, wage=Wage(Decimal("5000.00"), Decimal("21.75")), on=date(2026, 11, day)) for day in (16, 17, 18)]
    found = sheet(*days)
    assert found.total == sum(line.cny for line in found.lines) == Decimal("344.82")  # 3 x 114.94, although 1.5 days are 344.83


def test_salary_that_changes_counts_from_its_day():
    raised = worked(LATE_MAJOR, wage=Wage(Decimal("8700.00"), Decimal("21.75")))
    assert [line.cny for line in sheet(worked(LATE_MAJOR), raised).lines] == [Decimal("100.00"), Decimal("200.00")]


@pytest.mark.parametrize("wage", [Wage(), Wage(Decimal(4350)), Wage(None, Decimal("21.75"))], ids=["nothing", "no-basis", "no-salary"])
def test_without_a_wage_there_are_only_days(wage):
    found = sheet(worked(LATE_MAJOR, wage=wage), worked(LATE_MINOR, wage=wage))
    assert (found.total, found.deduction_days, found.fines) == (None, Decimal("0.5"), Decimal("20.00"))


def test_fixed_amounts_alone_need_no_wage():
    assert sheet(worked(LATE_MINOR, wage=Wage())).total == Decimal("20.00")


def test_no_lines_are_a_total_of_nothing():
    assert total_of([]) == 0


# -- sums ----------------------------------------------------------------------------------------


def test_late_early_and_serious_late_are_counted_apart():
    sums = sheet(worked(LATE_MINOR), worked(LATE_MAJOR), worked("09:00 17:50")).sums
    assert (sums.late_times, sums.late_minutes, sums.serious_late_times, sums.early_times, sums.early_minutes) == (2, 53, 1, 1, 10)


def test_days_scheduled_attended_absent_and_off():
    off = worked("", kind=DayKind.REST_DAY)
    sums = sheet(worked(IN_TIME), worked(ABSENT), worked(LATE_MAJOR), off).sums
    assert (sums.scheduled_days, sums.attended_days, sums.absent_days, sums.rest_days) == (3, Decimal("1.5"), Decimal("1.5"), 1)


def test_leave_is_summed_by_type_in_minutes_and_days():
    half = worked("13:00 18:00", leave="09:00-12:00")
    whole = worked("", leave="00:00-24:00")
    sums = sheet(half, whole).sums
    assert (sums.leave_minutes, sums.leave_days) == ({"personal": 660}, {"personal": Decimal("1.38")})


def test_trips_are_minutes_of_the_working_time():
    assert sheet(worked("", trips="00:00-24:00")).sums.trip_minutes == 480


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (DayKind.WORKDAY, "overtime_workday_minutes"),
        (DayKind.MAKEUP_WORKDAY, "overtime_workday_minutes"),
        (DayKind.REST_DAY, "overtime_rest_minutes"),
        (DayKind.STATUTORY_HOLIDAY, "overtime_holiday_minutes"),
    ],
)
def test_overtime_is_split_by_kind_of_day(kind, column):
    sums = sheet(worked("08:55 20:00", overtime="18:00-20:00", kind=kind)).sums
    assert (getattr(sums, column), sums.overtime_minutes) == (120, 120)


def test_corrections_are_counted():
    assert sheet(worked(IN_TIME, corrections=2)).sums.corrections == 2


@pytest.mark.parametrize(
    ("day", "is_full"),
    [
        (worked(IN_TIME), True),
        (worked("", trips="00:00-24:00"), True),
        (worked(LATE_MINOR), False),
        (worked("09:00"), False),
        (worked(None), False),
        (worked("13:00 18:00", leave="09:00-12:00"), False),
    ],
    ids=["in-time", "trip", "late", "one-punch", "no-data", "leave"],
)
def test_full_attendance_needs_every_day(day, is_full):
    assert sheet(worked(IN_TIME), day).sums.is_full is is_full


def test_full_attendance_needs_the_whole_month():
    assert not sheet(worked(IN_TIME), whole=False).sums.is_full


def test_month_without_a_working_day_is_not_full():
    assert not sheet(worked("", kind=DayKind.REST_DAY)).sums.is_full


def test_sheet_keeps_every_day_with_what_is_not_zero():
    assert sheet(worked(LATE_MINOR)).days == [
        {"day": "2026-11-20", "kind": "workday", "status": "late", "late_minutes": 8, "worked_minutes": 472, "late_count": 1}
    ]


# -- limits of the law -----------------------------------------------------------------------------


def test_three_days_pay_for_one_day_absent_is_marked_not_cut():
    found = sheet(worked(ABSENT, wage=Wage(Decimal("43500.00"), Decimal("217.5"))))
    assert found.total == Decimal("600.00")
    assert found.marks == [Mark("more_than_not_worked", DAY, Decimal("600.00"), Decimal("200.00"), is_money=True)]


def test_proportional_deduction_is_not_marked():
    assert sheet(worked(ABSENT, rules={"fullday_deduct": Decimal(1)})).marks == []


def test_half_a_day_for_forty_five_minutes_is_marked():
    assert [(mark.taken, mark.limit) for mark in sheet(worked(LATE_MAJOR)).marks] == [(Decimal("100.00"), Decimal("18.75"))]


def test_without_a_wage_days_are_compared():
    assert sheet(worked(ABSENT, wage=Wage())).marks == [Mark("more_than_not_worked", DAY, Decimal(3), Decimal("1.00"), is_money=False)]


def test_a_fifth_of_the_months_wage_is_the_limit_of_all_lines():
    one = {"fullday_deduct": Decimal(1)}
    days = [worked(ABSENT, rules=one, on=date(2026, 11, day)) for day in (9, 10, 11, 12, 13)]
    assert [(mark.rule, mark.taken, mark.limit) for mark in sheet(*days).marks] == [
        ("more_than_share", Decimal("1000.00"), Decimal("870.00"))
    ]
    assert sheet(*days[:4]).marks == []


def test_in_shenzhen_it_is_three_tenths():
    one = {"fullday_deduct": Decimal(1)}
    days = [worked(ABSENT, rules=one, share=SHARE_IN_SHENZHEN, on=date(2026, 11, day)) for day in (9, 10, 11, 12, 13, 16, 17)]
    assert sheet(*days[:6]).marks == []
    assert [mark.limit for mark in sheet(*days).marks] == [Decimal("1305.00")]
