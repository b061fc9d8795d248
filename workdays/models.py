"""Calendars and their days."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from common.templatetags.show import day
from people.access import departments_in_scope
from people.models import Department, Employee
from workdays.choices import DayKind

if TYPE_CHECKING:
    from people.models import User

COMPANY_CALENDAR = gettext_noop("Company calendar")


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


class CalendarQuerySet(QuerySet["Calendar"]):
    def changeable_by(self, user: "User") -> "CalendarQuerySet":
        """Those whose days the account may correct: all, or those used only inside its scope."""
        permission = "workdays.change_calendarday"
        if not user.access.has(permission):
            return self.none()
        scope = departments_in_scope(user, permission)
        if scope is None:
            return self
        uses = CalendarUse.objects.filter(calendar=OuterRef("pk"))
        return self.filter(Exists(uses.filter(department__in=scope)), ~Exists(uses.exclude(department__in=scope)), is_default=False)


class Calendar(models.Model):
    """The days of a site. The default one counts for every department without its own.

    weekdays: the ISO weekdays on which work is done in an ordinary week, Monday is 1.
    """

    name = models.CharField(max_length=64, unique=True, verbose_name=_("name"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=monday_to_friday, verbose_name=_("working weekdays"))
    is_default = models.BooleanField(default=False, editable=False, verbose_name=_("default"))

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["-is_default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="workdays_calendar_one_default"),
            models.CheckConstraint(
                name="workdays_calendar_weekdays_known",
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], weekdays__len__gt=0),
                violation_error_message=_("At least one weekday is needed."),
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.name) if self.is_default else self.name


class CalendarUse(models.Model):
    """A department, with all below it that have none of their own, goes by a calendar."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="uses", verbose_name=_("calendar"))
    department = models.OneToOneField(Department, models.PROTECT, related_name="calendar_use", verbose_name=_("department"))

    class Meta:
        verbose_name = _("use of a calendar")
        verbose_name_plural = _("uses of calendars")
        ordering = ["calendar", "department"]

    def __str__(self) -> str:
        return f"{self.department} · {self.calendar}"


class CalendarDay(models.Model):
    """What a day is. Made from the official list; what a person corrected stays when the list is read again.

    provisional: the official notice for that year was not known when the row was made.
    """

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="days", verbose_name=_("calendar"))
    day = models.DateField(verbose_name=_("day"))
    kind = models.CharField(max_length=20, choices=DayKind, verbose_name=_("kind of day"))
    name = models.CharField(max_length=100, blank=True, verbose_name=_("name"))
    provisional = models.BooleanField(default=False, editable=False, verbose_name=_("provisional"))
    corrected_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("corrected by"))
    corrected_at = models.DateTimeField(null=True, editable=False, verbose_name=_("corrected at"))
    reason = models.CharField(max_length=200, blank=True, editable=False, verbose_name=_("reason"))

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["calendar", "day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="workdays_day_once"),
            models.CheckConstraint(name="workdays_day_kind_known", condition=Q(kind__in=DayKind.values)),
            models.CheckConstraint(
                name="workdays_day_correction_signed",
                condition=Q(corrected_at=None, corrected_by=None, reason="")
                | Q(corrected_at__isnull=False, corrected_by__isnull=False, provisional=False) & ~Q(reason=""),
                violation_error_message=_("A corrected day needs its reason, who corrected it and the time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{day(self.day)} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Where the day is corrected."""
        page = reverse("workdays:day", args=[self.day.year, self.day.month, self.day.day])
        return f"{page}?site={self.calendar_id}"
