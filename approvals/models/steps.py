"""The frozen route of a request: its steps, and who is asked at each."""

from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.choices import Mode, Source, StepState
from approvals.models.requests import Request, Submission
from people.models import Employee


class RequestStep(models.Model):
    """One step of one round. At most one is active.

    due_at: when it is overdue and the deputy is told; None while no limit is decided. escalate_at: when it goes up.
    reminded_at, escalated_at: when that happened, once each. fallback: who takes the place of an approver who left.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps", verbose_name=_("request"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="steps", verbose_name=_("submission"))
    order = models.PositiveSmallIntegerField(verbose_name=_("order"))
    name = models.CharField(max_length=64, verbose_name=pgettext_lazy("of a thing", "name"))
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ALL, verbose_name=_("who must agree"))
    state = models.CharField(max_length=16, choices=StepState, default=StepState.WAITING, verbose_name=_("state"))
    fallback = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("fall-back person"))
    activated_at = models.DateTimeField(null=True, verbose_name=_("waiting since"))
    due_at = models.DateTimeField(null=True, verbose_name=pgettext_lazy("of a step", "due at"))
    escalate_at = models.DateTimeField(null=True, verbose_name=_("goes up at"))
    reminded_at = models.DateTimeField(null=True, verbose_name=_("reminded at"))
    escalated_at = models.DateTimeField(null=True, verbose_name=_("brought up at"))
    closed_at = models.DateTimeField(null=True, verbose_name=_("closed at"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["request", "submission", "order"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="active", reminded_at=None), name="approvals_step_overdue"),  # the sweep
            models.Index(fields=["escalate_at"], condition=Q(state="active", escalated_at=None), name="approvals_step_up"),  # the sweep
        ]
        constraints = [
            models.UniqueConstraint(name="approvals_step_order", fields=["submission", "order"], deferrable=models.Deferrable.IMMEDIATE),
            models.UniqueConstraint(name="approvals_step_one_active", fields=["request"], condition=Q(state="active")),
            models.CheckConstraint(
                name="approvals_step_state_has_stamps",
                condition=Q(state="waiting", closed_at=None)
                | Q(state="active", activated_at__isnull=False, closed_at=None)
                | Q(state__in=["done", "skipped"], closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name; those that the system gives are in the reader's language."""
        return gettext(self.name) if self.name else str(self._meta.verbose_name)


class StepApproverQuerySet(QuerySet["StepApprover"]):
    def open(self, day: date) -> "StepApproverQuerySet":
        """Those who may still decide; a deputy only while the deputyship lasts."""
        return self.filter(Q(until=None) | Q(until__gt=day), closed_at=None)

    def waiting_for(self, employee: Employee | int, day: date) -> "StepApproverQuerySet":
        """Where the employee is asked now: the inbox."""
        return self.open(day).filter(approver=employee, step__state=StepState.ACTIVE)


class StepApprover(models.Model):
    """Somebody who may decide a step. Who holds the same `place` (approver, deputy, superior) shares one voice.

    on_behalf_of: for whom a deputy decides. until: the first day on which the deputy no longer may.
    closed_at: when the place was decided, or passed to somebody else.
    """

    step = models.ForeignKey(RequestStep, models.PROTECT, related_name="approvers", verbose_name=_("step"))
    place = models.PositiveSmallIntegerField()
    approver = models.ForeignKey(Employee, models.PROTECT, related_name="seats", verbose_name=_("approver"))
    on_behalf_of = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of"))
    source = models.CharField(max_length=16, choices=Source, default=Source.RULE, verbose_name=_("asked why"))
    until = models.DateField(null=True, verbose_name=_("until (exclusive)"))
    created_at = models.DateTimeField(verbose_name=_("asked at"))
    closed_at = models.DateTimeField(null=True, verbose_name=_("closed at"))

    objects = StepApproverQuerySet.as_manager()

    class Meta:
        verbose_name = _("approver")
        verbose_name_plural = _("approvers")
        ordering = ["step", "place", "pk"]
        indexes = [models.Index(fields=["approver", "step"], name="approvals_seat_inbox", condition=Q(closed_at=None))]  # the inbox
        constraints = [
            models.UniqueConstraint(name="approvals_seat_once_open", fields=["step", "approver"], condition=Q(closed_at=None)),
            models.CheckConstraint(
                name="approvals_seat_deputy_has_owner", condition=Q(source="deputy", on_behalf_of__isnull=False) | ~Q(source="deputy")
            ),
            models.CheckConstraint(name="approvals_seat_not_for_oneself", condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("approver"))),
        ]

    def __str__(self) -> str:
        return f"{self.approver} · {self.step}"
