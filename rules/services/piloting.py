"""An edition is tried in some departments first; then it holds for everybody, is adjusted, or is given up (POL-17, POL-18)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.services.turns import day_of
from common.errors import RuleBroken
from people.models import Department, Employee
from rules.choices import PilotDecision
from rules.models import Edition, PilotResult, Study
from rules.policy import Piloting
from rules.services.authoring import draft_edition
from rules.services.drafts import locked, locked_draft
from rules.services.forcing import day_in_words, end_forces, held, put_in_force, whole_scope
from rules.services.postings import open_replacements
from rules.services.publishing import announce
from rules.services.valuing import refuse_outside


@transaction.atomic
def try_first(
    *, edition: Edition, study: Study | None, departments: Sequence[Department], at: datetime, until: date | None = None
) -> Edition:
    """Make a draft a pilot: it is to be tried in these departments until that day, `pol.pilot_days` from today unless named.

    Raises RuleBroken without a study of the same rulebook (POL-18), without departments that the rulebook binds, or a day.
    """
    edition = locked_draft(edition)
    if study is None or study.rulebook_id != edition.rulebook_id:
        raise RuleBroken(_("A pilot needs a study of this rulebook first: the present state, how others do it, what is proposed."))
    if not departments:
        raise RuleBroken(_("Name the units that try it."))
    for department in departments:
        refuse_outside(edition, department)
    until = until or usual_end(edition, day_of(at))
    if until is None:
        raise RuleBroken(_("Name the last day of the pilot: no rule in force says how long one takes."))
    if until < day_of(at):
        raise RuleBroken(_("The last day of the pilot has passed. Choose a later one."))
    edition.is_pilot, edition.study, edition.pilot_until = True, study, until
    edition.save(update_fields=["is_pilot", "study", "pilot_until"])
    edition.pilot_departments.set(departments)
    return edition


@transaction.atomic
def try_nowhere(*, edition: Edition) -> Edition:
    """A draft is no pilot any more: it is to hold for everybody at once."""
    edition = locked_draft(edition)
    edition.pilot_departments.clear()
    edition.is_pilot, edition.pilot_until = False, None
    edition.save(update_fields=["is_pilot", "pilot_until"])
    return edition


def usual_end(edition: Edition, today: date) -> date | None:
    """The last day of a pilot that begins today; None while no rule says how long one takes."""
    days = Piloting.on(today, edition.rulebook.owner_id).pilot_days
    return None if days is None else today + timedelta(days=int(days))


@transaction.atomic
def promote_pilot(*, edition: Edition, result: str, from_on: date, by: Employee, at: datetime) -> PilotResult:
    """The pilot went well: from that day its edition holds for everybody whom the rulebook binds, and the one before ends.

    Raises RuleBroken before the pilot began, for a day that has passed, or when something stands in its way.
    """
    edition = _tried(edition)
    begun = edition.forces.filter(is_pilot=True).order_by("during").first()
    if begun is None or begun.during.lower >= from_on or from_on < day_of(at):
        raise RuleBroken(_("It can hold for everybody from a day after the pilot began, and not from a day that has passed."))
    row = _resulted(edition, result, decision=PilotDecision.PROMOTE, by=by, at=at, from_on=from_on)
    put_in_force(edition, whole_scope(edition), from_on)
    announce(edition=edition, first=from_on, by=by, at=at)
    return row


@transaction.atomic
def adjust_pilot(*, edition: Edition, result: str, by: Employee, at: datetime) -> Edition:
    """The pilot is to be adjusted: the next edition is begun as a copy of it. The pilot goes on until its last day."""
    edition = _tried(edition)
    _resulted(edition, result, decision=PilotDecision.ADJUST, by=by, at=at)
    return draft_edition(rulebook=edition.rulebook, by=by, at=at, reason=result.strip()[:300], source=edition)


@transaction.atomic
def stop_pilot(*, edition: Edition, result: str, last_on: date, by: Employee, at: datetime) -> PilotResult:
    """The pilot is given up: it is in force up to that day, and then again what holds elsewhere.

    Raises RuleBroken for a day before today, before the pilot began, or after its end.
    """
    edition = _tried(edition)
    row = _resulted(edition, result, decision=PilotDecision.STOP, by=by, at=at)
    ends = last_on + timedelta(days=1)
    lasting = list(edition.forces.lasting(day_of(at)).filter(is_pilot=True).select_for_update())
    if not lasting:
        return row
    if last_on < day_of(at) or any(force.during.lower >= ends or force.during.upper < ends for force in lasting):
        raise RuleBroken(
            _("The pilot is tried until %(day)s. Its last day can come sooner, but not before today and not before it began."),
            day=day_in_words(lasting[0].during.upper - timedelta(days=1)),
        )
    end_forces([force for force in lasting if force.during.upper > ends], ends)
    _hang_again(edition, ends, at)
    return row


def _tried(edition: Edition) -> Edition:
    """The pilot, held. Raises RuleBroken for what is none, or is not published."""
    held(edition)
    edition = locked(edition)
    if not edition.is_pilot or not edition.is_published:
        raise RuleBroken(_("Only a published pilot has a result."))
    return edition


def _resulted(
    edition: Edition, result: str, *, decision: PilotDecision, by: Employee, at: datetime, from_on: date | None = None
) -> PilotResult:
    if not result.strip():
        raise RuleBroken(_("Say what came of the pilot."))
    try:
        with transaction.atomic():
            return PilotResult.objects.create(edition=edition, result=result.strip(), decision=decision, from_on=from_on, by=by, at=at)
    except IntegrityError as error:
        raise RuleBroken(_("The result of this pilot is recorded already.")) from error


def _hang_again(edition: Edition, day: date, at: datetime) -> None:
    """Where copies of the pilot hang, what holds otherwise is to hang again."""
    again = edition.rulebook.forces.on(day).filter(is_pilot=False).select_related("edition__rulebook").order_by("pk").first()
    if again is not None:
        open_replacements(edition=again.edition, first_day=day, at=at)
