"""Slips: a stretch of somebody's time that somebody else says yes to. The engine reads those that count; one table for all
kinds, so that the database refuses that one person is in two places (DESIGN, law 4)."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Request
from attendance.choices import AWAY, LIVE, SlipKind, SlipState
from attendance.models.days import OfPeopleQuerySet
from common.models import Upload
from common.templatetags.show import bare_day, moment, span
from people.models import Employee
from people.models.organisation import IdRange

if TYPE_CHECKING:
    from people.models import User

NOT_NEGATIVE = [MinValueValidator(0)]


class SlipQuerySet(OfPeopleQuerySet):
    def visible_to(self, user: "User", permission: str = "attendance.view_slip") -> "SlipQuerySet":
        """One's own, those one filed, and those of people whose unit lies where the account has the permission."""
        there = super().visible_to(user, permission).values("pk")
        return self.filter(Q(pk__in=there) | Q(filed_by__user=user))


class Slip(models.Model):
    """Leave, a trip, work outside, a temporary exit, overtime, or the swap of a rest day.

    type: of leave, as the wall names it. during: the time that counts, half-open; planned: as it was asked for, where coming
    back changed it. minutes, days: of scheduled time, frozen when it is handed in. filed_by: the person, or a superior who
    arranged it (overtime) or wrote down a call. is_short_notice: filed later than `lev.min_notice_days` allows (LEV-06).
    returned_at: somebody came back and said so (销假, LEV-08). key: of the form, so that a double tap is one slip.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=SlipKind, editable=False, verbose_name=_("kind"))
    type = models.CharField(max_length=32, blank=True, verbose_name=_("leave type"))
    employee = models.ForeignKey(
        Employee, models.PROTECT, db_index=False, related_name="slips", editable=False, verbose_name=_("employee")
    )  # the exclusion below begins with it
    filed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("filed by"))
    during = DateTimeRangeField(verbose_name=pgettext_lazy("of a slip", "time"))
    planned = DateTimeRangeField(editable=False, verbose_name=_("as it was asked for"))
    minutes = models.PositiveIntegerField(default=0, editable=False, verbose_name=_("minutes of working time"))
    days = models.DecimalField(max_digits=5, decimal_places=1, default=0, editable=False, verbose_name=_("days"))
    reason = models.CharField(max_length=500, verbose_name=_("reason"))
    is_short_notice = models.BooleanField(default=False, editable=False, verbose_name=_("short notice"))
    is_arranged = models.BooleanField(default=False, editable=False, verbose_name=_("arranged by the company"))
    state = models.CharField(max_length=16, choices=SlipState, default=SlipState.DRAFT, editable=False, verbose_name=_("state"))
    request = models.OneToOneField(
        Request, models.PROTECT, null=True, related_name="attendance_slip", editable=False, verbose_name=_("request")
    )
    returned_at = models.DateTimeField(null=True, editable=False, verbose_name=_("back at"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))
    changed_at = models.DateTimeField(editable=False, verbose_name=_("changed at"))

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("attendance", "slip")
        verbose_name_plural = pgettext_lazy("attendance", "slips")
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["employee", "-changed_at"], name="attendance_slips_of_one"),
            models.Index(fields=["state", "kind"], name="attendance_slips_by_state"),
        ]
        constraints = [
            ExclusionConstraint(
                name="attendance_slip_away_once",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind__in=AWAY, state__in=LIVE),
                violation_error_message=_("Leave, a trip or work outside is filed for this time already."),
            ),
            ExclusionConstraint(
                name="attendance_slip_overtime_once",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind=SlipKind.OVERTIME, state__in=LIVE),
                violation_error_message=_("Overtime is filed for this time already."),
            ),
            models.CheckConstraint(name="attendance_slip_has_time", condition=Q(during__isempty=False)),
            models.CheckConstraint(
                name="attendance_slip_leave_has_type", condition=~Q(kind=SlipKind.LEAVE) | ~Q(type="") | Q(state=SlipState.DRAFT)
            ),
            models.CheckConstraint(
                name="attendance_slip_live_was_asked",
                condition=Q(state__in=(SlipState.DRAFT, SlipState.CANCELLED)) | Q(request__isnull=False) | Q(is_arranged=True),
            ),
            models.CheckConstraint(name="attendance_slip_within_plan", condition=Q(planned__contains=F("during"))),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.type or self.get_kind_display()} · {span(self.during.lower, self.during.upper)}"


class SlipFile(models.Model):
    """A proof that belongs to a slip. Removed ones stay, because an earlier round showed them."""

    slip = models.ForeignKey(Slip, models.PROTECT, related_name="files", verbose_name=pgettext_lazy("attendance", "slip"))
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="attendance_slip_file", verbose_name=_("file"))
    removed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("removed at"))

    class Meta:
        verbose_name = _("file of a slip")
        verbose_name_plural = _("files of slips")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.upload)


class TripDetails(models.Model):
    """What a business trip or work outside has beyond its time (TRV-01, TRV-02, TRV-04).

    safety_confirmed_at: the traveller confirmed the note; before that nobody can approve. left_at, back_at: signed out and in.
    alerted_at: the superior was told that the return is overdue.
    """

    slip = models.OneToOneField(
        Slip, models.PROTECT, primary_key=True, related_name="trip", verbose_name=pgettext_lazy("attendance", "slip")
    )
    destination = models.CharField(max_length=100, verbose_name=_("destination"))
    companions = models.ManyToManyField(Employee, blank=True, related_name="+", verbose_name=_("companions"))
    cost_estimate = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE, verbose_name=_("estimated cost (CNY)")
    )
    emergency_contact = models.CharField(max_length=80, blank=True, verbose_name=_("emergency contact"))
    safety_confirmed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("safety note confirmed at"))
    left_at = models.DateTimeField(null=True, editable=False, verbose_name=_("signed out at"))
    back_at = models.DateTimeField(null=True, editable=False, verbose_name=_("signed in at"))
    report = models.TextField(max_length=5000, blank=True, verbose_name=_("report"))
    reported_at = models.DateTimeField(null=True, editable=False, verbose_name=_("reported at"))
    alerted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("details of a trip")
        verbose_name_plural = _("details of trips")
        constraints = [
            models.CheckConstraint(name="attendance_trip_back_after_left", condition=Q(back_at=None) | Q(left_at__lte=F("back_at"))),
        ]

    def __str__(self) -> str:
        return self.destination


class OvertimeDetails(models.Model):
    """What overtime has beyond its time (OT-01). task: what is worked on, with a link where there is one.

    accepted_at: the employee was told of overtime that the company arranged, and saw it.
    """

    slip = models.OneToOneField(
        Slip, models.PROTECT, primary_key=True, related_name="overtime", verbose_name=pgettext_lazy("attendance", "slip")
    )
    task = models.CharField(max_length=200, blank=True, verbose_name=_("task"))
    accepted_at = models.DateTimeField(null=True, editable=False, verbose_name=_("seen at"))

    class Meta:
        verbose_name = _("details of overtime")
        verbose_name_plural = _("details of overtime")

    def __str__(self) -> str:
        return self.task or str(self.slip)


class SwapDetails(models.Model):
    """A rest day that is worked instead of another (OT-03). The slip's time is the day that is taken off."""

    slip = models.OneToOneField(
        Slip, models.PROTECT, primary_key=True, related_name="swap", verbose_name=pgettext_lazy("attendance", "slip")
    )
    works_on = models.DateField(verbose_name=_("rest day that is worked"))
    off_on = models.DateField(verbose_name=_("working day that is taken off"))

    class Meta:
        verbose_name = _("details of a swap")
        verbose_name_plural = _("details of swaps")
        constraints = [models.CheckConstraint(name="attendance_swap_two_days", condition=~Q(works_on=F("off_on")))]

    def __str__(self) -> str:
        return f"{bare_day(self.works_on)} / {bare_day(self.off_on)}"


