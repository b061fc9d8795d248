"""Routes as data: which steps a kind of request takes, and when. A request freezes what it took."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.choices import Mode, Who
from people.models import Department, Employee, Post, Role

MOST_LEVELS = 9
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class Route(models.Model):
    """The steps of a kind under some conditions. Of the routes that fit, the one with the lowest priority is taken.

    amount_from, days_from: from this figure on; amount_below, days_below: up to, but not including, it.
    """

    kind = models.CharField(max_length=64, verbose_name=_("kind"))
    name = models.CharField(max_length=64, verbose_name=pgettext_lazy("of a thing", "name"))
    priority = models.PositiveSmallIntegerField(
        default=100, verbose_name=_("order of trying"), help_text=_("The lowest number is tried first.")
    )
    amount_from = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE, verbose_name=_("amount from (CNY)")
    )
    amount_below = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE, verbose_name=_("amount below (CNY)")
    )
    days_from = models.DecimalField(
        max_digits=6, decimal_places=1, null=True, blank=True, validators=NOT_NEGATIVE, verbose_name=_("days from")
    )
    days_below = models.DecimalField(
        max_digits=6, decimal_places=1, null=True, blank=True, validators=NOT_NEGATIVE, verbose_name=_("days below")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only for department"),
        help_text=_("And all below it. Empty: the whole company."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["kind", "priority", "pk"]
        constraints = [
            models.CheckConstraint(
                name="approvals_route_amounts_in_order",
                condition=Q(amount_from=None) | Q(amount_below=None) | Q(amount_below__gt=F("amount_from")),
                violation_error_message=_("The amounts are the wrong way round."),
            ),
            models.CheckConstraint(
                name="approvals_route_days_in_order",
                condition=Q(days_from=None) | Q(days_below=None) | Q(days_below__gt=F("days_from")),
                violation_error_message=_("The days are the wrong way round."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name; the one that the system gives is in the reader's language."""
        return gettext(self.name) if self.name else ""


class RouteStep(models.Model):
    """A step of a route, and how it finds its approvers.

    who `superior` uses level (1 is the nearest); `head` the head of department, of the applicant's when it is empty.
    """

    route = models.ForeignKey(Route, models.CASCADE, related_name="steps", verbose_name=_("route"))
    order = models.PositiveSmallIntegerField(verbose_name=_("order"))
    name = models.CharField(max_length=64, verbose_name=pgettext_lazy("of a thing", "name"))
    who = models.CharField(max_length=16, choices=Who, default=Who.SUPERIOR, verbose_name=_("who decides"))
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_LEVELS)], verbose_name=_("which superior"),
        help_text=_("1 is the nearest."),
    )  # fmt: skip
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("head of"),
        help_text=_("Empty: the applicant's department."),
    )  # fmt: skip
    person = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"))
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role"))
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ANY, verbose_name=_("when several are asked"))
    fallback = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fall-back person"),
        help_text=_("Decides when nobody else can be found."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("step of a route")
        verbose_name_plural = _("steps of a route")
        ordering = ["route", "order"]
        constraints = [
            models.UniqueConstraint(name="approvals_routestep_order", fields=["route", "order"], deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(
                name="approvals_routestep_names_its_who",
                condition=Q(who="superior", level__gte=1, person=None, post=None, role=None, department=None)
                | Q(who="head", level=None, person=None, post=None, role=None)
                | Q(who="person", person__isnull=False, level=None, post=None, role=None, department=None)
                | Q(who="post", post__isnull=False, level=None, person=None, role=None, department=None)
                | Q(who="role", role__isnull=False, level=None, person=None, post=None, department=None),
                violation_error_message=_("Say who decides this step: the person, post, role or superior it asks."),
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.name) if self.name else ""
