"""A foreign document comes in: kept as it was read, beside it what the importer made of it, and what a person must still confirm."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Employee
from rules.importing import Source, parse
from rules.importing.results import Document, Imported, Noise
from rules.models import Edition, ImportedDocument, ImportedNode, ImportedSource, NodeFlag

HEADING, LABEL, TITLE, NAME = 300, 80, 200, 200  # as long as the columns
UNWRITABLE = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")  # what no database column takes


@transaction.atomic
def store_import(
    *, source: Source, imported: Imported, by: Employee | None, at: datetime, among: QuerySet[ImportedSource] | None = None
) -> tuple[ImportedSource, bool]:
    """Keep a file with its documents. Returns the row, and whether it is new: the same text again is not doubled.

    A document is known by its source and first line, never by its title (SYS-06). among: the files that the person may see; what
    another unit imported says nothing to them. None: all.
    """
    text = source.text.translate(UNWRITABLE)
    digest = sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:  # two that hand in the same file at once go one by one
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
    known = (ImportedSource.objects.all() if among is None else among).filter(sha256=digest).order_by("pk").first()
    if known is not None:
        return known, False
    row = ImportedSource.objects.create(
        name=source.name[:NAME], sha256=digest, container=source.container, encoding=source.encoding[:16], text=text,
        noise=[_noise(one) for one in imported.noise], imported_by=by, imported_at=at,
    )  # fmt: skip
    taken: set[int] = set()
    for found in sorted(imported.documents, key=lambda one: one.first_line):
        line = found.first_line
        while line in taken:
            line += 1
        taken.add(line)
        document = ImportedDocument.objects.create(
            source=row, title=(found.title or row.name)[:TITLE].translate(UNWRITABLE), first_line=line, is_truncated=found.truncated,
            script=found.script, markers=found.markers,
        )  # fmt: skip
        write_nodes(document, found)
    return row, True


def _noise(one: Noise) -> dict[str, Any]:
    return {"first_line": one.first_line, "last_line": one.last_line, "reason": one.reason}


def write_nodes(document: ImportedDocument, found: Document) -> None:
    """The importer's tree, from top to bottom, with its remarks."""
    rows = [_node(document, order, node) for order, node in enumerate(found.nodes, start=1)]
    ImportedNode.objects.bulk_create(rows, batch_size=500)
    pairs = zip(rows, found.nodes, strict=True)
    flags = [NodeFlag(node=row, flag=flag) for row, node in pairs for flag in dict.fromkeys(node.flags)]
    NodeFlag.objects.bulk_create(flags, batch_size=500)


def _node(document: ImportedDocument, order: int, node: Any) -> ImportedNode:
    heading, text, blanks, offers = node.heading, node.text, [asdict(one) for one in node.blanks], [asdict(one) for one in node.offers]
    if len(heading) > HEADING:
        for one in (*blanks, *offers):
            one["at"] = [place + len(heading) + 1 for place in one["at"]]
        heading, text = "", f"{heading}\n{text}"
    return ImportedNode(
        document=document, order=order, depth=max(node.depth, 1), kind=node.kind, path=[part[:LABEL] for part in node.path],
        label=node.label[:LABEL], heading=heading.translate(UNWRITABLE), text=text.translate(UNWRITABLE), start=node.offset[0],
        end=max(node.offset), blanks=blanks, offers=offers,
    )  # fmt: skip


# -- documents as a whole --------------------------------------------------------------------------------


def locked_document(document: ImportedDocument) -> ImportedDocument:
    """The document, held. Raises RuleBroken once a draft was made of it: then its nodes rest."""
    document = ImportedDocument.objects.select_for_update(of=("self",)).select_related("source", "edition").get(pk=document.pk)
    if document.edition_id is not None:
        raise RuleBroken(_("A draft has been made of this document. Change the text there."))
    return document


@transaction.atomic
def take_again(*, document: ImportedDocument) -> int:
    """Discard what was changed and take the importer's tree of the stored text again. Returns how many nodes it has."""
    document = locked_document(document)
    source = document.source
    imported = parse(source.text, source.name)
    found = next((one for one in imported.documents if one.first_line == document.first_line), None)
    if found is None:
        raise RuleBroken(_("The importer finds no document at this place of the file any more. Import the file's text anew."))
    document.nodes.all().delete()
    write_nodes(document, found)
    return len(found.nodes)


@transaction.atomic
def discard_document(*, document: ImportedDocument) -> None:
    """Set a document aside that is not wanted. The raw text of its file stays, and the document can be taken up again."""
    locked_document(document).nodes.all().delete()


# -- remarks ---------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_flags(*, document: ImportedDocument, flags: Iterable[int], by: Employee, at: datetime, note: str = "") -> int:
    """Somebody has looked at these remarks (ids). Returns how many were still unconfirmed (SYS-05)."""
    rows = NodeFlag.objects.select_for_update().filter(node__document=document, pk__in=list(flags), confirmed_at=None).order_by("pk")
    found = list(rows)
    for row in found:
        row.confirmed_by, row.confirmed_at, row.note = by, at, note.strip()
    NodeFlag.objects.bulk_update(found, ["confirmed_by", "confirmed_at", "note"], batch_size=500)
    return len(found)


def unconfirmed(edition: Edition) -> int:
    """How many remarks of its import nobody has confirmed yet."""
    return NodeFlag.objects.filter(node__document__edition=edition, confirmed_at=None).count()


def refuse_unconfirmed(edition: Edition) -> None:
    """Raises RuleBroken while a remark of the import is unconfirmed: such an edition is neither reviewed nor published (SYS-05)."""
    count = unconfirmed(edition)
    if count:
        raise RuleBroken(
            _("%(count)d remarks of the import are not confirmed yet. Look at them under “Remarks of the import” first."),
            count=count,
        )
