"""Writing a draft: its clauses, their order, their wording and what they are bound to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Route
from common.errors import RuleBroken
from people.models import Employee
from rules.catalogue import is_known
from rules.choices import ClauseKind, EffectiveRule, State, Weight
from rules.domain import tree
from rules.domain.text import keys_in, wording
from rules.domain.tree import Impossible, Way
from rules.models import Brief, Clause, ClauseBinding, ClauseText, Edition, ImportedDocument, RemarkAnswer, Rulebook, Value
from rules.services.drafts import arrange, ensure_brief, locked_draft, nodes_of, texts_of
from rules.services.principles import Stands, stand_for
from rules.services.starting import kind_of
from rules.services.valuing import decide_value

NOWHERE = _("The clause cannot be moved there.")


@transaction.atomic
def draft_edition(*, rulebook: Rulebook, by: Employee, at: datetime, reason: str = "", source: Edition | None = None) -> Edition:
    """Start the next edition as a copy of `source`, by default the last published one. Clauses keep their identity.

    Raises RuleBroken while another edition is in the making.
    """
    rulebook = Rulebook.objects.select_for_update().get(pk=rulebook.pk)
    last = rulebook.editions.order_by("-number").first()
    if last is not None and last.state != State.PUBLISHED:
        raise RuleBroken(_("Edition %(number)d is in the making already. Finish or discard that one first."), number=last.number)
    source = source or last
    edition = Edition.objects.create(
        rulebook=rulebook, number=last.number + 1 if last else 1, prepared_by=by, created_at=at, reason=reason,
        numbering=source.numbering if source else Edition._meta.get_field("numbering").default,
    )  # fmt: skip
    if source is not None:
        _copy(source, edition)
    ensure_brief(edition=edition)
    return edition


def _copy(source: Edition, to: Edition) -> None:
    parts: tuple[QuerySet[Any], ...] = (
        source.texts.all(), source.values.all(), source.bindings.all(), source.principle_links.all(), source.responsibilities.all(),
        source.questions.all(), Brief.objects.filter(edition=source),
    )  # fmt: skip
    for rows in parts:
        copies: list[Any] = list(rows)
        for row in copies:
            row.pk, row.edition = None, to
        rows.model._default_manager.bulk_create(copies, batch_size=500)


@transaction.atomic
def describe_fit(*, edition: Edition, company_size: str, company_nature: str, business_range: str, posts_and_duties: str) -> Brief:
    """Say what a draft must fit (POL-23). It may stay incomplete in a draft; it goes to review with all four."""
    edition = locked_draft(edition)
    brief = ensure_brief(edition=edition)
    brief.company_size, brief.company_nature = company_size.strip(), company_nature.strip()
    brief.business_range, brief.posts_and_duties = business_range.strip(), posts_and_duties.strip()
    brief.save(update_fields=["company_size", "company_nature", "business_range", "posts_and_duties"])
    return brief


@transaction.atomic
def change_edition(
    *, edition: Edition, reason: str, numbering: str, effective_rule: str, effective_on: date | None, supersedes: Sequence[Rulebook] = (),
    weight: str = Weight.MAJOR,
) -> Edition:  # fmt: skip
    """Say why a draft is made, how it is numbered, when it shall take effect, and which rulebooks give way to it (POL-06).

    weight: whether it asks to be read anew; that a small one changes no more than words is looked at when it is handed to review.
    """
    edition = locked_draft(edition)
    if effective_rule == EffectiveRule.FIXED and effective_on is None:
        raise RuleBroken(_("Name the day from which the edition is in force."))
    if edition.rulebook in supersedes:
        raise RuleBroken(_("A rulebook gives way to its own next edition anyway; name only others."))
    renumber = numbering != edition.numbering
    edition.reason, edition.numbering, edition.weight = reason, numbering, Weight(weight)
    edition.effective_rule, edition.effective_on = effective_rule, effective_on if effective_rule == EffectiveRule.FIXED else None
    edition.save(update_fields=["reason", "numbering", "weight", "effective_rule", "effective_on"])
    edition.supersedes.set(supersedes)
    if renumber:
        arrange(edition, nodes_of(texts_of(edition)))
    return edition


@transaction.atomic
def discard_draft(*, edition: Edition) -> None:
    """Throw a draft away. A rulebook that never had another edition goes with it. Raises RuleBroken once it was reviewed."""
    edition = locked_draft(edition)
    if edition.reviews.exists() or edition.round or edition.consultations.exists() or edition.meetings.exists():
        raise RuleBroken(_("A draft that was handed to review or on which staff were asked is kept as evidence. Change it instead."))
    if edition.findings.exists() or RemarkAnswer.objects.filter(draft=edition).exists():
        raise RuleBroken(_("This draft mends what a review found, or takes up a remark that was accepted. Change it instead."))
    rulebook = edition.rulebook
    edition.supersedes.clear()
    edition.pilot_departments.clear()
    Brief.objects.filter(edition=edition).delete()
    edition.principle_links.all().delete()
    edition.responsibilities.all().delete()
    edition.questions.all().delete()
    ImportedDocument.objects.filter(edition=edition).update(edition=None)
    edition.values.all().delete()
    edition.bindings.all().delete()
    edition.texts.all().delete()
    rulebook.clauses.filter(created_in=edition).delete()
    edition.delete()
    if not rulebook.editions.exists():
        _remove_rulebook(rulebook)


def _remove_rulebook(rulebook: Rulebook) -> None:
    """A rulebook without an edition goes with its route, unless another one names it."""
    naming = Rulebook.objects.filter(Q(fallback=rulebook) | Q(editions__supersedes=rulebook)).first()
    if naming is not None:
        raise RuleBroken(_("%(other)s names this rulebook. Take that out there first, or keep this draft."), other=naming)
    Route.objects.filter(kind=kind_of(rulebook)).delete()
    rulebook.delete()


@transaction.atomic
def add_clause(
    *, edition: Edition, after: Clause | None = None, below: bool = False, heading: str = "", text: str = "",
    kind: str = ClauseKind.CLAUSE, stands: Stands | None = None,
) -> ClauseText:  # fmt: skip
    """A new clause behind another (or as its last child), or at the end. Raises RuleBroken when it says nothing or lies too deep."""
    edition = locked_draft(edition)
    heading, text = _said(heading, text)
    texts = texts_of(edition)
    clause = Clause.objects.create(rulebook_id=edition.rulebook_id, created_in=edition)
    try:
        nodes = tree.inserted(nodes_of(texts), clause.pk, after=after.pk if after else None, below=below)
    except Impossible as error:
        raise RuleBroken(NOWHERE) from error
    place = tree.index_of(nodes, clause.pk)
    row = ClauseText.objects.create(
        edition=edition, clause=clause, order=len(texts) + 1, depth=nodes[place].depth, kind=kind, heading=heading, text=text
    )
    _follow_placeholders(row)
    arrange(edition, nodes)
    stand_for(edition, clause, stands)
    row.refresh_from_db()
    return row


@transaction.atomic
def change_clause(
    *, edition: Edition, clause: Clause, heading: str, text: str, kind: str = ClauseKind.CLAUSE, seen: str = "",
    stands: Stands | None = None,
) -> ClauseText:  # fmt: skip
    """Reword a clause. Parameters that its text names anew become blanks to decide; those that it no longer names go.

    seen: the mark (rules.domain.text.wording) of the wording that the writer had before them. Raises RuleBroken when
    somebody else has changed it since. stands: what it stands for and which principles it serves; None leaves both.
    """
    edition = locked_draft(edition)
    heading, text = _said(heading, text)
    row = _row(edition, clause)
    if seen and seen != wording(row.heading, row.text, row.kind):
        raise RuleBroken(_("Somebody else has changed this clause meanwhile. Look at their wording, then save yours or leave it."))
    renumber = row.kind != kind
    row.heading, row.text, row.kind = heading, text, kind
    row.save(update_fields=["heading", "text", "kind", "search"])
    _follow_placeholders(row)
    stand_for(edition, clause, stands)
    if renumber:
        arrange(edition, nodes_of(texts_of(edition)))
    row.refresh_from_db()
    return row


@transaction.atomic
def move_clause(*, edition: Edition, clause: Clause, way: Way) -> None:
    """Move a clause with all below it up, down, in or out. Raises RuleBroken when it cannot go there."""
    edition = locked_draft(edition)
    try:
        nodes = tree.moved(nodes_of(texts_of(edition)), clause.pk, way)
    except Impossible as error:
        raise RuleBroken(NOWHERE) from error
    arrange(edition, nodes)


@transaction.atomic
def remove_clause(*, edition: Edition, clause: Clause) -> int:
    """Take a clause and all below it out of the draft; returns how many went. Earlier editions keep theirs."""
    edition = locked_draft(edition)
    _row(edition, clause)
    nodes, gone = tree.removed(nodes_of(texts_of(edition)), clause.pk)
    edition.principle_links.filter(Q(clause__in=gone) | Q(principle__in=gone)).delete()
    for rows in (edition.values, edition.bindings, edition.responsibilities, edition.texts):
        rows.filter(clause__in=gone).delete()
    Clause.objects.filter(pk__in=gone, created_in=edition).delete()
    arrange(edition, nodes)
    return len(gone)


@transaction.atomic
def bind_clause(*, edition: Edition, clause: Clause, codes: Sequence[str]) -> None:
    """Bind a clause to these codes of common.bindings and to no others."""
    edition = locked_draft(edition)
    _row(edition, clause)
    edition.bindings.filter(clause=clause).exclude(code__in=codes).delete()
    ClauseBinding.objects.bulk_create(
        [ClauseBinding(edition=edition, clause=clause, code=code) for code in dict.fromkeys(codes)], ignore_conflicts=True
    )


@transaction.atomic
def turn_into_parameter(
    *, edition: Edition, clause: Clause, figure: str, start: int, key: str, raw: Any, by: Employee, at: datetime, reason: str = ""
) -> Value:
    """Replace the `figure` that begins at `start` in a clause's text by the parameter `key`, and decide `raw` for it.

    Raises RuleBroken when the figure does not stand there, the key is unknown or taken, or the value does not fit.
    """
    edition = locked_draft(edition)
    row = _row(edition, clause)
    if not figure or row.text[start : start + len(figure)] != figure:
        raise RuleBroken(_("The text of this clause does not hold “%(figure)s” there any more."), figure=figure)
    changed = f"{row.text[:start]}{{{key}}}{row.text[start + len(figure) :]}"
    change_clause(edition=edition, clause=clause, heading=row.heading, text=changed, kind=row.kind)
    return decide_value(edition=edition, key=key, raw=raw, by=by, at=at, reason=reason)


def _said(heading: str, text: str) -> tuple[str, str]:
    heading, text = heading.strip(), text.strip()
    if not heading and not text:
        raise RuleBroken(_("A clause needs a heading or a text."))
    return heading, text


def _row(edition: Edition, clause: Clause) -> ClauseText:
    row = ClauseText.objects.filter(edition=edition, clause=clause).first()
    if row is None:
        raise RuleBroken(_("This clause is not part of the draft any more. Somebody else has removed it."))
    return row


def _follow_placeholders(row: ClauseText) -> None:
    """The values of a clause are those of the parameters that its text names."""
    named = keys_in(row.text)
    unknown = [key for key in named if not is_known(key)]
    if unknown:
        raise RuleBroken(_("There is no parameter %(key)s. Choose one from the list."), key=unknown[0])
    Value.objects.filter(edition_id=row.edition_id, clause_id=row.clause_id).exclude(key__in=named).delete()
    here = set(Value.objects.filter(edition_id=row.edition_id, clause_id=row.clause_id).values_list("key", flat=True))
    try:
        with transaction.atomic():
            Value.objects.bulk_create(
                [Value(edition_id=row.edition_id, clause_id=row.clause_id, key=key) for key in named if key not in here]
            )
    except IntegrityError as error:
        taken = Value.objects.filter(edition_id=row.edition_id, key__in=named).exclude(clause_id=row.clause_id).first()
        place = ClauseText.objects.filter(edition_id=row.edition_id, clause_id=taken.clause_id).first() if taken else None
        raise RuleBroken(
            _("%(key)s is decided already in clause %(label)s of this edition. A parameter stands in one clause only."),
            key=taken.key if taken else named[0], label=place.label if place else "",
        ) from error  # fmt: skip
