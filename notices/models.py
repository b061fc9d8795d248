"""Notices, who received and read them, and their way out of the house."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from notices.kinds import kind_of
from people.models import Employee

if TYPE_CHECKING:
    from people.models import User


class NoticeLevel(models.TextChoices):
    INFO = "info", _("for information")
    IMPORTANT = "important", _("important")
    URGENT = "urgent", _("urgent")


class NoticeQuerySet(QuerySet["Notice"]):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """Those that the account's employee, or somebody in its scope of looking at notices, sent or received."""
        people = Employee.objects.visible_to(user, "notices.view_notice").values("pk")
        received = NoticeRecipient.objects.filter(notice=OuterRef("pk"), recipient__in=people)
        return self if user.access.company_wide("notices.view_notice") else self.filter(Q(sender__in=people) | Exists(received))


class Notice(models.Model):
    """What was said, by whom and when: a fact."""

    append_only = True

    kind = models.CharField(max_length=32, verbose_name=_("kind"))
    level = models.CharField(max_length=16, choices=NoticeLevel, default=NoticeLevel.INFO, verbose_name=_("importance"))
    sender = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="notices_sent",
        verbose_name=_("sender"), help_text=_("Empty: the system."),
    )  # fmt: skip
    subject = models.CharField(max_length=120, verbose_name=_("subject"))
    body = models.TextField(max_length=5000, blank=True, verbose_name=_("text"))
    link = models.CharField(max_length=300, blank=True, verbose_name=_("page"), help_text=_("A page of this house, such as /notices/."))
    created_at = models.DateTimeField(verbose_name=_("sent at"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        permissions = [("send", _("Can send notices"))]
        indexes = [models.Index(fields=["sender", "-created_at", "-id"], name="notices_notice_of_sender")]  # what I sent
        constraints = [
            models.CheckConstraint(
                name="notices_notice_link_inside",
                condition=Q(link="") | Q(link__regex=r"^/([^/\\]|$)"),
                violation_error_message=_("A notice links to a page of this house only."),
            ),
            models.CheckConstraint(
                name="notices_notice_has_subject", condition=~Q(subject=""), violation_error_message=_("A notice needs a subject.")
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_kind_display(self) -> str:
        return str(kind_of(self.kind).label)

    @property
    def icon(self) -> str:
        return kind_of(self.kind).icon


class RecipientQuerySet(QuerySet["NoticeRecipient"]):
    def of(self, user: "User") -> "RecipientQuerySet":
        """What the account's own employee received."""
        return self.filter(recipient__user=user)

    def visible_to(self, user: "User") -> "RecipientQuerySet":
        """Those of the people whose received notices the account may look at."""
        return self.filter(recipient__in=Employee.objects.visible_to(user, "notices.view_noticerecipient").values("pk"))

    def unread(self) -> "RecipientQuerySet":
        return self.filter(read_at=None)


class NoticeRecipient(models.Model):
    """One person's copy. `read_at` is set when it is opened, once: a trigger refuses every other change."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="recipients", verbose_name=_("notice"))
    recipient = models.ForeignKey(Employee, models.PROTECT, related_name="notices", verbose_name=_("recipient"))
    delivered_at = models.DateTimeField(verbose_name=_("delivered at"))
    read_at = models.DateTimeField(null=True, blank=True, verbose_name=_("read at"))

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("received notice")
        verbose_name_plural = _("received notices")
        ordering = ["-notice", "pk"]
        indexes = [
            models.Index(fields=["recipient", "-notice"], name="notices_recipient_list"),  # my notices
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notices_recipient_unread"),  # the bell
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "recipient"], name="notices_recipient_once"),
            models.CheckConstraint(
                name="notices_recipient_read_after_delivered", condition=Q(read_at=None) | Q(read_at__gte=F("delivered_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.recipient}"


class ChannelQuerySet(QuerySet["Channel"]):
    def visible_to(self, user: "User") -> "ChannelQuerySet":
        """Those of the people whose channels the account may look at."""
        return self.filter(owner__in=Employee.objects.visible_to(user, "notices.view_channel").values("pk"))

    def in_use(self) -> "ChannelQuerySet":
        return self.filter(removed_at=None)

    def of_staff(self, day: date) -> "ChannelQuerySet":
        """Those of people who still work here on that day: a leaver's group is told nothing more."""
        return self.filter(Q(owner__left_on=None) | Q(owner__left_on__gte=day))


class Channel(models.Model):
    """A way by which somebody also wants to be told: a robot of a chat group, a mailbox.

    address: an apprise URL, which holds the secret; emptied when the channel is removed. kinds: empty means all.
    quiet_from, quiet_until: in the company's zone; may pass midnight; what comes in between goes out afterwards.
    """

    audit_hidden = ("address",)

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="channels", verbose_name=_("owner"))
    label = models.CharField(max_length=64, verbose_name=_("name"))
    service = models.CharField(max_length=32, editable=False, verbose_name=_("service"))
    address = models.TextField(blank=True, verbose_name=_("address"))
    is_enabled = models.BooleanField(default=True, verbose_name=_("in use"))
    kinds = ArrayField(models.CharField(max_length=32), default=list, blank=True, verbose_name=_("kinds of notice"))
    levels = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("importance"))
    quiet_from = models.TimeField(null=True, blank=True, verbose_name=_("quiet from"))
    quiet_until = models.TimeField(null=True, blank=True, verbose_name=_("quiet until"))
    created_at = models.DateTimeField(verbose_name=_("created at"))
    removed_at = models.DateTimeField(null=True, blank=True, editable=False, verbose_name=_("removed at"))

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["owner", "pk"]
        constraints = [
            models.CheckConstraint(
                name="notices_channel_removed_keeps_no_address",
                condition=Q(removed_at=None) & ~Q(address="") | Q(removed_at__isnull=False, address="", is_enabled=False),
            ),
            models.CheckConstraint(
                name="notices_channel_quiet_hours_whole",
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                violation_error_message=_("Quiet hours need a start and a different end."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("handed over")
    FAILED = "failed", _("not delivered")
    UNSURE = "unsure", _("outcome unknown")
    DROPPED = "dropped", _("not sent: channel removed")


class DeliveryQuerySet(QuerySet["Delivery"]):
    def visible_to(self, user: "User") -> "DeliveryQuerySet":
        """Those to the people whose deliveries the account may look at."""
        return self.filter(recipient__recipient__in=Employee.objects.visible_to(user, "notices.view_delivery").values("pk"))


class Delivery(models.Model):
    """One notice on its way over one channel, sent at most once (services/deliveries.py).

    due_at: not before. attempts: claims so far. claimed_at: when a worker last took it. error: why the last one failed.
    """

    audit_exempt = "each row is the log of its own sending"

    recipient = models.ForeignKey(NoticeRecipient, models.PROTECT, related_name="deliveries", verbose_name=_("received notice"))
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", verbose_name=_("channel"))
    state = models.CharField(max_length=16, choices=DeliveryState, default=DeliveryState.QUEUED, verbose_name=_("state"))
    due_at = models.DateTimeField(verbose_name=_("due at"))
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    claimed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("taken up at"))
    finished_at = models.DateTimeField(null=True, blank=True, verbose_name=_("finished at"))
    error = models.CharField(max_length=200, blank=True, verbose_name=_("error"))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="notices_delivery_open"),  # the sweep
            models.Index(fields=["channel", "-id"], name="notices_delivery_of_channel"),  # a channel's log
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "channel"], name="notices_delivery_once"),
            models.CheckConstraint(
                name="notices_delivery_state_has_stamps",
                condition=Q(state="queued", finished_at=None)
                | Q(state="sending", claimed_at__isnull=False, attempts__gt=0, finished_at=None)
                | Q(state__in=["sent", "failed", "unsure"], claimed_at__isnull=False, finished_at__isnull=False)
                | Q(state="dropped", finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} > {self.channel_id} ({self.state})"
