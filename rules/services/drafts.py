"""What every act on a draft does first, and what keeps its numbers right afterwards."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from rules.choices import Act, ClauseKind, State
from rules.domain.moves import after
from rules.domain.numbering import Place, number
from rules.domain.tree import Node
from rules.models import Brief, ClauseText, Edition


def locked(edition: Edition) -> Edition:
    """The edition, held until the end of the transaction."""
    return Edition.objects.select_for_update(of=("self",)).select_related("rulebook").get(pk=edition.pk)


def locked_draft(edition: Edition) -> Edition:
    """The draft, held. Raises RuleBroken when its text cannot change any more, or just now."""
    edition = locked(edition)
    if edition.is_published:
        raise RuleBroken(_("A published edition never changes. Start a new edition from it."))
    if not edition.is_draft:
        raise RuleBroken(_("This edition is on its way (%(state)s). Take it back to draft first."), state=edition.get_state_display())
    return edition


def moved_on(edition: Edition, act: Act) -> State:
    """The state that the act leads to. Raises RuleBroken with the present state when it is not open."""
    to = after(edition.state, act)
    if to is None:
        raise RuleBroken(
            _("“%(act)s” is not possible now: the edition is in the state “%(state)s”."), act=act.label, state=edition.get_state_display()
        )
    return to


def texts_of(edition: Edition) -> list[ClauseText]:
    """From top to bottom: one query."""
    return list(ClauseText.objects.filter(edition=edition).order_by("order"))


def nodes_of(texts: Iterable[ClauseText]) -> list[Node]:
    return [Node(text.clause_id, text.depth) for text in texts]


def arrange(edition: Edition, nodes: Iterable[Node]) -> None:
    """Give the edition's clauses this order and depth, and number them anew."""
    by_clause = {text.clause_id: text for text in texts_of(edition)}
    ordered = []
    for order, node in enumerate(nodes, start=1):
        text = by_clause[node.key]
        text.order, text.depth = order, node.depth
        ordered.append(text)
    marks = number((Place(text.depth, text.kind == ClauseKind.CLAUSE) for text in ordered), edition.numbering)
    for text, mark in zip(ordered, marks, strict=True):
        text.marker, text.label = mark.marker, mark.label
    ClauseText.objects.bulk_update(ordered, ["order", "depth", "marker", "label"], batch_size=500)


def ensure_brief(*, edition: Edition) -> Brief:
    """What the draft must fit: begun from what the company last said of itself."""
    last = Brief.objects.exclude(company_size="").order_by("-pk").first()
    known = {name: getattr(last, name) for name in ("company_size", "company_nature", "business_range")} if last else {}
    return Brief.objects.get_or_create(edition=edition, defaults=known)[0]
