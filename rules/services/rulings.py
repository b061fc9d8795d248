"""How a clause is to be read is said by the unit entitled to it, and by nobody else (POL-07)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from notices.services.notices import tell
from people.models import Employee
from rules.models import Clause, Edition, Rulebook, Ruling
from rules.selectors.readers import bound_by, interpreters
from rules.selectors.reading import url_of

NOTICE = "rule_ruling"


@transaction.atomic
def add_ruling(*, edition: Edition, clause: Clause, text: str, by: Employee, at: datetime) -> Ruling:
    """Say how a clause of a published edition is to be read. It gets the next number of its rulebook; everybody bound is told.

    Raises RuleBroken for somebody outside the interpreting unit, on a draft, or without a text.
    """
    rulebook = Rulebook.objects.select_for_update(of=("self",)).select_related("owner", "interpreter").get(pk=edition.rulebook_id)
    today = at.astimezone(timezone.get_default_timezone()).date()
    if not interpreters(today, rulebook).filter(employee=by).exists():
        unit = rulebook.interpreter or rulebook.owner
        raise RuleBroken(_("Only members of %(unit)s say how this rulebook is to be read. Ask one of them."), unit=unit.name)
    row = edition.texts.filter(clause=clause).first()
    if not edition.is_published or row is None:
        raise RuleBroken(_("A ruling is given on a clause of a published edition. Change the draft instead."))
    if not text.strip():
        raise RuleBroken(_("Say how the clause is to be read."))
    last = rulebook.rulings.aggregate(last=Max("number"))["last"] or 0
    ruling = Ruling.objects.create(rulebook=rulebook, clause=clause, edition=edition, number=last + 1, text=text.strip(), by=by, at=at)
    values = {"number": ruling.number, "title": rulebook.title, "label": row.label}
    tell(
        recipients=bound_by(rulebook, today),
        kind=NOTICE,
        words=lambda: (gettext("Ruling no. %(number)d on %(title)s %(label)s") % values, ruling.text),
        link=url_of(edition, f"c{clause.pk}"),
        sender=by,
        at=at,
    )
    return ruling
