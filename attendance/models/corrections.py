"""Corrections of punches (补卡): an approved request adds a time to the day; the raw punches stay as they are (ATT-14)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from attendance.choices import COUNTS, SlipState
from attendance.models.days import OfPeopleQuerySet
from common.templatetags.show import moment
from people.models import Employee


class Correction(models.Model):
    """A time at which somebody says they were there although no punch shows it. at: on the minute.

    day: to which it belongs, by the change of day of the shift then.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="corrections", editable=False, verbose_name=_("employee"))
    day = models.DateField(verbose_name=_("day"))
    at = models.DateTimeField(verbose_name=_("time"))
    reason = models.CharField(max_length=300, verbose_name=_("reason"))
    state = models.CharField(max_length=16, choices=SlipState, default=SlipState.DRAFT, editable=False, verbose_name=_("state"))
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="attendance_correction", editable=False)
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a punch")
        verbose_name_plural = _("corrections of punches")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "at"], name="attendance_correction_once", condition=Q(state__in=(*COUNTS, SlipState.SUBMITTED))
            ),
        ]
        indexes = [models.Index(fields=["employee", "day"], name="attendance_corrections_of_days")]

    def __str__(self) -> str:
        return f"{self.employee} · {moment(self.at)}"
