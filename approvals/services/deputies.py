"""Naming somebody who decides while one is away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.choices import Source
from approvals.domain.deputies import EVERY_KIND, Deputyship, makes_loop
from approvals.models import Deputy, StepApprover
from approvals.selectors.standing_in import facts
from approvals.services.overdue import bring_deputies
from approvals.services.turns import day_of
from common.errors import RuleBroken
from people.models import Employee


@transaction.atomic
def set_deputy(
    *, owner: Employee, deputy: Employee, first: date, last: date | None, kinds: Sequence[str] = (), reason: str = "", at: datetime
) -> list[Deputy]:
    """`deputy` decides for `owner` from `first` to `last` (None: until further notice), in these kinds or in all.

    What waits for the owner now opens to the deputy at once, when today lies in that time.
    Raises RuleBroken for oneself, days in the past, a second deputy for the same days, and a loop.
    """
    _refuse_unfit(owner, deputy, first, last, at)
    with connection.cursor() as cursor:  # two people must not name each other at the same moment
        cursor.execute("LOCK TABLE approvals_deputy IN SHARE ROW EXCLUSIVE MODE")
    end = last + timedelta(days=1) if last else None
    known = [facts(row) for row in Deputy.objects.filter(during__overlap=(first, end))]
    made = []
    for kind in kinds or [EVERY_KIND]:
        if makes_loop(Deputyship(owner.pk, deputy.pk, kind, first, end), known):
            raise RuleBroken(
                _("%(deputy)s is away in that time and has named you, directly or through others. Choose somebody else."),
                deputy=deputy.name,
            )
        made.append(Deputy(owner=owner, deputy=deputy, kind=kind, during=(first, end), reason=reason, created_at=at))
    try:
        with transaction.atomic():
            Deputy.objects.bulk_create(made)
    except IntegrityError as error:
        raise RuleBroken(_("There is already a deputy for some of these days. End that one first.")) from error
    bring_deputies(at=at, owner=owner)
    return made


def _refuse_unfit(owner: Employee, deputy: Employee, first: date, last: date | None, at: datetime) -> None:
    if owner.pk == deputy.pk:
        raise RuleBroken(_("Choose somebody else as deputy."))
    if last is not None and last < first:
        raise RuleBroken(_("The first day lies after the last day, please check."))
    if first < day_of(at):
        raise RuleBroken(_("A deputy starts today or later: what was decided stays as it was."))
    if deputy.left_on is not None and deputy.left_on < (last or first):
        raise RuleBroken(_("%(name)s leaves the company before that. Choose somebody else."), name=deputy.name)


@transaction.atomic
def close_deputy(*, deputy: Deputy, by: Employee, at: datetime) -> None:
    """End a deputyship today, or strike it when it has not begun. What waits opens to the owner alone.

    Raises RuleBroken for anybody but the owner and the deputy, and when it is over.
    """
    deputy = Deputy.objects.select_for_update().get(pk=deputy.pk)
    if by.pk not in (deputy.owner_id, deputy.deputy_id):
        raise RuleBroken(_("Only the two people concerned end a deputyship."))
    today = day_of(at)
    if deputy.during.upper is not None and deputy.during.upper <= today:
        raise RuleBroken(_("This deputyship is over already."))
    if deputy.during.lower >= today:
        deputy.delete()
    else:
        deputy.during = (deputy.during.lower, today)
        deputy.save(update_fields=["during"])
    through = Q(on_behalf_of=deputy.owner_id, source=Source.DEPUTY)
    StepApprover.objects.filter(through, closed_at=None).update(closed_at=at)
    bring_deputies(at=at, owner=deputy.owner)
