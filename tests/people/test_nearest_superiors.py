"""Whom many people report to, asked at once."""

from datetime import date

import pytest

from people.models import Employee
from people.selectors.reporting import nearest_superiors, superiors
from tests import factories
from tests.rules.making import Office

DAY = date(2026, 11, 16)


@pytest.fixture
def office(db) -> Office:
    return Office()


def test_the_nearest_superior_of_many_is_that_of_each(office: Office):
    deputy = factories.holder(factories.post(office.ours, "副总监", 4), "副总监")
    factories.holder(factories.post(office.team, "实习", 1, reports_to=deputy.on(DAY).post), "实习")
    factories.EmployeeFactory(name="无岗位")
    people = list(Employee.objects.order_by("pk"))
    each = {one.pk: above[0] for one in people if (above := superiors(one, DAY))}
    assert nearest_superiors([one.pk for one in people], DAY) == each
    assert len(each) >= 4


def test_asking_for_many_costs_as_much_as_for_one(office: Office, assert_queries_constant):
    def more() -> None:
        for name in ("甲", "乙", "丙"):
            unit = factories.department(f"{name}组", office.ours)
            factories.holder(factories.post(unit, name), name)

    assert_queries_constant(lambda: nearest_superiors(list(Employee.objects.values_list("pk", flat=True)), DAY), more, at_most=6)


def test_nobody_is_above_whoever_is_not_there(office: Office):
    assert nearest_superiors([], DAY) == {}
    assert nearest_superiors([office.staff.pk], date(1999, 1, 1)) == {}
