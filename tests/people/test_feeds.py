"""The private calendars: whose, for how long, and that any text survives."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from common.feeds import Entry, as_ics, clean
from people.models import AccessToken, Employee, User
from people.services.tokens import make_api_key, make_feed
from tests.people.conftest import NOON, TODAY

FEEDS = ("mine", "department")


def feed(person, name="mine", **headers):
    """The calendar by a new address of the person."""
    _token, secret = make_feed(user=person.user, at=NOON)
    return by(secret, name, **headers)


def by(secret, name="mine", **headers):
    return Client(headers=headers).get(reverse(f"people:feed-{name}", args=[secret]))


def events(response):
    assert response.status_code == 200
    return {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


@pytest.mark.parametrize("name", FEEDS)
def test_feed_is_a_calendar_that_others_can_read(office, name):
    response = feed(office.li, name)
    calendar = Calendar.from_ical(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert "云帆公司" in str(calendar["x-wr-calname"])


@pytest.mark.parametrize("name", FEEDS)
def test_feed_needs_no_login_and_sets_no_cookie(office, name):
    response = feed(office.li, name)
    assert not response.cookies
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("secret", ["x", "opsdept_cal_", "钥匙", "a" * 3000, "%00"])
def test_wrong_address_is_not_there(office, secret):
    for name in FEEDS:
        response = by(secret, name)
        assert response.status_code == 404
        assert not response.cookies


def test_key_of_the_api_opens_no_calendar(office):
    _token, secret = make_api_key(name="BI", scopes=["people"], department=None, expires_on=None, by=office.admin.user, today=TODAY)
    assert by(secret).status_code == 404


def test_closed_account_has_no_feed(office):
    _token, secret = make_feed(user=office.li.user, at=NOON)
    User.objects.filter(pk=office.li.user_id).update(is_active=False)
    assert [by(secret, name).status_code for name in FEEDS] == [404, 404]


def test_leaver_has_a_feed_up_to_the_last_day(office):
    _token, secret = make_feed(user=office.li.user, at=NOON)
    Employee.objects.filter(pk=office.li.pk).update(left_on=TODAY)
    assert by(secret).status_code == 200
    Employee.objects.filter(pk=office.li.pk).update(left_on=date(2026, 11, 19))
    assert by(secret).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_feed_is_only_read(office, method):
    _token, secret = make_feed(user=office.li.user, at=NOON)
    assert getattr(Client(), method)(reverse("people:feed-mine", args=[secret])).status_code == 405


def test_unchanged_feed_is_not_sent_again(office):
    _token, secret = make_feed(user=office.li.user, at=NOON)
    first = by(secret, "department")
    again = by(secret, "department", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_use_of_a_feed_is_kept(office):
    feed(office.li)
    assert AccessToken.objects.get().last_used_on == TODAY


def test_account_without_an_employee_has_empty_feeds(office):
    account = User.objects.create_user("extern", name="外部")
    _token, secret = make_feed(user=account, at=NOON)
    assert events(by(secret)) == {}
    assert by(secret, "department").status_code == 200


def test_department_feed_has_holidays_and_make_up_workdays(office):
    found = events(feed(office.li, "department"))
    new_year = found["day-2027-01-01@opsdept"]
    assert "元旦" in str(new_year["summary"])
    assert new_year.decoded("dtstart") == date(2027, 1, 1)
    assert new_year.decoded("dtend") == date(2027, 1, 2)
    assert new_year["transp"] == "TRANSPARENT"


def test_feed_reaches_three_months_back_and_a_year_ahead(office):
    days = [event.decoded("dtstart") for event in events(feed(office.li, "department")).values()]
    assert min(days) >= date(2026, 8, 20)
    assert max(days) <= date(2027, 11, 21)
    assert date(2026, 10, 1) in days
    assert date(2027, 10, 1) in days


TEXT = st.text(max_size=300)


@given(TEXT, TEXT, TEXT)
def test_any_text_survives_the_way_through_the_file(title, text, place):
    entry = Entry(uid="slip-1", title=title, start=date(2026, 11, 20), end=date(2026, 11, 21), text=text, place=place)
    body = as_ics([entry], name=title, made_at=NOON, address=str)
    event = Calendar.from_ical(body).walk("VEVENT")[0]
    assert str(event["summary"]) == clean(title)
    assert str(event.get("description", "")) == clean(text)
    assert str(event.get("location", "")) == clean(place)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_text_cannot_add_a_line_of_its_own():
    entry = Entry(uid="slip-1", title="a\r\nEND:VEVENT\r\nX:1", start=date(2026, 11, 20), end=date(2026, 11, 21))
    calendar = Calendar.from_ical(as_ics([entry], name="", made_at=NOON, address=str))
    assert len(calendar.walk("VEVENT")) == 1
    assert "x" not in calendar.walk("VEVENT")[0]


def test_same_entries_give_the_same_bytes():
    entry = Entry(uid="slip-1", title="年假", start=datetime(2026, 11, 20, 1, tzinfo=UTC), end=datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert as_ics([entry], name="x", made_at=NOON, address=str) == as_ics([entry], name="x", made_at=NOON, address=str)
