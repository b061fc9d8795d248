"""The calendar in a real browser."""

from datetime import UTC, datetime

import pytest

from common import clock
from tests.factories import department, grant, holder, post
from tests.support.browser import check
from workdays import services
from workdays.choices import DayKind
from workdays.models import Calendar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def hr():
    """HR with two sites, and a day that was corrected."""
    company = department("云帆贸易有限公司")
    shop = department("南山服务站", parent=company)
    hr = holder(post(company, "人事主管"), name="周敏")
    grant(hr, "hr")
    default = Calendar.objects.get(is_default=True)
    services.save_calendar(calendar=Calendar(name="服务站日历", weekdays=[1, 2, 3, 4, 5, 6, 7]), departments=[shop])
    services.correct_day(
        calendar=default, day=datetime(2026, 10, 9, tzinfo=UTC).date(), kind=DayKind.REST_DAY, name="公司周年庆",
        reason="总经办通知 2026-21号", by=hr, at=NOON,
    )  # fmt: skip
    return hr


@pytest.mark.parametrize(
    "path",
    ["/calendar/2026/10/", "/calendar/2026/", "/calendar/2027/2/", "/calendar/2026/10/9/", "/calendar/sites/", "/calendar/sites/new/"],
)
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_page_reads_well(request, hr, path, size):
    with clock.stopped(NOON):
        page = request.getfixturevalue(size)(hr.user)
        page.goto(path)
        check(page)


def test_a_month_reads_well_in_the_dark(hr, phone):
    page = phone(hr.user, dark=True)
    page.goto("/calendar/2026/10/")
    check(page)


def test_a_day_is_corrected_from_a_phone(hr, phone):
    page = phone(hr.user)
    page.goto("/calendar/2026/11/25/")
    page.check("[name=kind][value=rest_day]")
    page.fill("[name=reason]", "台风停工")
    page.locator(".primary button").click()
    page.wait_for_selector(".toast-success")
    assert Calendar.objects.get(is_default=True).days.get(day="2026-11-25").kind == DayKind.REST_DAY
