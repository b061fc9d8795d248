"""The pages of closing: who may, what is said, and that nothing needs JavaScript."""

import re

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from attendance.models import MonthClosing
from attendance.services import closing as acts
from attendance.services.closing import run_close, start_close
from common.models import AuditEntry
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.closing import ABSENT, LATER, NOVEMBER, closed, get, hr, paid, post, sheet_of, worked
from tests.attendance.slips import filed, with_a_head
from tests.rules.making import Office

MONTH = "/months/2026-11/"


@pytest.fixture
def month(office: Office) -> Office:
    return worked(office)


@pytest.fixture
def closer(month: Office):
    return hr(month)


# -- closing ------------------------------------------------------------------------------------


def test_months_are_listed_with_their_state(month: Office, closer):
    closed(by=closer)
    page = get(closer, "/months/").text
    assert 'href="/months/2026-11/"' in page
    assert "人事甲" in page


def test_staff_do_not_see_the_months(month: Office):
    get(month.staff, "/months/", status=403)
    get(month.staff, MONTH, status=403)


def test_what_is_open_is_listed_with_its_way(month: Office, closer):
    with_a_head(month)
    slip = filed(month.staff, ABSENT, "09:00", "18:00", now=at(ABSENT, "08:00"))
    page = get(closer, MONTH).text
    assert f'href="/requests/{slip.request_id}/"' in page
    assert "Close the month" not in page


def test_button_locks_the_month_and_leaves_the_work_to_a_worker(month: Office, closer):
    post(closer, f"{MONTH}close/", accepts_no_data="on")
    closing = MonthClosing.objects.get()
    assert (closing.state, closing.closed_by) == ("running", closer)
    assert ProcrastinateJob.objects.get(task_name="attendance.close_month").args == {"closing_id": closing.pk}


def test_without_a_look_at_those_without_data_nothing_is_closed(month: Office, closer):
    post(closer, f"{MONTH}close/")
    assert not MonthClosing.objects.exists()
    assert "no data" in get_after(closer, f"{MONTH}close/")


def get_after(who, path: str, **typed) -> str:
    """The page that an act leads to."""
    from common import clock
    from tests.attendance.closing import browser

    with clock.stopped(LATER):
        return browser(who).post(path, typed, follow=True).text


def test_progress_is_shown_and_the_page_looks_again(month: Office, closer):
    start_close(month=NOVEMBER, by=closer, at=LATER, accepts_no_data=True)
    page = get(closer, MONTH).text
    assert '<progress class="closing-progress" max="5" value="0"' in page
    assert '<meta http-equiv="refresh" content="3">' in page


def test_closing_that_stands_still_is_continued_once(month: Office, closer):
    start_close(month=NOVEMBER, by=closer, at=LATER, accepts_no_data=True)
    for _ in range(2):
        post(closer, f"{MONTH}continue/")
    assert ProcrastinateJob.objects.filter(task_name="attendance.close_month").count() == 1


@pytest.mark.parametrize("act", ["close/", "continue/", "reopen/"])
def test_only_who_may_close_for_the_company_acts(month: Office, act):
    post(month.director, MONTH + act, status=403, reason="x")


def test_reopening_says_why_and_leaves_the_version(month: Office, closer):
    closed(by=closer)
    assert "Reason" in post(closer, f"{MONTH}reopen/", status=422, reason="").text
    post(closer, f"{MONTH}reopen/", reason="终端晚到")
    page = get(closer, MONTH).text
    assert "终端晚到" in page
    assert "Close the month" in page


def test_month_to_come_cannot_be_closed(month: Office, closer):
    assert "has not begun" in get(closer, "/months/2027-01/").text


@pytest.mark.parametrize("path", ["/months/2026-13/", "/months/0001-01/", "/months/2026-1/"])
def test_month_that_cannot_be_is_not_found(closer, path):
    get(closer, path, status=404)


# -- sheets ----------------------------------------------------------------------------------------


def test_sheet_waits_on_the_first_page_until_it_is_answered(month: Office):
    sheet = sheet_of(month.staff, closed())
    assert f'href="/sheets/{sheet.pk}/"' in get(month.staff, "/").text
    post(month.staff, f"/sheets/{sheet.pk}/answer/", kind="confirmed")
    assert f'href="/sheets/{sheet.pk}/"' not in get(month.staff, "/").text
    assert "confirmed" in get(month.staff, "/sheets/").text


