"""Punches: facts that nobody changes. What the law wants forgotten stands beside them (DESIGN, law 1)."""

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.choices import Source
from common.templatetags.show import bare_day
from people.access import within_scope
from people.models import Assignment, Employee
from people.models.organisation import IdRange

if TYPE_CHECKING:
    from people.models import User

SAME_PUNCH_SECONDS = 60  # two presses of the button within a minute are one: judged to the minute they say the same


class PunchQuerySet(QuerySet["Punch"]):
    def visible_to(self, user: "User", permission: str = "attendance.view_punch") -> "PunchQuerySet":
        """One's own, and those of people whose unit lies where the account has the permission."""
        there = Assignment.objects.filter(within_scope(user, permission, "department"))
        return self.filter(Q(employee__user=user) | Q(employee__in=there.values("employee")))


def _wall(output: models.Field) -> Cast:
    """The wall clock at the punch, from the instant and the zone; both functions are immutable, so it can be stored."""
    return Cast(Func(F("zone"), F("at"), function="timezone", output_field=models.DateTimeField()), output)


class Punch(models.Model):
    """Somebody was there at that instant. The raw second is kept; a judgement looks at the minute.

    at: UTC. zone: of the wall clock that counts; local_on and local_time are what it showed, offset_minutes its offset.
    key: of the form, so that a repeated request is the same punch. second: whole seconds since 1970, for the constraint.
    trace_digest: SHA-256 of the side row, which is deleted after its retention period.
    """

    append_only = True
    audit_exempt = "a fact that never changes is its own trail"

    employee = models.ForeignKey(
        Employee, models.PROTECT, db_index=False, related_name="punches", verbose_name=_("employee")
    )  # the index below begins with it
    at = models.DateTimeField(verbose_name=_("time"))
    second = models.BigIntegerField(editable=False)
    zone = models.CharField(max_length=40, editable=False, verbose_name=_("time zone"))
    offset_minutes = models.SmallIntegerField(editable=False, verbose_name=_("offset"))
    local_on = models.GeneratedField(
        expression=_wall(models.DateField()), output_field=models.DateField(), db_persist=True, verbose_name=_("date")
    )
    local_time = models.GeneratedField(
        expression=_wall(models.TimeField()), output_field=models.TimeField(), db_persist=True, verbose_name=_("time on the wall")
    )
    source = models.CharField(max_length=16, choices=Source, default=Source.BUTTON, verbose_name=pgettext_lazy("of a punch", "source"))
    key = models.UUIDField(unique=True, editable=False)
    trace_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PunchQuerySet.as_manager()

    class Meta:
        verbose_name = _("punch")
        verbose_name_plural = _("punches")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["employee", "local_on"], name="attendance_punch_days")]  # the days of some people
        constraints = [
            ExclusionConstraint(
                name="attendance_punch_once_a_minute",
                expressions=[
                    (IdRange("employee"), RangeOperators.OVERLAPS),
                    (Func(F("second"), F("second") + Value(SAME_PUNCH_SECONDS), function="int8range"), RangeOperators.OVERLAPS),
                ],
                condition=Q(source=Source.BUTTON),
                violation_error_message=_("This punch is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {bare_day(self.local_on)} {self.local_time:%H:%M:%S}"


class PunchTrace(models.Model):
    """Device and network address of a punch, for checking it. Deleted after `att.trace.retention_days` (PIPL art. 19)."""

    audit_exempt = "personal details that the trail must not outlive"

    punch = models.OneToOneField(Punch, models.PROTECT, primary_key=True, related_name="trace", verbose_name=_("punch"))
    device = models.CharField(max_length=300, blank=True, verbose_name=_("device"))
    address = models.GenericIPAddressField(null=True, verbose_name=_("network address"))
    created_at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("trace of a punch")
        verbose_name_plural = _("traces of punches")
        indexes = [models.Index(fields=["created_at"], name="attendance_trace_age")]  # what is old enough to be deleted

    def __str__(self) -> str:
        return str(self.punch)
