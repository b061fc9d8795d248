"""How an edition came about: its steps, what was said, what still stands in its way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.choices import StepState
from approvals.models import Decision, StepApprover
from approvals.selectors.detail import TONES, names
from common import crosschecks
from common.errors import RuleBroken
from common.templatetags.show import bare_day, date_of
from rules.catalogue import text_of
from rules.choices import State, Verdict
from rules.domain.effect import Standing
from rules.models import ClauseText, Edition, Force, LegalityReview
from rules.selectors.rulebooks import stand
from rules.services.valuing import values_by_department

ORDER = (State.DRAFT, State.REVIEW, State.REVIEWED, State.APPROVAL, State.APPROVED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Step:
    """For components/stepper.html. state: done, current or next."""

    label: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """For components/timeline.html."""

    who: str
    what: str
    at: datetime | None
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An edition on its way. reviews: oldest first. decisions: of its approval. waiting: who is to approve now, in words."""

    edition: Edition
    reviews: list[LegalityReview]
    decisions: list[Decision]
    waiting: str
    standing: Standing | None
    force: Force | None

    @property
    def review(self) -> LegalityReview | None:
        """The one that counts: of the present round."""
        return next((row for row in self.reviews if row.round == self.edition.round), None)


def evidence_of(edition: Edition, day: date) -> Evidence:
    """Everything on record about an edition: four queries. edition: with the people who acted on it."""
    reviews = list(edition.reviews.select_related("reviewer").order_by("pk"))
    said = Decision.objects.filter(request=edition.approval_id).select_related("decided_by", "on_behalf_of", "submission", "step")
    decisions = list(said.order_by("decided_at", "pk")) if edition.approval_id else []
    waiting = ""
    if edition.state == State.APPROVAL:
        seats = StepApprover.objects.filter(step__request=edition.approval_id, step__state=StepState.ACTIVE, closed_at=None)
        waiting = names(seats.select_related("approver").order_by("pk"))
    standing, force = (
        stand(edition.forces.select_related("replaced_by__rulebook").order_by("pk"), day) if edition.is_published else (None, None)
    )
    return Evidence(edition, reviews, decisions, waiting, standing, force)


# -- the way from draft to the wall ----------------------------------------------------


def reached_by(edition: Edition) -> int:
    """How far along ORDER an edition has come. While staff are asked it is still a draft."""
    state = State(edition.state)
    return 0 if state == State.CONSULTATION else ORDER.index(state)


def steps(found: Evidence) -> list[Step]:
    """Draft, legality review, approval, published, in force, replaced."""
    edition, reached = found.edition, reached_by(found.edition)
    started = [(State.DRAFT, 0), (State.REVIEW, 1), (State.APPROVAL, 2), (State.PUBLISHED, 4)]
    notes = (_by(edition.prepared_by.name, edition.created_at), _reviewed(found), _approved(found), _published(edition))
    made = []
    for (state, begins), note, ends in zip(started, notes, (1, 2, 4, 5), strict=True):
        mark = "done" if reached >= ends or state == State.PUBLISHED == edition.state else "current" if reached >= begins else "next"
        made.append(Step(_label(state), note, mark))
    return [*made, *_in_force(found)]


def _label(state: State) -> str:
    return {
        State.DRAFT: pgettext("step of an edition", "draft"),
        State.REVIEW: pgettext("step of an edition", "legality review"),
        State.APPROVAL: pgettext("step of an edition", "approval"),
        State.PUBLISHED: pgettext("step of an edition", "publication"),
    }[state]


def _by(who: str, at: date | datetime | None) -> str:
    return f"{who} {bare_day(date_of(at))}" if at else who


def _reviewed(found: Evidence) -> str:
    review, edition = found.review, found.edition
    if review is not None and review.verdict == Verdict.PASS:
        return _by(review.reviewer.name, review.reviewed_on)
    return edition.reviewer.name if edition.state == State.REVIEW and edition.reviewer else ""


def _approved(found: Evidence) -> str:
    edition = found.edition
    if edition.approved_by is not None:
        return _by(edition.approved_by.name, found.decisions[-1].decided_at if found.decisions else None)
    return found.waiting


