"""Duties and their items."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Deputy
from common import clock
from common.models import Upload
from common.periods import Period
from common.templatetags.show import bare_day
from duties.choices import DoneAs, Evidence, Plan
from duties.domain import Occurrence
from people.access import within_scope
from people.models import Assignment, Department, DepartmentPath, Employee, Post, Role, RoleGrant
from rules.models import Clause

if TYPE_CHECKING:
    from people.models import User

KIND = "duties.periodic"  # of the binding, and of a deputyship for duties alone


def people_behind(user: "User", day: date) -> Any:
    """Ids of the account's employee and of those whose deputy that is on the day, for `employee__in`."""
    owners = Deputy.objects.on(day).filter(deputy__user=user, kind__in=["", KIND]).values("owner")
    return Employee.objects.filter(Q(user=user) | Q(pk__in=owners)).values("pk")


def held(people: Any, day: date, prefix: str = "") -> Combinable:
    """The condition that one of the people holds the post of a duty, or its role for its unit, on the day.

    prefix: how to get to the duty (`duty__`).
    """
    above = DepartmentPath.objects.on(day).filter(descendant=OuterRef(OuterRef(f"{prefix}department"))).values("ancestor")
    posts = Assignment.objects.on(day).filter(employee__in=people)
    grants = RoleGrant.objects.on(day).filter(employee__in=people, role=OuterRef(f"{prefix}role"))
    return (
        Exists(posts.filter(post=OuterRef(f"{prefix}post")))
        | Exists(posts.filter(post__role=OuterRef(f"{prefix}role"), department__in=above))
        | Exists(grants.filter(Q(department=None) | Q(department__in=above)))
    )


