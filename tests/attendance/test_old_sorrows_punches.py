"""What went wrong with punches in other systems, as promises that opsdept keeps, through its pages and services.

Proved elsewhere, and not again here: two connections that press at once (test_punch, test_office_network), two files of terminals
(test_terminal_files), forged headers one by one (test_office_network).
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from approvals.models import Request
from attendance import services
from attendance.models import DayRecord, OfficeNetwork, Punch
from attendance.services.corrections import Forgotten, ask_correction
from common import clock
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at
from tests.attendance.closing import browser, get
from tests.attendance.slips import MONDAY, TUESDAY, WEDNESDAY, approved, filed
from tests.attendance.sorrows import LATE, judged, office_with_a_head, press, pressed, status
from tests.rules.making import Office

NOW = at(MONDAY, "08:00")
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def office(db) -> Office:
    return office_with_a_head()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def page(who: Employee, path: str) -> str:
    return get(who, path, now=LATE).text


def asked_for(who: Employee, day: date, wall: str, now: datetime) -> Request:
    """A correction: I was there at that time."""
    return ask_correction(forgotten=Forgotten(day, at(day, wall).time(), "忘记打卡"), employee=who, key=uuid4(), at=now)


# -- the raw punch -----------------------------------------------------------------------------------------


def test_day_that_is_thrown_away_leaves_its_punches_and_comes_back_the_same(li: Employee):
    """Elsewhere the punches of a day went with the day when somebody deleted it."""
    pressed(li, TUESDAY, "09:08", "18:01")
    services.store_days(period=Period(TUESDAY, TUESDAY), at=LATE)
    before = DayRecord.objects.get(employee=li).digest
    DayRecord.objects.all().delete()
    assert Punch.objects.filter(employee=li).count() == 2
    services.store_days(period=Period(TUESDAY, TUESDAY), at=LATE)
    assert DayRecord.objects.get(employee=li).digest == before


@pytest.mark.parametrize("act", [lambda punches: punches.delete(), lambda punches: punches.update(second=1)], ids=["deleted", "changed"])
def test_punch_is_never_deleted_or_changed_by_anybody(li: Employee, act):
    """Elsewhere a manager could rewrite the times that people had clocked."""
    pressed(li, TUESDAY, "09:00")
    with pytest.raises(DatabaseError), transaction.atomic():
        act(Punch.objects.filter(employee=li))
    assert Punch.objects.get(employee=li).at == at(TUESDAY, "09:00")


def test_second_press_closes_nothing_and_the_day_runs_from_the_first_to_the_last(li: Employee):
    """Elsewhere a second clock-in silently closed the first with a departure that nobody had made."""
    pressed(li, TUESDAY, "08:58", "13:02", "18:03")
    assert [f"{one.local_time:%H:%M}" for one in Punch.objects.filter(employee=li).order_by("at")] == ["08:58", "13:02", "18:03"]
    assert (status(li, TUESDAY), judged(li, TUESDAY).result.worked_minutes) == ("normal", 480)


def test_two_presses_in_a_row_do_not_count_the_day_twice(li: Employee):
    """Elsewhere two open punches at six in the evening made eighteen hours, ten of them overtime."""
    pressed(li, TUESDAY, "08:55", "08:57", "18:00")
    assert (judged(li, TUESDAY).result.worked_minutes, judged(li, TUESDAY).result.overtime_minutes) == (480, 0)


def test_presses_some_thousandths_apart_are_one_punch_even_across_the_minute(li: Employee):
    """Elsewhere only equal times were refused, and a few thousandths of a second slipped past."""
    edge = at(TUESDAY, "09:01")
    for moment in (edge - timedelta(milliseconds=200), edge, edge + timedelta(milliseconds=3)):
        press(li, moment)
    assert Punch.objects.filter(employee=li).count() == 1


def test_punch_has_the_time_of_the_server_whatever_the_browser_sends(li: Employee):
    """Elsewhere the browser filled in the time."""
    claimed = at(TUESDAY, "08:30").isoformat()
    press(li, at(TUESDAY, "09:20"), at=claimed, time=claimed, second="1", zone="UTC", offset_minutes="0", local_time="08:30")
    assert (judged(li, TUESDAY).facts.punches, Punch.objects.get().zone) == ((560,), "Asia/Shanghai")


def test_header_that_claims_the_office_does_not_make_the_punch_one_of_the_office(office: Office, li: Employee, settings):
    """Elsewhere the first address of a header that anybody can write was believed."""
    settings.TRUSTED_PROXIES = []
    OfficeNetwork.objects.create(name="总部", prefix="203.0.113.0/24", department=office.company)
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.7, 203.0.113.8", "REMOTE_ADDR": "198.51.100.9"}
    press(li, at(TUESDAY, "09:00"), forged)
    assert Punch.objects.get().source == "button"


# -- asked by GET ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/clock/punch/", "/slips/{slip}/cancel/", "/slips/{slip}/return/", "/slips/{slip}/seen/"])
def test_link_that_is_only_opened_changes_nothing_of_ones_own(li: Employee, path: str):
    """Elsewhere opening an address, as a mail programme does with every link, clocked people out."""
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), NOW)
    with clock.stopped(NOW):
        browser(li).get(path.format(slip=slip.pk))
    slip.refresh_from_db()
    assert (slip.state, slip.returned_at, Punch.objects.count()) == ("approved", None, 0)


@pytest.mark.parametrize("act", ["approve", "refuse", "send-back", "transfer", "withdraw"])
def test_link_that_is_only_opened_decides_nothing(office: Office, li: Employee, act: str):
    """Elsewhere leave was approved by opening an address."""
    slip = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW)
    for who in (office.head, li):
        with clock.stopped(NOW):
            browser(who).get(f"/requests/{slip.request_id}/{act}/")
    slip.refresh_from_db()
    assert slip.state == "submitted"


# -- zones and the clock -----------------------------------------------------------------------------------


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def foreign(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, db) -> Iterator[None]:
    """The process and the database session stand in another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [request.param])
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("foreign")
def test_hour_that_is_shown_is_the_hour_of_the_companys_wall_wherever_the_server_stands(li: Employee):
    """Elsewhere the stored hour differed from the shown one as soon as server, database and company had different zones."""
    pressed(li, TUESDAY, "07:30", "18:05")  # half past seven in the morning is the evening before in UTC
    assert (status(li, TUESDAY), judged(li, TUESDAY).facts.punches) == ("normal", (450, 1085))
    shown = page(li, f"/attendance/{li.number}/{TUESDAY}/")
    assert "07:30" in shown
    assert "18:05" in shown


def test_today_is_the_companys_today_while_utc_is_still_yesterday(li: Employee):
    """Elsewhere the day of a punch before eight in the morning was the day before."""
    press(li, datetime(2026, 11, 16, 23, 10, tzinfo=UTC))
    assert Punch.objects.get().local_on == TUESDAY


def test_nobody_presses_for_somebody_else(office: Office, li: Employee):
    """Elsewhere the person was read from what the browser sent."""
    press(li, at(TUESDAY, "09:00"), employee=str(office.director.pk), user=str(office.director.user.pk))
    assert Punch.objects.get().employee == li


def test_button_needs_an_account(office: Office):
    """Elsewhere the address of the kiosk answered anybody."""
    assert Client().post("/clock/punch/", {"key": uuid4()}).status_code == 401
    assert not Punch.objects.exists()
