"""Editions for the legal check, from their texts and values alone: no database."""

from datetime import date
from typing import Any

from rules.lint.engine import lint
from rules.lint.model import Clause, Company, Decided, Finding, Making, Subject
from rules.lint.rules import BY_ID

DAY = date(2026, 11, 20)
DONE = Making(discussed_on=date(2026, 10, 8), asked_on=date(2026, 10, 12), settled_on=date(2026, 10, 15))


def subject(
    *texts: str, values: dict[str, Any] | None = None, region: str = "", making: Making = DONE, has_union: bool | None = None,
    inherited: dict[str, Any] | None = None, title: str = "", leads: tuple[str, ...] = (),
) -> Subject:  # fmt: skip
    """Clauses with these texts, numbered from 1, and the values as parsed by their parameters, in the last of them."""
    clauses = tuple(Clause(number, f"一{number}", text, leads=leads) for number, text in enumerate(texts or ("总则",), start=1))
    return Subject(
        title=title,
        clauses=clauses,
        values=tuple(decided(key, raw, clauses[-1]) for key, raw in (values or {}).items()),
        inherited={key: decided(key, raw, None) for key, raw in (inherited or {}).items()},
        making=making,
        company=Company(region, has_union),
    )


def decided(key: str, raw: Any, clause: Clause | None, department: str = "") -> Decided:
    from rules.catalogue import parameter_of

    return Decided(key, parameter_of(key).parse(raw), department=department, clause=clause)


def found(what: Subject, rule: str, on: date = DAY) -> list[Finding]:
    """What one rule has against it."""
    return lint(what, on, [BY_ID[rule]])
