"""Whom a rulebook binds."""

from datetime import date

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce

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


def interpreters(day: date, rulebook: Rulebook | None = None) -> QuerySet[Assignment]:
    """The posts whose holders say how a clause is to be read (POL-07): those of the interpreting unit itself.

    Without a rulebook: for `OuterRef("rulebook")` of a query on what belongs to one.
    """
    held = Assignment.objects.filter(during__contains=day)
    if rulebook is not None:
        return held.filter(department=rulebook.interpreter_id or rulebook.owner_id)
    return held.filter(department=Coalesce(OuterRef("rulebook__interpreter"), OuterRef("rulebook__owner")))
