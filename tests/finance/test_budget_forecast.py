"""What a budget will have used at the end of its year."""

from datetime import date
from decimal import Decimal

import pytest

from finance.domain.forecast import forecast, months_passed

EVEN = [Decimal(100)] * 12


def used(*months: int) -> list[Decimal]:
    return [Decimal(month) for month in months] + [Decimal(0)] * (12 - len(months))


def test_a_year_as_planned_ends_as_planned():
    found = forecast(budget=Decimal(1200), plan=EVEN, used=used(100, 100, 100), passed=Decimal(3))
    assert (found.year_end, found.runs_out) == (1200, None)


def test_the_pace_counts_by_the_share_of_the_year_that_has_passed():
    # 3 months at 200: each month to come is 3/4 x 100 + 1/4 x 200 = 125; nine of them on top of 600
    found = forecast(budget=Decimal(1200), plan=EVEN, used=used(200, 200, 200), passed=Decimal(3))
    assert found.year_end == 600 + 9 * 125
    assert found.runs_out == 8  # 600 + 5 x 125 = 1225


def test_before_the_year_the_plan_is_expected_and_after_it_nothing_more():
    assert forecast(budget=Decimal(1200), plan=EVEN, used=used(), passed=Decimal(0)).year_end == 1200
    over = forecast(budget=Decimal(1200), plan=EVEN, used=used(500), passed=Decimal(12))
    assert (over.year_end, over.is_estimate) == (500, False)


def test_what_was_passed_already_is_passed_in_that_month():
    assert forecast(budget=Decimal(100), plan=EVEN, used=used(50, 60), passed=Decimal(2)).runs_out == 2


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2025, 12, 31), Decimal(0)),
        (date(2026, 1, 31), Decimal(1)),
        (date(2026, 11, 15), Decimal("10.5")),
        (date(2026, 12, 31), Decimal(12)),
        (date(2027, 1, 1), Decimal(12)),
    ],
)
def test_months_passed_counts_the_part_of_the_month(today, months):
    assert months_passed(2026, today) == months
