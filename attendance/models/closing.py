"""A month that is closed: the sheets, who confirmed and signed them, and the salaries that turn days into money (ATT-15)."""

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from attendance.choices import ClosingState, SheetAnswerKind
from attendance.models.days import OfPeopleQuerySet
from common.templatetags.show import span
from people.domain.dates import first_and_last
from people.models import Department, Employee
from people.models.organisation import IdRange

if TYPE_CHECKING:
    from people.models import User


class MonthClosing(models.Model):
    """A month as it was closed. Reopened ones stay, and closing again makes the next version.

    month: its first day. progress: people done of `total` while it is being closed. digest: of all its sheets.
    """

    month = models.DateField(verbose_name=_("month"))
    version = models.PositiveSmallIntegerField(default=1, verbose_name=pgettext_lazy("of a closed month", "version"))
    state = models.CharField(max_length=16, choices=ClosingState, default=ClosingState.RUNNING, verbose_name=_("state"))
    total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by"))
    started_at = models.DateTimeField(verbose_name=_("started at"))
    closed_at = models.DateTimeField(null=True, verbose_name=_("closed at"))
    reopened_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("reopened by"))
    reopened_at = models.DateTimeField(null=True, verbose_name=_("reopened at"))
    reason = models.CharField(max_length=300, blank=True, verbose_name=_("reason for reopening"))

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ["-month", "-version"]
        permissions = [("close_month", _("Can close and reopen a month"))]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="attendance_closing_version_once"),
            models.UniqueConstraint(
                fields=["month"], name="attendance_closing_one_stands", condition=Q(state__in=(ClosingState.RUNNING, ClosingState.CLOSED))
            ),
            models.CheckConstraint(name="attendance_closing_from_the_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="attendance_closing_reopened_with_reason",
                condition=~Q(state=ClosingState.REOPENED) | ~Q(reason="") & Q(reopened_by__isnull=False, reopened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        version = gettext("version %(number)s") % {"number": self.version}
        return f"{date_format(self.month, 'YEAR_MONTH_FORMAT')} · {version}"


class MonthSheetQuerySet(OfPeopleQuerySet):
    def visible_to(self, user: "User", permission: str = "attendance.view_monthsheet") -> "MonthSheetQuerySet":
        """One's own, and those of people whose unit lies where the account has the permission."""
        return super().visible_to(user, permission)  # type: ignore[return-value]


class MonthSheet(models.Model):
    """What a month came to for a person when it was closed: never changed. Minutes, days, and expected money in CNY.

    facts: the columns of the report. lines: of deductions, each with day, parameter, clause, amount and unit; their sum is the
    total. deduction_cny None: no salary is known, so deductions stand in days only (deduction_days, fines_cny).
    """

    append_only = True
    audit_exempt = "a fact that never changes is its own trail"

    closing = models.ForeignKey(MonthClosing, models.PROTECT, related_name="sheets", verbose_name=_("closed month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="month_sheets", verbose_name=_("employee"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    facts = models.JSONField(verbose_name=_("facts"))
    lines = models.JSONField(verbose_name=_("deductions"))
    days = models.JSONField(verbose_name=_("days"))
    late_count = models.PositiveSmallIntegerField(verbose_name=_("times late or early"))
    absent_days = models.DecimalField(max_digits=4, decimal_places=1, verbose_name=_("days absent"))
    overtime_minutes = models.PositiveIntegerField(verbose_name=_("minutes of overtime"))
    fines_cny = models.DecimalField(max_digits=10, decimal_places=2, verbose_name=_("fixed amounts (CNY)"))
    deduction_days = models.DecimalField(max_digits=6, decimal_places=2, verbose_name=_("day wages deducted"))
    deduction_cny = models.DecimalField(max_digits=10, decimal_places=2, null=True, verbose_name=_("deductions (CNY)"))
    marks = models.JSONField(default=list, verbose_name=_("limits of the law passed"))
    digest = models.CharField(max_length=64, editable=False)

    objects = MonthSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("month sheet")
        verbose_name_plural = _("month sheets")
        ordering = ["closing", "department", "employee"]
        constraints = [models.UniqueConstraint(fields=["closing", "employee"], name="attendance_sheet_once")]
        indexes = [models.Index(fields=["employee"], name="attendance_sheets_of_one")]

    def __str__(self) -> str:
        return f"{self.employee} · {self.closing}"


class SheetAnswer(models.Model):
    """The employee confirmed the sheet, or objected to it, once."""

    append_only = True

    sheet = models.OneToOneField(MonthSheet, models.PROTECT, primary_key=True, related_name="answer", verbose_name=_("month sheet"))
    kind = models.CharField(max_length=16, choices=SheetAnswerKind, verbose_name=_("answer"))
    text = models.CharField(max_length=500, blank=True, verbose_name=_("objection"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("answer to a month sheet")
        verbose_name_plural = _("answers to month sheets")
        constraints = [
            models.CheckConstraint(name="attendance_sheet_objection_says_why", condition=Q(kind=SheetAnswerKind.CONFIRMED) | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} · {self.get_kind_display()}"


class HeadSignature(models.Model):
    """The head of a department signed the sheets of its people."""

    append_only = True

    closing = models.ForeignKey(MonthClosing, models.PROTECT, related_name="signatures", verbose_name=_("closed month"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("signature of a head")
        verbose_name_plural = _("signatures of heads")
        constraints = [models.UniqueConstraint(fields=["closing", "department"], name="attendance_signature_once")]

    def __str__(self) -> str:
        return f"{self.department} · {self.closing}"


class Salary(models.Model):
    """What somebody is paid a month, over a stretch of days. Confidential: the person, human resources and finance (PAY-01)."""

    audit_hidden = ("monthly",)

    employee = models.ForeignKey(Employee, models.PROTECT, db_index=False, related_name="salaries", verbose_name=_("employee"))
    monthly = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)], verbose_name=_("a month (CNY)"))
    during = DateRangeField(verbose_name=_("in force"))

    class Meta:
        verbose_name = _("salary")
        verbose_name_plural = _("salaries")
        ordering = ["employee", "during"]
        constraints = [
            ExclusionConstraint(
                name="attendance_salary_one_a_day",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("There is a salary for these days already."),
            ),
            models.CheckConstraint(name="attendance_salary_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {span(*first_and_last(self.during))}"
