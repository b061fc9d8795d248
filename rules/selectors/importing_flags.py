"""The remarks of an import as the page on which somebody confirms them shows them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.choices import ImportFlag
from rules.models import ImportedDocument, ImportedNode, NodeFlag

PARTED = r"{}(?:\([^()]{{1,8}}\))?([:：])\s*{}"  # heading and text, perhaps with a gloss behind the heading
LONGEST_COMPARED = 4000  # characters whose differences are marked


@dataclass(frozen=True, slots=True)
class Compared:
    """A run of a text. is_other: it differs on the other side."""

    text: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """A flag with the source's words and the repaired ones side by side."""

    flag: NodeFlag
    node: ImportedNode
    raw: tuple[Compared, ...]
    now: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """kinds: of flag, each with its label and its remarks that are open. done: those that were confirmed."""

    kinds: tuple[tuple[str, str, tuple[Remark, ...]], ...]
    done: tuple[Remark, ...]

    @property
    def count(self) -> int:
        return sum(len(remarks) for _kind, _label, remarks in self.kinds)


def queue_of(document: ImportedDocument) -> Queue:
    """Every remark of a document: one query."""
    rows = NodeFlag.objects.filter(node__document=document).select_related("node", "confirmed_by").order_by("node__order", "pk")
    compared: dict[int, tuple[tuple[Compared, ...], tuple[Compared, ...]]] = {}
    remarks = [_remark(flag, document.source.text, compared) for flag in rows]
    kinds = []
    for kind in ImportFlag:
        found = tuple(one for one in remarks if one.flag.flag == kind and one.flag.confirmed_at is None)
        if found:
            kinds.append((kind.value, str(kind.label), found))
    return Queue(tuple(kinds), tuple(one for one in remarks if one.flag.confirmed_at is not None))


def _remark(flag: NodeFlag, text: str, compared: dict[int, tuple[tuple[Compared, ...], tuple[Compared, ...]]]) -> Remark:
    node = flag.node
    if node.pk not in compared:
        raw = text[node.start : node.end]
        colon = node.heading and node.text and re.search(PARTED.format(re.escape(node.heading[-1]), re.escape(node.text[0])), raw)
        compared[node.pk] = differences(raw, f"{node.label}{node.heading}{colon[1] if colon else ''}{node.text}")
    return Remark(flag, node, *compared[node.pk])


def differences(raw: str, now: str) -> tuple[tuple[Compared, ...], tuple[Compared, ...]]:
    """The two texts in runs that are the same or not. Of very long texts nothing is marked."""
    if len(raw) + len(now) > LONGEST_COMPARED:
        return (Compared(raw, is_other=False),), (Compared(now, is_other=False),)
    left, right = list[Compared](), list[Compared]()
    for act, start, end, since, until in SequenceMatcher(None, raw, now, autojunk=False).get_opcodes():
        if raw[start:end]:
            left.append(Compared(raw[start:end], act != "equal"))
        if now[since:until]:
            right.append(Compared(now[since:until], act != "equal"))
    return tuple(left), tuple(right)
