"""What a clause says about the whole, and which principles the others serve (POL-03)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from rules.choices import Tag
from rules.models import Clause, ClauseText, Edition, PrincipleLink
from rules.services.drafts import locked_draft


@dataclass(frozen=True, slots=True)
class Stands:
    """What a clause stands for (rules.choices.Tag), and which tagged clauses it serves."""

    tag: str = Tag.NONE
    principles: Sequence[Clause] = ()


def stand_for(edition: Edition, clause: Clause, stands: Stands | None) -> None:
    """Both at once; None leaves them."""
    if stands is not None:
        tag_clause(edition=edition, clause=clause, tag=stands.tag)
        serve_principles(edition=edition, clause=clause, principles=stands.principles)


@transaction.atomic
def tag_clause(*, edition: Edition, clause: Clause, tag: str) -> ClauseText:
    """Say what a clause of a draft stands for: purpose, definition, tenet, principle, or nothing. Without a tag nothing serves it."""
    edition = locked_draft(edition)
    row = ClauseText.objects.filter(edition=edition, clause=clause).first()
    if row is None:
        raise RuleBroken(_("This clause is not part of the draft any more. Somebody else has removed it."))
    row.tag = Tag(tag)
    row.save(update_fields=["tag"])
    if not tag:
        edition.principle_links.filter(principle=clause).delete()
    return row


@transaction.atomic
def serve_principles(*, edition: Edition, clause: Clause, principles: Sequence[Clause]) -> None:
    """A clause of a draft serves these tagged clauses and no others. Raises RuleBroken for one that stands for nothing, or itself."""
    edition = locked_draft(edition)
    wanted = {one.pk for one in principles}
    if clause.pk in wanted:
        raise RuleBroken(_("A principle does not serve itself."))
    tagged = set(edition.texts.exclude(tag=Tag.NONE).filter(clause__in=wanted).values_list("clause", flat=True))
    if tagged != wanted or not edition.texts.filter(clause=clause).exists():
        raise RuleBroken(_("Only a purpose, definition, tenet or principle of this edition can be served."))
    edition.principle_links.filter(clause=clause).exclude(principle__in=wanted).delete()
    PrincipleLink.objects.bulk_create(
        [PrincipleLink(edition=edition, clause=clause, principle_id=one) for one in sorted(wanted)], ignore_conflicts=True
    )
