"""Periodic duties in the private calendar."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from common import clock
from duties.services.completing import complete_item
from people.services.tokens import make_feed
from tests.duties.conftest import at, duty

NOW = at(date(2026, 11, 4))


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


def feed(person):
    _token, secret = make_feed(user=person.user, at=NOW)
    response = Client().get(reverse("people:feed-mine", args=[secret]))
    return {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_open_duty_stands_on_the_day_on_which_it_is_due(office):
    item = duty(office).items.get()
    event = feed(office.staff)[f"duty-{item.pk}"]
    assert str(event["summary"]) == "备份数据"
    assert event.decoded("dtstart") == date(2026, 11, 6)
    assert event["transp"] == "TRANSPARENT"


def test_duty_of_another_is_not_mine(office):
    duty(office)
    assert feed(office.counsel) == {}


def test_done_duty_is_gone(office):
    item = duty(office).items.get()
    complete_item(item=item, note="已备份", by=office.staff, at=NOW)
    assert f"duty-{item.pk}" not in feed(office.staff)
