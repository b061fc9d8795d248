"""Who stands above whom on a day."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from people.domain import reporting
from people.domain.reporting import PostHeld
from people.models import Assignment, AssignmentKind, DepartmentPath, Employee, Post


def head_of(department_id: int, day: date) -> Employee | None:
    """The head of the department on that day, the acting head where there is one: one query."""
    held = Assignment.objects.on(day).filter(department=department_id, is_head=True).select_related("employee")
    found = sorted(held, key=lambda a: (a.kind != AssignmentKind.ACTING, a.pk))
    return found[0].employee if found else None


def superiors(employee: Employee, day: date) -> list[Employee]:
    """Everybody above the employee on that day, nearest first; empty without a post. Five queries at most."""
    own = employee.on(day)
    if own is None:
        return []
    way_up = list(
        DepartmentPath.objects.on(day).filter(descendant=own.department_id).order_by("depth", "pk").values_list("ancestor", flat=True)
    )
    posts = posts_held(way_up, day)
    mine = next((post for post in posts if post.id == own.post_id), None)
    if mine is None:  # the post itself has been closed
        return []
    ids = reporting.superiors(employee.pk, mine, way_up, posts)
    people = Employee.objects.in_bulk(ids)
    return [people[id] for id in ids]


def posts_held(department_ids: list[int], day: date) -> list[PostHeld]:
    """The posts of the departments on that day (and the posts these report to), with their holders. Two queries."""
    posts = list(Post.objects.on(day).filter(Q(department__in=department_ids) | Q(pk__in=_targets(department_ids, day))))
    held = Assignment.objects.on(day).filter(post__in=posts).order_by("pk")
    holders: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for assignment in held:
        holders[assignment.post_id].append((assignment.kind != AssignmentKind.ACTING, assignment.employee_id))
    return [
        PostHeld(p.pk, p.department_id, p.rank, p.is_head, p.reports_to_id, tuple(who for _, who in sorted(holders[p.pk]))) for p in posts
    ]


def _targets(department_ids: list[int], day: date) -> object:
    return Post.objects.on(day).filter(department__in=department_ids, reports_to__isnull=False).values("reports_to")
