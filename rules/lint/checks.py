"""How rules look: for words that the law forbids, for words that must not be missing, for figures and for values."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from rules.lint.model import Check, Clause, Decided, Hit, Severity, Subject, Words
from rules.lint.wording import Plain, number_of, pattern

Amounts = dict[str, Decimal]
Bad = Callable[[Amounts, re.Match[str]], bool]


def says(
    *patterns: str, unless: str = "", unless_clause: str = "", unless_anywhere: str = "", needs_clause: str = "",
    deniable: bool = True, severity: Severity | None = None, sentence: Words = "",
) -> Check:  # fmt: skip
    """The text says one of these, and does not forbid it. unless: not where the sentence (the clause, any clause) says that too.

    deniable: False where the words themselves hold the negation (不予发放).
    """

    def check(subject: Subject) -> Iterator[Hit]:
        if unless_anywhere and pattern(unless_anywhere).search(subject.whole.text):
            return
        for clause in subject.clauses:
            if _passes(clause.plain, needs_clause, unless_clause):
                for start, end in _found(clause, patterns, unless, deniable=deniable):
                    yield Hit(clause, start, end, severity=severity, sentence=sentence)

    return check


def _passes(plain: Plain, needed: str, unless: str) -> bool:
    return (not needed or bool(pattern(needed).search(plain.text))) and not (unless and pattern(unless).search(plain.text))


def _found(clause: Clause, patterns: Iterable[str], unless: str, *, deniable: bool) -> Iterator[tuple[int, int]]:
    """Where one of the patterns matches and is not denied, each stretch once."""
    for one in patterns:
        for match in pattern(one).finditer(clause.plain.text):
            if not _is_excused(clause, match, unless, deniable=deniable):
                yield match.start(), match.end()


def _is_excused(clause: Clause, match: re.Match[str], unless: str, *, deniable: bool) -> bool:
    plain, (start, end) = clause.plain, match.span()
    if deniable and (clause.is_banned or plain.is_denied(start, end)):
        return True
    return bool(unless) and bool(pattern(unless).search(plain.text, *plain.sentence(start, end)))


def figure(one: str, bad: Bad, *, unless: str = "", deniable: bool = True, severity: Severity | None = None) -> Check:
    """The text gives a figure near these words, and it is bad. The numbers <n>, <m>… come by name."""

    def check(subject: Subject) -> Iterator[Hit]:
        for clause in subject.clauses:
            for match in pattern(one).finditer(clause.plain.text):
                amounts = amounts_of(match)
                if amounts is not None and bad(amounts, match) and not _is_excused(clause, match, unless, deniable=deniable):
                    yield Hit(clause, *match.span(), severity=severity)

    return check


def amounts_of(match: re.Match[str]) -> Amounts | None:
    """The numbers by name; None when one of them is none after all."""
    found = {name: number_of(text) for name, text in match.groupdict().items() if len(name) == 1 and text is not None}
    return None if None in found.values() else found  # type: ignore[return-value]


def lacks(about: str, needs: str, *, unless: str = "", severity: Severity | None = None, sentence: Words = "") -> Check:
    """The text speaks of something and nowhere says what the law asks with it: found once, where it speaks of it first."""

    def check(subject: Subject) -> Iterator[Hit]:
        if pattern(needs).search(subject.whole.text):
            return
        for clause in subject.clauses:
            for start, end in _found(clause, (about,), unless, deniable=True):
                yield Hit(clause, start, end, severity=severity, sentence=sentence)
                return

    return check


def decided(keys: Iterable[str], bad: Callable[[Any], bool], *, severity: Severity | None = None, sentence: Words = "") -> Check:
    """One of these values is decided in this edition, and it is bad."""
    wanted = frozenset(keys)

    def check(subject: Subject) -> Iterator[Hit]:
        for one in subject.values:
            if one.key in wanted and one.value is not None and bad(one.value):
                yield valued(one, severity=severity, sentence=sentence)

    return check


def valued(one: Decided, *, severity: Severity | None = None, sentence: Words = "") -> Hit:
    """A value that a rule is against."""
    return Hit(one.clause, value=one, severity=severity, sentence=sentence)


def every(*checks: Check) -> Check:
    """All of them."""

    def check(subject: Subject) -> Iterator[Hit]:
        for one in checks:
            yield from one(subject)

    return check


def only_where(has: Callable[[Subject], bool], then: Check) -> Check:
    """The check, where that is so."""

    def check(subject: Subject) -> Iterable[Hit]:
        return then(subject) if has(subject) else ()

    return check


def mentions(subject: Subject, words: str) -> bool:
    """Whether the title or any clause says one of these."""
    return bool(pattern(words).search(subject.whole.text))


def speaks_of(subject: Subject, words: str) -> bool:
    """Whether any clause says one of these without denying it."""
    return any(True for clause in subject.clauses for _found_at in _found(clause, (words,), "", deniable=True))


def over(limit: str) -> Bad:
    """<n> is more than that."""
    return lambda amounts, match: amounts["n"] > Decimal(limit)


def under(limit: str) -> Bad:
    """<n> is less than that."""
    return lambda amounts, match: amounts["n"] < Decimal(limit)
