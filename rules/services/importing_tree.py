"""A person mends the tree of an imported document. A node whose depth is 0 was taken out: it stays where it stood, to be put back."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.digests import digest
from common.errors import RuleBroken
from rules.choices import ImportFlag, NodeKind
from rules.domain import tree
from rules.domain.imported import leading_marker
from rules.domain.spans import place_in_source, shifted
from rules.domain.tree import Impossible, Node, Way
from rules.importing.blanks import blanks_of
from rules.importing.mapped import Mapped
from rules.models import ImportedDocument, ImportedNode, NodeFlag
from rules.services.importing import HEADING, locked_document

NOWHERE = _("The node cannot be moved there.")
STAYS_AT_THE_TOP = {ImportFlag.GAP, ImportFlag.RENUMBERED}  # when a node is split
MOVED = ("order", "depth")
WORDED = ("heading", "text", "kind", "label", "blanks", "offers", "start", "end")


def token(nodes: Iterable[ImportedNode]) -> str:
    """A short mark of the tree and its wording: says whether somebody else has changed it meanwhile."""
    return digest([[node.pk, node.depth, node.kind, node.label, node.heading, node.text] for node in nodes])[:16]


def opened(document: ImportedDocument, seen: str) -> list[ImportedNode]:
    """The nodes of a document that may be changed, held. Raises RuleBroken when they are not those that were seen."""
    locked_document(document)
    rows = list(ImportedNode.objects.filter(document=document).order_by("order"))
    if seen != token(rows):
        raise RuleBroken(_("Somebody else has changed this document meanwhile. Look at it as it is now, then do it again."))
    return rows


def row_in(rows: Sequence[ImportedNode], node: int) -> ImportedNode:
    """Raises RuleBroken when the node is gone."""
    found = next((row for row in rows if row.pk == node), None)
    if found is None:
        raise RuleBroken(_("This node is not part of the document any more. Somebody else has removed it."))
    return found


@transaction.atomic
def move_node(*, document: ImportedDocument, node: int, way: Way, seen: str) -> None:
    """Move a node with all below it up, down, in or out. Raises RuleBroken when it cannot go there."""
    rows = opened(document, seen)
    row_in(rows, node)
    try:
        nodes = tree.moved([Node(row.pk, row.depth) for row in rows if row.depth], node, way)
    except Impossible as error:
        raise RuleBroken(NOWHERE) from error
    _arrange(rows, nodes)


def _arrange(rows: Sequence[ImportedNode], nodes: Sequence[Node]) -> None:
    """Write order and depth. What was taken out stays behind the node it stood behind."""
    by_key, behind, last = {row.pk: row for row in rows}, dict[int | None, list[ImportedNode]](), None
    for row in rows:
        if row.depth:
            last = row.pk
        else:
            behind.setdefault(last, []).append(row)
    ordered = list(behind.get(None, []))
    depths = {node.key: node.depth for node in nodes}
    for node in nodes:
        ordered += [by_key[node.key], *behind.get(node.key, [])]
    changed = []
    for order, row in enumerate(ordered, start=1):
        before, row.order, row.depth = (row.order, row.depth), order, depths.get(row.pk, 0)
        if before != (row.order, row.depth):
            changed.append(row)
    ImportedNode.objects.bulk_update(changed, MOVED, batch_size=500)


@transaction.atomic
def change_node(*, document: ImportedDocument, node: int, heading: str, text: str, kind: str, seen: str) -> ImportedNode:
    """Reword a node or say what it is. Raises RuleBroken when it would say nothing."""
    row = row_in(opened(document, seen), node)
    heading, text = heading.strip(), text.replace("\r\n", "\n").strip()
    if not heading and not text:
        raise RuleBroken(_("A node needs a heading or a text. Take it out instead."))
    _reword(row, text)
    row.blanks = [*row.blanks, *_typed_blanks(row, heading)]
    row.heading, row.kind = heading[:HEADING], kind
    row.save(update_fields=WORDED)
    return row


def _typed_blanks(row: ImportedNode, heading: str) -> list[dict[str, Any]]:
    """Blanks that somebody has just typed."""
    known = [one["at"] for one in (*row.blanks, *row.offers)]
    found = [asdict(blank) for blank in blanks_of(Mapped.of(row.text), heading, "")]
    return [{**one, "offset": [row.start, row.end]} for one in found if all(one["at"][1] <= at[0] or at[1] <= one["at"][0] for at in known)]


@transaction.atomic
def change_kind(*, document: ImportedDocument, node: int, seen: str) -> ImportedNode:
    """A node becomes the next of the kinds that there are, the first again after the last."""
    row = row_in(opened(document, seen), node)
    kinds = [kind.value for kind in NodeKind]
    row.kind = kinds[(kinds.index(row.kind) + 1) % len(kinds)]
    row.save(update_fields=["kind"])
    return row


def _reword(row: ImportedNode, text: str) -> None:
    for name in ("blanks", "offers"):
        row_blanks: list[dict[str, Any]] = getattr(row, name)
        places = shifted(row.text, text, [(one["at"][0], one["at"][1]) for one in row_blanks])
        setattr(row, name, [{**one, "at": list(at)} for one, at in zip(row_blanks, places, strict=True) if at is not None])
    row.text = text


@transaction.atomic
def merge_node(*, document: ImportedDocument, node: int, seen: str) -> ImportedNode:
    """Add a node to the one before it, with its number as printed, so that nothing is lost. What stood below it stands below that."""
    rows = opened(document, seen)
    row = row_in(rows, node)
    live = [one for one in rows if one.depth]
    at = next((place for place, one in enumerate(live) if one.pk == node), 0)
    if not at:
        raise RuleBroken(_("There is no node before this one to which it could be added."))
    to = live[at - 1]
    moved_in = to.depth - row.depth
    below = live[at + 1 : tree.span([Node(one.pk, one.depth) for one in live], at)]
    _add(to, row, document)
    kept = set(NodeFlag.objects.filter(node=to, confirmed_at=None).values_list("flag", flat=True))
    for flag in NodeFlag.objects.filter(node=row):
        if flag.flag not in kept and flag.confirmed_at is None:
            NodeFlag.objects.filter(node=to, flag=flag.flag).delete()
            NodeFlag.objects.create(node=to, flag=flag.flag)
    row.delete()
    down = {one.pk: one.depth + moved_in for one in below}
    _arrange([one for one in rows if one.pk != node], [Node(one.pk, down.get(one.pk, one.depth)) for one in live if one.pk != node])
    return to


def _add(to: ImportedNode, row: ImportedNode, document: ImportedDocument) -> None:
    between = document.source.text[to.end : row.start] if to.end <= row.start else "\n"
    glue = "" if not to.text or (not between.strip(" \u3000") and "\n" not in between) else "\n"
    before = f"{to.text}{glue}{row.label}{row.heading}"
    before = f"{before}\n" if row.heading and row.text and not row.heading.endswith((":", "：", "。")) else before
    for name in ("blanks", "offers"):
        later = [{**one, "at": [place + len(before) for place in one["at"]]} for one in getattr(row, name)]
        setattr(to, name, [*getattr(to, name), *later])
    to.text, to.start, to.end = before + row.text, min(to.start, row.start), max(to.end, row.end)
    to.save(update_fields=WORDED)


@transaction.atomic
def split_node(
    *, document: ImportedDocument, node: int, heading: str, text: str, at: int, seen: str, kind: str = NodeKind.CLAUSE
) -> ImportedNode:
    """Cut a node where its text (as the person sees it, perhaps changed) has reached `at`; returns the new node behind it.

    A number with which the new one begins becomes its own. Raises RuleBroken when one of the two would say nothing.
    """
    rows = opened(document, seen)
    row = row_in(rows, node)
    if not row.depth:
        raise RuleBroken(_("This node was taken out. Put it back first."))
    text = text.replace("\r\n", "\n").rstrip()
    first, second = text[:at].rstrip(), text[at:].lstrip()
    if not second or not (first or heading.strip()):
        raise RuleBroken(_("Put the cursor into the text, where the new node shall begin."))
    before, raw = row.text, document.source.text[row.start : row.end]
    _reword(row, text)
    label, said = leading_marker(second)
    label, said = (label, said) if said else ("", second)
    cut = row.start + min(place_in_source(raw, before, before.find(second[:8]) if second[:8] in before else at), len(raw))
    new = ImportedNode(
        document=document, order=len(rows) + 1, depth=row.depth, kind=NodeKind.CLAUSE, path=_path_beside(rows, row), label=label, text=said,
        start=cut, end=row.end,
    )  # fmt: skip
    offset = len(text) - len(said)
    for name in ("blanks", "offers"):
        every = getattr(row, name)
        setattr(row, name, [one for one in every if one["at"][1] <= len(first)])
        setattr(new, name, [_earlier(one, offset) for one in every if one["at"][0] >= offset])
    row.heading, row.text, row.kind, row.end = heading.strip()[:HEADING], first, kind, cut
    row.save(update_fields=WORDED)
    new.save()
    _share_flags(row, new)
    live = [Node(one.pk, one.depth) for one in rows if one.depth]
    place = tree.index_of(live, row.pk) + 1
    _arrange([*rows, new], [*live[:place], Node(new.pk, row.depth), *live[place:]])
    return new


def _earlier(one: dict[str, Any], by: int) -> dict[str, Any]:
    return {**one, "at": [place - by for place in one["at"]]}


def _path_beside(rows: Sequence[ImportedNode], row: ImportedNode) -> list[str]:
    """An address for a node that the source does not number, beside that of another."""
    taken, count = {tuple(one.path) for one in rows}, 2
    *above, last = row.path or [""]
    while (*above, f"{last}#{count}") in taken:
        count += 1
    return [*above, f"{last}#{count}"]


def _share_flags(row: ImportedNode, new: ImportedNode) -> None:
    """What holds for the whole stays with both halves; a break stands at the end, a missing number at the beginning."""
    for flag in NodeFlag.objects.filter(node=row).exclude(flag__in=STAYS_AT_THE_TOP):
        if flag.flag == ImportFlag.TRUNCATED:
            flag.node = new
            flag.save(update_fields=["node"])
        else:
            NodeFlag.objects.create(
                node=new, flag=flag.flag, confirmed_by=flag.confirmed_by, confirmed_at=flag.confirmed_at, note=flag.note
            )


@transaction.atomic
def take_out_node(*, document: ImportedDocument, node: int, seen: str) -> int:
    """Take a node and all below it out; returns how many went. They can be put back. Their remarks still want confirming."""
    rows = opened(document, seen)
    row = row_in(rows, node)
    live = [Node(one.pk, one.depth) for one in rows if one.depth]
    if not row.depth:
        return 0
    left, gone = tree.removed(live, node)
    if not left:
        raise RuleBroken(_("This is the last node. Set the whole document aside instead."))
    ImportedNode.objects.filter(pk__in=gone).update(depth=0)
    return len(gone)


@transaction.atomic
def put_back_node(*, document: ImportedDocument, node: int, seen: str) -> int:
    """Put a node that was taken out back where it stood, with what stood below it; returns how many came."""
    rows = opened(document, seen)
    row = row_in(rows, node)
    at = rows.index(row)
    coming = [row]
    for one in rows[at + 1 :]:
        if one.depth or one.path[: len(row.path)] != row.path:
            break
        coming.append(one)
    before = next((one.depth for one in reversed(rows[:at]) if one.depth), 0)
    after = next((one.depth for one in rows[at + len(coming) :] if one.depth), 1)
    depth = max(min(len(row.path), before + 1), after - 1, 1)
    for one in coming:
        one.depth = depth + len(one.path) - len(row.path)
    ImportedNode.objects.bulk_update(coming, ["depth"])
    return len(coming)
