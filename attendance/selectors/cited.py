"""By which clause the hours of many days stood: as few queries for many as for one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from attendance.models import ShiftMember
from common.periods import ONE_DAY
from common.policy import Citation
from rules.models import ClauseText
from rules.provider import held
from workdays.policy import WorkingTime


class Cited(NamedTuple):
    """A day of a person, and where they worked."""

    employee_id: int
    day: date
    department_id: int
    post_id: int | None


def cited_hours(days: Sequence[Cited]) -> dict[tuple[int, date], Citation | None]:
    """The clause of the shift group for who was in one, else that of the working hours of the unit."""
    if not days:
        return {}
    groups = _groups(days)
    texts = _texts({clause for rows in groups.values() for _during, clause in rows}, days)
    found: dict[tuple[int, date], Citation | None] = {}
    for one in days:
        clause = next((clause for during, clause in groups.get(one.employee_id, ()) if one.day in during), None)
        if clause is None:
            found[one.employee_id, one.day] = WorkingTime.on(one.day, one.department_id, one.post_id).cite("schedule")
        else:
            way = held().way_up(one.day, one.department_id)
            found[one.employee_id, one.day] = next(
                (citation for unit, during, citation in texts.get(clause, ()) if unit in way and one.day in during), None
            )
    return found


def _groups(days: Sequence[Cited]) -> dict[int, list[tuple[Any, int]]]:
    """The clauses of the shift groups of these people, by person."""
    reach = (min(one.day for one in days), max(one.day for one in days) + ONE_DAY)
    rows = ShiftMember.objects.filter(employee__in={one.employee_id for one in days}, during__overlap=reach)
    found: dict[int, list[tuple[Any, int]]] = {}
    for person, during, clause in rows.values_list("employee", "during", "group__clause"):
        found.setdefault(person, []).append((during, clause))
    return found


def _texts(clauses: set[int], days: Sequence[Cited]) -> dict[int, list[tuple[int | None, Any, Citation]]]:
    """Where these clauses stand in the editions that were in force: (unit, days, citation)."""
    if not clauses:
        return {}
    reach = (min(one.day for one in days), max(one.day for one in days) + ONE_DAY)
    rows = ClauseText.objects.filter(clause__in=clauses, edition__forces__during__overlap=reach)
    found: dict[int, list[tuple[int | None, Any, Citation]]] = {}
    for clause, label, number, title, unit, during in rows.values_list(
        "clause", "label", "edition__number", "edition__rulebook__title", "edition__forces__department", "edition__forces__during"
    ):
        found.setdefault(clause, []).append((unit, during, Citation(title, number, label)))
    return found
