"""Roles as rows: what somebody may do, and in which part of the tree."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.access import EVERYTHING
from people.models.organisation import DatedQuerySet

if TYPE_CHECKING:
    from people.models.users import User


class RoleQuerySet(models.QuerySet["Role"]):
    def givable_by(self, user: "User") -> "RoleQuerySet":
        """Those whom the account may hand out: a role with every permission only by somebody who has them."""
        return self if user.access.everything else self.exclude(permissions__contains=[EVERYTHING])


class Role(models.Model):
    """A named set of permissions (`app.codename`; `*` is every one). Built-in roles are kept up to date by migrate."""

    code = models.CharField(max_length=32, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=64, verbose_name=_("name"))
    permissions = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("permissions"))
    is_builtin = models.BooleanField(default=False, editable=False, verbose_name=_("built in"))

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]

    def __str__(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name


class RoleGrant(models.Model):
    """Somebody has a role over a stretch of days, in a department and all below it, or in the whole company."""

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="role_grants", verbose_name=_("employee"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants", verbose_name=_("role"))
    department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("department"), help_text=_("Empty: the whole company."),
    )  # fmt: skip
    during = DateRangeField(verbose_name=_("in force"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["employee", "role", "pk"]
        constraints = [models.CheckConstraint(name="people_grant_during_not_empty", condition=Q(during__isempty=False))]

    def __str__(self) -> str:
        return f"{self.employee} · {self.role}"
