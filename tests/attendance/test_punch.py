"""Pressing the button."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from attendance.models import Punch, PunchTrace
from attendance.services import forget_traces, punch
from common.errors import RuleBroken
from tests.rules.making import Office

AT = datetime(2026, 11, 20, 1, 8, 31, tzinfo=UTC)  # 09:08:31 in Shanghai


@pytest.mark.row("ATT-02")
def test_punch_keeps_instant_wall_clock_zone_and_method(office: Office):
    made = punch(user_id=office.staff.user.pk, key=uuid4(), at=AT, device="Phone", address="10.0.0.7")
    row = Punch.objects.get(pk=made.punch_id)
    assert (row.employee, row.at, row.zone, row.offset_minutes) == (office.staff, AT, "Asia/Shanghai", 480)
    assert (row.local_on, row.local_time) == (date(2026, 11, 20), time(9, 8, 31))
    assert (row.source, row.trace.device, row.trace.address) == ("button", "Phone", "10.0.0.7")


def test_same_key_again_is_the_same_punch(office: Office):
    key = uuid4()
    first = punch(user_id=office.staff.user.pk, key=key, at=AT)
    again = punch(user_id=office.staff.user.pk, key=key, at=AT + timedelta(minutes=5))
    assert (again.punch_id, again.at, again.is_new) == (first.punch_id, AT, False)
    assert Punch.objects.count() == 1


def test_another_tab_within_the_minute_is_the_same_punch(office: Office):
    first = punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)
    assert punch(user_id=office.staff.user.pk, key=uuid4(), at=AT + timedelta(seconds=59)).punch_id == first.punch_id
    assert punch(user_id=office.staff.user.pk, key=uuid4(), at=AT + timedelta(seconds=60)).is_new


def test_key_of_somebody_else_records_nothing(office: Office):
    key = uuid4()
    punch(user_id=office.staff.user.pk, key=key, at=AT)
    with pytest.raises(RuleBroken):
        punch(user_id=office.director.user.pk, key=key, at=AT)
    assert Punch.objects.filter(employee=office.director).count() == 0


def test_two_connections_with_one_key_make_one_punch(transactional_db, race):
    office, key = Office(), uuid4()
    results = race(*[lambda: punch(user_id=office.staff.user.pk, key=key, at=AT)] * 2)
    assert len({one.punch_id for one in results}) == 1
    assert sorted(one.is_new for one in results) == [False, True]


def test_two_connections_with_two_keys_make_one_punch(transactional_db, race):
    office = Office()
    results = race(*[lambda: punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)] * 2)
    assert len({one.punch_id for one in results}) == Punch.objects.count() == 1


def test_the_database_refuses_a_second_press_within_the_minute(office: Office):
    punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)
    with pytest.raises(IntegrityError, match="attendance_punch_once_a_minute"), transaction.atomic():
        Punch.objects.create(
            employee=office.staff, at=AT, second=int(AT.timestamp()) + 30, zone="Asia/Shanghai", offset_minutes=480, key=uuid4()
        )


def test_somebody_who_left_cannot_clock_in(office: Office):
    type(office.staff).objects.filter(pk=office.staff.pk).update(left_on=date(2026, 11, 19))
    with pytest.raises(RuleBroken, match=r"不|cannot clock in"):
        punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)


def test_pressing_without_end_is_refused_with_a_sentence(office: Office):
    for minute in range(30):
        punch(user_id=office.staff.user.pk, key=uuid4(), at=AT + timedelta(seconds=61 * minute))
    with pytest.raises(RuleBroken):
        punch(user_id=office.staff.user.pk, key=uuid4(), at=AT + timedelta(seconds=61 * 30))
    assert Punch.objects.count() == 30


@pytest.mark.parametrize(
    "change", ["UPDATE attendance_punch SET at = now()", "DELETE FROM attendance_punch", "TRUNCATE attendance_punch CASCADE"]
)
def test_a_punch_is_never_changed(office: Office, change: str):
    punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL opsdept.may_empty = 'off'")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(change)


@pytest.mark.usefixtures("wall")
def test_traces_are_deleted_after_their_retention_and_the_punch_keeps_their_digest(office: Office):
    made = punch(user_id=office.staff.user.pk, key=uuid4(), at=AT, device="Phone", address="10.0.0.7")
    assert forget_traces(at=AT + timedelta(days=30)) == 0
    assert forget_traces(at=AT + timedelta(days=30, seconds=1)) == 1
    assert not PunchTrace.objects.exists()
    assert len(Punch.objects.get(pk=made.punch_id).trace_digest) == 64


def test_punch_is_one_statement(office: Office, count_queries):
    assert count_queries(lambda: punch(user_id=office.staff.user.pk, key=uuid4(), at=AT)) == 1
