"""The shipped rulebooks as they are offered to start from."""

from dataclasses import dataclass

from rules.domain.text import keys_in
from rules.shipped import ShippedClause, ShippedRulebook, names, shipped


@dataclass(frozen=True, slots=True)
class Template:
    """clauses: those that say something. parameters: how many blanks; undecided: how many of them are left to the company."""

    rulebook: ShippedRulebook
    chapters: tuple[ShippedClause, ...]
    clauses: int
    parameters: int
    undecided: int


def templates() -> list[Template]:
    """Every shipped rulebook, by its number."""
    return sorted((_template(shipped(name)) for name in names()), key=lambda one: one.rulebook.number)


def _template(rulebook: ShippedRulebook) -> Template:
    keys = {key for clause in rulebook.clauses for key in keys_in(clause.text)}
    return Template(
        rulebook,
        chapters=tuple(clause for clause in rulebook.clauses if clause.depth == 1),
        clauses=sum(bool(clause.text) for clause in rulebook.clauses),
        parameters=len(keys),
        undecided=len(keys - set(rulebook.values)),
    )
