"""What an edition says, as plain facts: for its digest and for whoever compares."""

from typing import Any

from common.digests import digest
from rules.models import Edition


def content(edition: Edition) -> dict[str, Any]:
    """Text, values and bindings of an edition, JSON-like: three queries. The same rows always give the same facts."""
    texts = edition.texts.order_by("order").values_list("clause", "depth", "kind", "label", "heading", "text")
    values = edition.values.order_by("key", "department__code").values_list("key", "department__code", "clause", "raw")
    bindings = edition.bindings.order_by("clause", "code").values_list("clause", "code")
    return {
        "rulebook": edition.rulebook.number,
        "title": edition.rulebook.title,
        "edition": edition.number,
        "clauses": [list(row) for row in texts],
        "values": sorted([key, department or "", clause, raw] for key, department, clause, raw in values),
        "bindings": [list(row) for row in bindings],
    }


def content_digest(edition: Edition) -> str:
    """SHA-256 of the content, 64 hex digits."""
    return digest(content(edition))
