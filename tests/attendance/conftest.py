"""What the tests of attendance share: an office with an attendance rulebook on the wall."""

from datetime import date
from typing import Any

import pytest

from rules.models import Edition
from tests.rules import making
from tests.rules.making import Office

RULES: dict[str, Any] = {
    "work.schedule": [["09:00", "18:00"]],
    "work.weekdays": [1, 2, 3, 4, 5],
    "work.lunch_break": ["12:00", "13:00"],
    "work.day_starts": "05:00",
    "att.late.minor_max_minutes": 10,
    "att.late.minor_fine_cny": "20.00",
    "att.late.major_min_minutes": 30,
    "att.late.major_deduct_days": "0.5",
    "att.late.gap_rule": "minor",
    "att.late.monthly_dismissal_count": 3,
    "att.absence.halfday_deduct_days": "1",
    "att.absence.fullday_deduct_days": "3",
    "att.absence.consecutive_dismissal_days": "3",
    "att.absence.yearly_dismissal_days": "5",
    "att.trace.retention_days": "30",
}
SINCE = date(2026, 11, 3)


@pytest.fixture
def office(db) -> Office:
    return Office()


@pytest.fixture
def wall(office: Office) -> Edition:
    """The attendance rulebook of the company, in force from 2026-11-03, a Tuesday."""
    return making.published(office, RULES, on=SINCE, owner=office.company, number="KQ")
