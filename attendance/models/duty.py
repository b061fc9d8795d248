"""Duty on holidays: who is there, who leads, what was checked, what is unsolved (ROS-01 to ROS-08)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.templatetags.show import day, moment, span
from people.models import Department, Employee
from people.models.organisation import IdRange


class HolidayRoster(models.Model):
    """The duty of a department over a holiday. It binds and credits once it is published."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="holiday_rosters", verbose_name=_("department"))
    name = models.CharField(max_length=40, verbose_name=_("holiday"))
    first = models.DateField(verbose_name=_("first day"))
    last = models.DateField(verbose_name=_("last day"))
    published_at = models.DateTimeField(null=True, editable=False, verbose_name=_("published at"))
    published_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("published by"))
    reminded_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("holiday roster")
        verbose_name_plural = _("holiday rosters")
        ordering = ["-first", "department"]
        constraints = [
            models.UniqueConstraint(fields=["department", "first"], name="attendance_roster_once"),
            models.CheckConstraint(name="attendance_roster_days_in_order", condition=Q(last__gte=F("first"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.department} · {span(self.first, self.last)}"


class DutyShift(models.Model):
    """Somebody is on duty from when to when. lead: who is accountable (值班负责人); a roster is not published without."""

    roster = models.ForeignKey(HolidayRoster, models.PROTECT, related_name="shifts", verbose_name=_("holiday roster"))
    during = DateTimeRangeField(verbose_name=pgettext_lazy("of a duty", "time"))
    day = models.DateField(verbose_name=_("day"))
    lead = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="duty_led", verbose_name=_("duty lead"))
    phone = models.CharField(max_length=32, blank=True, verbose_name=_("phone"))
    place = models.CharField(max_length=80, blank=True, verbose_name=_("place"))
    credited_at = models.DateTimeField(null=True, editable=False, verbose_name=_("credited at"))

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        ordering = ["during", "pk"]
        constraints = [models.CheckConstraint(name="attendance_duty_has_time", condition=Q(during__isempty=False))]

    def __str__(self) -> str:
        return f"{self.roster.name} · {day(self.day)}"


class DutyMember(models.Model):
    """Somebody on a duty shift, the lead among them. during: of the shift, copied so that nobody is on two at once."""

    shift = models.ForeignKey(DutyShift, models.CASCADE, related_name="members", verbose_name=_("duty shift"))
    employee = models.ForeignKey(Employee, models.PROTECT, db_index=False, related_name="holiday_duties", verbose_name=_("employee"))
    during = DateTimeRangeField(editable=False)

    class Meta:
        verbose_name = _("member of a duty shift")
        verbose_name_plural = _("members of duty shifts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "employee"], name="attendance_duty_member_once"),
            ExclusionConstraint(
                name="attendance_duty_one_at_a_time",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody is on duty elsewhere at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {span(self.during.lower, self.during.upper)}"


class DutyCheck(models.Model):
    """A line of the duty log: what was checked when, with what result, and what was done (ROS-02)."""

    append_only = True

    shift = models.ForeignKey(DutyShift, models.PROTECT, related_name="checks", verbose_name=_("duty shift"))
    key = models.UUIDField(unique=True, editable=False)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    at = models.DateTimeField(verbose_name=_("checked at"))
    item = models.CharField(max_length=60, verbose_name=_("what was checked"))
    is_good = models.BooleanField(verbose_name=_("in order"))
    action = models.CharField(max_length=300, blank=True, verbose_name=_("what was done"))

    class Meta:
        verbose_name = _("line of the duty log")
        verbose_name_plural = _("lines of the duty log")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="attendance_check_trouble_says_action", condition=Q(is_good=True) | ~Q(action="")),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {moment(self.at)}"


class DutyMatter(models.Model):
    """Something spoken of during duty with one's own or a sister department; unsolved it is carried to the next shift (ROS-03)."""

    shift = models.ForeignKey(DutyShift, models.PROTECT, related_name="matters", verbose_name=_("duty shift"))
    key = models.UUIDField(unique=True, editable=False)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(verbose_name=_("time"))
    with_whom = models.CharField(max_length=80, verbose_name=_("with whom"))
    matter = models.CharField(max_length=300, verbose_name=_("matter"))
    solved_at = models.DateTimeField(null=True, editable=False, verbose_name=_("solved at"))
    solved_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("solved by"))
    outcome = models.CharField(max_length=300, blank=True, verbose_name=_("outcome"))

    class Meta:
        verbose_name = _("matter during duty")
        verbose_name_plural = _("matters during duty")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_matter_solved_by_somebody",
                condition=Q(solved_at=None, solved_by=None) | Q(solved_at__isnull=False, solved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.matter
