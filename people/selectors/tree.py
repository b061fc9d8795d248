"""The tree of a day, as the chart and a department's page show it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from psycopg.types.range import Range

from people.domain.dates import date_bounds
from people.models import Assignment, AssignmentKind, DepartmentPath, DepartmentVersion, Employee, Post

NAMES_PER_POST = 8  # more holders than these are counted, not named
UNITS_PER_PAGE = 120  # whole levels of the tree; deeper ones are a link away


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


def chart(day: date, top_id: int | None = None) -> Unit | None:
    """The tree on the day from the company, or from the unit `top_id`, down to where a page is full. None without such a unit.

    Four queries, however many units and people.
    """
    versions = list(DepartmentVersion.objects.on(day).select_related("accountable").order_by("order", "department__code", "pk"))
    return _filled(versions, top_id, day)


def unit_and_below(day: date, department_id: int) -> Unit | None:
    """The unit with those directly below it. None when it does not exist on the day. Four queries."""
    near = DepartmentVersion.objects.on(day).filter(Q(department=department_id) | Q(parent=department_id))
    return _filled(list(near.select_related("accountable").order_by("order", "department__code", "pk")), department_id, day)


def _filled(versions: list[DepartmentVersion], top_id: int | None, day: date) -> Unit | None:
    children: dict[int | None, list[DepartmentVersion]] = defaultdict(list)
    for version in versions:
        children[version.parent_id].append(version)
    top = next((v for v in versions if (v.department_id == top_id if top_id else v.parent_id is None)), None)
    if top is None:
        return None
    units: dict[int, Unit] = {}
    root = _build(top, 0, _levels(top, children), children, units)
    _fill(units, day)
    return root


def _levels(top: DepartmentVersion, children: dict[int | None, list[DepartmentVersion]]) -> int:
    """How many levels below the top have room on one page; at least one."""
    level, row, shown = 0, [top], 1
    while row := [below for version in row for below in children[version.department_id]]:
        shown += len(row)
        if shown > UNITS_PER_PAGE:
            return max(level, 1)
        level += 1
    return level


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
    held = Assignment.objects.on(day).filter(post__in=shown).select_related("employee").annotate(
        count=Window(Count("pk"), partition_by=F("post")),
        place=Window(RowNumber(), order_by=[F("employee__name_key"), F("pk")], partition_by=F("post")),
    )  # fmt: skip
    for holder in held.filter(place__lte=NAMES_PER_POST).order_by("post", "place"):
        post = shown[holder.post_id]
        post.count = holder.count
        if post.count <= NAMES_PER_POST or holder.is_head:
            post.names.append((holder.employee_id, holder.employee.name, holder.kind))
    for id, people in people_below(list(units), day).items():
        units[id].people = people


def people_below(department_ids: list[int], day: date) -> dict[int, int]:
    """How many people have their regular post in each department or below it: one query."""
    regular = Q(descendant__assignments__kind=AssignmentKind.REGULAR, descendant__assignments__during__contains=day)
    paths = DepartmentPath.objects.on(day).filter(ancestor__in=department_ids)
    counted = paths.order_by().values_list("ancestor").annotate(people=Count("descendant__assignments", filter=regular))
    return dict(counted)


def way_up(department_id: int, day: date) -> list[tuple[int, str]]:
    """(id, name) of the units above the department on the day, the company first, itself left out. One query."""
    above = DepartmentPath.objects.on(day).filter(descendant=department_id, depth__gt=0).order_by("-depth", "pk")
    called = DepartmentVersion.objects.on(day).filter(department=OuterRef("ancestor")).values("name")
    return list(above.values_list("ancestor", Subquery(called[:1])))


def turning_days(department_id: int) -> list[DepartmentVersion]:
    """Everything the department was called, where it stood and who answered for it, oldest first."""
    versions = DepartmentVersion.objects.filter(department=department_id)
    return list(versions.select_related("department", "parent", "accountable").order_by("during", "pk"))


def posts_of(employee: Employee) -> list[Assignment]:
    """Every post the person ever held, the latest first, with its appointment."""
    return list(employee.assignments.select_related("post", "department", "appointment").order_by("-during", "-pk"))


def covers(during: Range[date], day: date) -> bool:
    """Whether the stretch of days holds the day."""
    lower, upper = date_bounds(during)
    return lower <= day and (upper is None or day < upper)