class DutyQuerySet(QuerySet["Duty"]):
    def visible_to(self, user: "User", permission: str = "duties.view_duty") -> "DutyQuerySet":
        """Those of the units where the account has the permission; to be seen also one's own."""
        today = clock.today()
        allowed = within_scope(user, permission, "department")
        if permission != "duties.view_duty":
            return self.filter(allowed)
        told = DutyItem.objects.filter(duty=OuterRef("pk"), escalated_to__user=user)
        return self.filter(allowed | held(people_behind(user, today), today) | Exists(told))

    def running(self, day: date) -> "DutyQuerySet":
        """Not ended by that day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day))


class Duty(models.Model):
    """Something that a post, or whoever has a role in a unit, does again and again.

    department: whose calendar counts, and in whose part of the tree it is looked after; with a post, the post's own.
    key: the parameter that says after how many days at most, with plan `parameter`. every: working days, with `workdays`.
    ended_on: the last day on which it may fall due.
    """

    code = models.CharField(max_length=16, unique=True, editable=False, verbose_name=_("number of the duty"))
    name = models.CharField(max_length=80, verbose_name=_("what is to be done"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("clause"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"))
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role"))
    plan = models.CharField(max_length=16, choices=Plan, verbose_name=_("how often"))
    key = models.CharField(max_length=64, blank=True, verbose_name=_("parameter"))
    every = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("working days"))
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("weekday"))
    month = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("month"))
    month_day = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("day of the month"))
    evidence = models.CharField(max_length=8, choices=Evidence, default=Evidence.NOTE, verbose_name=_("evidence"))
    starts_on = models.DateField(verbose_name=_("starts on"))
    ended_on = models.DateField(null=True, blank=True, verbose_name=_("last day"))
    created_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("entered by"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("entered at"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("periodic duty")
        verbose_name_plural = _("periodic duties")
        ordering = ["code", "pk"]
        indexes = [models.Index(fields=["department"], name="duties_duty_of_department")]  # the list of a part of the tree
        constraints = [
            models.CheckConstraint(
                name="duties_duty_one_owner",
                condition=Q(post=None, role__isnull=False) | Q(post__isnull=False, role=None),
                violation_error_message=_("Name either a post or a role that owns the duty."),
            ),
            models.CheckConstraint(
                name="duties_duty_plan_whole",
                condition=Q(plan=Plan.PARAMETER, every=None, weekday=None, month=None, month_day=None) & ~Q(key="")
                | Q(plan=Plan.WORKDAYS, key="", every__range=(1, 250), weekday=None, month=None, month_day=None)
                | Q(plan=Plan.WEEKLY, key="", every=None, weekday__range=(1, 7), month=None, month_day=None)
                | Q(plan=Plan.MONTHLY, key="", every=None, weekday=None, month=None, month_day__range=(1, 31))
                | Q(plan=Plan.QUARTERLY, key="", every=None, weekday=None, month__range=(1, 3), month_day__range=(1, 31))
                | Q(plan=Plan.YEARLY, key="", every=None, weekday=None, month__range=(1, 12), month_day__range=(1, 31)),
                violation_error_message=_("Say how often, with the day that belongs to it."),
            ),
            models.CheckConstraint(name="duties_duty_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("duties:duty", args=[self.pk])

    @property
    def owner_title(self) -> str:
        """The post or the role, in words."""
        return str(self.post or self.role)


class DutyItemQuerySet(QuerySet["DutyItem"]):
    def visible_to(self, user: "User") -> "DutyItemQuerySet":
        """Those of the duties that the account may see."""
        return self.filter(duty__in=Duty.objects.visible_to(user).values("pk"))

    def undone(self) -> "DutyItemQuerySet":
        return self.filter(done_at=None)

    def overdue(self, day: date) -> "DutyItemQuerySet":
        """Not done by the end of a day before."""
        return self.filter(done_at=None, due_on__lt=day)


class DutyItem(models.Model):
    """One occurrence of a duty. Open, due, done or overdue by the day; once done or brought up it stays so (migration 0002).

    demands: the evidence that was asked for when it was opened. told_at: its owner was told that it falls due.
    escalated_at, escalated_to: brought up, once; to nobody where nobody stands above.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="items", verbose_name=_("periodic duty"))
    due_on = models.DateField(verbose_name=_("due on"))
    period_from = models.DateField(verbose_name=_("period from"))
    period_to = models.DateField(verbose_name=_("period to"))
    demands = models.CharField(max_length=8, choices=Evidence, verbose_name=_("evidence"))
    opened_at = models.DateTimeField(verbose_name=pgettext_lazy("item of a duty", "opened at"))
    told_at = models.DateTimeField(null=True, blank=True, verbose_name=_("told at"))
    done_at = models.DateTimeField(null=True, blank=True, verbose_name=_("done at"))
    done_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by"))
    done_as = models.CharField(max_length=8, choices=DoneAs, blank=True, verbose_name=_("done as"))
    note = models.TextField(max_length=1000, blank=True, verbose_name=_("note"))
    file = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))
    escalated_at = models.DateTimeField(null=True, blank=True, verbose_name=_("brought up at"))
    escalated_to = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought up to"))

    objects = DutyItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a duty")
        verbose_name_plural = _("items of duties")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at=None), name="duties_item_open"),  # the job, my duties
            models.Index(fields=["done_by", "-done_at"], name="duties_item_done_by"),  # what I did
        ]
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on"], name="duties_item_once"),
            models.UniqueConstraint(fields=["duty", "period_from"], name="duties_item_once_a_period"),
            models.CheckConstraint(name="duties_item_period", condition=Q(period_to__gte=F("period_from"))),
            models.CheckConstraint(
                name="duties_item_done_has_stamps",
                condition=Q(done_at=None, done_by=None, done_as="", note="", file=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_as=""),
            ),
            models.CheckConstraint(
                name="duties_item_done_with_evidence",
                condition=Q(done_at=None)
                | Q(demands=Evidence.NONE)
                | Q(demands=Evidence.NOTE) & ~Q(note="")
                | Q(demands__in=[Evidence.PHOTO, Evidence.FILE], file__isnull=False),
                violation_error_message=_("Add the evidence that is asked for."),
            ),
            models.CheckConstraint(name="duties_item_brought_up_has_time", condition=Q(escalated_to=None) | Q(escalated_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.duty} · {bare_day(self.due_on)}"

    def get_absolute_url(self) -> str:
        return reverse("duties:item", args=[self.pk])

    @property
    def done_on(self) -> date | None:
        """The day on which it was done, in the company's zone."""
        return self.done_at.astimezone(timezone.get_default_timezone()).date() if self.done_at else None

    @property
    def period(self) -> Period:
        return Period(self.period_from, self.period_to)

    @property
    def occurrence(self) -> Occurrence:
        return Occurrence(self.due_on, self.period, self.done_on)


class NoDuty(models.Model):
    """Somebody looked at a clause that speaks of doing something regularly, and says that it is no duty of its own."""

    append_only = True

    clause = models.OneToOneField(Clause, models.PROTECT, related_name="no_duty", verbose_name=_("clause"))
    reason = models.CharField(max_length=200, verbose_name=_("reason"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("clause without a duty")
        verbose_name_plural = _("clauses without a duty")
        constraints = [models.CheckConstraint(name="duties_noduty_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.reason
