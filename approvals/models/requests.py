"""A request, and what it showed each time it was submitted."""

from typing import TYPE_CHECKING

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.choices import CLOSED, OPEN, State
from common.models import CONFIDENTIAL, Level
from people.access import within_scope
from people.models import Department, Employee

if TYPE_CHECKING:
    from people.models import User


class RequestQuerySet(QuerySet["Request"]):
    def visible_to(self, user: "User") -> "RequestQuerySet":
        """What the account may see: its own, what it is or was asked to decide, and what lies in its scope.

        What is confidential opens to applicant and approvers only, whatever the scope. A kind may name further readers.
        """
        from approvals.kinds import readers
        from approvals.models import Decision, StepApprover

        may = within_scope(user, "approvals.view_request", "department") & ~Q(level__in=CONFIDENTIAL)
        me = getattr(user, "employee", None)
        if me is not None:
            asked = StepApprover.objects.filter(step__request=OuterRef("pk"))
            asked = asked.filter(Q(approver=me) | Q(on_behalf_of=me))
            decided = Decision.objects.filter(request=OuterRef("pk"), decided_by=me)
            may |= Q(applicant=me) | Exists(asked) | Exists(decided)
        return self.filter(may | readers(user))

    def open(self) -> "RequestQuerySet":
        """Those that still wait for an approver or for their applicant."""
        return self.filter(state__in=OPEN)


class Request(models.Model):
    """Somebody asks for a yes on a subject. Its route is frozen in its steps, what was shown in its submissions.

    kind: code of a registered kind. kind_name: what it was called then. level: who may see it.
    amount in CNY. days: length asked for. round: counts submissions; grows when a request that was sent back returns.
    key: the same key is the same request, so that a repeated submission makes no second one.
    """

    number = models.CharField(max_length=32, unique=True, editable=False, verbose_name=_("number"))
    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(max_length=64, editable=False, verbose_name=_("kind"))
    kind_name = models.CharField(max_length=64, editable=False, verbose_name=_("kind"))
    title = models.CharField(max_length=120, editable=False, verbose_name=pgettext_lazy("of a request", "title"))
    applicant = models.ForeignKey(Employee, models.PROTECT, related_name="requests", editable=False, verbose_name=_("applicant"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", editable=False, verbose_name=_("department"),
        help_text=_("The applicant's at submission."),
    )  # fmt: skip
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", editable=False)
    object_id = models.BigIntegerField(editable=False)
    subject = GenericForeignKey()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False, verbose_name=_("amount (CNY)"))
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, editable=False, verbose_name=_("days"))
    level = models.CharField(max_length=16, choices=Level, default=Level.DEPARTMENT, editable=False, verbose_name=_("level"))
    state = models.CharField(max_length=16, choices=State, default=State.SUBMITTED, editable=False, verbose_name=_("state"))
    round = models.PositiveSmallIntegerField(default=1, editable=False, verbose_name=_("round"))
    submitted_at = models.DateTimeField(editable=False, verbose_name=_("submitted at"))
    closed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("closed at"))

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["applicant", "-submitted_at", "-id"], name="approvals_request_mine"),  # my requests
            models.Index(fields=["department", "-submitted_at", "-id"], name="approvals_request_unit"),  # a unit's requests
            models.Index(fields=["content_type", "object_id"], name="approvals_request_of"),  # the requests on a subject
        ]
        constraints = [
            models.UniqueConstraint(
                name="approvals_request_one_open",
                fields=["content_type", "object_id"],
                condition=Q(state__in=OPEN),
                violation_error_message=_("This has already been submitted and is not decided yet."),
            ),
            models.UniqueConstraint(name="approvals_request_for_copies", fields=["id", "applicant"]),
            models.CheckConstraint(
                name="approvals_request_closed_has_stamp",
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | Q(state__in=OPEN, closed_at=None),
            ),
            models.CheckConstraint(name="approvals_request_amount_not_negative", condition=Q(amount=None) | Q(amount__gte=0)),
            models.CheckConstraint(name="approvals_request_days_not_negative", condition=Q(days=None) | Q(days__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def kind_label(self) -> str:
        """What the kind was called when it was submitted, in the reader's language."""
        return gettext(self.kind_name) if self.kind_name else self.kind

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_confidential(self) -> bool:
        return self.level in CONFIDENTIAL


class Submission(models.Model):
    """What the approvers were shown in one round, and its digest, which every decision of the round signs.

    snapshot: as kinds.Shown.as_json makes it.
    """

    append_only = True

    request = models.ForeignKey(Request, models.PROTECT, related_name="submissions", verbose_name=_("request"))
    round = models.PositiveSmallIntegerField(verbose_name=_("round"))
    snapshot = models.JSONField(verbose_name=_("what was shown"))
    digest = models.CharField(max_length=64, verbose_name=_("digest"))
    submitted_at = models.DateTimeField(verbose_name=_("submitted at"))

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["request", "round"]
        constraints = [models.UniqueConstraint(name="approvals_submission_once_a_round", fields=["request", "round"])]

    def __str__(self) -> str:
        return f"{self.request} · {_('round')} {self.round}"
