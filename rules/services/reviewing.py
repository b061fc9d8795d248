"""From a draft to an approved edition: legality review (POL-04), then the route of its rulebook."""

from datetime import date, datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import services as approvals
from approvals.choices import State as RequestState
from approvals.models import Request
from approvals.services.turns import day_of
from common.errors import RuleBroken
from notices.services.notices import Words, tell
from people.models import Employee
from rules.choices import Act, State, Verdict
from rules.models import Edition, LegalityReview
from rules.selectors.content import content_digest
from rules.services.drafts import ensure_brief, locked, locked_draft, moved_on
from rules.services.importing import refuse_unconfirmed
from rules.services.linting import refuse_unanswered_errors
from rules.services.starting import kind_of
from rules.services.weighing import refuse_more_than_wording


@transaction.atomic
def ask_review(*, edition: Edition, reviewer: Employee, at: datetime) -> Edition:
    """Hand a draft to legality review. From now on its text rests.

    Raises RuleBroken for the author, for an empty draft, before it is said what the rule must fit, and for one that is marked
    as small and is not.
    """
    edition = locked_draft(edition)
    if reviewer.pk == edition.prepared_by_id:
        raise RuleBroken(_("Nobody reviews their own draft. Ask somebody else."))
    if not edition.texts.exists():
        raise RuleBroken(_("The edition has no clauses yet."))
    if not ensure_brief(edition=edition).is_complete:
        raise RuleBroken(_("Say first what the rule must fit: size, nature and business of the company, posts and duties."))
    refuse_more_than_wording(edition)
    refuse_unconfirmed(edition)
    edition.state, edition.reviewer = moved_on(edition, Act.ASK_REVIEW), reviewer
    edition.save(update_fields=["state", "reviewer"])
    _tell(reviewer, lambda: (gettext("Legality review: %(edition)s") % {"edition": edition}, ""), edition, at)
    return _fresh(edition)


@transaction.atomic
def review(
    *, edition: Edition, by: Employee, at: datetime, reviewed_on: date, law_cited: str, opinion: str, verdict: str
) -> LegalityReview:
    """Record the legality review: what was read against which law, and whether it passes. Only who was asked may.

    Raises RuleBroken without law or opinion, for somebody else, or for a review dated after today.
    """
    edition = locked(edition)
    if edition.state == State.REVIEW and edition.reviewer_id != by.pk:
        raise RuleBroken(_("%(reviewer)s was asked to review this edition."), reviewer=edition.reviewer)
    to = moved_on(edition, Act.PASS if verdict == Verdict.PASS else Act.FIX)
    if not law_cited.strip() or not opinion.strip():
        raise RuleBroken(_("A review names the law it was held against, and an opinion."))
    if reviewed_on > day_of(at):
        raise RuleBroken(_("The date of the review lies in the future."))
    try:
        with transaction.atomic():
            row = LegalityReview.objects.create(
                edition=edition, round=edition.round, digest=content_digest(edition), reviewer=by, prepared_by_id=edition.prepared_by_id,
                reviewed_on=reviewed_on, law_cited=law_cited.strip(), opinion=opinion.strip(), verdict=verdict, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(_("This edition has been reviewed already.")) from error
    edition.state = to
    edition.save(update_fields=["state"])
    _tell(edition.prepared_by, partial(_reviewed, edition, verdict), edition, at)
    return row


def _reviewed(edition: Edition, verdict: str) -> tuple[str, str]:
    said = gettext("passed") if verdict == Verdict.PASS else gettext("needs corrections")
    return gettext("Legality review of %(edition)s: %(verdict)s") % {"edition": edition, "verdict": said}, ""


@transaction.atomic
def reopen(*, edition: Edition) -> Edition:
    """Take an edition back to draft. Its review and approval count no more. While approval is asked, withdraw that instead."""
    edition = locked(edition)
    edition.state = moved_on(edition, Act.REOPEN)
    edition.save(update_fields=["state"])
    return _fresh(edition)


@transaction.atomic
def submit_for_approval(*, edition: Edition, by: Employee, at: datetime) -> Request:
    """Ask for a yes by the route of the rulebook.

    Raises RuleBroken before the review is passed, while counsel has not answered what the law forbids in it, or when nobody
    can decide.
    """
    sent_back = Request.objects.select_for_update(of=("self",)).filter(  # before the edition, as whoever decides
        content_type=ContentType.objects.get_for_model(Edition), object_id=edition.pk, state=RequestState.SENT_BACK
    ).first()  # fmt: skip
    edition = locked(edition)
    moved_on(edition, Act.SUBMIT)
    refuse_unanswered_errors(edition, day_of(at))
    kind = kind_of(edition.rulebook)
    if sent_back is not None and sent_back.applicant_id == by.pk:
        return approvals.resubmit(request=sent_back, by=by, at=at)
    key = uuid5(NAMESPACE_URL, f"{kind}/{edition.code}/{edition.round}")
    return approvals.submit(subject=edition, kind=kind, by=by, at=at, key=key)


def _tell(who: Employee, words: Words, edition: Edition, at: datetime) -> None:
    tell(recipients=[who], kind="rule_step", words=words, link=reverse("rules:edition", args=[edition.pk]), at=at)


def _fresh(edition: Edition) -> Edition:
    """As the database has it now: the round is counted there."""
    return Edition.objects.select_related("rulebook").get(pk=edition.pk)
