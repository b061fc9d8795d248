"""How well the clauses of finance are kept."""

from datetime import date
from decimal import Decimal

import pytest

from common.bindings import Kept
from common.periods import Period
from finance.kept import payments, together
from tests.finance.handing import entity, handed_in, paper, wall
from tests.finance.paying import Office, account, approved, batch_of, pay

pytestmark = pytest.mark.django_db
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def office() -> Office:
    office = Office()
    wall(office)
    entity()
    return office


def test_lines_above_the_limit_and_without_work_count_as_broken(office):
    handed_in(office.staff, paper(1))
    handed_in(office.staff, paper(3, total="500.00"), over_reason="展会", quantity=Decimal(1))
    found = together(NOVEMBER, None)
    assert found["finance.limits"] == Kept(2, 1)
    assert found["finance.claim_over_limit"] == Kept(2, 0)  # the reason was given
    assert found["finance.claim_work_link"] == found["finance.fapiao_required"] == Kept(2, 0)


def test_figures_are_those_of_the_departments_and_the_days(office):
    handed_in(office.staff, paper(1))
    assert together(NOVEMBER, [office.team.pk])["finance.limits"].times == 1
    assert together(NOVEMBER, [office.company.pk])["finance.limits"].times == 0
    assert together(Period(date(2026, 10, 1), date(2026, 10, 31)), None)["finance.limits"].times == 0


def test_every_figure_together_costs_one_query(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        together(NOVEMBER, None)


def test_payments_are_counted(office):
    account(office.staff)
    pay(office, batch_of(office, approved(office.staff, "100.00")))
    assert payments(NOVEMBER, None) == Kept(1, 0)
    assert payments(NOVEMBER, [office.company.pk]) == Kept(0, 0)
