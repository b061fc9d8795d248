"""Days and hours as other houses ask for them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from common.parameters import Segment
from common.periods import Period
from tests.factories import department
from workdays import hours, selectors
from workdays.choices import DayKind
from workdays.models import Calendar, CalendarDay, CalendarUse
from workdays.policy import WorkingTime

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def office_hours():
    day = (Segment(9 * 60, 12 * 60), Segment(13 * 60, 18 * 60))
    before = hours._source
    hours.register(lambda period, department_id: dict.fromkeys(period, day))
    yield
    hours.register(before)


@pytest.fixture
def shop():
    """A department that works every day of the week."""
    company = department("公司")
    shop = department("门店", parent=company)
    CalendarUse.objects.create(calendar=Calendar.objects.create(name="门店日历", weekdays=[1, 2, 3, 4, 5, 6, 7]), department=shop)
    return shop


def test_due_date_on_the_bridged_day_moves_to_the_next_workday():
    assert selectors.due_on_workday(date(2026, 10, 7)) == date(2026, 10, 8)


def test_next_workday_before_the_spring_festival_lies_behind_it():
    assert selectors.next_workday(date(2026, 2, 14)) == date(2026, 2, 24)


def test_workdays_of_october_2026_are_counted_with_the_make_up_saturday():
    assert selectors.count_workdays(date(2026, 10, 1), date(2026, 10, 31)) == 18


def test_add_workdays_reaches_over_many_months():
    assert selectors.add_workdays(date(2026, 1, 1), 248) == date(2026, 12, 31)


def test_add_working_hours_counts_whole_workdays_while_hours_are_undecided():
    assert selectors.add_working_hours(at("2026-09-30T12:00"), 24) == at("2026-10-08T12:00")


def test_add_working_hours_counts_registered_hours(office_hours):
    assert selectors.add_working_hours(at("2026-09-30T17:00"), 2) == at("2026-10-08T10:00")


def test_add_working_hours_takes_parts_of_an_hour_and_utc(office_hours):
    assert selectors.add_working_hours(datetime(2026, 9, 29, 2, tzinfo=UTC), Decimal("1.5")) == at("2026-09-29T11:30")


def test_working_minutes_are_those_between_two_instants(office_hours):
    assert selectors.working_minutes(at("2026-09-30T17:00"), at("2026-10-08T10:00")) == 120


def test_a_corrected_day_counts_as_corrected():
    CalendarDay.objects.filter(day=date(2026, 10, 8)).update(kind=DayKind.REST_DAY)
    assert selectors.next_workday(date(2026, 10, 7)) == date(2026, 10, 9)


def test_years_without_rows_are_read_from_the_list():
    CalendarDay.objects.all().delete()
    assert selectors.kind_of(date(2026, 10, 1)) == DayKind.STATUTORY_HOLIDAY


def test_a_department_goes_by_its_own_calendar(shop):
    assert selectors.next_workday(date(2026, 10, 10), shop) == date(2026, 10, 11)
    assert selectors.next_workday(date(2026, 10, 10)) == date(2026, 10, 12)


def test_a_department_goes_by_the_calendar_of_the_nearest_above(shop):
    counter = department("柜台", parent=shop)
    assert selectors.calendar_of(counter, date(2026, 10, 10)).name == "门店日历"
    own = Calendar.objects.create(name="柜台日历")
    CalendarUse.objects.create(calendar=own, department=counter)
    assert selectors.calendar_of(counter.pk, date(2026, 10, 10)) == own


def test_a_deadline_costs_two_queries_and_a_look_at_the_wall_however_deep_the_tree(shop, django_assert_num_queries):
    unit = shop
    for depth in range(5):
        unit = department(f"第{depth}层", parent=unit)
    WorkingTime.on(date(2026, 9, 30), unit)  # the values of the wall are read once in a request
    with django_assert_num_queries(2):
        selectors.add_working_hours(at("2026-09-30T12:00"), 100, unit)


def test_one_read_serves_many_sums(django_assert_num_queries):
    WorkingTime.on(date(2026, 9, 30), None)
    with django_assert_num_queries(2):
        time = selectors.work_time(Period(date(2026, 1, 1), date(2026, 12, 31)))
    with django_assert_num_queries(0):
        ends = [time.add(at("2026-09-30T12:00") + timedelta(hours=n), 600) for n in range(50)]
    assert ends == sorted(ends)
