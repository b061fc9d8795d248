"""An approved edition goes up on the wall."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.services.turns import day_of
from common import jobs
from common.errors import RuleBroken
from people.models import Employee
from rules import provider
from rules.choices import Act, Verdict
from rules.domain.effect import first_day
from rules.models import Edition
from rules.selectors.content import content_digest
from rules.services.drafts import locked, moved_on
from rules.services.forcing import day_in_words, held, put_in_force, tried_in, whole_scope
from rules.services.importing import refuse_unconfirmed
from rules.services.linting import refuse_unanswered_errors
from rules.services.postings import open_replacements
from rules.services.telling import ask_to_read
from rules.services.weighing import refuse_more_than_wording


@transaction.atomic
def publish(*, edition: Edition, by: Employee, at: datetime) -> Edition:
    """Publish an approved edition: from its first day on every lookup answers from it, and the one before is replaced.
    A pilot holds in its departments only, until its last day, and goes there before what holds otherwise (POL-17).

    Raises RuleBroken without a passed legality review or approval, while an error of the legal check is unanswered, when its
    day has passed, when its values contradict each other, or when another rulebook decides the same for the same people.
    Source POL-04, POL-06, POL-10.
    """
    held(edition)
    edition = locked(edition)
    _refuse_unreviewed(edition)
    to = moved_on(edition, Act.PUBLISH)
    _refuse_repealed(edition)
    refuse_unconfirmed(edition)
    refuse_more_than_wording(edition)
    first = _first_day(edition, day_of(at))
    refuse_unanswered_errors(edition, first)
    edition.state, edition.effective_on, edition.digest = to, first, content_digest(edition)
    edition.published_at, edition.published_by = at, by
    edition.save(update_fields=["state", "effective_on", "digest", "published_at", "published_by"])
    if edition.is_pilot:
        put_in_force(edition, tried_in(edition, first), first, edition.pilot_until)
    else:
        put_in_force(edition, whole_scope(edition), first)
    announce(edition=edition, first=first, by=by, at=at)
    jobs.later("rules.store_wall_sheet", edition_id=edition.pk)
    return edition


def announce(*, edition: Edition, first: date, by: Employee, at: datetime) -> None:
    """Everybody whom it binds from that day is asked to read it, and what hangs on walls is to be replaced."""
    try:
        ask_to_read(edition=edition, first=first, by=by, at=at)
        open_replacements(edition=edition, first_day=first, at=at)
    finally:
        provider.forget()  # they looked at values that are true only when this transaction commits


def _first_day(edition: Edition, today: date) -> date:
    first = first_day(edition.effective_rule, published_on=today, fixed_on=edition.effective_on)
    if first is None:
        raise RuleBroken(
            _("The edition was to be in force from %(day)s, which has passed. Take it back to draft and choose a later day."),
            day=day_in_words(edition.effective_on) if edition.effective_on else "",
        )
    if edition.pilot_until is not None and edition.pilot_until < first:
        raise RuleBroken(
            _("The pilot was to end on %(day)s, before it begins. Take it back to draft and choose a later day."),
            day=day_in_words(edition.pilot_until),
        )
    return first


def _refuse_unreviewed(edition: Edition) -> None:
    last = edition.reviews.filter(round=edition.round).first()
    if edition.is_draft or last is None or last.verdict != Verdict.PASS:
        raise RuleBroken(
            _("%(edition)s has not passed a legality review, so it cannot be published. Hand it to a reviewer first."),
            edition=edition,
        )


def _refuse_repealed(edition: Edition) -> None:
    if edition.rulebook.repeals.filter(refused_at=None, done_at=None).exists():
        raise RuleBroken(_("The repeal of this rulebook waits for a decision. Withdraw it first, or let it be decided."))
