"""Overtime, trips, exits and cases in a real browser, on a phone and on a desktop."""

from datetime import date
from uuid import uuid4

import pytest

from attendance.models import DayRecord, Slip
from attendance.services.cases import object_to_case
from attendance.services.exits import report_exit
from attendance.services.nightly import store_days
from attendance.services.overtime import Order, arrange_overtime
from common import clock
from common.periods import Period
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, with_a_head
from tests.attendance.test_journeys import outing, trip
from tests.rules import making
from tests.rules.making import Office
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW, NOON = at(MONDAY, "10:00"), at(TUESDAY, "14:10")


@pytest.fixture
def office(transactional_db) -> Office:
    """A team whose member travels, is outside, stays late, and is said to have left."""
    office = Office()
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ", level="public")
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    li = office.staff
    clocked(li, MONDAY, "09:00", "20:00")
    store_days(period=Period(MONDAY, MONDAY), at=NOON, employee_ids=[li.pk])
    DayRecord.objects.filter(employee=li).update(stayed_minutes=120)
    approved(outing(li), NOW)
    hours = Order(at(WEDNESDAY, "18:00"), at(WEDNESDAY, "20:00"), "客户现场验收", "验收")
    arrange_overtime(employees=[li], order=hours, key=uuid4(), by=office.head, at=NOW)
    case = report_exit(employee=li, left_at=at(MONDAY, "15:00"), text="不在工位，电话不接", by=office.head, at=NOON)
    object_to_case(case=case, text="去给客户开门", by=li, at=NOON)
    office.case = case
    return office


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_read_well(open_page, office, size):
    mine, head, director = (open_page(who.user, size) for who in (office.staff, office.head, office.director))
    away, case = Slip.objects.get(kind="outing"), office.case.pk
    with clock.stopped(NOON):
        for page, paths in (
            (
                mine,
                ("/", f"/slips/{away.pk}/", *(f"/slips/new/{kind}/" for kind in ("overtime", "swap", "trip", "exit")), f"/cases/{case}/"),
            ),
            (head, ("/overtime/late-stays/", "/overtime/arrange/", "/cases/report-exit/", "/cases/", f"/cases/{case}/")),
            (director, (f"/cases/{case}/",)),
        ):
            for path in paths:
                page.goto(path)
                check(page)


def test_overtime_is_asked_for_with_two_presses(phone, office):
    page = phone(office.staff.user)
    with clock.stopped(NOON):
        page.goto("/slips/new/overtime/")
        for name, value in (("day", "2026-11-18"), ("first", "20:00"), ("last", "22:30"), ("task", "发布"), ("reason", "上线前测试")):
            page.fill(f"[name={name}]", value)
        page.click("button[form=slip]")
        page.wait_for_selector("button[name=send]")
        check(page)
        page.click("button[name=send]")
        page.wait_for_url("**/slips/*/")
        check(page)
    assert Slip.objects.filter(kind="overtime", is_arranged=False, state="submitted").count() == 1


def test_the_safety_note_is_confirmed_with_the_thumb(phone, office):
    slip = trip(office.counsel, is_note_read=False)
    page = phone(office.counsel.user)
    with clock.stopped(NOW):
        page.goto(f"/slips/{slip.pk}/safety/")
        check(page)
        page.click("button[form=safety]")
        page.wait_for_url(f"**/slips/{slip.pk}/")
    slip.trip.refresh_from_db()
    assert slip.trip.safety_confirmed_at == NOW
