"""Where and from which day an edition holds: what gives way to it, and what it must not contradict."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common import crosschecks
from common.errors import RuleBroken
from common.periods import Period
from people.models import DepartmentPath
from rules import provider
from rules.catalogue import parameter_of
from rules.models import Edition, Force, Rulebook, Value

Places = list[int | None]  # ids of departments; None is the company


def held(edition: Edition) -> None:
    """What is done to the forces of one rulebook is done one by one."""
    Rulebook.objects.select_for_update().get(pk=edition.rulebook_id)


def whole_scope(edition: Edition) -> Places:
    """The units that the rulebook binds."""
    return [unit.pk for unit in edition.rulebook.departments.all()] or [None]


def tried_in(edition: Edition, first: date) -> Places:
    """The units that try a pilot, with those below them for which the rulebook is in force separately."""
    chosen: Places = [unit.pk for unit in edition.pilot_departments.order_by("pk")]
    apart = edition.rulebook.forces.lasting(first).filter(is_pilot=False, department__isnull=False).values("department")
    below = DepartmentPath.objects.on(first).filter(ancestor__in=chosen, descendant__in=apart).values_list("descendant", flat=True)
    return [*chosen, *sorted(set(below) - set(chosen))]


def put_in_force(edition: Edition, places: Places, first: date, last: date | None = None) -> None:
    """Write from when (and until when, for a pilot) the edition holds in these places, and end there what gives way to it.

    Raises RuleBroken when something starts later, contradicts it, or decides the same for the same people.
    """
    giving_way = _giving_way(edition, places if last else None, first)
    _refuse_taken_parameters(edition, first, giving_way)
    end_forces(giving_way, first, by=edition)
    posts = list(edition.rulebook.posts.order_by("pk").values_list("pk", flat=True))
    during = (first, last + timedelta(days=1) if last else None)
    Force.objects.bulk_create(
        Force(edition=edition, rulebook_id=edition.rulebook_id, department_id=place, posts=posts, during=during, is_pilot=last is not None)
        for place in places
    )
    _refuse_contradictions_in_force(first)


def end_forces(forces: Iterable[Force], day: date, by: Edition | None = None) -> None:
    """From `day` on they hold no more. by: what takes their place; an edition does not replace itself."""
    for force in forces:
        force.during = (force.during.lower, day)
        force.replaced_by = by if by is not None and by.pk != force.edition_id else None
        force.save(update_fields=["during", "replaced_by"])


def _giving_way(edition: Edition, tried: Places | None, first: date) -> list[Force]:
    """What this rulebook, and those that give way to it, have in force from that day on. tried: the places of a pilot,
    where only another pilot ends. Raises RuleBroken when one starts later."""
    books = [edition.rulebook_id, *edition.supersedes.values_list("pk", flat=True)]
    rows = Force.objects.lasting(first).filter(rulebook__in=books, replaced_by=None).select_for_update(of=("self",))
    if tried is not None:
        rows = rows.filter(is_pilot=True, rulebook=edition.rulebook_id, department__in=tried)
    found = list(rows.select_related("edition__rulebook").order_by("pk"))
    for force in found:
        if force.during.lower >= first:
            raise RuleBroken(
                _("%(edition)s takes effect on %(day)s. This edition can only take effect after that; choose a later day."),
                edition=force.edition, day=day_in_words(force.during.lower),
            )  # fmt: skip
    return found


def _refuse_taken_parameters(edition: Edition, first: date, giving_way: list[Force]) -> None:
    """One parameter is decided in one place: nearer units may differ, two rulebooks for the same people may not."""
    mine = Value.objects.filter(edition=edition).values_list("key", "department")
    wanted = {(key, department or place) for key, department in mine for place in whole_scope(edition)}
    books = [edition.rulebook_id, *edition.supersedes.values_list("pk", flat=True)]
    others = Force.objects.lasting(first).exclude(pk__in=[force.pk for force in giving_way]).exclude(rulebook__in=books)
    rows = others.values_list("department", "edition__values__key", "edition__values__department", "edition")
    for place, key, department, other in rows:
        if (key, department or place) in wanted:
            raise RuleBroken(
                _("%(key)s is decided already by %(other)s for the same people. Take it out here, or let that rulebook give way."),
                key=key, other=Edition.objects.select_related("rulebook").get(pk=other),
            )  # fmt: skip


def _refuse_contradictions_in_force(first: date) -> None:
    """Look at the values as they will hold, in every unit that decides any of them, on each day from which they hold.

    What need not fit in a draft must fit now, and so must what a unit decides beside what it inherits.
    """
    provider.forget()
    try:
        snapshot, keys = provider.held(), crosschecks.keys()
        scopes = {None, *(scope for key in keys for scope in snapshot.rows.get(key, ()))}
        for day in sorted({first, *snapshot.changes(keys, Period(first, date.max), None)}):
            for scope in scopes:
                settings = {key: snapshot.setting(key, day, scope, None) for key in keys}
                values = {key: parameter_of(key).parse(one.raw) for key, one in settings.items() if one and one.raw is not None}
                found = crosschecks.contradictions(values, publishing=True)
                if found:
                    raise RuleBroken(_("It cannot be published yet. %(reason)s"), reason=found[0].sentence)
    finally:
        provider.forget()  # if this transaction goes back, what was just read was never true


def day_in_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
