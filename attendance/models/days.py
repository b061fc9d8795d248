"""What days came to, kept so that reports are quick, and the cases that somebody has to examine."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance import labels
from attendance.choices import CaseKind, CaseState, ChangeState
from common.templatetags.show import day
from people.access import within_scope
from people.models import Assignment, Department, Employee

if TYPE_CHECKING:
    from people.models import User


class OfPeopleQuerySet(QuerySet):
    def visible_to(self, user: "User", permission: str = "") -> "OfPeopleQuerySet":
        """One's own, and those of people whose unit lies where the account has the permission."""
        permission = permission or f"attendance.view_{self.model._meta.model_name}"
        there = Assignment.objects.filter(within_scope(user, permission, "department"))
        return self.filter(Q(employee__user=user) | Q(employee__in=there.values("employee")))


class DayRecord(models.Model):
    """The result of a day as it was computed last: a cache of attendance.domain.evaluate. Units as there.

    result: everything, JSON. digest: of facts, policy and result, so that a changed day is found.
    """

    audit_exempt = "derived from facts and can be computed again"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="day_records", verbose_name=_("employee"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    day = models.DateField(verbose_name=_("day"))
    status = models.CharField(max_length=16, verbose_name=_("status"))
    late_minutes = models.PositiveSmallIntegerField(verbose_name=_("minutes late"))
    early_minutes = models.PositiveSmallIntegerField(verbose_name=_("minutes early"))
    late_count = models.PositiveSmallIntegerField(verbose_name=_("times late or early"))
    absent_days = models.DecimalField(max_digits=3, decimal_places=1, verbose_name=_("days absent"))
    worked_minutes = models.PositiveSmallIntegerField(verbose_name=_("minutes worked"))
    leave_minutes = models.PositiveSmallIntegerField(verbose_name=_("minutes of leave"))
    overtime_minutes = models.PositiveSmallIntegerField(verbose_name=_("minutes of overtime"))
    stayed_minutes = models.PositiveSmallIntegerField(default=0, verbose_name=_("minutes stayed without overtime"))
    result = models.JSONField(verbose_name=_("result"))
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField(verbose_name=_("computed at"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("day result")
        verbose_name_plural = _("day results")
        ordering = ["-day", "employee"]
        constraints = [models.UniqueConstraint(fields=["employee", "day"], name="attendance_day_once")]
        indexes = [models.Index(fields=["day", "department"], name="attendance_day_of_units")]  # kept figures of a period

    def __str__(self) -> str:
        return f"{self.employee} · {day(self.day)} · {labels.status_word(self.status)}"


class Case(models.Model):
    """A threshold was passed: somebody has to examine it (待核查). The software opens it, a person decides.

    cause: what it was opened for, once: the month, the first day of the run, or the year. facts: the days and values as
    they stood then. clause: the citation. examined_by: whoever decided, with the reason (opinion); the decision on an objection
    stands with the objection.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="attendance_cases", verbose_name=_("employee"))
    kind = models.CharField(max_length=24, choices=CaseKind, verbose_name=_("kind"))
    cause = models.CharField(max_length=40, editable=False, verbose_name=_("cause"))
    day = models.DateField(verbose_name=_("passed on"))
    clause = models.CharField(max_length=200, verbose_name=_("by the clause"))
    facts = models.JSONField(verbose_name=_("facts"))
    state = models.CharField(max_length=16, choices=CaseState, default=CaseState.TO_EXAMINE, editable=False, verbose_name=_("state"))
    opened_at = models.DateTimeField(editable=False, verbose_name=pgettext_lazy("case", "opened at"))
    opened_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=pgettext_lazy("case", "reported by")
    )
    examined_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=pgettext_lazy("case", "examined by")
    )
    examined_at = models.DateTimeField(null=True, editable=False, verbose_name=pgettext_lazy("case", "examined at"))
    opinion = models.CharField(max_length=1000, blank=True, editable=False, verbose_name=pgettext_lazy("case", "reason"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance case")
        verbose_name_plural = _("attendance cases")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "cause"], name="attendance_case_once"),
            models.CheckConstraint(
                name="attendance_case_examined_whole",
                condition=Q(examined_by=None, examined_at=None, opinion="")
                | Q(examined_by__isnull=False, examined_at__isnull=False) & ~Q(opinion="") & ~Q(state=CaseState.TO_EXAMINE),
            ),
            models.CheckConstraint(
                name="attendance_case_not_by_oneself",
                condition=Q(examined_by=None) | ~Q(examined_by=F("employee")),
                violation_error_message=_("Nobody examines a case of their own."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.get_kind_display()} · {day(self.day)}"


class ResultChange(models.Model):
    """A kept result that would be another one, because a calendar was changed after the fact. A person accepts it; until then
    the kept result stands and the month is not closed.

    slip None: the result of a day. Else the days that an approved slip costs. cause: what was changed, in words.
    before, after: JSON, the day result as it is kept, or {"days", "minutes"} of the slip.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="result_changes", verbose_name=_("employee"))
    day = models.DateField(verbose_name=_("day"))
    slip = models.ForeignKey(
        "attendance.Slip", models.PROTECT, null=True, related_name="changes", verbose_name=pgettext_lazy("attendance", "slip")
    )
    cause = models.CharField(max_length=300, verbose_name=_("cause"))
    before = models.JSONField(verbose_name=_("before"))
    after = models.JSONField(verbose_name=_("after"))
    state = models.CharField(max_length=16, choices=ChangeState, default=ChangeState.OPEN, editable=False, verbose_name=_("state"))
    found_at = models.DateTimeField(editable=False, verbose_name=_("found at"))
    accepted_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("accepted by"))
    accepted_at = models.DateTimeField(null=True, editable=False, verbose_name=_("accepted at"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed result")
        verbose_name_plural = _("changed results")
        ordering = ["-found_at", "day", "employee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "day", "slip"], name="attendance_change_one_open", condition=Q(state=ChangeState.OPEN),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="attendance_change_accepted_by_somebody",
                condition=~Q(state=ChangeState.ACCEPTED) | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee} · {day(self.day)}"
