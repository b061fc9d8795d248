"""The tree of a day, as the chart and a department's page show it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from psycopg.types.range import Range

from people.domain.dates import date_bounds
from people.models import Assignment, AssignmentKind, Department, DepartmentPath, DepartmentVersion, Employee, Post
from people.selectors import headcount

NAMES_PER_POST = 8  # more holders than these are counted, not named
LEVELS = 3  # of units that one page shows; deeper ones are a link away


@dataclass(slots=True)
class PostShown:
    """A post with its holders on the day. `names` is empty when they are too many to be named."""

    post: Post
    names: list[tuple[int, str, str]] = field(default_factory=list)  # employee id, name, kind of assignment
    count: int = 0


@dataclass(slots=True)
class Unit:
    """A unit of the chart. `people`: regular posts in it and everything below it. `hidden`: units too deep for this page."""

    version: DepartmentVersion
    depth: int = 0
    posts: list[PostShown] = field(default_factory=list)
    units: list["Unit"] = field(default_factory=list)
    people: int = 0
    hidden: int = 0

    @property
    def id(self) -> int:
        return self.version.department_id

    def holding(self, *, acting: bool) -> tuple[int, str] | None:
        """The (acting) head: id and name, or None."""
        named = (name for shown in self.posts if shown.post.is_head for name in shown.names)
        return next(((id, who) for id, who, kind in named if (kind == AssignmentKind.ACTING) is acting), None)

    @property
    def head(self) -> tuple[int, str] | None:
        return self.holding(acting=False)

    @property
    def acting_head(self) -> tuple[int, str] | None:
        return self.holding(acting=True)

    @property
    def has_head_post(self) -> bool:
        return any(shown.post.is_head for shown in self.posts)


def chart(day: date, top_id: int | None = None, levels: int = LEVELS) -> Unit | None:
    """The tree on the day from the company (or the unit `top_id`) down to `levels` below. None without such a unit.

    Six queries, however many units and people.
    """
    versions = DepartmentVersion.objects.on(day).select_related("accountable").order_by("order", "department__code", "pk")
    children: dict[int | None, list[DepartmentVersion]] = defaultdict(list)
    by_id = {}
    for version in versions:
        children[version.parent_id].append(version)
        by_id[version.department_id] = version
    top = by_id.get(top_id) if top_id else next(iter(children[None]), None)
    if top is None:
        return None
    units: dict[int, Unit] = {}
    root = _build(top, 0, levels, children, units)
    _fill(units, day)
    return root


def _build(
    version: DepartmentVersion, depth: int, levels: int, children: dict[int | None, list[DepartmentVersion]], units: dict[int, Unit]
) -> Unit:
    unit = units[version.department_id] = Unit(version, depth)
    if depth == levels:
        unit.hidden = len(children[version.department_id])
        return unit
    unit.units = [_build(below, depth + 1, levels, children, units) for below in children[version.department_id]]
    return unit


def _fill(units: dict[int, Unit], day: date) -> None:
    shown: dict[int, PostShown] = {}
    for post in Post.objects.on(day).filter(department__in=units).order_by("-rank", "-is_head", "pk"):
        shown[post.pk] = PostShown(post)
        units[post.department_id].posts.append(shown[post.pk])
    held = Assignment.objects.on(day).filter(post__in=shown)
    for post_id, count in held.order_by().values_list("post").annotate(Count("pk")):
        shown[post_id].count = count
    named = [id for id, post in shown.items() if post.post.is_head or post.count <= NAMES_PER_POST]
    for holder in held.filter(post__in=named).select_related("employee").order_by("employee__name_key", "pk"):
        shown[holder.post_id].names.append((holder.employee_id, holder.employee.name, holder.kind))
    for id, people in people_below(list(units), day).items():
        units[id].people = people


def people_below(department_ids: list[int], day: date) -> dict[int, int]:
    """How many people have their regular post in each department or below it: one query."""
    regular = Q(descendant__assignments__kind=AssignmentKind.REGULAR, descendant__assignments__during__contains=day)
    paths = DepartmentPath.objects.on(day).filter(ancestor__in=department_ids)
    counted = paths.order_by().values_list("ancestor").annotate(people=Count("descendant__assignments", filter=regular))
    return dict(counted)


def way_up(department_id: int, day: date) -> list[tuple[int, str]]:
    """(id, name) of the units above the department on the day, the company first, itself left out. Two queries."""
    above = DepartmentPath.objects.on(day).filter(descendant=department_id, depth__gt=0).order_by("-depth", "pk")
    ids = list(above.values_list("ancestor", flat=True))
    names = dict(DepartmentVersion.objects.on(day).filter(department__in=ids).values_list("department", "name"))
    return [(id, names[id]) for id in ids if id in names]


def turning_days(department: Department) -> list[DepartmentVersion]:
    """Everything the department was called, where it stood and who answered for it, oldest first."""
    return list(department.versions.select_related("parent", "accountable").order_by("during", "pk"))


def posts_of(employee: Employee) -> list[Assignment]:
    """Every post the person ever held, the latest first, with its appointment."""
    return list(employee.assignments.select_related("post", "department", "appointment").order_by("-during", "-pk"))


def staff_of(department: Department, day: date) -> list[Assignment]:
    """Who holds a post in the department itself on the day, the senior first."""
    held = Assignment.objects.on(day).filter(department=department).select_related("employee", "post")
    return list(held.order_by("-post__rank", "employee__name_key", "pk"))


def covers(during: Range[date], day: date) -> bool:
    """Whether the stretch of days holds the day."""
    lower, upper = date_bounds(during)
    return lower <= day and (upper is None or day < upper)


def plan_of(department_id: int, day: date) -> list[headcount.Plan]:
    """The headcount plan of that unit alone, when it has one."""
    return [plan for plan in headcount.plans(day) if plan.department_id == department_id]
