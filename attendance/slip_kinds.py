"""The kinds of request of attendance: what their approvers are shown, and what an outcome does."""

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.choices import Mode, Who
from approvals.kinds import Item, Kind, Shown
from approvals.models import Request, Route, RouteStep
from attendance.choices import SlipKind
from attendance.models import Slip, SlipFile
from attendance.policy import Leave
from attendance.services import slips
from common import clock
from common.models import Upload
from common.templatetags.show import bare_day, local
from people.models import User
from rules.provider import held

TYPES = Leave.types.key
LABELS = {
    SlipKind.LEAVE: _("Leave"),
    SlipKind.TRIP: _("Business trip"),
    SlipKind.OUTING: _("Work outside"),
    SlipKind.EXIT: _("Temporary exit"),
    SlipKind.OVERTIME: _("Overtime"),
    SlipKind.SWAP: _("Swap of a rest day"),
}
FORMER = (gettext_noop("days of work"), gettext_noop("minutes of work"))  # labels of requests that were frozen with them


def shown(slip: Slip) -> Shown:
    """What the approvers decide on: whose time, from when to when, how much of it is work, why, and the proofs."""
    title = f"{slip.employee.name} {slip.type or LABELS[SlipKind(slip.kind)]} {bare_day(local(slip.during.lower).date())}"
    items = [Item(gettext_noop("time asked for"), (local(slip.during.lower), local(slip.during.upper)), "span")]
    if slip.minutes:  # overtime lies outside of the working time
        items.append(Item(gettext_noop("in days of work"), slip.days, "days"))
        items.append(Item(gettext_noop("in working time"), slip.minutes, "minutes"))
    if slip.is_short_notice:
        items.append(Item(gettext_noop("notice given"), gettext_noop("shorter than the rules ask for")))
    for more in _more:
        items.extend(more(slip))
    items.append(Item(gettext_noop("reason"), slip.reason, "long"))
    files = [row.upload for row in slip.files.filter(removed_at=None).select_related("upload").order_by("pk")]
    return Shown(title=title, items=tuple(items), files=tuple(files))


_more: list[Any] = []


def show_more(more: Any) -> None:
    """Let `more(slip)` add lines to what approvers are shown: a list of Items."""
    _more.append(more)


def edit_url(slip: Slip) -> str:
    return reverse("attendance:slip-edit", args=[slip.pk])


def leave_variants() -> list[tuple[str, str]]:
    """Every leave type that the wall has somewhere today: each may have routes of its own (LEV-05)."""
    day = clock.today()
    units = [None, *held().scopes_of(TYPES)]
    return list(dict.fromkeys((name, name) for unit in units for name in Leave.on(day, unit).types or {}))


def register() -> None:
    for code, label in LABELS.items():
        kinds.register(
            Kind(
                code=f"attendance.{code}", label=label, shown=shown, edit_url=edit_url, on_submitted=slips.follow,
                on_approved=slips.follow, on_refused=slips.follow, on_sent_back=slips.follow, on_withdrawn=slips.follow,
                variants=leave_variants if code == SlipKind.LEAVE else None, has_common_routes=code == SlipKind.LEAVE,
            )
        )  # fmt: skip


def ensure_routes(**_: object) -> None:
    """The route by the direct superior for each kind of slip, made once; long leave goes one higher. A post_migrate receiver."""
    for code in LABELS:
        kind = f"attendance.{code}"
        if Route.objects.filter(kind=kind).exists():
            continue
        short = Route.objects.create(kind=kind, name=gettext_noop("Direct superior"))
        RouteStep.objects.create(route=short, order=1, name=gettext_noop("Direct superior"), who=Who.SUPERIOR, level=1, mode=Mode.ANY)
        if code == SlipKind.LEAVE:
            long = Route.objects.create(kind=kind, name=gettext_noop("Long leave"), priority=50, days_from=Decimal(3))
            for order in (1, 2):
                RouteStep.objects.create(
                    route=long, order=order, name=gettext_noop("Direct superior") if order == 1 else gettext_noop("Next higher superior"),
                    who=Who.SUPERIOR, level=order, mode=Mode.ANY,
                )  # fmt: skip


def may_read_file(user: User, upload: Upload) -> bool:
    """Proofs open to whoever sees the request, and to whoever may see the slip."""
    row = SlipFile.objects.filter(upload=upload).select_related("slip").first()
    if row is None:
        return False
    asked = Request.objects.visible_to(user).filter(Q(pk=row.slip.request_id))
    return asked.exists() or Slip.objects.visible_to(user).filter(pk=row.slip_id).exists()
