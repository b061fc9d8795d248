"""Which route is taken, edges included."""

from decimal import Decimal

import pytest

from approvals.domain.routes import Conditions, choose, fits

ANYWHERE = {"amount": None, "days": None, "way_up": [7, 1]}


@pytest.mark.parametrize(
    ("amount", "fits_it"),
    [("999.99", False), ("1000.00", True), ("4999.99", True), ("5000.00", False), (None, False)],
)
def test_amounts_count_from_the_first_figure_up_to_but_without_the_second(amount, fits_it):
    route = Conditions(1, amount_from=Decimal(1000), amount_below=Decimal(5000))
    assert fits(route, **ANYWHERE | {"amount": amount and Decimal(amount)}) is fits_it


@pytest.mark.parametrize(("days", "fits_it"), [("2.5", False), ("3", True), (None, False)])
def test_days_count_from_the_figure_on(days, fits_it):
    assert fits(Conditions(1, days_from=Decimal(3)), **ANYWHERE | {"days": days and Decimal(days)}) is fits_it


@pytest.mark.parametrize(("department", "fits_it"), [(7, True), (1, True), (8, False), (None, True)])
def test_department_covers_all_below_it(department, fits_it):
    assert fits(Conditions(1, department=department), **ANYWHERE) is fits_it


def test_choose_takes_the_lowest_number_then_the_older_route():
    routes = [Conditions(3, priority=10), Conditions(2, priority=10), Conditions(1, priority=20)]
    assert choose(routes, **ANYWHERE) == 2


def test_choose_passes_over_what_does_not_fit():
    assert choose([Conditions(1, priority=1, amount_from=Decimal(1)), Conditions(2)], **ANYWHERE) == 2
    assert choose([Conditions(1, department=9)], **ANYWHERE) is None
