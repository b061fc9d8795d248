"""Whom a rulebook binds."""

from datetime import date

from django.db.models import QuerySet

from people.models import Assignment, DepartmentPath, Employee
from rules.models import Rulebook


def bound_by(rulebook: Rulebook, day: date) -> QuerySet[Employee]:
    """Everybody whom the rulebook binds on that day: by unit, and by post where posts are named."""
    held = Assignment.objects.filter(during__contains=day)
    departments = list(rulebook.departments.values_list("pk", flat=True))
    posts = list(rulebook.posts.values_list("pk", flat=True))
    if departments:
        below = DepartmentPath.objects.on(day).filter(ancestor__in=departments).values("descendant")
        held = held.filter(department__in=below)
    if posts:
        held = held.filter(post__in=posts)
    return Employee.objects.filter(pk__in=held.values("employee")).order_by("pk")
