"""Leave in a real browser on a phone: filed, agreed to, and seen in the month at once."""

from datetime import date

import pytest

from attendance.models import Slip
from common import clock
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, filed, granted, with_a_head
from tests.rules import making
from tests.rules.making import Office
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW, LATER = at(MONDAY, "10:00"), at(WEDNESDAY, "10:00")
YEAR = "年假"


@pytest.fixture
def office(transactional_db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ", level="public")
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    factories.grant(office.counsel, "hr")
    granted(office.staff, YEAR, "5", NOW)
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office


@pytest.mark.row("ATT-03")
def test_half_a_day_is_filed_agreed_to_and_stands_in_the_month_at_once(phone, office):
    with clock.stopped(NOW):
        staff = phone(office.staff.user)
        staff.goto("/slips/")
        staff.locator("a[href='/slips/new/leave/']").tap()
        staff.locator("[name=type]").select_option(YEAR)
        staff.locator("[name=first]").fill(TUESDAY.isoformat())
        staff.locator("[name=first_part]").select_option("afternoon")
        staff.locator("#look dl").wait_for()
        assert "4.5" in staff.locator("#look").text_content()
        assert "组长" in staff.locator("#look").text_content()
        staff.locator("[name=reason]").fill("带孩子看病")
        check(staff)
        staff.locator("#send").tap()
        staff.wait_for_url("**/slips/*/")
        assert Slip.objects.get().days == Slip.objects.get().entries.get().amount * -1

        head = phone(office.head.user)
        head.goto("/")
        head.locator("a.row", has_text=YEAR).first.tap()
        head.locator("button[form=approve]").tap()
        head.wait_for_load_state("networkidle")
    assert Slip.objects.get().state == "approved"
    clocked(office.staff, TUESDAY, "09:00", "12:00")
    with clock.stopped(LATER):
        staff.goto("/attendance/")
        assert "正常" in staff.locator(f"a.row[href$='/{TUESDAY}/']").text_content()


def test_times_show_for_hours_and_halves_for_half_days(phone, office):
    with clock.stopped(NOW):
        page = phone(office.staff.user)
        page.goto("/slips/new/leave/")
        assert not page.locator("[name=begins]").is_visible()
        page.locator("[name=type]").select_option("事假")
        assert page.locator("[name=begins]").is_visible()
        page.locator("[name=type]").select_option(YEAR)
        assert page.locator("[name=first_part]").is_visible()
        assert not page.locator("[name=begins]").is_visible()


def test_short_notice_without_scripts(phone, office):
    with clock.stopped(NOW):
        page = phone(office.staff.user, java_script_enabled=False)
        page.goto("/slips/new/leave/")
        page.locator("[name=type]").select_option("事假")
        page.locator("[name=first]").fill(MONDAY.isoformat())
        page.locator("[name=begins]").fill("14:00")
        page.locator("[name=ends]").fill("18:00")
        page.locator("[name=reason]").fill("发烧")
        page.locator("#send").tap()
        page.locator(".slip-short").wait_for()
        page.locator("#send[name=short]").tap()
        page.wait_for_url("**/slips/*/")
    assert Slip.objects.get().is_short_notice


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_pages_read_well(open_page, office, size, dark):
    slip = approved(filed(office.staff, WEDNESDAY, "09:00", "18:00", YEAR, now=NOW), NOW)
    filed(office.staff, FRIDAY, "09:00", "12:00", now=NOW)
    with clock.stopped(NOW):
        readers = {
            office.staff: ["/slips/", "/slips/new/leave/", f"/slips/{slip.pk}/", f"/slips/{slip.pk}/cancel/", "/leave/balances/"],
            office.head: ["/slips/?which=team", "/slips/away/", "/calls/", "/calls/new/"],
            office.counsel: [f"/leave/balances/{office.staff.number}/", f"/leave/balances/{office.staff.number}/grant/"],
        }
        for who, paths in readers.items():
            page = open_page(who.user, size, dark)
            for path in paths:
                page.goto(path)
                check(page)
    with clock.stopped(at(WEDNESDAY, "13:00")):
        page.goto(f"/slips/{slip.pk}/")
        page.locator("a[data-dialog=back]").click()
        check(page)
