"""An imported document becomes the draft of an edition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.scripts import Script, in_script
from people.models import Employee
from rules.catalogue import is_known, parameter_of, text_of
from rules.choices import ImportFlag, Numbering
from rules.domain.figures import figures
from rules.domain.imported import Blank, Found, Plan, Planned, guessed_numbering, plan
from rules.domain.punctuation import chinese_marks
from rules.domain.text import keys_in
from rules.domain.tree import Node
from rules.models import Clause, ClauseText, Edition, ImportedDocument, ImportedNode, NodeFlag, Rulebook, Value
from rules.services.authoring import draft_edition
from rules.services.drafts import arrange
from rules.services.importing import locked_document
from rules.services.starting import Facts, start_rulebook
from rules.services.valuing import decide_value

Dress = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Made:
    """undecided: sentences about figures that could not be decided as values; they wait as blanks."""

    edition: Edition
    plan: Plan
    undecided: tuple[str, ...]


@transaction.atomic
def make_draft(
    *, document: ImportedDocument, by: Employee, at: datetime, numbering: str, facts: Facts | None = None, rulebook: Rulebook | None = None,
    reason: str = "", script: Script | str = "", chinese_punctuation: bool = False,
) -> Made:  # fmt: skip
    """Make the first edition of a new rulebook (facts), or the next one of a rulebook, out of an imported document.

    Raises RuleBroken when a draft of it is there already, or where a new rulebook or edition could not be started otherwise.
    """
    document = locked_document(document)
    rows = list(ImportedNode.objects.filter(document=document, depth__gt=0).order_by("order"))
    if not rows:
        raise RuleBroken(_("This document was set aside. Take it up again first."))
    made = planned(document, rows, numbering, dressed(script, chinese_punctuation=chinese_punctuation))
    if rulebook is not None:
        edition = draft_edition(rulebook=rulebook, by=by, at=at, reason=reason)
    elif facts is not None:
        edition = start_rulebook(facts=facts, by=by, at=at)
    else:
        raise ValueError("neither a rulebook nor the facts of a new one")
    edition.numbering, edition.reason = numbering, reason
    edition.save(update_fields=["numbering", "reason"])
    texts = _write(edition, made.clauses)
    document.edition = edition
    document.save(update_fields=["edition"])
    ImportedNode.objects.filter(document=document).update(clause=None)
    _connect(made.clauses, texts, rows)
    _flag_renumbered(made.renumbered(numbering))
    return Made(edition, made, tuple(_decide(edition, rows, by, at)))


def dressed(script: str, *, chinese_punctuation: bool) -> Dress:
    """How the text is written: in that script, with Chinese marks. Sign for sign."""

    def dress(text: str) -> str:
        text = chinese_marks(text) if chinese_punctuation else text
        return in_script(text, script)  # type: ignore[arg-type]

    return dress


def found_nodes(document: ImportedDocument, rows: Iterable[ImportedNode]) -> list[Found]:
    """The nodes as the planning knows them."""
    nodes, last, raw = [], None, document.source.text
    for row in rows:
        between = raw[last.end : row.start] if last is not None and last.end <= row.start else "\n"
        nodes.append(
            Found(
                key=row.pk,
                depth=row.depth,
                kind=row.kind,
                label=row.label,
                heading=row.heading,
                text=row.text,
                blanks=_chosen(row),
                is_glued="\n" not in between,
            )
        )
        last = row
    return nodes


def _chosen(row: ImportedNode) -> tuple[Blank, ...]:
    return tuple(
        Blank(one["at"][0], one["at"][1], one["chosen"])
        for one in (*row.blanks, *row.offers)
        if one.get("chosen") and is_known(one["chosen"])
    )


def guessed(document: ImportedDocument) -> Numbering:
    """The style of numbering in which most numbers stay as they are printed."""
    return guessed_numbering(found_nodes(document, document.nodes.filter(depth__gt=0).order_by("order")))


def planned(document: ImportedDocument, rows: Iterable[ImportedNode], numbering: str, dress: Dress = str) -> Plan:
    """What the nodes of a document become."""
    return plan(found_nodes(document, rows), numbering, dress)


def _write(edition: Edition, clauses: Sequence[Planned]) -> list[ClauseText]:
    """The clauses of the draft. Those of an earlier edition that go on under the same heading or wording keep their identity."""
    former = list(edition.texts.order_by("order"))
    kept = _kept(former, clauses)
    edition.values.all().delete()
    edition.texts.exclude(pk__in=[row.pk for row in kept.values()]).delete()
    edition.bindings.exclude(clause__in=[row.clause_id for row in kept.values()]).delete()
    new = Clause.objects.bulk_create(
        [Clause(rulebook_id=edition.rulebook_id, created_in=edition) for place in range(len(clauses)) if place not in kept]
    )
    fresh, rows = iter(new), []
    for place, told in enumerate(clauses):
        row = kept.get(place) or ClauseText(edition=edition, clause=next(fresh))
        row.order, row.depth, row.kind, row.heading, row.text = place + 1, told.depth, told.kind, told.heading, told.text
        row.search = row.folded()
        rows.append(row)
    ClauseText.objects.bulk_update([row for row in rows if row.pk], ["order", "depth", "kind", "heading", "text", "search"], batch_size=500)
    ClauseText.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)
    Value.objects.bulk_create([Value(edition=edition, clause_id=row.clause_id, key=key) for row in rows for key in keys_in(row.text)])
    arrange(edition, [Node(row.clause_id, row.depth) for row in rows])
    return rows


def _kept(former: Sequence[ClauseText], clauses: Sequence[Planned]) -> dict[int, ClauseText]:
    """By the place in the new edition, the rows that stay: each said once before and once now."""
    before, now = _by_words(former, lambda row: row.heading or row.text), _by_words(clauses, lambda one: one.heading or one.text)
    place_of = {id(one): place for place, one in enumerate(clauses)}
    pairs = ((words, rows) for words, rows in before.items() if len(rows) == 1 and len(now.get(words, ())) == 1)
    return {place_of[id(now[words][0])]: rows[0] for words, rows in pairs}


def _by_words(rows: Iterable[Any], words: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(words(row), []).append(row)
    return found


def _connect(clauses: Sequence[Planned], texts: Sequence[ClauseText], rows: Sequence[ImportedNode]) -> None:
    clause_of = {origin: text.clause_id for told, text in zip(clauses, texts, strict=True) for origin in told.origins}
    for row in rows:
        row.clause_id = clause_of.get(row.pk)
    ImportedNode.objects.bulk_update(rows, ["clause"], batch_size=500)


def _flag_renumbered(clauses: Iterable[Planned]) -> None:
    NodeFlag.objects.bulk_create(
        [NodeFlag(node_id=one.origins[0], flag=ImportFlag.RENUMBERED) for one in clauses if one.origins], ignore_conflicts=True
    )


def raw_of(offer: dict[str, Any]) -> Any:
    """The figure of an offer as its parameter reads it; None when it does not."""
    key = offer.get("chosen") or offer["key"]
    if not is_known(key):
        return None
    parameter = parameter_of(key)
    found = figures(offer["text"])
    raw = found[0].raw(parameter.type_name) if len(found) == 1 else None
    raw = int(raw) if isinstance(raw, str) and raw.isdecimal() else raw
    try:
        return None if raw is None or parameter.parse(raw) is None else raw
    except ValueError:
        return None


def _decide(edition: Edition, rows: Iterable[ImportedNode], by: Employee, at: datetime) -> Iterable[str]:
    """The figures that somebody has confirmed become values; a sentence for each that cannot."""
    named = set(edition.values.values_list("key", flat=True))
    for row in rows:
        for offer in row.offers:
            key = offer.get("chosen")
            if not key or not offer.get("is_value") or key not in named:
                continue
            try:
                with transaction.atomic():
                    decide_value(edition=edition, key=key, raw=raw_of(offer), by=by, at=at)
            except RuleBroken as refusal:
                yield f"{text_of(key)}：{refusal}"
