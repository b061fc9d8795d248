"""A time that no punch shows is asked for, and counts once the superior has said yes."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request, Route
from attendance.models import Correction, DayRecord, MonthClosing, Punch
from attendance.selectors.corrections import left_in_month
from attendance.selectors.judging import judge_one
from attendance.selectors.why import why
from attendance.services import store_days
from attendance.services.corrections import Forgotten, ask_correction, change_correction
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import SINCE
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, with_a_head
from tests.rules import making
from tests.rules.making import Office

NOW = at(WEDNESDAY, "10:00")


@pytest.fixture
def office(db) -> Office:
    return told(Office())


def told(office: Office) -> Office:
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office.staff


def asked(who: Employee, day: date = TUESDAY, wall: str = "09:00", now=NOW, reason: str = "忘记打卡") -> Request:
    return ask_correction(forgotten=Forgotten(day, time.fromisoformat(wall), reason), employee=who, key=uuid4(), at=now)


def refused(sentence: str):
    return pytest.raises(RuleBroken, match=sentence)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def decided(request: Request, act: str = "approve", **more: object) -> Request:
    seat = request.steps.get(state="active").approvers.get()
    return getattr(approvals, act)(request=request, by=seat.approver, at=NOW, **more)


def status(who: Employee, day: date = TUESDAY) -> str:
    return str(judge_one(who.pk, day, at(FRIDAY)).result.status)


@pytest.mark.row("ATT-14")
def test_corrected_day_shows_the_punches_and_what_was_added(li: Employee):
    clocked(li, TUESDAY, "18:01:30")
    assert status(li) == "incomplete"
    decided(asked(li, wall="08:58"))
    found = why(li, TUESDAY, at(FRIDAY))
    assert ([one.time for one in found.punches], [one.time for one in found.corrected]) == (["18:01:30"], ["08:58"])
    assert (found.judged.result.status, found.without[1]) == ("normal", "waiting")
    assert Punch.objects.filter(employee=li, local_on=TUESDAY).count() == 1


@pytest.mark.row("ATT-14")
def test_kept_day_is_computed_again_with_the_approval(li: Employee):
    clocked(li, TUESDAY, "18:00")
    store_days(period=Period(TUESDAY, TUESDAY), at=NOW, employee_ids=[li.pk])
    request = asked(li)
    assert DayRecord.objects.get(day=TUESDAY).status == "incomplete"
    decided(request)
    assert DayRecord.objects.get(day=TUESDAY).status == "normal"


def test_correction_is_asked_of_the_direct_superior(office: Office, li: Employee):
    assert asked(li).steps.get().approvers.get().approver == office.head


@pytest.mark.parametrize(("act", "more"), [("refuse", {"opinion": "没见到"}), ("send_back", {"opinion": "写清楚"})])
def test_correction_without_a_yes_has_no_effect(li: Employee, act: str, more: dict):
    clocked(li, TUESDAY, "18:00")
    decided(asked(li), act, **more)
    assert (status(li), Correction.objects.get().state) == ("incomplete", {"refuse": "refused", "send_back": "sent_back"}[act])


def test_withdrawn_correction_gives_its_place_in_the_month_back(li: Employee):
    request = asked(li)
    assert left_in_month(li, TUESDAY).left == 1
    approvals.withdraw(request=request, by=li, at=NOW)
    assert left_in_month(li, TUESDAY).left == 2
    assert status(li) == "absent"


def test_more_than_the_month_allows_is_refused_and_another_month_is_not(li: Employee):
    asked(li, wall="09:00")
    asked(li, wall="18:00")
    with refused("The 2 corrections of November 2026 are used up"):
        asked(li, MONDAY, "12:30")
    assert left_in_month(li, date(2026, 12, 1)).left == 2


def test_window_counts_days_back_its_last_one_included(li: Employee):
    asked(li, TUESDAY, now=at(FRIDAY))
    with refused("4 days ago, and a punch is made up for within 3"):
        asked(li, TUESDAY, "18:00", now=at(date(2026, 11, 21)))


def test_time_to_come_is_refused(li: Employee):
    with refused("still to come"):
        asked(li, WEDNESDAY, "10:01")


def test_minute_with_a_punch_is_refused(li: Employee):
    clocked(li, TUESDAY, "09:00:59")
    with refused("A punch at 09:00 is recorded already"):
        asked(li, TUESDAY, "09:00")


def test_same_time_twice_is_refused(li: Employee):
    asked(li)
    with refused("You have asked for 09:00 already"):
        asked(li)


def test_correction_without_a_reason_is_refused(li: Employee):
    with refused("Say what happened"):
        asked(li, reason="  ")


def test_closed_month_takes_no_correction(li: Employee):
    MonthClosing.objects.create(month=date(2026, 11, 1), state="closed", started_at=NOW)
    with refused("month of that day is closed"):
        asked(li)


def test_day_without_a_post_takes_no_correction(li: Employee):
    li.assignments.update(during=(date(2026, 11, 18), None))
    with refused("No post was held"):
        asked(li)


def test_time_before_the_change_of_day_is_the_next_morning(li: Employee):
    asked(li, TUESDAY, "00:30")
    assert Correction.objects.get().at == at(WEDNESDAY, "00:30")


def test_same_form_twice_is_one_request(li: Employee):
    key = uuid4()
    made = {ask_correction(forgotten=Forgotten(TUESDAY, time(9), "忘记"), employee=li, key=key, at=NOW).pk for _press in range(2)}
    assert (len(made), Correction.objects.count()) == (1, 1)


def test_sent_back_correction_is_changed_and_asked_again(li: Employee):
    clocked(li, TUESDAY, "18:00")
    request = decided(asked(li), "send_back", opinion="写清楚")
    change_correction(correction=Correction.objects.get(), forgotten=Forgotten(TUESDAY, time(8, 55), "电梯坏了"), by=li, at=NOW)
    decided(Request.objects.get(pk=request.pk))
    assert (Correction.objects.get().at, status(li)) == (at(TUESDAY, "08:55"), "normal")


def test_somebody_elses_correction_is_not_changed(office: Office, li: Employee):
    decided(asked(li), "send_back", opinion="写清楚")
    with refused("Only whose correction it is"):
        change_correction(correction=Correction.objects.get(), forgotten=Forgotten(TUESDAY, time(8), "x"), by=office.head, at=NOW)


def test_last_correction_of_the_month_asked_for_twice_at_once_is_one(transactional_db, race):
    if not Route.objects.filter(kind="attendance.correction").exists():
        from attendance.correction_shell import ensure_routes

        ensure_routes()
    office = told(Office())
    clocked(office.staff, MONDAY, "09:00", "18:00")
    asked(office.staff, MONDAY, "12:30")
    results = race(lambda: asked(office.staff, TUESDAY, "09:00"), lambda: asked(office.staff, TUESDAY, "18:00"))
    assert sorted(type(one).__name__ for one in results) == ["Request", "RuleBroken"]
    assert Correction.objects.filter(state="submitted").count() == 2
