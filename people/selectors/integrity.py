"""What is missing in the organisation (ORG-05, ORG-04, ORG-07): findings for somebody to mend, by kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import departments_in_scope
from people.models import Appointment, Assignment, AssignmentKind, DepartmentVersion, Employee, User
from people.selectors import headcount


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. url: where."""

    what: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of finding. remedy: what to do about it."""

    title: str | Promise
    remedy: str | Promise
    findings: list[Finding]


def report(user: User, day: date) -> list[Section]:
    """Everything missing on the day where the account may look. A constant number of queries."""
    scope = departments_in_scope(user, "people.view_integrity")
    ids = None if scope is None else list(scope.values_list("descendant", flat=True))
    return [
        Section(
            gettext_lazy("Heads without an appointment record"),
            gettext_lazy("Record who appointed them, when and on what paper."),
            list(heads_without_appointment(day, ids, may_record=user.access.company_wide("people.add_appointment"))),
        ),
        Section(
            gettext_lazy("Units without a head"),
            gettext_lazy("Assign a head, or close the unit."),
            list(units_without_head(day, ids)),
        ),
        Section(
            gettext_lazy("Accountable persons who no longer work here"),
            gettext_lazy("Name another accountable person."),
            list(vacant_accountable(day, ids)),
        ),
        Section(
            gettext_lazy("People without a post"),
            gettext_lazy("Assign a post, or enter the last day."),
            list(people_without_post(day)) if ids is None else [],
        ),
        Section(
            gettext_lazy("Posts beyond the headcount"),
            gettext_lazy("Move somebody, or have the headcount changed."),
            list(posts_over_quota(day, ids)),
        ),
    ]


def _within(ids: list[int] | None) -> Q:
    return Q() if ids is None else Q(department__in=ids)


def heads_without_appointment(day: date, ids: list[int] | None, *, may_record: bool) -> Iterator[Finding]:
    """may_record: lead to the form that mends it, else to the person."""
    heads = Assignment.objects.on(day).filter(_within(ids), is_head=True).exclude(kind=AssignmentKind.ACTING)
    missing = heads.filter(~Exists(Appointment.objects.filter(assignment=OuterRef("pk"))))
    for head in missing.select_related("employee", "post", "department").order_by("department__code", "pk"):
        url = reverse("people:assignment-appoint", args=[head.pk]) if may_record else reverse("people:employee", args=[head.employee_id])
        yield Finding(head.employee.name, f"{head.department.name} · {head.post.title}", url)


def units_without_head(day: date, ids: list[int] | None) -> Iterator[Finding]:
    heads = Assignment.objects.on(day).filter(department=OuterRef("department"), is_head=True)
    regular, acting = heads.exclude(kind=AssignmentKind.ACTING), heads.filter(kind=AssignmentKind.ACTING)
    units = DepartmentVersion.objects.on(day).filter(_within(ids), ~Exists(regular)).annotate(has_acting=Exists(acting))
    for unit in units.order_by("department__code", "pk"):
        detail = _("Somebody acts as head.") if unit.has_acting else _("Nobody leads it.")
        yield Finding(unit.name, detail, reverse("people:department", args=[unit.department_id]))


def vacant_accountable(day: date, ids: list[int] | None) -> Iterator[Finding]:
    gone = Q(accountable__left_on__lt=day) | Q(accountable__joined_on__gt=day)
    units = DepartmentVersion.objects.on(day).filter(_within(ids), gone).select_related("accountable")
    for unit in units.order_by("department__code", "pk"):
        yield Finding(unit.name, unit.accountable.name, reverse("people:department", args=[unit.department_id]))


def people_without_post(day: date) -> Iterator[Finding]:
    held = Assignment.objects.on(day).filter(employee=OuterRef("pk"), kind=AssignmentKind.REGULAR)
    for employee in Employee.objects.employed(day).filter(~Exists(held)).order_by(F("name_key"), "number", "pk"):
        yield Finding(employee.name, employee.number, reverse("people:employee", args=[employee.pk]))


def posts_over_quota(day: date, ids: list[int] | None) -> Iterator[Finding]:
    for plan in headcount.plans(day, ids):
        for line in plan.over:
            detail = _("planned %(planned)d, actual %(actual)d") % {"planned": line.planned, "actual": line.actual}
            yield Finding(f"{plan.name} · {line.title}", detail, reverse("people:headcount"))
