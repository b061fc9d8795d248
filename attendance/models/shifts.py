"""Shifts that differ from the normal one. The normal shift is no row: it is the value of work.schedule and work.weekdays."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.choices import ShiftHours
from common.parameters import Schedule, Weekdays
from common.templatetags.show import span
from people.domain.dates import first_and_last
from people.models import Employee
from people.models.organisation import DatedQuerySet, IdRange
from rules.models import Clause

SEGMENTS, WEEKDAYS = Schedule("work.schedule"), Weekdays("work.weekdays")


def check_segments(raw: object) -> None:
    """As the value of work.schedule is written: `[["22:00", "26:00"]]`."""
    try:
        SEGMENTS.parse(raw)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def check_weekdays(raw: object) -> None:
    try:
        WEEKDAYS.parse(raw)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class ShiftGroup(models.Model):
    """Working hours of a group that differ from those of its department, by a clause that allows it.

    hours: free ones are counted, not compared with the clock; segments then say how long a day is and where its halves lie.
    """

    name = models.CharField(max_length=40, unique=True, verbose_name=pgettext_lazy("of a thing", "name"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("allowed by the clause"))
    segments = models.JSONField(validators=[check_segments], verbose_name=_("working hours"))
    weekdays = models.JSONField(validators=[check_weekdays], verbose_name=_("working days"))
    hours = models.CharField(max_length=8, choices=ShiftHours, default=ShiftHours.FIXED, verbose_name=_("how exactly they are meant"))
    day_starts = models.TimeField(
        null=True, blank=True, verbose_name=_("the day begins at"), help_text=_("Empty: halfway between two shifts.")
    )

    class Meta:
        verbose_name = _("shift group")
        verbose_name_plural = _("shift groups")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ShiftMember(models.Model):
    """Somebody works in a shift group over a stretch of days."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="shifts", verbose_name=_("employee"))
    group = models.ForeignKey(ShiftGroup, models.PROTECT, related_name="members", verbose_name=_("shift group"))
    during = DateRangeField(verbose_name=_("in force"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a shift group")
        verbose_name_plural = _("members of shift groups")
        ordering = ["employee", "during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="attendance_shift_one_a_day",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody works in one shift group at a time."),
            ),
            models.CheckConstraint(name="attendance_shift_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.group} · {span(*first_and_last(self.during))}"
