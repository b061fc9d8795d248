"""The tree of departments as dated facts: what the tree was on any day stays readable (ORG-01)."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.access import within_scope

if TYPE_CHECKING:
    from people.models.users import User


class IdRange(Func):
    """An id as a range of one: lets an exclusion constraint compare ids without btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, field: str) -> None:
        super().__init__(F(field), F(field))


class DepartmentKind(models.TextChoices):
    COMPANY = "company", _("company")
    BODY = "body", _("company body")  # board, supervisory board, general manager's office
    DEPARTMENT = "department", _("department")
    GROUP = "group", _("group")  # a business group, created and closed as needed (ORG-20)
    SERVICE_POINT = "service_point", _("service point")


class DatedQuerySet(QuerySet):
    def on(self, day: date) -> "DatedQuerySet":
        """Those in force on that day."""
        return self.filter(during__contains=day)

    def visible_to(self, user: "User", permission: str = "") -> "DatedQuerySet":
        """Those of the departments where the account may see such rows (or has the permission)."""
        return self.filter(within_scope(user, permission or f"people.view_{self.model._meta.model_name}", "department"))


class DepartmentQuerySet(QuerySet["Department"]):
    def visible_to(self, user: "User", permission: str = "people.view_department") -> "DepartmentQuerySet":
        """Those where the account has the permission. (The tree itself is open to everybody who works here.)"""
        return self.filter(within_scope(user, permission, "pk"))


class Department(models.Model):
    """A unit that keeps its identity while its name, place and owner change (DepartmentVersion).

    name: the label in force today, for display; the dated truth is in the versions.
    """

    code = models.CharField(max_length=32, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=64, verbose_name=_("name"))

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return self.name


class DepartmentVersion(models.Model):
    """What a department was called, where it stood and who answered for it, over a stretch of days."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="versions", verbose_name=_("department"))
    name = models.CharField(max_length=64, verbose_name=_("name"))
    kind = models.CharField(max_length=16, choices=DepartmentKind, default=DepartmentKind.DEPARTMENT, verbose_name=_("kind"))
    parent = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="child_versions", verbose_name=_("superior unit")
    )
    accountable = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", verbose_name=_("accountable person"))
    order = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    during = DateRangeField(verbose_name=_("in force"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("department over time")
        verbose_name_plural = _("departments over time")
        ordering = ["department", "during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="people_department_one_version_a_day",
                expressions=[(IdRange("department"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("The department already has an entry for some of these days."),
            ),
            ExclusionConstraint(
                name="people_department_one_company",
                expressions=[("during", RangeOperators.OVERLAPS)],
                condition=Q(parent=None),
                violation_error_message=_("Only the company itself has no superior unit."),
            ),
            models.CheckConstraint(
                name="people_department_company_on_top",
                condition=Q(parent=None, kind="company") | Q(parent__isnull=False) & ~Q(kind="company"),
                violation_error_message=_("Only the company itself has no superior unit."),
            ),
            models.CheckConstraint(
                name="people_department_not_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("department")),
                violation_error_message=_("A department cannot be its own superior unit."),
            ),
            models.CheckConstraint(name="people_department_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentPath(models.Model):
    """Which department lies below which, over which days; each lies below itself at depth 0.

    Derived from the versions by people.services.organisation in the transaction that changes them.
    """

    audit_exempt = "derived from the versions"

    ancestor = models.ForeignKey(Department, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Department, models.CASCADE, related_name="paths")
    depth = models.PositiveSmallIntegerField()
    during = DateRangeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "descendant"], name="people_path_down"),  # everything below a department
            models.Index(fields=["descendant", "depth"], name="people_path_up"),  # the way up from a department
        ]

    def __str__(self) -> str:
        return f"{self.ancestor} > {self.descendant}"
