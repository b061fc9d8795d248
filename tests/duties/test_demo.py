"""The duties of the demo company."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db.models import F
from pytest_django import DjangoDbBlocker

from common import clock
from duties.models import Duty, DutyItem
from tests.duties.conftest import at
from tests.support.demo import loaded

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def test_large_company_has_them_too():
    with clock.stopped(at(TODAY, 10)):
        call_command("demo", employees=60, months=2, verbosity=0)
    assert Duty.objects.count() == 7


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def test_one_was_done_late_one_is_overdue_and_the_rest_in_time(demo: None):
    late = DutyItem.objects.filter(done_at__date__gt=F("due_on"))
    assert [(item.duty.name, item.due_on) for item in late] == [("检查办公区安全和用电", date(2026, 11, 10))]
    [overdue] = DutyItem.objects.overdue(TODAY)
    assert (overdue.duty.name, overdue.escalated_to.number) == ("检查客服话术", "1001")
    assert DutyItem.objects.exclude(done_at=None).count() > 40


def test_every_duty_waits_for_its_next_day_but_the_undecided_one(demo: None):
    waiting = {item.duty.name for item in DutyItem.objects.undone().filter(due_on__gte=TODAY)}
    assert set(Duty.objects.values_list("name", flat=True)) - waiting == {"按类别分析成本"}


def test_duties_of_the_wall_name_their_clause(demo: None):
    assert {duty.name for duty in Duty.objects.exclude(clause=None)} == {"编制年度费用预算", "按类别分析成本"}
