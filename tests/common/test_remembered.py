"""What tests begin with comes back whole, and only where nothing else was written before."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from attendance.models import Punch
from attendance.services.punching import punch
from people.models import Department, Employee
from tests import factories
from tests.rules.making import NOW
from tests.support import remembered as memory
from tests.support.remembered import remembered

pytestmark = pytest.mark.django_db
BUILT: list[str] = []


def build() -> Employee:
    BUILT.append("once")
    return factories.holder(factories.post(factories.department("公司"), "专员"), "李雯")


@pytest.fixture
def kept() -> Employee:
    return remembered("a company of one", build)


@pytest.mark.parametrize("time", [1, 2, 3])
def test_rows_and_objects_are_there_each_time(kept: Employee, time: int):
    assert Employee.objects.get(pk=kept.pk).name == kept.name == "李雯"
    assert Department.objects.get().name == "公司"
    assert kept.assignments.get().post.title == "专员"
    assert len(BUILT) == 1 or not memory._book.is_possible


def test_what_a_test_changes_is_not_there_in_the_next(kept: Employee):
    Employee.objects.filter(pk=kept.pk).update(name="别人")
    assert remembered("something else", lambda: 1) == 1


def test_rows_written_back_are_guarded_as_ever(kept: Employee):
    punch(user_id=kept.user_id, key=uuid.uuid4(), at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Punch.objects.update(zone="UTC")


def test_nothing_comes_from_memory_once_the_test_has_written(kept: Employee):
    punch(user_id=kept.user_id, key=uuid.uuid4(), at=NOW)  # a statement that begins with SELECT
    remembered("another employee", factories.EmployeeFactory)
    assert not any("another employee" in asked for asked in memory._book.kept)


FOR_ALL: list[int] = []


def with_a_file() -> tuple[Employee, str]:
    employee = build()
    FOR_ALL.append(employee.pk)
    return employee, default_storage.save("kept/paper.txt", ContentFile(b"paper"))


@pytest.mark.parametrize("time", [1, 2])
def test_another_worker_finds_rows_files_and_free_numbers(time: int):
    if not memory._book.is_possible:
        pytest.skip("the account of this database may not write rows without their triggers, so every test builds its own")
    memory._book.kept = {}  # as a worker that has built nothing
    employee, name = remembered("a company with a file", with_a_file, by_all=True)
    assert Employee.objects.get(name="李雯").pk == employee.pk == FOR_ALL[0]
    with default_storage.open(name) as file:
        assert file.read() == b"paper"
    default_storage.delete(name)
    assert factories.EmployeeFactory().pk > employee.pk
    assert len(FOR_ALL) == 1
