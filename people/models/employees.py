"""Employees, the posts they hold and when: a transfer never rewrites the past."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Level, Upload
from people.access import EVERYTHING, departments_in_scope, within_scope
from people.domain.names import pinyin_key, search_key, searched
from people.models.organisation import DatedQuerySet, Department, IdRange

if TYPE_CHECKING:
    from people.models.users import User


class EmployeeQuerySet(QuerySet["Employee"]):
    def employed(self, day: date) -> "EmployeeQuerySet":
        """Those whose employment covers the day."""
        return self.filter(Q(left_on=None) | Q(left_on__gte=day), joined_on__lte=day)

    def in_departments(self, departments: object, day: date) -> "EmployeeQuerySet":
        """Those who hold a post in one of the departments (ids or a subquery of ids) on that day."""
        posts = Assignment.objects.on(day).filter(employee=OuterRef("pk"), department__in=departments)
        return self.filter(Exists(posts))

    def matching(self, typed: str) -> "EmployeeQuerySet":
        """Those whose name (in either script), pinyin, initials or number hold what was typed; all when nothing was."""
        wanted = searched(typed)
        return self.filter(Q(search_key__contains=wanted) | Q(number__icontains=typed.strip())) if wanted else self

    def visible_to(self, user: "User", permission: str = "people.view_employee") -> "EmployeeQuerySet":
        """Those whom the account may see by that permission: itself, and whoever works in its scope today."""
        from common import clock

        if not user.access.has(permission):
            return self.filter(user=user)
        scope = departments_in_scope(user, permission)
        if scope is None:
            return self
        posts = Assignment.objects.on(clock.today()).filter(employee=OuterRef("pk"), department__in=scope)
        return self.filter(Q(user=user) | Exists(posts))


class Employee(models.Model):
    """A person who works, worked or will work here."""

    number = models.CharField(max_length=32, unique=True, verbose_name=_("employee number"))
    name = models.CharField(max_length=64, verbose_name=pgettext_lazy("person", "name"))
    name_key = models.CharField(max_length=160, editable=False, help_text=_("Pinyin of the name, for sorting."))
    search_key = models.CharField(max_length=200, default="", editable=False, help_text=_("What a search for the name is compared with."))
    user = models.OneToOneField("people.User", models.PROTECT, null=True, blank=True, related_name="employee", verbose_name=_("account"))
    mobile = models.CharField(max_length=20, blank=True, verbose_name=_("mobile"))
    email = models.EmailField(blank=True, verbose_name=_("e-mail"))
    phone = models.CharField(max_length=32, blank=True, verbose_name=_("office phone"))
    joined_on = models.DateField(verbose_name=_("joined on"))
    left_on = models.DateField(null=True, blank=True, verbose_name=pgettext_lazy("employment", "last day"))

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["name_key", "number", "pk"]
        indexes = [models.Index(fields=["name_key", "number", "id"], name="people_employee_by_name")]  # a page of the directory
        permissions = [
            ("use_admin", _("Can enter the admin")),
            ("view_directory", _("Can see the staff directory")),
            ("import_employee", _("Can import and export people")),
        ]
        constraints = [
            models.CheckConstraint(
                name="people_employee_leaves_after_joining",
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_keys(self) -> None:
        """Derive the keys of the name: also for who writes many rows at once, past `save`."""
        self.name_key, self.search_key = pinyin_key(self.name), search_key(self.name)

    def on(self, day: date) -> "Assignment | None":
        """The regular post held on that day, with its department; None when there was none."""
        held = self.assignments.on(day).filter(kind=AssignmentKind.REGULAR)
        return held.select_related("post", "department").first()


class EmployeeFileQuerySet(QuerySet["EmployeeFile"]):
    def visible_to(self, user: "User", permission: str = "people.view_employeefile") -> "EmployeeFileQuerySet":
        """One's own, and those of the people in one's scope."""
        return self.filter(employee__in=Employee.objects.visible_to(user, permission))


class EmployeeFile(models.Model):
    """What HR keeps about a person and others may not see. Every reading is written to the trail."""

    audit_hidden = ("identity_number", "home_address", "emergency_contact")

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="file", verbose_name=_("employee"))
    identity_number = models.CharField(max_length=32, blank=True, verbose_name=_("identity number"))
    birth_on = models.DateField(null=True, blank=True, verbose_name=_("date of birth"))
    home_address = models.CharField(max_length=200, blank=True, verbose_name=_("home address"))
    emergency_contact = models.CharField(max_length=100, blank=True, verbose_name=_("emergency contact"))
    level = models.CharField(max_length=16, choices=Level, default=Level.RESTRICTED, verbose_name=_("level"))

    objects = EmployeeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("personnel file")
        verbose_name_plural = _("personnel files")

    def __str__(self) -> str:
        return str(self.employee)


class PostQuerySet(DatedQuerySet):
    def open_to(self, user: "User", permission: str = "people.add_assignment") -> "PostQuerySet":
        """Those whom the account may fill: in its scope, and no post that gives every permission unless it has that itself."""
        found = self.filter(within_scope(user, permission, "department"))
        return found if user.access.everything else found.exclude(role__permissions__contains=[EVERYTHING])


class Post(models.Model):
    """A post in a department over a stretch of days. Its rank counts inside that organisation only (ORG-08).

    rank: higher is more senior. reports_to: the post above, when rank alone does not say it.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="posts", verbose_name=_("department"))
    title = models.CharField(max_length=64, verbose_name=_("title"))
    rank = models.PositiveSmallIntegerField(verbose_name=_("rank"), help_text=_("A higher number is more senior."))
    is_head = models.BooleanField(default=False, verbose_name=_("heads the unit"))
    reports_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reports to"))
    role = models.ForeignKey("people.Role", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role"))
    during = DateRangeField(verbose_name=_("in force"))

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["department", "-rank", "pk"]
        constraints = [
            ExclusionConstraint(
                name="people_post_one_head_post",
                expressions=[(IdRange("department"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_head=True),
                violation_error_message=_("The unit already has a post that heads it in this time."),
            ),
            models.UniqueConstraint(fields=["id", "department", "is_head"], name="people_post_for_assignments"),
            models.CheckConstraint(name="people_post_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return self.title


class AssignmentKind(models.TextChoices):
    REGULAR = "regular", _("regular")
    CONCURRENT = "concurrent", _("concurrent post")
    ACTING = "acting", _("acting")


class Assignment(models.Model):
    """Somebody holds a post over a stretch of days. Ended by closing `during`, never by rewriting it.

    department, is_head: copies of the post's columns for the constraints; a foreign key over all three keeps them true.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="assignments", verbose_name=_("employee"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments", verbose_name=_("post"))
    department = models.ForeignKey(Department, models.PROTECT, editable=False, related_name="assignments", verbose_name=_("department"))
    is_head = models.BooleanField(editable=False, verbose_name=_("heads the unit"))
    kind = models.CharField(max_length=16, choices=AssignmentKind, default=AssignmentKind.REGULAR, verbose_name=_("kind"))
    during = DateRangeField(verbose_name=_("in force"))
    reason = models.CharField(max_length=200, blank=True, verbose_name=_("reason"))

    warnings: tuple[str, ...] = ()  # what the service wants said about it; not stored

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["employee", "during", "pk"]
        indexes = [models.Index(fields=["department", "employee"], name="people_assignment_of_dept")]  # staff of a department
        constraints = [
            ExclusionConstraint(
                name="people_assignment_one_regular_post",
                expressions=[(IdRange("employee"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind="regular"),
                violation_error_message=_("This person already holds a regular post in that time."),
            ),
            ExclusionConstraint(
                name="people_assignment_one_head",
                expressions=[(IdRange("department"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_head=True) & ~Q(kind="acting"),
                violation_error_message=_("The unit already has a head in that time."),
            ),
            ExclusionConstraint(
                name="people_assignment_one_acting_head",
                expressions=[(IdRange("department"), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_head=True, kind="acting"),
                violation_error_message=_("The unit already has an acting head in that time."),
            ),
            models.CheckConstraint(name="people_assignment_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.post}"

    @property
    def appointment_or_none(self) -> "Appointment | None":
        """The paper behind it, when the row was read together with it."""
        return getattr(self, "appointment", None)


class AppointmentQuerySet(QuerySet["Appointment"]):
    def visible_to(self, user: "User", permission: str = "people.view_appointment") -> "AppointmentQuerySet":
        """Those of the departments where the account has the permission."""
        return self.filter(within_scope(user, permission, "assignment__department"))


class Appointment(models.Model):
    """The act by which the company made somebody head of a unit (ORG-05): by whom, when, on what paper."""

    append_only = True

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="appointment", verbose_name=_("assignment"))
    authority = models.CharField(max_length=100, verbose_name=_("appointing authority"))
    appointed_on = models.DateField(verbose_name=_("appointed on"))
    document_number = models.CharField(max_length=64, verbose_name=_("document number"))
    document = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False, verbose_name=_("recorded at"))

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")

    def __str__(self) -> str:
        return f"{self.document_number} {self.assignment}"
