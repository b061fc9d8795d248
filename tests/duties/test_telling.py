"""Owners are told ahead; what was not done goes up the reporting line, once."""

from datetime import date

import pytest
from django.db import IntegrityError

from common import clock
from duties import services
from duties.models import DutyItem
from duties.tasks import keep_duties
from notices.models import NoticeRecipient
from people.models import Assignment
from tests import factories
from tests.duties.conftest import at, duty
from tests.rules.making import Office

THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 7)


def told(kind: str) -> list[str]:
    return list(NoticeRecipient.objects.filter(notice__kind=kind).order_by("pk").values_list("recipient__name", flat=True))


def run(day: date, hour: int = 1) -> None:
    with clock.stopped(at(day, hour)):
        keep_duties(timestamp=0)


def test_owner_is_told_before_it_falls_due(office: Office):
    duty(office)
    run(date(2026, 11, 4))
    assert told("duty_due") == []
    run(THURSDAY), run(THURSDAY, 2), run(FRIDAY)
    assert told("duty_due") == [office.staff.name]


def test_overdue_is_brought_up_once(office: Office):
    made = duty(office)
    run(FRIDAY, 23)
    assert told("duty_overdue") == []
    run(SATURDAY), run(SATURDAY, 2), run(date(2026, 11, 8))
    assert told("duty_overdue") == [office.staff.name, office.director.name]
    item = made.items.get(due_on=FRIDAY)
    assert (item.escalated_to, item.escalated_at) == (office.director, at(SATURDAY, 1))


def test_what_was_done_in_time_is_not_brought_up(office: Office):
    made = duty(office)
    services.complete_item(item=made.items.get(), by=office.staff, at=at(FRIDAY, 23, 59), note="已备份")
    run(SATURDAY)
    assert told("duty_overdue") == []


def test_vacant_post_goes_to_the_head_above(office: Office):
    duty(office)
    Assignment.objects.filter(employee=office.staff).update(during=(date(2026, 1, 1), date(2026, 11, 3)))
    run(SATURDAY)
    assert told("duty_overdue") == [office.director.name]


def test_top_of_the_company_is_told_itself(office: Office):
    made = duty(office, department=office.company, post=office.manager.assignments.get().post)
    run(SATURDAY)
    assert told("duty_overdue") == [office.manager.name]
    assert made.items.get(due_on=FRIDAY).escalated_to is None


def test_item_that_was_brought_up_is_not_brought_up_to_another(office: Office):
    made = duty(office)
    run(SATURDAY)
    with pytest.raises(IntegrityError, match="brought up once"):
        made.items.filter(due_on=FRIDAY).update(escalated_to=office.manager)


def test_holder_of_the_day_is_asked(office: Office):
    duty(office)
    Assignment.objects.filter(employee=office.staff).update(during=(date(2026, 1, 1), date(2026, 11, 3)))
    factories.holder(office.staff.assignments.get().post, "接任", during=(date(2026, 11, 3), None))
    run(THURSDAY)
    assert told("duty_due") == ["接任"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_the_superior_once(race):
    office = Office()
    duty(office), duty(office, name="检查")
    services.open_items(at=at(SATURDAY))
    race(*[lambda: services.bring_up_overdue(at=at(SATURDAY))] * 2)
    assert sorted(told("duty_overdue")) == sorted([office.staff.name, office.director.name] * 2)
    assert DutyItem.objects.filter(escalated_at__isnull=False).count() == 2
