"""Balances of leave: lots that were granted, and a ledger of everything that happened to them. The database refuses that a
lot is used beyond what it holds, so a balance is never below zero however many ask at once (OT-04, LEV-09)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance import labels
from attendance.choices import EntryKind
from attendance.models.days import OfPeopleQuerySet
from attendance.models.slips import Slip
from attendance.wording import number
from common.templatetags.show import bare_day
from people.models import Employee


class LeaveLot(models.Model):
    """What was granted of a leave type at one time, in days or hours as the type says. cause: what it was granted for, once."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="leave_lots", verbose_name=_("employee"))
    type = models.CharField(max_length=32, verbose_name=_("leave type"))
    cause = models.CharField(max_length=80, editable=False, verbose_name=_("cause"))
    granted = models.DecimalField(max_digits=7, decimal_places=2, verbose_name=pgettext_lazy("balance", "granted"))
    used = models.DecimalField(max_digits=7, decimal_places=2, default=0, verbose_name=pgettext_lazy("balance", "used"))
    valid_from = models.DateField(verbose_name=_("from"))
    expires_on = models.DateField(null=True, blank=True, verbose_name=_("may be taken until"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("granted leave")
        verbose_name_plural = _("granted leave")
        ordering = ["employee", "type", "expires_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "type", "cause"], name="attendance_lot_once"),
            models.CheckConstraint(
                name="attendance_lot_never_below_zero",
                condition=Q(used__gte=0, used__lte=F("granted")),
                violation_error_message=_("The balance is not enough."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.type} · {self.cause_words}"

    @property
    def cause_words(self) -> str:
        """For what it was granted, in words."""
        return labels.granted_for(self.cause, self.valid_from)


class LeaveEntry(models.Model):
    """A line of the ledger. amount: added to what is left of the lot; negative when it was used or expired."""

    append_only = True
    audit_exempt = "a fact that never changes is its own trail"

    lot = models.ForeignKey(LeaveLot, models.PROTECT, related_name="entries", verbose_name=_("granted leave"))
    kind = models.CharField(max_length=16, choices=EntryKind, verbose_name=_("kind"))
    amount = models.DecimalField(max_digits=7, decimal_places=2, verbose_name=pgettext_lazy("balance", "amount"))
    slip = models.ForeignKey(Slip, models.PROTECT, null=True, related_name="entries", verbose_name=pgettext_lazy("attendance", "slip"))
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(max_length=200, blank=True, verbose_name=_("reason"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("line of a leave balance")
        verbose_name_plural = _("lines of leave balances")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.lot.employee} · {self.lot.type} · {self.get_kind_display()} {number(Decimal(self.amount))}"


class ServiceRecord(models.Model):
    """Since when somebody has worked, with any employer: annual leave is granted by it (ALR 3, ALI 4)."""

    employee = models.OneToOneField(Employee, models.PROTECT, primary_key=True, related_name="service", verbose_name=_("employee"))
    worked_since = models.DateField(verbose_name=_("working since"), help_text=_("The first day of work with any employer."))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("years of work")
        verbose_name_plural = _("years of work")

    def __str__(self) -> str:
        return f"{self.employee} · {bare_day(self.worked_since)}"