class EmergencyCall(models.Model):
    """Somebody told their superior by phone that they cannot come (LEV-04). The slip must follow by `due_on`.

    channel: one of `lev.emergency_channels`. slip: that followed. lapsed_at: none did, and the time counts as absence again.
    """

    key = models.UUIDField(unique=True, editable=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="emergency_calls", verbose_name=_("employee"))
    logged_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("logged by"))
    channel = models.CharField(max_length=16, verbose_name=_("channel"))
    called_at = models.DateTimeField(verbose_name=_("called at"))
    content = models.CharField(max_length=500, verbose_name=_("what was said"))
    during = DateTimeRangeField(verbose_name=_("away"))
    due_on = models.DateField(null=True, editable=False, verbose_name=_("slip due on"))
    slip = models.ForeignKey(
        Slip, models.PROTECT, null=True, editable=False, related_name="calls", verbose_name=pgettext_lazy("attendance", "slip")
    )
    lapsed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("lapsed at"))
    logged_at = models.DateTimeField(editable=False, verbose_name=_("logged at"))

    objects = OfPeopleQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency call")
        verbose_name_plural = _("emergency calls")
        ordering = ["-called_at", "-pk"]
        constraints = [models.CheckConstraint(name="attendance_call_has_time", condition=Q(during__isempty=False))]

    def __str__(self) -> str:
        return f"{self.employee} · {moment(self.called_at)}"
