"""The nearest superior of many people at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from people.domain.reporting import PostHeld, superiors
from people.models import Assignment, AssignmentKind, DepartmentPath, Post


def nearest_superiors(employees: Collection[int], day: date) -> dict[int, int]:
    """Who stands directly above each of them on that day; nobody for whoever has no post or stands at the top.

    Five queries, however many people. ids of employees in and out.
    """
    if not employees:
        return {}
    own = Assignment.objects.on(day).filter(employee__in=employees, kind=AssignmentKind.REGULAR)
    seats = {who: (post, unit) for who, post, unit in own.values_list("employee", "post", "department")}
    ways = _ways_up({unit for _post, unit in seats.values()}, day)
    held = _posts({unit for way in ways.values() for unit in way}, day)
    by_unit: dict[int, list[PostHeld]] = defaultdict(list)
    for post in held.values():
        by_unit[post.department].append(post)
    found = {}
    for who, (post_id, unit) in seats.items():
        way, seat = ways.get(unit, []), held.get(post_id)
        named = [held[one.reports_to] for one in by_unit[unit] if one.reports_to in held]
        posts = {one.id: one for place in way for one in by_unit[place]} | {one.id: one for one in named}
        above = superiors(who, seat, way, list(posts.values())) if seat else []
        if above:
            found[who] = above[0]
    return found


def _ways_up(units: Collection[int], day: date) -> dict[int, list[int]]:
    """From each unit to the company, nearest first."""
    ways: dict[int, list[int]] = defaultdict(list)
    paths = DepartmentPath.objects.on(day).filter(descendant__in=units).order_by("depth", "pk")
    for unit, above in paths.values_list("descendant", "ancestor"):
        ways[unit].append(above)
    return ways


def _posts(units: Collection[int], day: date) -> dict[int, PostHeld]:
    """The posts of these units, and those to which they report, with who holds them; whoever acts comes first."""
    rows = {row.pk: row for row in Post.objects.on(day).filter(department__in=units)}
    named = {row.reports_to_id for row in rows.values() if row.reports_to_id} - set(rows)
    rows |= {row.pk: row for row in Post.objects.on(day).filter(pk__in=named)}
    holders: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    held = Assignment.objects.on(day).filter(post__in=rows)
    for post, kind, who in held.values_list("post", "kind", "employee"):
        holders[post].append((kind != AssignmentKind.ACTING, who))
    return {
        row.pk: PostHeld(
            row.pk, row.department_id, row.rank, row.is_head, row.reports_to_id, tuple(who for _, who in sorted(holders[row.pk]))
        )
        for row in rows.values()
    }
