"""Rulebooks that come with the product, in our own words: a company starts its own from them.

A file is a head of `name: value` lines, an empty line, and the clauses. `#` opens a chapter, `##` and `###` what
stands below it; the text follows up to the next one. `@code` binds the clause above to what the software does,
`@@principle` (or another of rules.choices.Tag) says what it stands for, `@@serves 公正、公开` which of these it serves.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rules.choices import ClauseKind, Numbering, Regime, Tag
from rules.domain.numbering import Place, number
from rules.domain.text import keys_in

FOLDER = Path(__file__).parent
SERVES = "@@serves "


@dataclass(slots=True)
class ShippedClause:
    """depth: 1 for a chapter. bindings: codes of common.bindings besides those of the parameters in the text.

    tag: what it stands for. serves: headings of such clauses.
    """

    depth: int
    heading: str
    text: str = ""
    bindings: list[str] = field(default_factory=list)
    kind: str = ClauseKind.CLAUSE
    label: str = ""
    tag: str = Tag.NONE
    serves: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShippedRulebook:
    """name: of the file, by which it is chosen. values: what is decided from the start, raw, by key. regimes: what it covers."""

    name: str
    number: str
    title: str
    purpose: str
    numbering: str
    values: dict[str, Any]
    clauses: tuple[ShippedClause, ...]
    regimes: tuple[str, ...] = ()

    def labels(self) -> dict[str, str]:
        """The label of the clause that holds each parameter, by key."""
        return {key: clause.label for clause in reversed(self.clauses) for key in keys_in(clause.text)}


def names() -> list[str]:
    """The rulebooks that can be chosen."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


@cache
def shipped(name: str) -> ShippedRulebook:
    """One of them. Raises FileNotFoundError for a name that is none of `names()`."""
    if name not in names():
        raise FileNotFoundError(name)
    head, _blank, body = (FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    values = {key: json.loads(facts[key]) for key in facts if "." in key}
    numbering = facts.get("numbering", Numbering.OUTLINE)
    regimes = tuple(Regime(one).value for one in facts.get("regimes", "").split())
    clauses = tuple(_clauses(body.splitlines()))
    marks = number((Place(clause.depth, clause.kind == ClauseKind.CLAUSE) for clause in clauses), numbering)
    for clause, mark in zip(clauses, marks, strict=True):
        clause.label = mark.label
    return ShippedRulebook(name, facts["number"], facts["title"], facts.get("purpose", ""), numbering, values, clauses, regimes)


def _clauses(lines: Iterable[str]) -> list[ShippedClause]:
    found: list[ShippedClause] = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("#"):
            depth = len(line) - len(line.lstrip("#"))
            found.append(ShippedClause(depth, line.lstrip("# ")))
        elif line.startswith(SERVES):
            found[-1].serves += line.removeprefix(SERVES).split("、")
        elif line.startswith("@@"):
            found[-1].tag = Tag(line.removeprefix("@@"))
        elif line.startswith("@"):
            found[-1].bindings.append(line[1:])
        else:
            found[-1].text += line
    return found


@cache
def clause_labels() -> dict[str, str]:
    """Where the shipped rulebooks bind each parameter: `五（一）3` by key. Needs no database."""
    return {key: label for name in names() for key, label in shipped(name).labels().items()}
