"""A superior writes down that somebody was there."""

from datetime import date, time
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import translation

from attendance.models import DayRecord, Punch, PunchNote
from attendance.services import store_days
from attendance.services.ways import write_down_punch
from common import clock
from common.errors import RuleBroken
from common.periods import Period
from notices.models import NoticeRecipient
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import SINCE
from tests.attendance.slips import LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY
from tests.rules import making
from tests.rules.making import Office

NOW = at(WEDNESDAY, "10:00")


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def written(office: Office, who: Employee | None = None, day: date = TUESDAY, wall: str = "09:00", *, by: Employee | None = None, **more):
    more = {"reason": "同车到店", "key": uuid4(), "at": NOW} | more
    with clock.stopped(NOW):
        return write_down_punch(employee=who or office.staff, day=day, wall=time.fromisoformat(wall), by=by or office.director, **more)


def test_entry_is_a_punch_with_name_and_reason_beside_it(office: Office):
    punch = written(office)
    note = PunchNote.objects.get()
    assert (punch.employee, punch.at, punch.source) == (office.staff, at(TUESDAY, "09:00"), "supervisor")
    assert (note.punch_id, note.by, note.reason) == (punch.pk, office.director, "同车到店")


def test_person_is_told_who_wrote_it_down(office: Office):
    written(office)
    told = NoticeRecipient.objects.get(recipient=office.staff, notice__kind="attendance").notice
    assert "总监" in told.subject
    assert "09:00" in told.subject
    assert told.link == f"/attendance/{office.staff.number}/{TUESDAY}/"


def test_kept_day_is_computed_again(office: Office):
    clocked(office.staff, TUESDAY, "18:00")
    store_days(period=Period(TUESDAY, TUESDAY), at=NOW, employee_ids=[office.staff.pk])
    written(office)
    assert DayRecord.objects.get(day=TUESDAY).status == "normal"


def refused(sentence: str):
    return pytest.raises(RuleBroken, match=sentence)


def test_nobody_writes_down_their_own(office: Office):
    with refused("of their own"):
        written(office, office.director)


@pytest.mark.parametrize("who", ["manager", "counsel"])
def test_only_people_below_are_written_down(office: Office, who: str):
    with refused("where you look after punches"):
        written(office, getattr(office, who))


def test_staff_writes_down_nobody(office: Office):
    other = factories.holder(factories.post(office.team, "专员二", 1), "王")
    with refused("where you look after punches"):
        written(office, other, by=office.staff)


def test_entry_without_a_reason_is_refused(office: Office):
    with refused("Say how you know"):
        written(office, reason=" ")


@pytest.mark.parametrize(
    ("day", "wall", "sentence"),
    [(WEDNESDAY, "10:01", "still to come"), (date(2026, 11, 14), "09:00", "within 3"), (MONDAY, "09:00", "recorded already")],
    ids=["to come", "too long ago", "known"],
)  # fmt: skip
def test_time_that_cannot_be_is_refused(office: Office, day: date, wall: str, sentence: str):
    with refused(sentence):
        written(office, day=day, wall=wall)


def test_same_form_twice_is_one_punch(office: Office):
    key = UUID("00000000-0000-4000-8000-000000000007")
    assert written(office, key=key) == written(office, key=key)
    assert (PunchNote.objects.count(), NoticeRecipient.objects.filter(notice__kind="attendance").count()) == (1, 1)


# -- the page ---------------------------------------------------------------------------


def posted(office: Office, by: Employee, **typed: str):
    client = Client()
    client.force_login(by.user)
    form = {"employee": office.staff.number, "day": "2026-11-17", "wall": "09:00", "reason": "同车到店", "key": str(uuid4())} | typed
    with clock.stopped(NOW):
        return client.post("/clock/written-down/", form, follow=True)


def test_page_writes_it_down_and_says_so(office: Office):
    assert "09:00" in posted(office, office.director).text
    assert Punch.objects.filter(source="supervisor").count() == 1


def test_page_keeps_what_was_typed_when_it_is_refused(office: Office):
    response = posted(office, office.director, wall="23:00", day="2026-11-18")
    assert (response.status_code, "同车到店" in response.text) == (422, True)


def test_page_is_not_for_staff(office: Office):
    assert posted(office, office.staff).status_code == 403
