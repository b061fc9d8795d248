"""Clauses by their words, in either script: 运营部 finds 運營部 and the reverse (SYS-09)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from common.scripts import folded
from rules.choices import State
from rules.domain.text import plain
from rules.models import ClauseText, Edition, Force
from rules.selectors.reading import url_of
from rules.selectors.rulebooks import values_of
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

MOST_WORDS = 8
MOST_CLAUSES = 200
BEFORE, AFTER = 40, 110  # signs of a long text that are shown around the first hit
FIGURES = re.compile(r"[\d.,:–—-]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Signs of the original text; is_hit: they were sought."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class FoundClause:
    """marker: its number. heading, text: cut where hits begin and end."""

    row: ClauseText
    heading: tuple[Run, ...]
    text: tuple[Run, ...]
    url: str


@dataclass(frozen=True, slots=True)
class FoundEdition:
    """is_draft: in the making, shown to those who see drafts."""

    edition: Edition
    clauses: tuple[FoundClause, ...]

    @property
    def is_draft(self) -> bool:
        return not self.edition.is_published


@dataclass(frozen=True, slots=True)
class Found:
    """is_cut: there are more than are shown."""

    editions: tuple[FoundEdition, ...]
    is_cut: bool

    @property
    def count(self) -> int:
        return sum(len(one.clauses) for one in self.editions)


def words_of(typed: str) -> list[str]:
    """What is sought, each word once, as the folded texts have it."""
    return list(dict.fromkeys(folded(typed).split()))[:MOST_WORDS]


def search(user: "User", typed: str, day: date) -> Found:
    """The clauses that have all the words, of the editions in force and of the drafts, as far as the account may read them
    (SEC-09): two queries.
    """
    words = words_of(typed)
    if not words:
        return Found((), is_cut=False)
    rows = ClauseText.objects.filter(edition__in=_editions(user, day).values("pk"))
    for word in words:
        rows = rows.filter(_has(word))
    found = list(
        rows.select_related("edition__rulebook").order_by("edition__rulebook__number", "edition__number", "order")[: MOST_CLAUSES + 1]
    )
    values = values_of({row.edition_id for row in found if "{" in row.text})
    by_edition: dict[int, list[FoundClause]] = {}
    for row in found[:MOST_CLAUSES]:
        here = {value.key: value.raw for value in values.get(row.edition_id, {}).get(row.clause_id, []) if value.department_id is None}
        text = plain(row.text, lambda key, here=here: in_words(key, here.get(key)))  # type: ignore[misc]
        if all(word in folded(f"{row.heading}\n{text}") for word in words):
            by_edition.setdefault(row.edition_id, []).append(_found(row, text, words))
    editions = {row.edition_id: row.edition for row in found}
    return Found(tuple(FoundEdition(editions[pk], tuple(clauses)) for pk, clauses in by_edition.items()), is_cut=len(found) > MOST_CLAUSES)


def _editions(user: "User", day: date) -> QuerySet[Edition]:
    in_force = Q(pk__in=Force.objects.on(day).values("edition"))
    return Edition.objects.visible_to(user).filter(in_force | ~Q(state=State.PUBLISHED))


def _has(word: str) -> Q:
    """The condition that a clause may have the word. Figures that the wall decides are not in the stored text: where it has
    blanks, what lies between figures is enough, and the text with its values is looked at afterwards.
    """
    between = [part for part in FIGURES.split(word) if part]
    if between == [word]:
        return Q(search__contains=word)
    blanks = Q(text__contains="{")
    for part in between:
        blanks &= Q(search__contains=part)
    return Q(search__contains=word) | blanks


def _found(row: ClauseText, text: str, words: Sequence[str]) -> FoundClause:
    anchor = f"c{row.clause_id}"
    return FoundClause(row, tuple(marked(row.heading, words)), tuple(_shortened(marked(text, words))), url_of(row.edition, anchor))


def marked(text: str, words: Iterable[str]) -> Iterator[Run]:
    """The text cut where hits begin and end. words: folded; each sign folds to one, so the places are the same."""
    whole = folded(text)
    hit = [False] * len(text)
    for word in words:
        start = whole.find(word)
        while start >= 0:
            hit[start : start + len(word)] = [True] * len(word)
            start = whole.find(word, start + 1)
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[start]:
            yield Run(text[start:place], hit[start])
            start = place


def _shortened(runs: Iterable[Run]) -> Iterator[Run]:
    """A long text from shortly before the first hit on."""
    parts = list(runs)
    first = next((index for index, run in enumerate(parts) if run.is_hit), 0)
    left = BEFORE + AFTER
    if first and len(parts[0].text) > BEFORE:
        parts[0] = Run("…" + parts[0].text[-BEFORE:], is_hit=False)
    for run in parts:
        if len(run.text) > left and not run.is_hit:
            yield Run(run.text[: max(left, 0)] + "…", is_hit=False)
            return
        yield run
        left -= len(run.text)