def _published(edition: Edition) -> str:
    return _by(edition.published_by.name, edition.published_at) if edition.published_by else ""


def _in_force(found: Evidence) -> Iterator[Step]:
    edition, force = found.edition, found.force
    since = _("from %(day)s") % {"day": bare_day(edition.effective_on)} if edition.effective_on else ""
    mark = {None: "next", Standing.COMING: "current"}.get(found.standing, "done")
    yield Step(pgettext("step of an edition", "in force"), since, mark)
    if force is not None and force.replaced_by is not None:
        note = _("by %(edition)s, %(day)s") % {"edition": replaced_by(force, edition), "day": bare_day(force.during.upper)}
        yield Step(pgettext("step of an edition", "replaced"), note, "done" if found.standing == Standing.REPLACED else "next")


def replaced_by(force: Force, edition: Edition) -> str:
    """The edition that came after, named as shortly as can be: 第2版, or with its title when it is of another rulebook."""
    after = force.replaced_by
    if after is None:
        return ""
    return edition_number(after) if after.rulebook_id == edition.rulebook_id else str(after)


def edition_number(edition: Edition) -> str:
    return _("edition %(number)d") % {"number": edition.number}


# -- what was said, in order -------------------------------------------------------------


def story(found: Evidence, asked: Iterable[Entry], *, with_opinions: bool) -> list[Entry]:
    """Everything that happened, oldest first. asked: how staff were asked. with_opinions: what reviewer and approvers wrote, too."""
    edition = found.edition
    entries = [Entry(edition.prepared_by.name, _("started the draft"), edition.created_at, edition.reason, "quiet")]
    entries += [_review_entry(row) for row in found.reviews]
    if edition.approval is not None:
        entries.append(Entry(edition.approval.applicant.name, _("submitted it for approval"), edition.approval.submitted_at, "", "info"))
    entries += [_decision_entry(row) for row in found.decisions]
    if edition.published_at and edition.published_by:
        entries.append(Entry(edition.published_by.name, _("published it"), edition.published_at, "", "good"))
    told = entries if with_opinions else [replace(entry, note="") for entry in entries]
    told = [*told, *asked]
    return sorted(told, key=lambda entry: entry.at)  # type: ignore[arg-type, return-value]


def _review_entry(row: LegalityReview) -> Entry:
    is_passed = row.verdict == Verdict.PASS
    what = _("legality review: passed") if is_passed else _("legality review: needs corrections")
    return Entry(row.reviewer.name, what, row.at, f"{row.law_cited}\n{row.opinion}", "good" if is_passed else "waiting")


def _decision_entry(row: Decision) -> Entry:
    who = f"{row.decided_by.name}（{row.on_behalf_of.name}）" if row.on_behalf_of else row.decided_by.name
    return Entry(who, str(row.get_verdict_display()), row.decided_at, row.opinion, TONES.get(row.verdict, "info"))  # type: ignore[call-overload]


# -- what is not ready ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Open:
    """A blank of an edition."""

    key: str
    label: str
    text: str
    department: str


def blanks_of(edition: Edition) -> list[Open]:
    """What is undecided in an edition, in the order of its clauses: two queries."""
    places = {text.clause_id: (text.order, text.label) for text in ClauseText.objects.filter(edition=edition)}
    rows = edition.values.filter(raw__isnull=True).select_related("department").order_by("pk")
    found = sorted(rows, key=lambda row: places.get(row.clause_id, (0, "")))
    return [
        Open(row.key, places.get(row.clause_id, (0, ""))[1], text_of(row.key), row.department.name if row.department else "")
        for row in found
    ]


def obstacles(edition: Edition) -> list[str]:
    """Why the edition could not be published as its values stand: sentences, each once."""
    try:
        every = values_by_department(edition).values()
    except RuleBroken as refusal:  # a value that no longer fits its parameter
        return [str(refusal)]
    return list(dict.fromkeys(found.sentence for values in every for found in crosschecks.contradictions(values, publishing=True)))


def scope_in_words(units: Iterable[str]) -> str:
    """Whom a rulebook binds. units: names of its departments."""
    return "、".join(units) or _("the whole company")
