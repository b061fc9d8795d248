"""Notices on their way out: each is sent at most once.

A worker claims a delivery and commits the claim before it sends. What it then learns it writes down; when it dies in
between nobody knows whether the message went out, so it becomes `unsure`, is shown, and never sent again. Only a
failure that is known (refused, never reached) is tried again, a few times, later and later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import clock, jobs
from notices.domain import Answer, Outcome, due_after_quiet, next_attempt
from notices.models import Channel, Delivery, DeliveryState, Notice, NoticeRecipient

CLAIM_HOLDS = timedelta(minutes=10)  # longer than any sending takes
LOST_AFTER = timedelta(minutes=2)  # a job that should have run by now
SWEEP_AT_ONCE = 500


def queue_deliveries(notice: Notice, recipients: Sequence[NoticeRecipient], channels: Sequence[Channel] | None = None) -> list[Delivery]:
    """Queue the notice for every channel of the recipients that wants it (or only for `channels`). Three statements."""
    by_owner = {row.recipient_id: row for row in recipients}
    tz = timezone.get_default_timezone()
    if channels is None:
        enabled = Channel.objects.in_use().of_staff(notice.created_at.astimezone(tz).date()).filter(is_enabled=True, owner__in=by_owner)
        channels = [c for c in enabled.order_by("pk") if wants(c, notice)]
    made = Delivery.objects.bulk_create(
        Delivery(
            recipient=by_owner[channel.owner_id],
            channel=channel,
            due_at=due_after_quiet(notice.created_at, channel.quiet_from, channel.quiet_until, tz),
        )
        for channel in channels
    )
    defer(made)
    return made


def wants(channel: Channel, notice: Notice) -> bool:
    """Whether the channel's owner wants this kind and importance there."""
    return (not channel.kinds or notice.kind in channel.kinds) and (not channel.levels or notice.level in channel.levels)


def defer(deliveries: Sequence[Delivery]) -> None:
    """Queue a job for each at its due time, in this transaction: one statement for each different time."""
    by_time: dict[datetime, list[int]] = {}
    for delivery in deliveries:
        by_time.setdefault(delivery.due_at, []).append(delivery.pk)
    for due_at, ids in by_time.items():
        jobs.later_each("notices.deliver", [{"delivery_id": id} for id in ids], at=due_at)


def deliver(*, delivery_id: int, at: datetime) -> Delivery | None:
    """Send the delivery when it is still to be sent and due. Returns None when it is not (any more)."""
    claimed = claim(delivery_id=delivery_id, at=at)
    if claimed is None:
        return None
    from notices.outbound import send  # apprise takes its time to load, and a web process never sends

    answer = send(claimed.channel.address, *message(claimed))
    return finish(delivery=claimed, answer=answer, at=max(at, clock.now()))


@transaction.atomic(durable=True)
def claim(*, delivery_id: int, at: datetime) -> Delivery | None:
    """Take the delivery for this worker, and for nobody else. Committed when this returns."""
    free = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk=delivery_id, state=DeliveryState.QUEUED, due_at__lte=at
    )
    delivery = free.select_related("channel", "recipient__notice", "recipient__recipient__user").first()
    if delivery is None:
        return None
    delivery.state, delivery.claimed_at, delivery.attempts = DeliveryState.SENDING, at, delivery.attempts + 1
    delivery.save(update_fields=["state", "claimed_at", "attempts"])
    return delivery


@transaction.atomic
def finish(*, delivery: Delivery, answer: Answer, at: datetime) -> Delivery | None:
    """Write down what became of this claim. A late answer settles what was thought unsure, but is not tried again."""
    mine = Delivery.objects.select_for_update().filter(
        pk=delivery.pk, attempts=delivery.attempts, state__in=[DeliveryState.SENDING, DeliveryState.UNSURE]
    )
    row = mine.first()
    if row is None:
        return None
    again = next_attempt(at, row.attempts) if row.state == DeliveryState.SENDING else None
    row.error, row.finished_at = answer.error, at
    if answer.outcome == Outcome.SENT:
        row.state = DeliveryState.SENT
    elif answer.outcome == Outcome.UNKNOWN:
        row.state = DeliveryState.UNSURE
    elif again is None:
        row.state = DeliveryState.FAILED
    else:
        row.state, row.due_at, row.finished_at = DeliveryState.QUEUED, again, None
    row.save(update_fields=["state", "error", "finished_at", "due_at"])
    if row.state == DeliveryState.QUEUED:
        defer([row])
    return row


@transaction.atomic
def sweep(*, at: datetime) -> None:
    """Take up what a dead worker left: sending for too long becomes unsure, due for too long gets a new job."""
    Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=at - CLAIM_HOLDS).update(
        state=DeliveryState.UNSURE, finished_at=at, error="the worker stopped while sending"
    )
    lost = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lt=at - LOST_AFTER).order_by("due_at", "pk")
    left = [Delivery(pk=id, due_at=at) for id in lost.values_list("pk", flat=True)[:SWEEP_AT_ONCE]]
    defer(left)


def message(delivery: Delivery) -> tuple[str, str]:
    """Title and body in the recipient's language. The text itself stays in the house: a robot may speak to a group."""
    row = delivery.recipient
    user = row.recipient.user
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        kind = row.notice.get_kind_display()
        title = _("Operations notice: %(kind)s") % {"kind": kind}
        page = settings.PUBLIC_URL + reverse("notices:notice-detail", args=[row.notice_id]) if settings.PUBLIC_URL else ""
        return title, f"{row.notice.subject}\n{page}".strip()
