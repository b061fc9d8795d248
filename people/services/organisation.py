"""Acts on the tree: units and posts appear, change and close from a day on; the days before stay as they were."""

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import RuleBroken
from people.domain import tree
from people.domain.dates import date_bounds
from people.models import Assignment, Department, DepartmentKind, DepartmentPath, DepartmentVersion, Employee, Post, Role

ONE_COMPANY = _("Only the company itself has no superior unit.")
REFUSALS = {
    "people_department_one_company": ONE_COMPANY,
    "people_department_company_on_top": ONE_COMPANY,
    "people_department_one_version_a_day": _("The department already has an entry for some of these days."),
}


def lock_tree() -> None:
    """One change of the tree at a time; readers are not held up."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_departmentversion IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def open_department(
    *, code: str, name: str, parent: Department | None, accountable: Employee, start: date, end: date | None = None,
    kind: str = DepartmentKind.DEPARTMENT, order: int = 0,
) -> Department:  # fmt: skip
    """A new unit below `parent` (None: the company itself) from `start` until the day before `end`.

    Raises RuleBroken when the code is taken or the unit has no place in the tree on those days.
    """
    lock_tree()
    if Department.objects.filter(code=code).exists():
        raise RuleBroken(_("The code %(code)s is taken. Choose another."), code=code)
    if end is not None and end <= start:
        raise RuleBroken(_("The last day lies before the first."))
    if parent is not None:
        _must_exist(parent, start)
    department = Department.objects.create(code=code, name=name)
    _add_version(
        DepartmentVersion(
            department=department, name=name, kind=kind, parent=parent, accountable=accountable, order=order, during=(start, end)
        )
    )
    rebuild_paths()
    return department


@transaction.atomic
def change_department(
    *, department: Department, start: date, name: str | None = None, parent: Department | None = None,
    accountable: Employee | None = None, kind: str | None = None,
) -> DepartmentVersion:  # fmt: skip
    """From `start` on the unit has another name, place, owner or kind; what is None stays.

    Raises RuleBroken when the unit does not exist on that day, already changes later, or would lie below itself.
    """
    lock_tree()
    old = _must_exist(department, start)
    if parent is not None:
        _must_exist(parent, start)
    new = DepartmentVersion(
        department=department,
        name=name or old.name,
        kind=kind or old.kind,
        parent=parent or old.parent,
        accountable=accountable or old.accountable,
        order=old.order,
        during=(start, old.during.upper),
    )
    if old.during.lower == start:
        new.pk = old.pk
        new.save()
    else:
        old.during = (old.during.lower, start)
        old.save(update_fields=["during"])
        _add_version(new)
    rebuild_paths()
    return new


@transaction.atomic
def close_department(*, department: Department, last_day: date) -> None:
    """The unit ends after `last_day`; its history stays. Its posts and assignments end with it.

    Raises RuleBroken when it is closed already, or a unit, a post or an assignment would outlive it.
    """
    lock_tree()
    end = date.fromordinal(last_day.toordinal() + 1)
    version = DepartmentVersion.objects.filter(department=department, during__contains=last_day).first()
    if version is None or version.during.upper is not None:
        raise RuleBroken(_("%(unit)s is already closed."), unit=department.name)
    below = DepartmentVersion.objects.filter(parent=department, during__overlap=(end, None)).first()
    if below:
        raise RuleBroken(_("%(below)s still belongs to %(unit)s. Move or close it first."), below=below.name, unit=department.name)
    for rows in (Post.objects, Assignment.objects):
        later = rows.filter(department=department, during__startswith__gte=end).first()
        if later:
            raise RuleBroken(_("%(what)s begins in %(unit)s after that day. Take that back first."), what=later, unit=department.name)
    for row in (
        version,
        *Post.objects.on(last_day).filter(department=department),
        *Assignment.objects.on(last_day).filter(department=department),
    ):
        if row.during.upper is None or row.during.upper > end:
            row.during = (row.during.lower, end)
            row.save(update_fields=["during"])
    rebuild_paths()


@transaction.atomic
def open_post(
    *, department: Department, title: str, rank: int, start: date, end: date | None = None, is_head: bool = False,
    reports_to: Post | None = None, role: Role | None = None,
) -> Post:  # fmt: skip
    """A new post in the department from `start` until the day before `end`.

    Raises RuleBroken when the unit already has a post that heads it.
    """
    post = Post(department=department, title=title, rank=rank, is_head=is_head, reports_to=reports_to, role=role, during=(start, end))
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as error:
        raise RuleBroken(_("The unit already has a post that heads it in this time.")) from error
    return post


@transaction.atomic
def close_post(*, post: Post, last_day: date) -> None:
    """The post ends after `last_day`. Raises RuleBroken while somebody holds it beyond that day."""
    end = date.fromordinal(last_day.toordinal() + 1)
    post = Post.objects.select_for_update().get(pk=post.pk)
    held = Assignment.objects.filter(post=post, during__overlap=(end, None)).select_related("employee").first()
    if held:
        raise RuleBroken(_("%(name)s holds this post beyond that day. Move them first."), name=held.employee.name)
    if end <= post.during.lower or (post.during.upper and post.during.upper <= end):
        raise RuleBroken(_("%(post)s does not exist on that day."), post=post.title)
    post.during = (post.during.lower, end)
    post.save(update_fields=["during"])


@transaction.atomic
def change_post_role(*, post: Post, role: Role | None) -> Post:
    """Whoever holds the post may do what the role says, from now on."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    post.role = role
    post.save(update_fields=["role"])
    return post


def _must_exist(department: Department, day: date) -> DepartmentVersion:
    """The locked version in force on that day. Raises RuleBroken when there is none."""
    version = DepartmentVersion.objects.select_for_update().filter(department=department, during__contains=day).first()
    if version is None:
        raise RuleBroken(_("%(unit)s does not exist on %(day)s."), unit=department.name, day=day)
    return version


def _add_version(version: DepartmentVersion) -> None:
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError as error:
        sentence = next((text for name, text in REFUSALS.items() if name in str(error)), None)
        if sentence is None:
            raise
        raise RuleBroken(sentence) from error


def rebuild_paths() -> None:
    """Derive DepartmentPath and the labels again from the versions. Raises RuleBroken on a cycle."""
    versions = list(DepartmentVersion.objects.all())
    links = [tree.Link(v.department_id, v.parent_id, *date_bounds(v.during)) for v in versions]
    try:
        paths = tree.paths(links)
    except tree.Cycle as cycle:
        raise RuleBroken(
            _("%(unit)s would lie below itself. Choose another superior unit."), unit=Department.objects.get(pk=cycle.department).name
        ) from cycle
    DepartmentPath.objects.all().delete()
    DepartmentPath.objects.bulk_create(
        [DepartmentPath(ancestor_id=p.ancestor, descendant_id=p.descendant, depth=p.depth, during=(p.start, p.end)) for p in paths],
        batch_size=5000,
    )
    refresh_labels(clock.today())


def refresh_labels(day: date) -> int:
    """Bring `Department.name` to what is in force on `day`; returns how many changed. Also run at the start of each day."""
    changed = 0
    for version in DepartmentVersion.objects.on(day).select_related("department").exclude(department__name=F("name")):
        version.department.name = version.name
        version.department.save(update_fields=["name"])
        changed += 1
    return changed
