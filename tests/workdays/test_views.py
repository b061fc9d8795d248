"""The calendar on a page."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from common import clock
from tests.factories import department, grant, holder, post
from workdays import services, sheets
from workdays.choices import DayKind
from workdays.models import Calendar, CalendarDay, CalendarUse

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = {"kind": "rest_day", "name": "", "reason": "台风停工"}


@pytest.fixture(autouse=True)
def _noon():
    with clock.stopped(NOON):
        yield


@pytest.fixture
def company():
    return department("公司")


@pytest.fixture
def staff(company):
    return holder(post(company, "专员"), name="李雯")


@pytest.fixture
def hr(company):
    who = holder(post(company, "人事"), name="周敏")
    grant(who, "hr")
    return who


@pytest.fixture
def shop(company):
    """A department with a calendar of its own that works every day."""
    unit = department("门店", parent=company)
    CalendarUse.objects.create(calendar=Calendar.objects.create(name="门店日历", weekdays=[1, 2, 3, 4, 5, 6, 7]), department=unit)
    return unit


@pytest.fixture
def open_as(client):
    def go(who, path, **data):
        who.user.language = "en"
        who.user.save()
        client.force_login(who.user)
        return client.post(path, data) if data else client.get(path)

    return go


def squares(response):
    return {square.day: square for square in response.context["sheet"].squares}


def test_calendar_opens_on_this_month(open_as, staff):
    response = open_as(staff, "/calendar/")
    assert response.context["sheet"].first == date(2026, 11, 1)


def test_month_shows_the_four_kinds(open_as, staff):
    shown = squares(open_as(staff, "/calendar/2026/10/"))
    assert shown[date(2026, 10, 1)].kind == DayKind.STATUTORY_HOLIDAY
    assert shown[date(2026, 10, 7)].kind == DayKind.REST_DAY
    assert shown[date(2026, 10, 8)].kind == DayKind.WORKDAY
    assert shown[date(2026, 10, 10)].kind == DayKind.MAKEUP_WORKDAY


def test_month_names_kinds_and_holidays_in_words(open_as, staff):
    page = open_as(staff, "/calendar/2026/10/").content.decode()
    for word in (
        "National Day",
        "statutory holiday",
        "make-up workday",
        "rest day",
        "day off moved from 20 Sep",
        "worked for the day off on 7 Oct",
    ):
        assert word in page


def test_month_starts_its_weeks_on_monday(open_as, staff):
    first_week = open_as(staff, "/calendar/2026/10/").context["sheet"].weeks[0]
    assert [square and square.day.day for square in first_week] == [None, None, None, 1, 2, 3, 4]


def test_month_counts_its_days():
    sheet = sheets.month_sheet(Calendar.objects.get(), 2026, 10, date(2026, 11, 20))
    assert {kind.value: count for kind, count in sheet.counts} == {
        "workday": 17, "makeup_workday": 1, "rest_day": 10, "statutory_holiday": 3,
    }  # fmt: skip


def test_a_year_without_notice_is_called_provisional(open_as, staff):
    assert "not known yet" in open_as(staff, "/calendar/2027/").content.decode()
    assert "not known yet" not in open_as(staff, "/calendar/2026/").content.decode()


def test_year_has_twelve_months(open_as, staff):
    assert len(open_as(staff, "/calendar/2026/").context["months"]) == 12


@pytest.mark.parametrize(
    "path", ["/calendar/1949/", "/calendar/2100/", "/calendar/2026/13/", "/calendar/2026/2/30/", "/calendar/?site=999"]
)
def test_what_no_calendar_has_is_not_found(open_as, staff, path):
    assert open_as(staff, path).status_code == 404


def test_a_reader_sees_the_calendar_of_the_own_department(open_as, shop):
    clerk = holder(post(shop, "店员"), name="王芳")
    assert str(open_as(clerk, "/calendar/").context["calendar"]) == "门店日历"


def test_another_calendar_can_be_chosen(open_as, staff, shop):
    other = Calendar.objects.get(name="门店日历")
    assert open_as(staff, f"/calendar/?site={other.pk}").context["calendar"] == other


@pytest.mark.parametrize("path", ["/calendar/2026/11/", "/calendar/2026/", "/calendar/2026/11/20/"])
def test_queries_do_not_grow_with_sites(open_as, hr, path, assert_queries_constant):
    Calendar.objects.create(name="一号日历")

    def more():
        for number in range(2, 20):
            Calendar.objects.create(name=f"{number}号日历")

    assert_queries_constant(lambda: open_as(hr, path), more, at_most=20)  # a login and the shell of the page among them


# -- correcting a day ---------------------------------------------------------------


def test_correcting_changes_the_day_and_shows_who_and_why(open_as, hr):
    assert open_as(hr, "/calendar/2026/11/20/", **DAY).status_code == 302
    page = open_as(hr, "/calendar/2026/11/20/").content.decode()
    assert Calendar.objects.get().days.get(day=date(2026, 11, 20)).corrected_by == hr
    assert "周敏" in page
    assert page.count("台风停工") >= 2  # as the present reason and in the history


def test_correcting_wants_a_reason(open_as, hr):
    response = open_as(hr, "/calendar/2026/11/20/", **{**DAY, "reason": ""})
    assert response.status_code == 422
    assert "reason" in response.context["form"].errors


def test_correcting_into_the_same_kind_is_refused_in_words(open_as, hr):
    response = open_as(hr, "/calendar/2026/11/20/", **{**DAY, "kind": "workday"})
    assert response.status_code == 422
    assert "already a workday" in response.content.decode()


def test_staff_see_the_day_but_cannot_correct_it(open_as, staff):
    assert open_as(staff, "/calendar/2026/11/20/").context["form"] is None
    assert open_as(staff, "/calendar/2026/11/20/", **DAY).status_code == 403
    assert not CalendarDay.objects.filter(reason="台风停工").exists()


def test_hr_of_one_site_corrects_its_calendar_and_no_other(open_as, company, shop):
    who = holder(post(shop, "人事"), name="门店人事")
    grant(who, "hr", shop)
    own = Calendar.objects.get(name="门店日历")
    default = Calendar.objects.get(is_default=True)
    assert open_as(who, f"/calendar/2026/11/20/?site={own.pk}", **DAY).status_code == 302
    assert open_as(who, f"/calendar/2026/11/20/?site={default.pk}", **DAY).status_code == 403


def test_a_calendar_that_others_use_as_well_is_not_corrected_by_one_of_them(open_as, company, shop):
    who = holder(post(shop, "人事"), name="门店人事")
    grant(who, "hr", shop)
    own = Calendar.objects.get(name="门店日历")
    CalendarUse.objects.create(calendar=own, department=department("二店", parent=company))
    assert open_as(who, f"/calendar/2026/11/20/?site={own.pk}", **DAY).status_code == 403


# -- sites ------------------------------------------------------------------------


def test_a_site_is_added_with_its_week_and_departments(open_as, hr, company):
    unit = department("仓库", parent=company)
    response = open_as(hr, "/calendar/sites/new/", name="仓库日历", weekdays=["1", "2", "3", "4", "5", "6"], departments=[unit.pk])
    made = Calendar.objects.get(name="仓库日历")
    assert response.url == reverse("workdays:month") + f"?site={made.pk}"
    assert made.days.get(day=date(2026, 11, 21)).kind == DayKind.WORKDAY
    assert "仓库" in open_as(hr, "/calendar/sites/").content.decode()


def test_a_department_of_another_calendar_is_refused_in_words(open_as, hr, shop):
    response = open_as(hr, "/calendar/sites/new/", name="又一个", weekdays=["1"], departments=[shop.pk])
    assert response.status_code == 422
    assert "already goes by" in response.content.decode()


@pytest.mark.parametrize("path", ["/calendar/sites/new/", "sites-edit"])
def test_staff_cannot_keep_sites(open_as, staff, path):
    path = path if path.startswith("/") else f"/calendar/sites/{Calendar.objects.get().pk}/"
    assert open_as(staff, path).status_code == 403


def test_sites_are_kept_by_those_responsible_for_the_whole_company(open_as, shop):
    who = holder(post(shop, "人事"), name="门店人事")
    grant(who, "hr", shop)
    assert open_as(who, "/calendar/sites/new/").status_code == 403


def test_sites_cost_the_same_for_many(open_as, hr, company, assert_queries_constant):
    def more():
        for number in range(5):
            services.save_calendar(calendar=Calendar(name=f"{number}号"), departments=[department(f"{number}店", parent=company)])

    more_first = services.save_calendar(calendar=Calendar(name="零号"), departments=[department("零店", parent=company)])
    assert more_first.pk
    assert_queries_constant(lambda: open_as(hr, "/calendar/sites/"), more, at_most=20)
