"""Staff comment on a clause, propose something better or object; whoever owns the rulebook answers each (POL-21)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Employee
from rules.choices import RemarkKind, State
from rules.models import Clause, Edition, Remark, RemarkAnswer, Rulebook
from rules.services.authoring import draft_edition
from rules.services.consulting import answer_remark

__all__ = ["add_remark", "answer_remark", "joined_draft", "take_up_remark"]


@transaction.atomic
def add_remark(*, edition: Edition, clause: Clause | None, kind: str, text: str, key: UUID, by: Employee, at: datetime) -> Remark:
    """What somebody says of their own accord about a clause, or about the whole. The same key is the same remark.

    Raises RuleBroken without a text, for an opinion (these belong to a consultation), or for a clause that the edition lacks.
    """
    before = Remark.objects.filter(key=key).first()
    if before is not None:
        return _same(before, edition, by)
    if kind not in RemarkKind.values or kind == RemarkKind.OPINION:
        raise RuleBroken(_("Choose whether you comment, propose or object."))
    if not text.strip():
        raise RuleBroken(_("Write what you have to say first."))
    if not edition.is_published or (clause is not None and not edition.texts.filter(clause=clause).exists()):
        raise RuleBroken(_("This clause is not part of the edition."))
    try:
        with transaction.atomic():
            return Remark.objects.create(
                rulebook_id=edition.rulebook_id, edition=edition, clause=clause, kind=kind, text=text.strip(), key=key, by=by, at=at
            )
    except IntegrityError:  # a second press that came while the first was being written
        return _same(Remark.objects.get(key=key), edition, by)


def _same(remark: Remark, edition: Edition, by: Employee) -> Remark:
    if (remark.edition_id, remark.by_id) != (edition.pk, by.pk):
        raise RuleBroken(_("This form was already used for another remark. Open a new one."))
    return remark


@transaction.atomic
def take_up_remark(*, remark: Remark, by: Employee, at: datetime, text: str) -> RemarkAnswer:
    """Accept a remark into the draft of the next edition, which is begun if there is none."""
    reason = gettext("Takes up a remark of %(name)s") % {"name": remark.by.name}
    draft = joined_draft(rulebook=remark.rulebook, reason=reason, by=by, at=at)
    return answer_remark(remark=remark, by=by, at=at, is_accepted=True, text=text, draft=draft)


def joined_draft(*, rulebook: Rulebook, reason: str, by: Employee, at: datetime) -> Edition:
    """The draft in the making, or a new one with that reason. Raises RuleBroken while one is on its way to the wall."""
    Rulebook.objects.select_for_update().get(pk=rulebook.pk)
    under_way = rulebook.editions.exclude(state=State.PUBLISHED).select_related("rulebook").first()
    if under_way is None:
        return draft_edition(rulebook=rulebook, by=by, at=at, reason=reason)
    if not under_way.is_draft:
        raise RuleBroken(
            _("%(edition)s is on its way (%(state)s), so nothing can be added to it. Take it back to draft first, or wait."),
            edition=under_way, state=under_way.get_state_display(),
        )  # fmt: skip
    return under_way
