"""The kind of request by which a rulebook is repealed."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals.kinds import Item, Kind, Shown
from approvals.models import Request
from people.models import User
from rules.models import Repeal
from rules.selectors.rulebooks import editable_by
from rules.services.repealing import REPEAL, asked, keep_in_force, repeal


def shown(subject: Repeal) -> Shown:
    """What ends, when, and why."""
    items = (
        Item(gettext_noop("rulebook"), f"{subject.rulebook.number} {subject.rulebook.title}"),
        Item(gettext_noop("ends on"), subject.effective_on, "day"),
        Item(gettext_noop("reason"), subject.reason, "long"),
    )
    title = str(_("Repeal of %(rulebook)s") % {"rulebook": subject.rulebook.title})
    return Shown(title=title, items=items, level=subject.rulebook.level)


def on_approved(request: Request, /) -> None:
    assert request.closed_at is not None  # noqa: S101  it is closed by the approval
    repeal(row=asked(request), at=request.closed_at)


def on_refused(request: Request, /) -> None:
    assert request.closed_at is not None  # noqa: S101  it is closed by the decision
    keep_in_force(row=asked(request), at=request.closed_at)


def edit_url(subject: Repeal) -> str:
    return reverse("rules:repeal", args=[subject.rulebook.number])


def readers(user: User) -> Q:
    """Whoever may change a rulebook's editions sees the requests for its end."""
    return Q(object_id__in=Repeal.objects.filter(rulebook__in=editable_by(user)).values("pk"))


KIND_OF_REPEAL = Kind(
    code=REPEAL, label=_("Repeal of a rulebook"), shown=shown, readers=readers, edit_url=edit_url, on_approved=on_approved,
    on_refused=on_refused, on_withdrawn=on_refused,
)  # fmt: skip
