"""Items are opened ahead, once, those of missed nights too."""

from datetime import date

import pytest
from django.db import IntegrityError

from common import clock
from duties import services
from duties.models import Duty, DutyItem
from duties.tasks import keep_duties
from tests.duties.conftest import MONDAY, at, duty, facts
from tests.rules import making
from tests.rules.making import Office
from workdays.models import Calendar
from workdays.services import correct_day

KEY = "saf.check_interval_days"


def due_days(of: Duty) -> list[str]:
    return [f"{day:%m-%d}" for day in of.items.values_list("due_on", flat=True)]


def test_first_item_is_open_from_the_start(office: Office):
    made = duty(office)
    assert due_days(made) == ["11-06"]
    assert made.items.get().period_from == MONDAY


def test_night_opens_the_next_one_when_the_day_has_passed(office: Office):
    made = duty(office)
    assert services.open_items(at=at(date(2026, 11, 6), 23)) == 0
    assert services.open_items(at=at(date(2026, 11, 7), 0, 15)) == 1
    assert due_days(made) == ["11-06", "11-13"]


def test_missed_nights_are_caught_up_by_the_next_run(office: Office):
    made = duty(office)
    with clock.stopped(at(date(2026, 11, 25), 3)):
        keep_duties(timestamp=0)
        keep_duties(timestamp=0)
    assert due_days(made) == ["11-06", "11-13", "11-20", "11-27"]


def test_same_item_twice_is_refused_by_the_database(office: Office):
    one = duty(office).items.get()
    with pytest.raises(IntegrityError, match="duties_item_once"):
        DutyItem.objects.create(
            duty=one.duty, due_on=one.due_on, period_from=one.due_on, period_to=one.due_on, demands="note", opened_at=at(MONDAY)
        )


def test_corrected_day_moves_what_is_not_due_yet(office: Office):
    made = duty(office)
    calendar = Calendar.objects.get(is_default=True)
    friday, saturday = date(2026, 11, 6), date(2026, 11, 7)
    correct_day(calendar=calendar, day=friday, kind="rest_day", name="", reason="停电", by=office.director, at=at(MONDAY))
    correct_day(calendar=calendar, day=saturday, kind="makeup_workday", name="", reason="补班", by=office.director, at=at(MONDAY))
    services.open_items(at=at(date(2026, 11, 3), 0, 15))
    assert due_days(made) == ["11-07"]


def test_interval_is_that_of_the_rules_in_force(office: Office):
    edition = making.published(office, {KEY: "30"}, on=date(2026, 11, 3))
    made = duty(office, date(2026, 11, 4), plan="parameter", key=KEY)
    assert due_days(made) == ["12-03"]
    making.publish(making.next_edition(edition.rulebook, office, {KEY: "10"}), office, on=date(2026, 11, 9))
    services.open_items(at=at(date(2026, 11, 9), 0, 15))
    assert due_days(made) == ["11-13"]


def test_nothing_is_asked_while_the_interval_is_undecided(office: Office):
    edition = making.published(office, {KEY: None}, on=date(2026, 11, 3))
    made = duty(office, date(2026, 11, 4), plan="parameter", key=KEY)
    services.open_items(at=at(date(2026, 11, 30)))
    assert due_days(made) == []
    making.publish(making.next_edition(edition.rulebook, office, {KEY: "10"}), office, on=date(2026, 12, 1))
    services.open_items(at=at(date(2026, 12, 1)))
    assert due_days(made) == ["12-01"], "not before the day on which it was decided"


def test_change_keeps_what_is_overdue_and_opens_anew(office: Office):
    made = duty(office)
    services.open_items(at=at(date(2026, 11, 10)))
    services.change_duty(duty=made, facts=facts(office, plan="monthly", weekday=None, month_day=5), at=at(date(2026, 11, 10)))
    assert due_days(made) == ["11-06", "12-07"]


def test_ended_duty_asks_nothing_more(office: Office):
    made = duty(office)
    services.end_duty(duty=made, at=at(date(2026, 11, 9)), last_on=date(2026, 11, 9))
    services.open_items(at=at(date(2026, 11, 30)))
    assert due_days(made) == ["11-06"]


def test_queries_of_a_night_without_work_stay_few(office: Office, count_queries):
    duty(office)
    services.open_items(at=at(MONDAY, 10))
    assert count_queries(lambda: services.tell_due(at=at(MONDAY, 10))) == 1
    assert count_queries(lambda: services.bring_up_overdue(at=at(MONDAY, 10))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_open_nothing_twice(race):
    office = Office()
    made = [duty(office, name=f"职责{n}") for n in range(3)]
    late = at(date(2026, 11, 25), 3)
    results = race(*[lambda: services.open_items(at=late)] * 2)
    assert sorted(results) == [0, 9]
    assert [due_days(one) for one in made] == [["11-06", "11-13", "11-20", "11-27"]] * 3
