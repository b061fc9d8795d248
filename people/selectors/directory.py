"""The staff directory: who works here, in which post, how to reach them."""

from datetime import date
from itertools import groupby

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from people.domain.names import initial
from people.models import Assignment, AssignmentKind, DepartmentPath, DepartmentVersion, Employee, User
from people.models.employees import EmployeeQuerySet


def directory(user: User, day: date, *, typed: str = "", department_id: int | None = None) -> EmployeeQuerySet:
    """Who works here on the day and may be seen in the directory, in the order of a Chinese reader."""
    people = Employee.objects.employed(day).visible_to(user, "people.view_directory").matching(typed)
    if department_id is not None:
        people = people.in_departments(below(department_id, day), day)
    return people.order_by("name_key", "number", "pk")


def by_department(people: EmployeeQuerySet, day: date) -> EmployeeQuerySet:
    """The same people, department by department, the senior posts first; without a post at the end."""
    held = Assignment.objects.on(day).filter(employee=OuterRef("pk"), kind=AssignmentKind.REGULAR)
    return people.annotate(
        department_code=Subquery(held.values("department__code")[:1]), post_rank=Subquery(held.values("post__rank")[:1])
    ).order_by(F("department_code").asc(nulls_last=True), F("post_rank").desc(nulls_last=True), "name_key", "number", "pk")


def with_posts(people: QuerySet[Employee], day: date) -> QuerySet[Employee]:
    """The people with `held`: the posts they hold on the day, the regular one first. One query more."""
    held = Assignment.objects.on(day).select_related("post", "department").order_by("-kind", "pk")  # regular, concurrent, acting
    return people.prefetch_related(Prefetch("assignments", queryset=held, to_attr="held"))


def grouped(people: list[Employee], *, is_by_department: bool) -> list[tuple[str, list[Employee]]]:
    """The people (with `held`) of one page under their headings: letters, or departments."""
    return [(heading, list(members)) for heading, members in groupby(people, _department if is_by_department else _letter)]


def below(department_id: int, day: date) -> QuerySet[DepartmentPath]:
    """Ids of the department and everything below it on the day, for `department__in`."""
    return DepartmentPath.objects.on(day).filter(ancestor=department_id).values("descendant")


def departments(day: date) -> list[tuple[int, str]]:
    """(id, name) of every department of the day, each behind as many ideographic blanks as it stands deep. Two queries."""
    depths = dict(DepartmentPath.objects.on(day).filter(ancestor__in=_top(day)).values_list("descendant", "depth"))
    rows = DepartmentVersion.objects.on(day).order_by("order", "department__code", "pk").values_list("department", "name", "parent")
    children: dict[int | None, list[tuple[int, str]]] = {}
    for id, name, parent in rows:
        children.setdefault(parent, []).append((id, name))
    found: list[tuple[int, str]] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        id, name = waiting.pop()
        found.append((id, "\u3000" * depths.get(id, 0) + name))
        waiting.extend(reversed(children.get(id, [])))
    return found


def _top(day: date) -> QuerySet[DepartmentVersion]:
    return DepartmentVersion.objects.on(day).filter(parent=None).values("department")


def _letter(employee: Employee) -> str:
    return initial(employee.name_key)


def _department(employee: Employee) -> str:
    held = employee.held  # type: ignore[attr-defined]
    return held[0].department.name if held else ""
