"""Numbers are given once, in order, and again when the taker failed."""

import pytest
from django.db import transaction

from common.numbering import next_number


@pytest.mark.django_db
def test_numbers_run_per_series_and_year():
    assert [next_number("SP", 2026), next_number("SP", 2026), next_number("SP", 2027), next_number("XM", 2026)] == [
        "SP-2026-0001", "SP-2026-0002", "SP-2027-0001", "XM-2026-0001",
    ]  # fmt: skip


@pytest.mark.django_db
def test_number_of_a_failed_transaction_is_given_again():
    with transaction.atomic():
        next_number("SP", 2026)
        transaction.set_rollback(True)
    assert next_number("SP", 2026) == "SP-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_two_takers_at_once_get_two_numbers(race):
    def take() -> str:
        with transaction.atomic():
            return next_number("SP", 2026)

    assert sorted(race(take, take, take, take)) == [f"SP-2026-000{n}" for n in (1, 2, 3, 4)]
