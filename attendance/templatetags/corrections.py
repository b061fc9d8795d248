"""The short way from days with a missing punch to asking for its correction."""

from collections.abc import Iterable
from typing import Any

from django import template

from attendance.domain import Status
from attendance.selectors.corrections import left_in_month
from attendance.selectors.month import MonthDay
from people.models import Employee

register = template.Library()


@register.inclusion_tag("attendance/missing_punches.html")
def missing_punches(person: Employee, days: Iterable[MonthDay]) -> dict[str, Any]:
    """The days of a month on which a punch is missing, and how many corrections the month has left."""
    found = [one.day for one in days if one.is_told and _is_missing(one)]
    return {"days": found, "left": left_in_month(person, found[0]) if found else None}


def _is_missing(one: MonthDay) -> bool:
    return one.judged is not None and not one.judged.is_open and one.judged.result.status == Status.INCOMPLETE
