"""Where the clauses and editions that were imported come from: what pages that are read anyway say of it, at no query of its own."""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from rules.domain.imported import shows_origin
from rules.models import ClauseText, Edition, ImportedNode, NodeFlag


def printed_label() -> Coalesce:
    """For annotating ClauseText as `origin`: the number as printed in the source, "" for a clause that was not imported."""
    nodes = ImportedNode.objects.filter(clause=OuterRef("clause")).order_by("-document", "order")
    return Coalesce(Subquery(nodes.values("label")[:1], output_field=CharField()), Value(""))


def printed_number(row: ClauseText) -> str:
    """The number as printed, where it looks different from the one that the clause has; else ""."""
    label: str = getattr(row, "origin", "")
    return label if shows_origin(label, row.marker) else ""


@dataclass(frozen=True, slots=True)
class Open:
    """The remarks of an edition's import that nobody has confirmed yet. document: the id of the imported one."""

    document: int
    count: int


def open_remarks() -> Subquery:
    """For annotating Edition as `open_remarks`; `remarks_of` reads it."""
    rows = NodeFlag.objects.filter(node__document__edition=OuterRef("pk"), confirmed_at=None).values("node__document")
    return Subquery(rows.annotate(told=JSONObject(document=F("node__document"), count=Count("pk"))).values("told")[:1])


def remarks_of(edition: Edition) -> Open | None:
    """None when every remark is confirmed, or the edition was not imported, or was not read with `open_remarks`."""
    told = getattr(edition, "open_remarks", None)
    return Open(**told) if told else None
