"""The kind of request of an advance: what its approvers are shown."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.kinds import Item, Kind, Shown
from attendance.models import TripDetails
from common import clock
from finance.domain.uppercase import in_words
from finance.models import Advance
from finance.services.advances import KIND, day_of, follow, way_for


def shown(advance: Advance) -> Shown:
    """Who wants how much for what, until when it is settled, and why it goes to the management."""
    items = [
        Item(gettext_noop("amount (CNY)"), advance.amount, "money"),
        Item(gettext_noop("capital words"), in_words(advance.amount, prefix=True)),
        Item(gettext_noop("to be settled by"), advance.settle_by, "day"),
    ]
    trip = TripDetails.objects.filter(slip=advance.trip_id).select_related("slip").first() if advance.trip_id else None
    if trip:
        first, last = (day_of(at) for at in (trip.slip.during.lower, trip.slip.during.upper))
        items.append(Item(gettext_noop("business trip"), trip.destination))
        items.append(Item(gettext_noop("days"), (first, last), "span"))
        if trip.cost_estimate is not None:
            items.append(Item(gettext_noop("estimate of the trip"), trip.cost_estimate, "money"))
    way = way_for(advance, clock.today())
    if way.major and way.citation:
        items.append(Item(gettext_noop("major spending by"), way.citation.recorded))
    items.append(Item(gettext_noop("what for"), advance.purpose, "long"))
    return Shown(title=f"{advance.employee.name} {advance.purpose}"[:120], items=tuple(items))


def edit_url(advance: Advance) -> str:
    return reverse("finance:advance-edit", args=[advance.pk])


def register() -> None:
    kinds.register(
        Kind(
            code=KIND, label=_("Advance"), shown=shown, edit_url=edit_url, on_submitted=follow, on_approved=follow, on_refused=follow,
            on_sent_back=follow, on_withdrawn=follow,
        )
    )  # fmt: skip
