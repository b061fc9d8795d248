"""Holding an edition against every rule."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.digests import digest
from rules.lint.model import Finding, Hit, Rule, Severity, Subject
from rules.lint.rules import RULES

LONGEST_EXCERPT = 300


def lint(subject: Subject, on: date, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """What the law in force on that day in that region has against it: the gravest first, then from top to bottom, each once."""
    found: dict[str, Finding] = {}
    for rule in rules:
        if rule.check is not None and rule.counts(on, subject.company.region):
            for finding in _findings(rule, subject):
                found.setdefault(finding.fingerprint, finding)
    place = {clause.id: order for order, clause in enumerate(subject.clauses)}
    order = {rule.id: number for number, rule in enumerate(rules)}
    return sorted(found.values(), key=lambda one: (one.severity.rank, place.get(one.clause_id or 0, -1), order[one.rule.id], one.excerpt))


def _findings(rule: Rule, subject: Subject) -> Iterator[Finding]:
    assert rule.check is not None  # noqa: S101  asked before
    for hit in rule.check(subject):
        if hit.value is not None or not _is_a_value_of(rule, hit):
            yield _finding(rule, hit, subject.company.region)


def _is_a_value_of(rule: Rule, hit: Hit) -> bool:
    """Whether the words are a value that the rule judges as such: one breach, one finding."""
    if hit.clause is None or hit.start == hit.end:
        return False
    places = hit.clause.plain.places
    start, end = places[hit.start], places[hit.end - 1] + 1
    return any(key in rule.keys and first < end and start < last for first, last, key in hit.clause.spans)


def _finding(rule: Rule, hit: Hit, region: str) -> Finding:
    plain = hit.clause.plain if hit.clause else None
    first, last = plain.excerpt(hit.start, hit.end) if plain and hit.start < hit.end else (0, 0)
    excerpt, seen = (plain.original(first, last), plain.text[first:last]) if plain else ("", "")
    value: list[Any] = []
    if hit.value is not None:
        excerpt = hit.value.shown or str(hit.value.value)
        value = [hit.value.key, hit.value.department, _stable(hit.value.value)]
    clause_id = hit.clause.id if hit.clause else None
    return Finding(
        rule=rule,
        severity=severity_of(rule, hit, region),
        clause_id=clause_id,
        label=hit.clause.label if hit.clause else "",
        excerpt=excerpt[:LONGEST_EXCERPT],
        key=hit.value.key if hit.value else "",
        sentence=_sentence(rule, hit),
        fingerprint=digest([rule.id, clause_id, seen, value, hit.mark]),
    )


def _stable(value: Any) -> str:
    """The same words for the same value in every process."""
    return str(sorted(value)) if isinstance(value, frozenset | set) else str(value)


def severity_of(rule: Rule, hit: Hit, region: str) -> Severity:
    """What nobody has verified is never more than a warning."""
    severity = hit.severity or rule.severity_in(region)
    return max(severity, Severity.WARN, key=lambda one: one.rank) if rule.basis == "G" else severity


def _sentence(rule: Rule, hit: Hit) -> str:
    said = str(hit.sentence or rule.title)
    if hit.value is not None:
        whose = _(" (%(unit)s)") % {"unit": hit.value.department} if hit.value.department else ""
        said = _("%(what)s%(unit)s is %(value)s here. %(rule)s") % {
            "what": hit.value.what or hit.value.key, "unit": whose, "value": hit.value.shown or hit.value.value, "rule": said,
        }  # fmt: skip
    return (
        _("%(sentence)s This rests on general knowledge and is to be checked by counsel.") % {"sentence": said}
        if rule.basis == "G"
        else said
    )
