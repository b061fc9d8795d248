"""The kind of request by which an edition is approved: what its approvers are shown, and what the outcome does."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals.choices import Act as Verdicts
from approvals.kinds import Item, Kind, Shown
from approvals.models import Request
from common.errors import RuleBroken
from people.models import User
from rules.choices import Act, State
from rules.models import Edition, Rulebook
from rules.selectors.changes import changes_in_words
from rules.services.drafts import locked, moved_on
from rules.services.starting import KIND


def shown(subject: Edition) -> Shown:
    """What changes, why, from when, and what the legality review said."""
    last = subject.reviews.select_related("reviewer").order_by("-round").first()
    effect = str(subject.get_effective_rule_display())  # type: ignore[attr-defined]
    items = [Item(gettext_noop("takes effect"), f"{effect} {subject.effective_on or ''}".strip())]
    if subject.reason:
        items.append(Item(gettext_noop("reason"), subject.reason, "long"))
    items.append(Item(gettext_noop("what changes"), changes_in_words(subject), "long"))
    if last is not None:
        items.append(Item(gettext_noop("legality review"), f"{last.reviewer} {last.reviewed_on}\n{last.law_cited}\n{last.opinion}", "long"))
    return Shown(title=str(subject), items=tuple(items), level=subject.rulebook.level)


def on_submitted(request: Request, /) -> None:
    """The edition waits. Also when it was sent back and comes again: then it has been reviewed again."""
    edition = locked(_edition(request))
    if edition.state != State.REVIEWED:
        raise RuleBroken(_("Pass the legality review again first, then submit the edition from its own page."))
    edition.state, edition.approval = moved_on(edition, Act.SUBMIT), request
    edition.save(update_fields=["state", "approval"])


def on_approved(request: Request, /) -> None:
    edition = locked(_edition(request))
    last = request.decisions.filter(verdict=Verdicts.APPROVE).order_by("-pk").first()
    edition.state, edition.approved_by = moved_on(edition, Act.APPROVE), last.decided_by if last else None
    edition.save(update_fields=["state", "approved_by"])


def back_to_draft(request: Request, /) -> None:
    edition = locked(_edition(request))
    if edition.state == State.APPROVAL:
        edition.state = moved_on(edition, Act.RETURN)
        edition.save(update_fields=["state"])


def edit_url(subject: Edition) -> str:
    return reverse("rules:edition", args=[subject.pk])


def variants() -> list[tuple[str, str]]:
    return [(rulebook.number, rulebook.title) for rulebook in Rulebook.objects.order_by("number")]


def readers(user: User) -> Q:
    """Whoever may change a rulebook's editions sees their requests."""
    from rules.selectors.rulebooks import editable_by

    return Q(object_id__in=Edition.objects.filter(rulebook__in=editable_by(user)).values("pk"))


def _edition(request: Request) -> Any:
    return request.subject


KIND_OF_REQUEST = Kind(
    code=KIND,
    label=_("Edition of a rulebook"),
    shown=shown,
    readers=readers,
    edit_url=edit_url,
    on_submitted=on_submitted,
    on_approved=on_approved,
    on_refused=back_to_draft,
    on_sent_back=back_to_draft,
    on_withdrawn=back_to_draft,
    variants=variants,
)
