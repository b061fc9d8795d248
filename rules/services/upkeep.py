"""Somebody looks whether a rulebook still serves, and what they find is mended in a draft (POL-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Employee
from rules.choices import FindingKind, ReviewDecision
from rules.models import Clause, Edition, PeriodicReview, ReviewFinding, Rulebook
from rules.selectors.upkeep import next_review
from rules.services.remarks import joined_draft


@dataclass(frozen=True, slots=True)
class Found:
    """What a review found. clause None: in the rulebook as a whole, as a gap usually is."""

    kind: str
    text: str
    clause: Clause | None = None


@transaction.atomic
def hold_review(
    *, edition: Edition, held_on: date, summary: str, decision: str, findings: Sequence[Found], by: Employee, at: datetime
) -> PeriodicReview:
    """Record a periodic review of a published edition. Where it is to be revised its findings join the draft, or begin one.

    Raises RuleBroken without a summary, for a day to come, for a revision without a finding, or when the draft cannot take any.
    """
    rulebook = Rulebook.objects.select_for_update(of=("self",)).select_related("owner").get(pk=edition.rulebook_id)
    today = at.astimezone(timezone.get_default_timezone()).date()
    if not edition.is_published:
        raise RuleBroken(_("Only a published edition is reviewed."))
    if held_on > today:
        raise RuleBroken(_("The day of the review lies in the future."))
    if not summary.strip():
        raise RuleBroken(_("Say what the review came to."))
    if decision == ReviewDecision.REVISE and not findings:
        raise RuleBroken(_("A rulebook is revised because of something: name at least one finding."))
    _refuse_strangers(edition, findings)
    due = next_review(rulebook, today)
    draft = None
    if decision == ReviewDecision.REVISE:
        reason = gettext("From the periodic review of %(day)s") % {"day": held_on.isoformat()}
        draft = joined_draft(rulebook=rulebook, reason=reason, by=by, at=at)
    review = PeriodicReview.objects.create(
        rulebook=rulebook, edition=edition, due_on=due.due_on, held_on=held_on, summary=summary.strip(), decision=decision, by=by, at=at
    )
    for found in findings:
        ReviewFinding.objects.create(review=review, clause=found.clause, kind=found.kind, text=found.text.strip(), draft=draft)
    return review


def _refuse_strangers(edition: Edition, findings: Sequence[Found]) -> None:
    here = set(edition.texts.values_list("clause", flat=True))
    for found in findings:
        if found.kind not in FindingKind.values or not found.text.strip():
            raise RuleBroken(_("Each finding says what is wrong or missing."))
        if found.clause is not None and found.clause.pk not in here:
            raise RuleBroken(_("This clause is not part of the edition."))
