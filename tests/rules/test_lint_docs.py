"""docs/legal-check.md says of every rule what the rule says of itself."""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from rules.lint.laws import NAMES
from rules.lint.model import Rule
from rules.lint.rules import RULES

LINES = (Path(settings.BASE_DIR) / "docs" / "legal-check.md").read_text(encoding="utf-8").splitlines()


def rows(pattern: str) -> dict[str, list[str]]:
    """The rows of its tables whose first cell matches, by that cell."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("| ")]
    return {row[0]: row[1:] for row in cells if re.fullmatch(pattern, row[0])}


def gravity(rule: Rule) -> str:
    places = [f"{region} {severity}" for region, severity in rule.regions.items()]
    only = ["only " + ", ".join(sorted(rule.only))] if rule.only else []
    return rule.severity.value + "".join(f" ({', '.join(one)})" for one in (places, only) if one)


def test_document_lists_every_rule_with_its_law_gravity_basis_and_reach():
    with override("en"):
        told = {
            rule.id: [
                "; ".join(f"{law.code} {law.article}".strip() for law in rule.laws), gravity(rule), rule.basis,
                str(rule.title) if rule.check else f"not checked: {rule.not_checkable}",
            ]
            for rule in RULES
        }  # fmt: skip
    assert rows(r"[LHE]\d{2,3}") == told


def test_document_names_every_law_and_since_when_it_counts():
    with override("en"):
        laws = {code: [str(name), str(since or "")] for code, (name, since) in NAMES.items()}
    assert {code: row for code, row in rows(r"[A-Z0-9-]+").items() if code in NAMES} == laws


def test_every_law_is_cited_by_some_rule():
    assert set(NAMES) == {law.code for rule in RULES for law in rule.laws}
