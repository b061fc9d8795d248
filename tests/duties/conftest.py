"""What the tests of duties share: an office, and a duty of its specialist."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import timezone, translation

from duties import services
from duties.models import Duty
from tests.rules.making import Office

MONDAY = date(2026, 11, 2)  # November 2026 has no holiday


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _english(_chinese: None) -> Iterator[None]:
    """Sentences are compared as they stand in the sources."""
    with translation.override("en"):
        yield


@pytest.fixture
def office(db) -> Office:
    return Office()


def facts(office: Office, **changed: Any) -> services.DutyFacts:
    """The specialist records something in words, every Friday."""
    plain: dict[str, Any] = {"name": "备份数据", "department": office.team, "plan": "weekly", "weekday": 5}
    if "role" not in changed:
        plain["post"] = office.staff.assignments.get().post
    return services.DutyFacts(**{**plain, **changed})


def duty(office: Office, starts_on: date = MONDAY, **changed: Any) -> Duty:
    """Such a duty, entered on the day on which it starts."""
    return services.add_duty(facts=facts(office, **changed), starts_on=starts_on, by=office.director, at=at(starts_on))
