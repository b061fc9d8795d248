"""Rulebooks and editions as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from psycopg.types.range import DateRange

from common import bindings
from common.bindings import Binding
from people.access import within_scope
from people.models import Department
from rules.choices import ClauseKind
from rules.domain.effect import Standing, standing
from rules.domain.text import Piece, keys_in, pieces
from rules.models import ClauseBinding, ClauseText, Edition, Force, Rulebook, Value
from rules.selectors.origins import printed_label
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

WITH_FORCES = Prefetch("forces", Force.objects.select_related("department", "replaced_by__rulebook").order_by("pk"))


def with_forces(editions: QuerySet[Edition]) -> list[Edition]:
    """The editions with what `WITH_FORCES` prefetches, in one query."""
    rows = Force.objects.filter(edition=OuterRef("pk")).order_by("pk")
    told = JSONObject(
        pk="pk", department="department", unit="department__name", posts="posts", is_pilot="is_pilot",
        first=Func(F("during"), function="lower"),
        until=Func(F("during"), function="upper"), after="replaced_by", number="replaced_by__number",
        rulebook="replaced_by__rulebook", rulebook_number="replaced_by__rulebook__number", title="replaced_by__rulebook__title",
    )  # fmt: skip
    found: list[Edition] = list(editions.annotate(force_rows=ArraySubquery(rows.values(told=told))))
    for edition in found:
        kept = Force.objects.none()
        kept._result_cache = [_force(edition, one) for one in edition.force_rows]  # type: ignore[attr-defined]
        edition._prefetched_objects_cache = {**getattr(edition, "_prefetched_objects_cache", {}), "forces": kept}  # type: ignore[attr-defined]
    return found


def _force(edition: Edition, told: dict[str, Any]) -> Force:
    after = None
    if told["after"]:
        other = Rulebook(pk=told["rulebook"], number=told["rulebook_number"], title=told["title"])
        after = Edition(pk=told["after"], number=told["number"], rulebook=other)
    first, until = (date.fromisoformat(told[name]) if told[name] else None for name in ("first", "until"))
    unit = Department(pk=told["department"], name=told["unit"]) if told["department"] else None
    return Force(
        pk=told["pk"], edition=edition, rulebook_id=edition.rulebook_id, department=unit, posts=told["posts"], is_pilot=told["is_pilot"],
        during=DateRange(first, until), replaced_by=after,
    )  # fmt: skip


def editable_by(user: "User", permission: str = "rules.change_edition") -> QuerySet[Rulebook]:
    """The rulebooks whose editions the account may write: those issued in its part of the tree."""
    return Rulebook.objects.filter(within_scope(user, permission, "owner"))


@dataclass(frozen=True, slots=True)
class Bound:
    """What a clause is bound to. binding None: nobody enforces it yet. keys: the parameters by which it is bound."""

    code: str
    binding: Binding | None
    keys: tuple[str, ...] = ()

    @property
    def is_enforced(self) -> bool:
        return self.binding is not None


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause as it is read: its text with the values in it, and what it is bound to.

    values: (of everybody or a department) that stand here. is_leaf: nothing stands below it.
    """

    row: ClauseText
    pieces: tuple[Piece, ...]
    values: tuple[Value, ...]
    bound: tuple[Bound, ...]
    is_leaf: bool

    @property
    def is_bound(self) -> bool:
        return bool(self.bound)

    @property
    def is_enforced(self) -> bool:
        return any(one.is_enforced for one in self.bound)

    @property
    def has_blank(self) -> bool:
        return any(piece.is_blank for piece in self.pieces)


def worded(editions: Iterable[int]) -> QuerySet[ClauseText]:
    """The clauses of editions from top to bottom, each with `codes` (what it is bound to), `blanks` and `origin`."""
    codes = ClauseBinding.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause")).order_by("pk")
    blanks = Value.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"), raw__isnull=True).order_by("pk")
    texts = ClauseText.objects.filter(edition__in=editions).order_by("edition", "order")
    return texts.annotate(codes=ArraySubquery(codes.values("code")), blanks=ArraySubquery(blanks.values("key")), origin=printed_label())


