"""An approved edition goes up on the wall."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common import crosschecks
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from rules import provider
from rules.catalogue import parameter_of
from rules.choices import Act, Verdict
from rules.domain.effect import first_day
from rules.models import Edition, Force, Rulebook, Value
from rules.selectors.content import content_digest
from rules.services.drafts import locked, moved_on
from rules.services.telling import ask_to_read
from rules.tasks import store_wall_sheet


@transaction.atomic
def publish(*, edition: Edition, by: Employee, at: datetime) -> Edition:
    """Publish an approved edition: from its first day on every lookup answers from it, and the one before is replaced.

    Raises RuleBroken without a passed legality review or approval, when its day has passed, when its values contradict each
    other, or when another rulebook decides the same for the same people. Source POL-04, POL-06, POL-10.
    """
    Rulebook.objects.select_for_update().get(pk=edition.rulebook_id)  # publications of one rulebook go one by one
    edition = locked(edition)
    _refuse_unreviewed(edition)
    to = moved_on(edition, Act.PUBLISH)
    today = at.astimezone(timezone.get_default_timezone()).date()
    first = first_day(edition.effective_rule, published_on=today, fixed_on=edition.effective_on)
    if first is None:
        raise RuleBroken(
            _("The edition was to be in force from %(day)s, which has passed. Take it back to draft and choose a later day."),
            day=_day(edition.effective_on) if edition.effective_on else "",
        )
    replaced = _open_forces(edition, first)
    _refuse_taken_parameters(edition, first, replaced)
    edition.state, edition.effective_on, edition.digest = to, first, content_digest(edition)
    edition.published_at, edition.published_by = at, by
    edition.save(update_fields=["state", "effective_on", "digest", "published_at", "published_by"])
    for force in replaced:
        force.during, force.replaced_by = (force.during.lower, first), edition
        force.save(update_fields=["during", "replaced_by"])
    places: list[int | None] = [unit.pk for unit in edition.rulebook.departments.all()] or [None]
    posts = list(edition.rulebook.posts.order_by("pk").values_list("pk", flat=True))
    for place in places:
        Force.objects.create(edition=edition, rulebook_id=edition.rulebook_id, department_id=place, posts=posts, during=(first, None))
    _refuse_contradictions_in_force(first)
    ask_to_read(edition=edition, first=first, by=by, at=at)
    store_wall_sheet.defer(edition_id=edition.pk)
    return edition


def _refuse_unreviewed(edition: Edition) -> None:
    last = edition.reviews.filter(round=edition.round).first()
    if edition.is_draft or last is None or last.verdict != Verdict.PASS:
        raise RuleBroken(
            _("%(edition)s has not passed a legality review, so it cannot be published (POL-04). Hand it to a reviewer first."),
            edition=edition,
        )


def _open_forces(edition: Edition, first: date) -> list[Force]:
    """Where this rulebook, and those that give way to it, are in force without end. Raises RuleBroken when one starts later."""
    gives_way = [edition.rulebook_id, *edition.supersedes.values_list("pk", flat=True)]
    rows = Force.objects.select_for_update(of=("self",)).filter(rulebook__in=gives_way, during__upper_inf=True)
    found = list(rows.select_related("edition__rulebook").order_by("pk"))
    for force in found:
        if force.during.lower >= first:
            raise RuleBroken(
                _("%(edition)s takes effect on %(day)s. This edition can only take effect after that; choose a later day."),
                edition=force.edition, day=_day(force.during.lower),
            )  # fmt: skip
    return found


def _refuse_taken_parameters(edition: Edition, first: date, replaced: list[Force]) -> None:
    """One parameter is decided in one place: nearer units may differ, two rulebooks for the same people may not."""
    places: list[int | None] = [unit.pk for unit in edition.rulebook.departments.all()] or [None]
    mine = Value.objects.filter(edition=edition).values_list("key", "department")
    wanted = {(key, department or place) for key, department in mine for place in places}
    others = Force.objects.lasting(first).exclude(pk__in=[force.pk for force in replaced]).exclude(rulebook_id=edition.rulebook_id)
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


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
