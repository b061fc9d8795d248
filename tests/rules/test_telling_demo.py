"""Who has read what in the demo company."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from notices.models import NoticeRecipient
from people.models import Department
from rules.models import Acknowledgement, ReadingTask
from rules.selectors.acknowledgements import open_tasks
from rules.selectors.roles import matrix
from rules.selectors.telling import drift
from rules.services.reminding import tell_superiors
from tests.rules.making import at_noon
from tests.rules.pages import TODAY
from tests.support.demo import loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def test_most_have_acknowledged_and_a_few_have_not(demo: None):
    assert Acknowledgement.objects.filter(kind="electronic").count() > 30
    assert set(open_tasks().values_list("employee__number", flat=True)) == {"1003", "1009", "1012"}
    assert set(open_tasks().filter(due_on__lt=TODAY).values_list("employee__number", flat=True)) == {"1012"}
    assert Acknowledgement.objects.get(kind="paper").employee.number == "1010"


def test_everybody_in_scope_is_asked_already(demo: None):
    found = drift(TODAY)
    assert (found.missing, found.left_behind) == ([], [])


def test_nothing_is_told_twice_on_the_first_morning(demo: None):
    assert tell_superiors(at=at_noon(TODAY)) == 0
    assert ReadingTask.objects.get(escalated_at__isnull=False).escalated_to.number == "1001"
    assert not NoticeRecipient.objects.filter(notice__kind="rule_change", read_at=None).exists()


def test_two_posts_are_described_and_the_matrix_has_something_to_find(demo: None):
    found = matrix(Department.objects.get(code="OPS"), TODAY)
    assert [one.name for one in found.orphans] == ["客户资料归档"]
    assert [one.name for one in found.doubles] == ["每周客户问题汇总"]
