"""Who stands above whom on a day."""

from collections import defaultdict
from collections.abc import Collection
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
    """Everybody above the employee on that day, nearest first; empty without a post. Three queries."""
    own = Assignment.objects.on(day).filter(employee=employee, kind=AssignmentKind.REGULAR).values("department")
    above = DepartmentPath.objects.on(day).filter(descendant__in=own).order_by("depth", "pk")
    way_up = list(above.values_list("ancestor", flat=True))
    posts = list(Post.objects.on(day).filter(Q(department__in=way_up) | Q(pk__in=_targets(way_up, day))))
    held = list(Assignment.objects.on(day).filter(post__in=posts).select_related("employee"))
    regular = (a.post_id for a in held if a.employee_id == employee.pk and a.kind == AssignmentKind.REGULAR)
    mine, plain = next(regular, None), _plain(posts, held)
    at = next((post for post in plain if post.id == mine), None)
    if at is None:
        return []
    people = {assignment.employee_id: assignment.employee for assignment in held}
    return [people[id] for id in reporting.superiors(employee.pk, at, way_up, plain)]


def nearest_superiors(employees: Collection[int], day: date) -> dict[int, Employee]:
    """Whom each of them (ids) reports to on that day, of those who report to anybody: five queries, however many they are."""
    regular = Assignment.objects.on(day).filter(employee__in=employees, kind=AssignmentKind.REGULAR)
    own = {employee: (post, unit) for employee, post, unit in regular.order_by("-pk").values_list("employee", "post", "department")}
    ways: dict[int, list[int]] = defaultdict(list)
    paths = DepartmentPath.objects.on(day).filter(descendant__in={unit for _post, unit in own.values()})
    for unit, above in paths.order_by("depth", "pk").values_list("descendant", "ancestor"):
        ways[unit].append(above)
    everywhere = sorted({unit for way in ways.values() for unit in way})
    posts = list(Post.objects.on(day).filter(Q(department__in=everywhere) | Q(pk__in=_targets(everywhere, day))))
    held = list(Assignment.objects.on(day).filter(post__in=posts).select_related("employee"))
    people = {assignment.employee_id: assignment.employee for assignment in held}
    plain = {post.id: post for post in _plain(posts, held)}
    by_unit: dict[int, list[PostHeld]] = defaultdict(list)
    for post in plain.values():
        by_unit[post.department].append(post)
    found = {}
    for employee, (post_id, unit) in own.items():
        near = {post.id: post for above in ways[unit] for post in by_unit[above]}
        named = {post.reports_to: plain[post.reports_to] for post in near.values() if post.reports_to in plain}
        chain = reporting.superiors(employee, plain[post_id], ways[unit], [*(near | named).values()]) if post_id in plain else []
        if chain:
            found[employee] = people[chain[0]]
    return found


def _plain(posts: list[Post], held: list[Assignment]) -> list[PostHeld]:
    """The posts as the domain knows them; whoever acts for the holder comes first."""
    holders: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for assignment in held:
        holders[assignment.post_id].append((assignment.kind != AssignmentKind.ACTING, assignment.employee_id))
    return [
        PostHeld(p.pk, p.department_id, p.rank, p.is_head, p.reports_to_id, tuple(who for _, who in sorted(holders[p.pk]))) for p in posts
    ]


def _targets(department_ids: list[int], day: date) -> object:
    return Post.objects.on(day).filter(department__in=department_ids, reports_to__isnull=False).values("reports_to")
