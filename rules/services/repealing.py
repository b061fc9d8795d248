"""A rulebook ends without another in its place: asked for, approved by its route, done on its day."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import services as approvals
from approvals.asked import Step
from approvals.choices import State as RequestState
from approvals.models import Request, Route
from approvals.selectors.finding import route_for, steps_of
from approvals.services.turns import day_of
from common.errors import RuleBroken
from notices.services.notices import tell
from people.models import Employee
from rules.models import Force, Repeal, Rulebook
from rules.selectors.readers import bound_by
from rules.services.forcing import day_in_words, end_forces
from rules.services.postings import open_removals
from rules.services.starting import kind_of

REPEAL = "rules.repeal"


@transaction.atomic
def ask_repeal(*, rulebook: Rulebook, reason: str, effective_on: date, by: Employee, at: datetime) -> Repeal:
    """Ask that a rulebook ends: from `effective_on` on it is in force no more. What was sent back is changed and asked again.

    Raises RuleBroken without a reason, for today or earlier, when nothing is in force or something starts later, or while
    another repeal waits.
    """
    rulebook = Rulebook.objects.select_for_update().get(pk=rulebook.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why the rulebook is repealed."))
    if effective_on <= day_of(at):
        raise RuleBroken(_("A rulebook ends on a day to come: what holds today was relied on today."))
    _lasting(rulebook, effective_on)
    open_one = rulebook.repeals.filter(refused_at=None, done_at=None).select_related("approval").first()
    if open_one is not None:
        return _asked_again(open_one, reason, effective_on, by, at)
    try:
        with transaction.atomic():
            row = Repeal.objects.create(
                rulebook=rulebook, reason=reason.strip(), effective_on=effective_on, asked_by=by, asked_at=at
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(_("The repeal of this rulebook is asked for already.")) from error
    key = uuid5(NAMESPACE_URL, f"{REPEAL}/{row.pk}")
    row.approval = approvals.submit(subject=row, kind=REPEAL, by=by, at=at, key=key, steps=_steps(rulebook, by, at))
    row.save(update_fields=["approval"])
    return row


def _asked_again(row: Repeal, reason: str, effective_on: date, by: Employee, at: datetime) -> Repeal:
    request = row.approval
    if request is None or request.state != RequestState.SENT_BACK or request.applicant_id != by.pk:
        raise RuleBroken(_("The repeal of this rulebook is asked for already."))
    row.reason, row.effective_on = reason.strip(), effective_on
    row.save(update_fields=["reason", "effective_on"])
    approvals.resubmit(request=request, by=by, at=at, steps=_steps(row.rulebook, by, at))
    return row


def _steps(rulebook: Rulebook, by: Employee, at: datetime) -> list[Step] | None:
    """Who decides: by a route of its own for repeals where one was drawn, else as for the rulebook's editions."""
    post = by.on(day_of(at))
    if post is None or Route.objects.filter(kind=REPEAL, is_active=True).exists():
        return None
    return steps_of(route_for(kind=kind_of(rulebook), department_id=post.department_id, amount=None, days=None, day=day_of(at)))


@transaction.atomic
def repeal(*, row: Repeal, at: datetime) -> Repeal:
    """Approved: the rulebook ends on its day, on the day after the approval when that has come already; everybody is told.

    Raises RuleBroken when an edition of it was published meanwhile that starts later.
    """
    rulebook = Rulebook.objects.select_for_update().get(pk=row.rulebook_id)
    day = max(row.effective_on, day_of(at) + timedelta(days=1))
    end_forces(_lasting(rulebook, day), day)
    row.effective_on, row.done_at = day, at
    row.save(update_fields=["effective_on", "done_at"])
    tell(
        recipients=bound_by(rulebook, day), kind="rule_change", words=partial(_words, rulebook, row),
        link=reverse("rules:rulebook", args=[rulebook.number]), sender=row.asked_by, at=at,
    )  # fmt: skip
    open_removals(rulebook=rulebook, first_day=day, at=at)
    return row


def _words(rulebook: Rulebook, row: Repeal) -> tuple[str, str]:
    values = {"rulebook": rulebook, "day": day_in_words(row.effective_on)}
    return gettext("%(rulebook)s ends: it is not in force from %(day)s on") % values, row.reason


@transaction.atomic
def keep_in_force(*, row: Repeal, at: datetime) -> Repeal:
    """Refused or withdrawn: the rulebook goes on."""
    row.refused_at = at
    row.save(update_fields=["refused_at"])
    return row


def _lasting(rulebook: Rulebook, day: date) -> list[Force]:
    """What would still be in force from that day on. Raises RuleBroken when that is nothing, or begins only then."""
    rows = rulebook.forces.lasting(day).filter(replaced_by=None).select_for_update(of=("self",))
    found = list(rows.select_related("edition__rulebook").order_by("pk"))
    if not found:
        raise RuleBroken(_("Nothing of this rulebook is in force on %(day)s."), day=day_in_words(day))
    late = next((force for force in found if force.during.lower >= day), None)
    if late is not None:
        raise RuleBroken(
            _("%(edition)s takes effect on %(day)s. The rulebook can only end after that; choose a later day."),
            edition=late.edition, day=day_in_words(late.during.lower),
        )  # fmt: skip
    return found


def asked(request: Request) -> Repeal:
    """The repeal that a request is about, held."""
    return Repeal.objects.select_for_update(of=("self",)).select_related("rulebook", "asked_by").get(pk=request.object_id)
