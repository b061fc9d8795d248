"""The source of an imported document as it stands beside the tree: its lines, whose words each stretch is, and what was left out."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page

from rules.importing.results import NOISE_REASONS
from rules.models import ImportedDocument, ImportedNode

Stretch = tuple[int, int, int | None, str]  # from, to, whose words, why left out


@dataclass(frozen=True, slots=True)
class RawPart:
    """A stretch of the source. node: whose words it is. is_first: of them. noise: why it was left out."""

    text: str
    node: int | None = None
    is_first: bool = False
    noise: str = ""


@dataclass(slots=True)
class RawLine:
    number: int
    parts: list[RawPart] = field(default_factory=list)


def raw_lines(document: ImportedDocument, page: Page) -> Iterable[RawLine]:
    """The lines of the source that belong to these nodes; what the importer left out is marked with its reason."""
    text = document.source.text
    starts = _line_starts(text)
    first, last = _region(document, starts, len(text))
    rows: list[ImportedNode] = list(page.object_list)
    if rows and page.has_previous():
        first = max(first, min(row.start for row in rows))
    if rows and page.has_next():
        last = min(last, max(row.end for row in rows))
    stretches: list[Stretch] = [(row.start, row.end, row.pk, "") for row in rows]
    for noise in document.source.noise:
        upto = starts[noise["last_line"]] if noise["last_line"] < len(starts) else len(text)
        stretches.append((starts[noise["first_line"] - 1], upto, None, str(NOISE_REASONS.get(noise["reason"], noise["reason"]))))
    return _lines(text, _painted(stretches, first, last), bisect_right(starts, first))


def _line_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _region(document: ImportedDocument, starts: Sequence[int], end: int) -> tuple[int, int]:
    """Where the document's part of the file begins and ends: from its title, or the top of the file, to the next title."""
    others = ImportedDocument.objects.filter(source_id=document.source_id).order_by("first_line").values_list("first_line", flat=True)
    lines = list(others)
    after = next((line for line in lines if line > document.first_line), None)
    first = 0 if document.first_line == lines[0] else starts[min(document.first_line, len(starts)) - 1]
    return first, starts[min(after, len(starts)) - 1] if after else end


def _painted(stretches: list[Stretch], first: int, last: int) -> Iterable[Stretch]:
    """The region in stretches that belong to one node, to noise or to nobody; the shorter of two that overlap is on top."""
    inside = [(max(start, first), min(end, last), node, noise) for start, end, node, noise in stretches if start < last and end > first]
    points = sorted({first, last, *(one[0] for one in inside), *(one[1] for one in inside)})
    owners: list[tuple[int | None, str]] = [(None, "")] * max(len(points) - 1, 0)
    for start, end, node, noise in sorted(inside, key=lambda one: one[0] - one[1]):
        left, right = bisect_left(points, start), bisect_left(points, end)
        owners[left:right] = [(node, noise)] * (right - left)
    for place, (node, noise) in enumerate(owners):
        yield points[place], points[place + 1], node, noise


def _lines(text: str, stretches: Iterable[Stretch], number: int) -> Iterable[RawLine]:
    line, seen = RawLine(number), set[int]()
    for start, end, node, noise in stretches:
        for place, said in enumerate(text[start:end].split("\n")):
            if place:
                yield line
                line = RawLine(line.number + 1)
            if said.strip("\r"):
                line.parts.append(RawPart(said, node, node is not None and node not in seen, noise))
                seen |= {node} if node is not None else set()
    if line.parts:
        yield line
