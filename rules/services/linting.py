"""Counsel answers what the legal check found; without that an error stops publication."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.services.turns import day_of
from common.errors import RuleBroken
from people.access import may
from people.models import Employee
from rules.models import Edition, LintAnswer
from rules.selectors.linting import legal_check
from rules.services.drafts import locked

ANSWER = "rules.answer_lint"


def may_answer(edition: Edition, by: Employee) -> bool:
    """Whether somebody answers findings of this edition: its reviewer, or who may for that unit; never its author."""
    if by.pk == edition.prepared_by_id:
        return False
    return by.pk == edition.reviewer_id or (by.user is not None and may(by.user, ANSWER, edition.rulebook.owner_id))


@transaction.atomic
def answer_finding(*, edition: Edition, fingerprint: str, reason: str, by: Employee, at: datetime) -> LintAnswer:
    """Record why a finding does not stand in the way. It counts as long as what was found stays as it is.

    Raises RuleBroken for the author and whoever is not asked, without a reason, for a published edition, for what is no
    longer found, or when it is answered already.
    """
    edition = locked(edition)
    if by.pk == edition.prepared_by_id:
        raise RuleBroken(_("Nobody answers findings on their own draft. Ask the legality reviewer."))
    if not may_answer(edition, by):
        raise RuleBroken(_("Findings are answered by the legality reviewer of the edition."))
    if edition.is_published:
        raise RuleBroken(_("A published edition never changes. Start a new edition from it."))
    if not reason.strip():
        raise RuleBroken(_("Say why it can stand."))
    found = next((line.finding for line in legal_check(edition, day_of(at)).lines if line.finding.fingerprint == fingerprint), None)
    if found is None:
        raise RuleBroken(_("This is not found any more: the text or the value has changed. Look at the list again."))
    try:
        with transaction.atomic():
            return LintAnswer.objects.create(
                edition=edition, rule=found.rule.id, fingerprint=fingerprint, clause_id=found.clause_id, excerpt=found.excerpt,
                reason=reason.strip(), by=by, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(_("This finding is answered already.")) from error


def refuse_unanswered_errors(edition: Edition, day: date) -> None:
    """Raises RuleBroken while the law of that day forbids something in the edition and counsel has not said why it can stand."""
    stopping = legal_check(edition, day).stopping
    if not stopping:
        return
    first = stopping[0].finding
    raise RuleBroken(
        _("%(place)s%(what)s (%(law)s) %(remedy)s Or let the legality reviewer record on the page of the legal check why it can stand."),
        place=f"{first.label}：" if first.label else "", what=first.sentence, law=first.rule.laws[0], remedy=first.rule.remedy,
    )  # fmt: skip
