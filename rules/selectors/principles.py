"""Purposes, definitions, tenets and principles of the rules in force, and what serves them (POL-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rules.choices import Tag
from rules.domain.text import plain
from rules.models import ClauseText, Edition, Force, PrincipleLink, Rulebook, Value
from rules.selectors.reading import url_of
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

ENDING = "原则"
SHORT = 16


def named(row: ClauseText) -> str:
    """How one speaks of a principle, the same in every rulebook: 公正性原则 is 公正性."""
    name = row.heading.strip() or row.text.strip()[:SHORT]
    return name.removesuffix(ENDING) or name


@dataclass(frozen=True, slots=True)
class Principle:
    """A name under which rulebooks tag clauses. kinds: what it is there, in words. serving: how many clauses are linked to it."""

    name: str
    kinds: tuple[str, ...]
    serving: int


@dataclass(frozen=True, slots=True)
class Serving:
    """A clause of an edition in force that serves the principle; text with its values."""

    row: ClauseText
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a rulebook states the principle, and what serves it there."""

    edition: Edition
    principle: Serving
    clauses: tuple[Serving, ...]


@dataclass(frozen=True, slots=True)
class Found:
    principles: tuple[Principle, ...]
    stated: tuple[Stated, ...]


def principles_in_force(user: "User", day: date, asked: str = "") -> Found:
    """All principles of the rulebooks that the account may read and, for the one asked for, its clauses: five queries at most."""
    mine = Rulebook.objects.visible_to(user).values("pk")
    forces = Force.objects.on(day).filter(rulebook__in=mine)
    tagged = list(
        ClauseText.objects.filter(edition__in=forces.values("edition")).exclude(tag=Tag.NONE)
        .select_related("edition__rulebook").order_by("edition__rulebook__number", "edition", "order")
    )  # fmt: skip
    links = list(PrincipleLink.objects.filter(edition__in={row.edition_id for row in tagged}).values_list("edition", "principle", "clause"))
    serving: dict[tuple[int, int], list[int]] = {}
    for edition, principle, clause in links:
        serving.setdefault((edition, principle), []).append(clause)
    wanted = [row for row in tagged if named(row) == asked.removesuffix(ENDING)] if asked else []
    return Found(tuple(_listed(tagged, serving)), tuple(_stated(wanted, serving)))


def _listed(tagged: Iterable[ClauseText], serving: dict[tuple[int, int], list[int]]) -> list[Principle]:
    groups: dict[str, list[ClauseText]] = {}
    for row in tagged:
        groups.setdefault(named(row), []).append(row)
    return [
        Principle(
            name=name,
            kinds=tuple(dict.fromkeys(str(Tag(row.tag).label) for row in rows)),
            serving=sum(len(serving.get((row.edition_id, row.clause_id), ())) for row in rows),
        )
        for name, rows in groups.items()
    ]


def _stated(wanted: list[ClauseText], serving: dict[tuple[int, int], list[int]]) -> list[Stated]:
    editions = {row.edition_id: row.edition for row in wanted}
    texts: dict[tuple[int, int], ClauseText] = {}
    for row in ClauseText.objects.filter(edition__in=editions).order_by("edition", "order"):
        texts[row.edition_id, row.clause_id] = row
    values: dict[int, dict[str, object]] = {edition: {} for edition in editions}
    for edition, key, raw in Value.objects.filter(edition__in=editions, department=None).values_list("edition", "key", "raw"):
        values[edition][key] = raw
    found = []
    for row in wanted:
        linked = set(serving.get((row.edition_id, row.clause_id), ()))
        ordered = [text for (edition, clause), text in texts.items() if edition == row.edition_id and clause in linked]
        own = values[row.edition_id]
        found.append(Stated(row.edition, _serving(row, row.edition, own), tuple(_serving(text, row.edition, own) for text in ordered)))
    return found


def _serving(row: ClauseText, edition: Edition, values: dict[str, object]) -> Serving:
    return Serving(row, plain(row.text, lambda key: in_words(key, values.get(key))), url_of(edition, f"c{row.clause_id}"))


def tagged_in(edition: Edition) -> list[ClauseText]:
    """The clauses of an edition that stand for something: what the others can serve."""
    return list(edition.texts.exclude(tag=Tag.NONE).order_by("order"))


def served_by(edition: Edition, clause: int) -> list[int]:
    """The principles that a clause serves."""
    return list(edition.principle_links.filter(clause=clause).values_list("principle", flat=True))
