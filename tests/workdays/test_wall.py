"""What the wall decides about days and hours counts for every deadline."""

from datetime import UTC, date, datetime

import pytest

from common.policy import PlainProvider, using
from workdays.selectors import add_working_hours, due_on_workday, kind_of

pytestmark = pytest.mark.django_db
SATURDAY, HOLIDAY = date(2026, 11, 21), date(2026, 10, 1)


def test_saturday_is_a_workday_where_the_wall_says_so():
    with using(PlainProvider({"work.weekdays": [1, 2, 3, 4, 5, 6]})):
        assert (kind_of(SATURDAY), due_on_workday(SATURDAY)) == ("workday", SATURDAY)
    assert kind_of(SATURDAY) == "rest_day"


def test_holiday_stays_a_holiday_whatever_the_wall_says():
    with using(PlainProvider({"work.weekdays": [1, 2, 3, 4, 5, 6, 7]})):
        assert kind_of(HOLIDAY) == "statutory_holiday"


def test_working_hours_are_those_of_the_wall_less_the_lunch_break():
    friday_at_eleven = datetime(2026, 11, 20, 3, tzinfo=UTC)
    rules = {"work.schedule": [["09:00", "18:00"]], "work.weekdays": [1, 2, 3, 4, 5], "work.lunch_break": ["12:00", "13:00"]}
    with using(PlainProvider(rules)):
        assert add_working_hours(friday_at_eleven, 8).isoformat() == "2026-11-23T11:00:00+08:00"
