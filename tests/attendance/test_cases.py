"""A threshold is passed: one case for its cause, to be examined, never a consequence."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from attendance.models import Case
from attendance.services import store_days
from common.periods import Period
from rules.models import Edition
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES
from tests.rules import making
from tests.rules.making import Office
from workdays.official import standard_day

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
WORKING = [
    day for day in Period(date(2026, 11, 3), date(2027, 4, 30)) if standard_day(day, MONDAY_TO_FRIDAY).kind.is_working
]  # since the rulebook is in force


def night_after(day: date) -> None:
    """The job of the morning after the day."""
    store_days(period=Period(day, day), at=at(day + timedelta(days=1), "05:05"))


def nights(first: date, last: date) -> None:
    for day in Period(first, last):
        night_after(day)


def found(office: Office, kind: str) -> list[tuple[str, date]]:
    return list(Case.objects.filter(employee=office.staff, kind=kind).order_by("pk").values_list("cause", "day"))


def months(month: str) -> list[date]:
    return [day for day in WORKING if day.isoformat().startswith(month)]


# -- too often late (ATT-06): three times in the month ---------------------------------


@pytest.mark.row("ATT-06")
@pytest.mark.usefixtures("wall")
def test_third_lateness_of_a_month_opens_one_case(office: Office):
    for day in months("2026-11")[:2]:
        clocked(office.staff, day, "09:05", "18:00")
        night_after(day)
    assert not Case.objects.exists()
    for day in months("2026-11")[2:4]:
        clocked(office.staff, day, "09:05", "18:00")
        night_after(day)
    assert found(office, "late_count") == [("2026-11", months("2026-11")[2])]


@pytest.mark.row("ATT-06")
@pytest.mark.usefixtures("wall")
def test_lateness_and_leaving_early_count_together(office: Office):
    first, second = months("2026-11")[:2]
    clocked(office.staff, first, "09:05", "17:55")
    clocked(office.staff, second, "09:05", "18:00")
    nights(first, second)
    assert found(office, "late_count") == [("2026-11", second)]


@pytest.mark.row("ATT-06")
@pytest.mark.usefixtures("wall")
def test_next_month_starts_from_nought(office: Office):
    late = [*months("2026-11")[-2:], *months("2026-12")[:2]]
    for day in late:
        clocked(office.staff, day, "09:05", "18:00")
    nights(late[0], late[-1])
    assert not Case.objects.filter(kind="late_count").exists()
    third = months("2026-12")[2]
    clocked(office.staff, third, "09:05", "18:00")
    night_after(third)
    assert found(office, "late_count") == [("2026-12", third)]


@pytest.mark.row("ATT-06")
@pytest.mark.usefixtures("wall")
def test_running_a_night_twice_opens_one_case(office: Office):
    days = months("2026-11")[:3]
    for day in days:
        clocked(office.staff, day, "09:05", "18:00")
    nights(days[0], days[-1])
    nights(days[0], days[-1])
    assert len(found(office, "late_count")) == 1


@pytest.mark.usefixtures("wall")
def test_case_names_its_days_and_its_clause_and_waits_for_a_person(office: Office):
    days = months("2026-11")[:3]
    for day in days:
        clocked(office.staff, day, "09:05", "18:00")
    nights(days[0], days[-1])
    case = Case.objects.get(kind="late_count")
    assert case.state == "to_examine"
    assert case.clause.startswith("考勤管理制度 第1版")
    assert case.facts["count"] == 3
    assert [one["day"] for one in case.facts["behind"]] == [day.isoformat() for day in days]


@pytest.mark.row("ATT-06")
def test_undecided_threshold_opens_no_case(office: Office):
    making.published(office, {**RULES, "att.late.monthly_dismissal_count": None}, owner=office.company)
    for day in months("2026-11"):
        clocked(office.staff, day, "09:05", "18:00")
    store_days(period=Period(months("2026-11")[0], months("2026-11")[-1]), at=at(date(2026, 12, 1)))
    assert not Case.objects.exists()


def test_two_runs_at_once_open_one_case(transactional_db, race):
    office = Office()
    making.published(office, RULES, owner=office.company)
    days = months("2026-11")[:3]
    for day in days:
        clocked(office.staff, day, "09:05", "18:00")
    results = race(*[lambda: store_days(period=Period(days[0], days[-1]), at=at(date(2026, 11, 8)))] * 2)
    assert all(isinstance(one, int) for one in results), results
    assert len(found(office, "late_count")) == 1


# -- absent in a row (ATT-08): more than three days --------------------------------------


def absent(office: Office, count: int) -> list[date]:
    """Working days after one on which the person was there."""
    clocked(office.staff, WORKING[0], "09:00", "18:00")
    days = WORKING[1 : 1 + count]
    nights(WORKING[0], days[-1])
    return days


@pytest.mark.row("ATT-08")
@pytest.mark.usefixtures("wall")
def test_three_absent_days_in_a_row_open_no_case(office: Office):
    absent(office, 3)
    assert not Case.objects.exists()


@pytest.mark.row("ATT-08")
@pytest.mark.usefixtures("wall")
def test_fourth_absent_day_in_a_row_opens_a_case_weekends_not_counted(office: Office):
    days = absent(office, 4)
    assert any((after - before).days > 1 for before, after in pairwise(days)), "a weekend lies between"
    assert found(office, "absence_consecutive") == [(days[0].isoformat(), days[3])]


@pytest.mark.usefixtures("wall")
def test_longer_absence_stays_one_case(office: Office):
    absent(office, 6)
    assert len(found(office, "absence_consecutive")) == 1


@pytest.mark.usefixtures("wall")
def test_absence_across_new_year_stays_one_case(office: Office):
    december = months("2026-12")
    clocked(office.staff, december[-8], "09:00", "18:00")
    nights(december[-8], date(2027, 2, 24))
    assert found(office, "absence_consecutive") == [(december[-7].isoformat(), december[-4])]


@pytest.mark.row("ATT-08")
@pytest.mark.usefixtures("wall")
def test_day_of_work_between_ends_the_run(office: Office):
    clocked(office.staff, WORKING[0], "09:00", "18:00")
    clocked(office.staff, WORKING[3], "09:00", "18:00")
    nights(WORKING[0], WORKING[5])
    assert not Case.objects.filter(kind="absence_consecutive").exists()


# -- absent over the year (ATT-08): more than five days ------------------------------------


def half_days(office: Office, count: int) -> list[date]:
    """Mornings of work, afternoons of nothing."""
    days = months("2026-11")[:count]
    for day in days:
        clocked(office.staff, day, "09:00", "12:00")
    nights(days[0], days[-1])
    return days


@pytest.mark.row("ATT-08")
@pytest.mark.usefixtures("wall")
def test_total_of_the_year_at_the_bound_opens_no_case(office: Office):
    half_days(office, 10)  # five days
    assert not Case.objects.filter(kind="absence_year").exists()


@pytest.mark.row("ATT-08")
@pytest.mark.usefixtures("wall")
def test_half_a_day_more_opens_a_case(office: Office):
    days = half_days(office, 11)
    assert found(office, "absence_year") == [("2026", days[-1])]
    assert Case.objects.get(kind="absence_year").facts["days"] == "5.5"


@pytest.mark.usefixtures("wall")
def test_other_people_have_no_case(office: Office, wall: Edition):
    half_days(office, 11)
    assert set(Case.objects.values_list("employee", flat=True)) == {office.staff.pk}