def wording(editions: Iterable[int]) -> dict[int, list[ClauseText]]:
    """The clauses as `worded` gives them, by edition: one query."""
    found: dict[int, list[ClauseText]] = {}
    for text in worded(editions):
        found.setdefault(text.edition_id, []).append(text)
    return found


def values_of(editions: Iterable[int]) -> dict[int, dict[int, list[Value]]]:
    """The values of editions, by edition and clause: one query."""
    found: dict[int, dict[int, list[Value]]] = {}
    for value in Value.objects.filter(edition__in=editions).select_related("department", "decided_by").order_by("pk"):
        found.setdefault(value.edition_id, {}).setdefault(value.clause_id, []).append(value)
    return found


def shown_clauses(edition: Edition) -> list[ShownClause]:
    """The clauses of an edition from top to bottom: two queries."""
    return shown(wording([edition.pk]).get(edition.pk, []), values_of([edition.pk]).get(edition.pk, {}))


def shown(texts: Sequence[ClauseText], values: Mapping[int, list[Value]]) -> list[ShownClause]:
    """The clauses of one edition as they are read. texts: as `wording` gives them. values: by clause."""
    following = [*texts[1:], None] if texts else []
    return [
        _shown(text, values.get(text.clause_id, []), text.codes, is_leaf=after is None or after.depth <= text.depth)  # type: ignore[attr-defined]
        for text, after in zip(texts, following, strict=True)
    ]


def _shown(text: ClauseText, values: list[Value], codes: list[str], *, is_leaf: bool) -> ShownClause:
    here = {value.key: value.raw for value in values if value.department_id is None}
    return ShownClause(
        row=text,
        pieces=tuple(pieces(text.text, lambda key: in_words(key, here.get(key)))),
        values=tuple(values),
        bound=tuple(_bound(keys_in(text.text), codes)),
        is_leaf=is_leaf and text.kind == ClauseKind.CLAUSE,
    )


def _bound(keys: Iterable[str], codes: Iterable[str]) -> Iterable[Bound]:
    by_binding: dict[str, list[str]] = {}
    for key in keys:
        binding = bindings.of_key(key)
        by_binding.setdefault(binding.code if binding else key, []).append(key)
    for code, found in by_binding.items():
        yield Bound(code, bindings.of_code(code), tuple(found))
    for code in codes:
        yield Bound(code, bindings.of_code(code))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clauses without others below them are bound, and how many of those are enforced today."""

    clauses: int
    bound: int
    enforced: int


def coverage(clauses: Iterable[ShownClause]) -> Coverage:
    leaves = [one for one in clauses if one.is_leaf]
    return Coverage(len(leaves), sum(one.is_bound for one in leaves), sum(one.is_enforced for one in leaves))


def in_force(rulebook: Rulebook, day: date) -> Edition | None:
    """The edition in force on that day, anywhere; of several (a pilot) the one that came last."""
    force = rulebook.forces.on(day).select_related("edition").order_by("-during", "-pk").first()
    return force.edition if force else None


def standing_of(edition: Edition, day: date) -> tuple[Standing, Force | None]:
    """How a published edition stands on that day, and the force that says so. It is in force while it is anywhere."""
    return stand(edition.forces.select_related("replaced_by__rulebook").order_by("pk"), day)


def stand(forces: Iterable[Force], day: date) -> tuple[Standing, Force | None]:
    """How an edition with these forces stands on that day, and the force that says so."""
    found = [(standing(force.during.lower, force.during.upper, day), force) for force in forces]
    for wanted in (Standing.IN_FORCE, Standing.COMING, Standing.REPLACED):
        for state, force in found:
            if state == wanted:
                return state, force
    return Standing.COMING, None
