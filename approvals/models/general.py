"""The general request, and its variants that an administrator makes on a page."""

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.choices import GeneralState, Need
from common.models import Level, Upload
from people.models import Employee

GENERAL = "general"


class RequestKind(models.Model):
    """A variant of the general request: its name, and which fields its form shows. Its routes name it by `kind`."""

    code = models.CharField(
        max_length=32, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9-]*$")], verbose_name=_("code"),
        help_text=_("Small letters, digits and hyphens. Never changes."),
    )  # fmt: skip
    name = models.CharField(max_length=40, unique=True, verbose_name=pgettext_lazy("of a thing", "name"))
    hint = models.CharField(max_length=200, blank=True, verbose_name=_("hint"), help_text=_("One sentence above the form: when to use it."))
    text = models.CharField(max_length=16, choices=Need, default=Need.OPTIONAL, verbose_name=_("reason and details"))
    amount = models.CharField(max_length=16, choices=Need, default=Need.OPTIONAL, verbose_name=_("amount"))
    dates = models.CharField(max_length=16, choices=Need, default=Need.HIDDEN, verbose_name=_("dates"))
    attachments = models.CharField(max_length=16, choices=Need, default=Need.OPTIONAL, verbose_name=_("attachments"))
    level = models.CharField(max_length=16, choices=Level, default=Level.DEPARTMENT, verbose_name=_("level"))
    order = models.PositiveSmallIntegerField(default=100, verbose_name=_("order"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))
    is_builtin = models.BooleanField(default=False, editable=False, verbose_name=_("built in"))

    class Meta:
        verbose_name = _("kind of general request")
        verbose_name_plural = _("kinds of general request")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return gettext(self.name) if self.is_builtin else self.name

    @property
    def kind(self) -> str:
        """Its code among all kinds of request."""
        return f"{GENERAL}:{self.code}"


class GeneralRequest(models.Model):
    """Something that has no form of its own, as the applicant typed it; its Request carries it through its route.

    amount in CNY. starts_on, ends_on: both included. key: made with the form, so that a double tap is one request.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.ForeignKey(RequestKind, models.PROTECT, related_name="requests", editable=False, verbose_name=_("kind"))
    applicant = models.ForeignKey(Employee, models.PROTECT, related_name="general_requests", editable=False, verbose_name=_("applicant"))
    title = models.CharField(max_length=80, verbose_name=pgettext_lazy("of a request", "title"))
    text = models.TextField(max_length=5000, blank=True, verbose_name=_("reason and details"))
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal("0.01"))],
        verbose_name=_("amount (CNY)"),
    )  # fmt: skip
    starts_on = models.DateField(null=True, blank=True, verbose_name=_("first day"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("last day"))
    level = models.CharField(max_length=16, choices=Level, default=Level.DEPARTMENT, verbose_name=_("level"))
    state = models.CharField(max_length=16, choices=GeneralState, default=GeneralState.DRAFT, editable=False, verbose_name=_("state"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))
    changed_at = models.DateTimeField(editable=False, verbose_name=_("changed at"))

    class Meta:
        verbose_name = _("general request")
        verbose_name_plural = _("general requests")
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(  # my drafts
                fields=["applicant", "-changed_at"], name="approvals_general_drafts", condition=Q(state="draft")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="approvals_general_days_in_order",
                condition=Q(starts_on=None, ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                violation_error_message=_("The first day lies after the last day, please check."),
            ),
            models.CheckConstraint(
                name="approvals_general_amount_positive",
                condition=Q(amount=None) | Q(amount__gt=0),
                violation_error_message=_("The amount is more than zero, or left empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GeneralRequestFile(models.Model):
    """A file of a general request. Removed ones stay, because an earlier round showed them."""

    request = models.ForeignKey(GeneralRequest, models.PROTECT, related_name="files", verbose_name=_("request"))
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="general_request_file", verbose_name=_("file"))
    removed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("removed at"))

    class Meta:
        verbose_name = _("file of a general request")
        verbose_name_plural = _("files of general requests")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.upload)
