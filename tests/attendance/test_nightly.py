"""What a night makes of the day before."""

from datetime import date, timedelta

import pytest

from attendance.domain import Status
from attendance.models import DayRecord
from attendance.selectors.judging import judge
from attendance.selectors.stored import result_from
from attendance.services import store_days
from attendance.tasks import store_days as nightly
from common import clock
from common.periods import Period
from people.models import Assignment
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.rules.making import Office

DAY = date(2026, 11, 20)  # a Friday
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
MORNING = at(AFTER, "05:05")

pytestmark = pytest.mark.usefixtures("wall")


def statuses(employee) -> dict[date, str]:
    return dict(DayRecord.objects.filter(employee=employee).values_list("day", "status"))


@pytest.mark.row("ATT-02")
def test_missing_punch_out_is_incomplete_next_morning(office: Office):
    clocked(office.staff, DAY, "08:57:12")
    with clock.stopped(MORNING):
        nightly(0)
    assert statuses(office.staff)[DAY] == Status.INCOMPLETE


def test_record_keeps_the_whole_result(office: Office):
    clocked(office.staff, DAY, "09:08:31", "18:02")
    store_days(period=Period(DAY, DAY), at=MORNING)
    row = DayRecord.objects.get(employee=office.staff)
    judged = judge([office.staff.pk], Period(DAY, DAY), MORNING)[office.staff.pk, DAY]
    assert result_from(row.result) == judged.result
    assert (row.status, row.late_minutes, row.late_count, row.worked_minutes) == ("late", 8, 1, 472)
    assert row.department_id == office.team.pk


def test_day_that_is_not_over_is_not_kept(office: Office):
    clocked(office.staff, DAY, "09:00", "18:02")
    store_days(period=Period(DAY, DAY), at=at(AFTER, "04:59"))
    assert not DayRecord.objects.exists()


def test_second_run_changes_what_has_changed_and_adds_nothing(office: Office):
    clocked(office.staff, DAY, "09:08")
    store_days(period=Period(DAY, DAY), at=MORNING)
    count = DayRecord.objects.count()
    clocked(office.staff, DAY, "18:02")
    store_days(period=Period(DAY, DAY), at=at(AFTER, "06:05"))
    assert DayRecord.objects.count() == count
    assert statuses(office.staff)[DAY] == Status.LATE


def test_task_makes_up_for_nights_without_a_worker(office: Office):
    clocked(office.staff, date(2026, 11, 9), "09:00", "18:00")
    store_days(period=Period(date(2026, 11, 9), date(2026, 11, 9)), at=at(date(2026, 11, 10)))
    with clock.stopped(MORNING):
        nightly(0)
    assert sorted(statuses(office.staff)) == list(Period(date(2026, 11, 9), DAY))


def test_task_leaves_alone_what_is_kept(office: Office):
    clocked(office.staff, DAY, "09:00", "18:00")
    with clock.stopped(MORNING):
        nightly(0)
        assert nightly(0) == 0


def test_nobody_is_absent_before_their_first_punch(office: Office):
    clocked(office.staff, DAY, "09:00", "18:00")
    store_days(period=Period(BEFORE, DAY), at=MORNING)
    assert statuses(office.staff) == {BEFORE: "no_data", DAY: "normal"}


def test_somebody_without_a_post_has_no_record(office: Office):
    Assignment.objects.filter(employee=office.staff).delete()
    clocked(office.staff, DAY, "09:00", "18:00")
    store_days(period=Period(DAY, DAY), at=MORNING)
    assert statuses(office.staff) == {}


def test_queries_do_not_grow_with_the_people(office: Office, assert_queries_constant):
    clocked(office.staff, DAY, "09:08", "18:02")

    def five_more() -> None:
        desk = factories.post(office.team, "客服", 1)
        for number in range(5):
            clocked(factories.holder(desk, f"员工{number}"), DAY, "09:08", "18:02")

    assert_queries_constant(lambda: store_days(period=Period(DAY, DAY), at=MORNING), five_more, at_most=12)
    assert DayRecord.objects.filter(status="late").count() == 6
