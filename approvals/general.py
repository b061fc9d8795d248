"""The kind 通用申请: what its approvers are shown, and what an outcome does to it."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.choices import GeneralState, Mode, Who
from approvals.kinds import Item, Kind, Shown
from approvals.models import GeneralRequest, GeneralRequestFile, Request, RequestKind, Route, RouteStep
from approvals.models.general import GENERAL
from common.models import Upload
from people.models import User

PURPOSE = "approvals.request"  # of its uploads
NAME = gettext_noop("General request")


def shown(subject: GeneralRequest) -> Shown:
    """What was typed, in the order of the form, without the fields left empty."""
    items = []
    if subject.amount is not None:
        items.append(Item(gettext_noop("amount (CNY)"), subject.amount, "money"))
    if subject.starts_on and subject.ends_on:
        items.append(Item(gettext_noop("dates"), (subject.starts_on, subject.ends_on), "span"))
    if subject.text:
        items.append(Item(gettext_noop("reason and details"), subject.text, "long"))
    files = [row.upload for row in subject.files.filter(removed_at=None).select_related("upload").order_by("pk")]
    return Shown(title=subject.title, items=tuple(items), files=tuple(files), level=subject.level)


def days_of(subject: GeneralRequest) -> Decimal | None:
    """How many days it asks for, both ends included."""
    if subject.starts_on is None or subject.ends_on is None:
        return None
    return Decimal((subject.ends_on - subject.starts_on).days + 1)


def follow(request: Request, /) -> None:
    """The general request says what its request says."""
    subject: Any = request.subject
    subject.state = GeneralState(request.state)
    subject.save(update_fields=["state"])


def edit_url(subject: GeneralRequest) -> str:
    return reverse("approvals:general-edit", args=[subject.pk])


def variants() -> list[tuple[str, str]]:
    return [(kind.code, str(kind)) for kind in RequestKind.objects.all()]


KIND = Kind(
    code=GENERAL,
    label=_("General request"),
    shown=shown,
    edit_url=edit_url,
    on_submitted=follow,
    on_approved=follow,
    on_refused=follow,
    on_sent_back=follow,
    on_withdrawn=follow,
    variants=variants,
)


def may_read_file(user: User, upload: Upload) -> bool:
    """Files of a general request open to whoever sees its request."""
    row = GeneralRequestFile.objects.filter(upload=upload).first()
    if row is None:
        return False
    return Request.objects.visible_to(user).filter(kind__startswith=f"{GENERAL}:", object_id=row.request_id).exists()


def ensure_general(**_: object) -> None:
    """The kind 通用申请 and its route by the direct superior, made once. A post_migrate receiver."""
    kind, made = RequestKind.objects.get_or_create(code=GENERAL, defaults={"name": NAME, "order": 0, "is_builtin": True})
    if made:
        route = Route.objects.create(kind=kind.kind, name=gettext_noop("Direct superior"))
        RouteStep.objects.create(route=route, order=1, name=gettext_noop("Direct superior"), who=Who.SUPERIOR, level=1, mode=Mode.ANY)


kinds.register(KIND)
