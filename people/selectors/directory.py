"""The staff directory: who works here, in which post, how to reach them."""

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet

from people.domain.names import initial
from people.models import Assignment, AssignmentKind, DepartmentPath, Employee, User
from people.models.employees import EmployeeQuerySet


def directory(user: User, day: date, *, typed: str = "") -> EmployeeQuerySet:
    """Who works here on the day and may be seen in the directory, in the order of a Chinese reader."""
    people = Employee.objects.employed(day).visible_to(user, "people.view_directory").matching(typed)
    return people.order_by("name_key", "number", "pk")


def by_department(people: EmployeeQuerySet, day: date) -> EmployeeQuerySet:
    """The same people, department by department, the senior posts first; without a post at the end."""
    regular = FilteredRelation("assignments", condition=Q(assignments__during__contains=day, assignments__kind=AssignmentKind.REGULAR))
    unit, rank = F("regular__department__code").asc(nulls_last=True), F("regular__post__rank").desc(nulls_last=True)
    return people.annotate(regular=regular).order_by(unit, rank, "name_key", "number", "pk")  # nobody holds two regular posts


def with_posts(people: QuerySet[Employee], day: date) -> QuerySet[Employee]:
    """The people with `held`: the posts they hold on the day, the regular one first. One query more."""
    held = Assignment.objects.on(day).select_related("post", "department").order_by("-kind", "pk")  # regular, concurrent, acting
    return people.prefetch_related(Prefetch("assignments", queryset=held, to_attr="held"))


def grouped(people: list[Employee], *, is_by_department: bool) -> list[tuple[str, list[Employee]]]:
    """The people (with `held`) of one page under their headings: letters, or departments."""
    return [(heading, list(members)) for heading, members in groupby(people, _department if is_by_department else _letter)]


def below_any(departments: Any, day: date) -> Any:
    """Ids of the departments (a subquery of ids) and everything below them on the day, for `department__in`."""
    return DepartmentPath.objects.on(day).filter(ancestor__in=departments).values("descendant")


def _letter(employee: Employee) -> str:
    return initial(employee.name_key)


def _department(employee: Employee) -> str:
    held = employee.held  # type: ignore[attr-defined]
    return held[0].department.name if held else ""