def test_sheet_tells_time_as_a_person_reads_it(month: Office):
    text = get(month.staff, f"/sheets/{sheet_of(month.staff, closed()).pk}/").text
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text))
    assert told["late"] == "2 times · 53 min"
    assert told["absent"] == "1.5 days"
    assert told["time worked"].endswith(" min")


def test_objection_without_words_is_refused_beside_its_field(month: Office):
    sheet = sheet_of(month.staff, closed())
    assert "Say what is wrong" in post(month.staff, f"/sheets/{sheet.pk}/answer/", status=422, kind="objected", text="").text
    post(month.staff, f"/sheets/{sheet.pk}/answer/", kind="objected", text="18日我在")
    assert "18日我在" in get(month.director, f"/sheets/{sheet.pk}/").text


def test_sheet_of_others_is_not_found(month: Office):
    colleague = factories.holder(factories.post(month.team, "专员", 1), "王同")
    sheet = sheet_of(month.staff, closed())
    get(colleague, f"/sheets/{sheet.pk}/", status=404)
    post(colleague, f"/sheets/{sheet.pk}/answer/", status=404, kind="confirmed")


def test_head_reads_days_and_not_what_tells_the_salary(month: Office):
    paid(month.staff)
    sheet = sheet_of(month.staff, closed())
    own, heads = (get(who, f"/sheets/{sheet.pk}/").text for who in (month.staff, month.director))
    assert "720.00" in own
    assert "600.00" in own
    assert not any(amount in heads for amount in ("720.00", "600.00", "100.00"))
    assert "3.5 days&#x27; pay" in heads


def test_reading_somebodys_money_is_written_down(month: Office, closer):
    sheet = sheet_of(month.staff, closed())
    get(closer, f"/sheets/{sheet.pk}/")
    get(month.staff, f"/sheets/{sheet.pk}/")
    get(month.director, f"/sheets/{sheet.pk}/")
    assert [entry.actor_label for entry in AuditEntry.objects.filter(verb="view", table_name="attendance_monthsheet")] == [str(closer.user)]


def test_limits_that_are_passed_are_told(month: Office):
    paid(month.staff)
    page = get(month.staff, f"/sheets/{sheet_of(month.staff, closed()).pk}/").text
    assert "600.00 instead of 200.00 yuan" in page


def test_sheet_being_drawn_up_is_not_shown(month: Office, monkeypatch):
    closing = start_close(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)
    acts._next_batch(closing.pk, LATER)
    get(month.staff, f"/sheets/{sheet_of(month.staff, closing).pk}/", status=404)
    run_close(closing=closing, at=LATER)
    get(month.staff, f"/sheets/{sheet_of(month.staff, closing).pk}/")


def test_sheet_of_a_reopened_month_is_read_and_not_answered(month: Office):
    closing = closed()
    acts.reopen_month(closing=closing, by=month.director, reason="终端晚到", at=LATER)
    page = get(month.staff, f"/sheets/{sheet_of(month.staff, closing).pk}/").text
    assert "终端晚到" in page
    assert "I confirm" not in page


def test_head_signs_on_the_page_of_the_month(month: Office):
    closed()
    assert f'value="{month.team.pk}"' in get(month.director, MONTH).text
    post(month.director, f"{MONTH}sign/", department=month.team.pk)
    page = get(month.director, MONTH).text
    assert f'value="{month.team.pk}"' not in page
    assert "<div>总监" in page


@pytest.mark.parametrize("typed", ["", "x", "99999999"])
def test_signing_for_nothing_is_not_found(month: Office, typed):
    closed()
    post(month.director, f"{MONTH}sign/", status=404, department=typed)


def test_page_of_the_month_costs_the_same_for_many(month: Office, closer, django_assert_max_num_queries):
    from common import clock
    from tests.attendance.closing import browser

    for number in range(30):
        factories.holder(factories.post(month.team, "专员", 1), f"员{number}")
    closed(by=closer)
    client = browser(closer)
    with clock.stopped(LATER):
        client.get(MONTH)
        with django_assert_max_num_queries(18):
            client.get(MONTH)
