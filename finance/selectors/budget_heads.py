"""Who looks after the budget of a department."""

from collections.abc import Collection
from datetime import date

from people.models import Assignment, AssignmentKind, DepartmentPath, Employee


def heads_of(departments: Collection[int], day: date) -> dict[int, Employee]:
    """The head of each department (id) on that day, whoever acts first; without one the nearest above. Two queries."""
    paths = list(
        DepartmentPath.objects.on(day).filter(descendant__in=departments).order_by("depth", "pk").values_list("descendant", "ancestor")
    )
    held = Assignment.objects.on(day).filter(department__in={above for _unit, above in paths}, is_head=True).select_related("employee")
    heads: dict[int, Employee] = {}
    for assignment in sorted(held, key=lambda a: (a.kind != AssignmentKind.ACTING, a.pk)):
        heads.setdefault(assignment.department_id, assignment.employee)
    found: dict[int, Employee] = {}
    for unit, above in paths:
        if above in heads:
            found.setdefault(unit, heads[above])
    return found
