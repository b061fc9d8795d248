"""The ways by which somebody also wants to be told."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from notices.channels import read_address
from notices.models import Channel, Delivery, DeliveryState, Notice, NoticeRecipient
from notices.services.deliveries import queue_deliveries
from people.models import Employee

MOST_CHANNELS = 10


@transaction.atomic
def add_channel(*, owner: Employee, label: str, address: str, secret: str = "", at: datetime) -> Channel:
    """A new channel, in use at once, for every kind of notice.

    Raises RuleBroken when the address cannot be used, or the person has ten already.
    """
    Employee.objects.select_for_update().get(pk=owner.pk)  # two windows cannot pass the limit together
    if Channel.objects.in_use().filter(owner=owner).count() >= MOST_CHANNELS:
        raise RuleBroken(_("There are %(count)d channels already. Remove one first."), count=MOST_CHANNELS)
    read = read_address(address, secret)
    return Channel.objects.create(owner=owner, label=label, service=read.service, address=read.url, created_at=at)


@transaction.atomic
def set_channel(
    *, channel: Channel, label: str, is_enabled: bool, kinds: Iterable[str], levels: Iterable[str],
    quiet_from: time | None, quiet_until: time | None,
) -> Channel:  # fmt: skip
    """What goes over the channel, and when not. Raises RuleBroken for half of the quiet hours, or a removed channel."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.removed_at:
        raise RuleBroken(_("This channel has been removed. Add it anew."))
    if (quiet_from is None) != (quiet_until is None) or (quiet_from is not None and quiet_from == quiet_until):
        raise RuleBroken(_("Quiet hours need a start and a different end."))
    channel.label, channel.is_enabled = label, is_enabled
    channel.kinds, channel.levels = list(kinds), list(levels)
    channel.quiet_from, channel.quiet_until = quiet_from, quiet_until
    channel.save(update_fields=["label", "is_enabled", "kinds", "levels", "quiet_from", "quiet_until"])
    return channel


@transaction.atomic
def remove_channel(*, channel: Channel, at: datetime) -> None:
    """Forget the address and send nothing more over it; what was sent stays written down. Harmless to repeat."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.removed_at:
        return
    channel.address, channel.is_enabled, channel.removed_at = "", False, at
    channel.save(update_fields=["address", "is_enabled", "removed_at"])
    waiting = Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED)
    waiting.update(state=DeliveryState.DROPPED, finished_at=at)


@transaction.atomic
def try_channel(*, channel: Channel, at: datetime) -> Delivery:
    """Send a notice of its own over this channel alone. Raises RuleBroken when the channel is not in use."""
    channel = Channel.objects.select_for_update(of=("self",)).select_related("owner__user").get(pk=channel.pk)
    if not channel.is_enabled:
        raise RuleBroken(_("The channel is switched off. Switch it on first."))
    user = channel.owner.user
    with translation.override(user.language if user else None):
        subject = _("Test of the channel “%(label)s”") % {"label": channel.label}
    notice = Notice.objects.create(kind="channel_test", sender=channel.owner, subject=subject, created_at=at)
    row = NoticeRecipient.objects.create(notice=notice, recipient=channel.owner, delivered_at=at)
    return queue_deliveries(notice, [row], [channel])[0]
