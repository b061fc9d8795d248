"""What an import gives: documents as trees of nodes, and the stretches that were left out."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Span = tuple[int, int]

CLAUSE, INTRO, CLOSING, SENTENCE = "clause", "intro", "closing", "sentence"
HANS, HANT = "hans", "hant"
# The order in which flags are listed.
TRUNCATED, REPAIRED, RENUMBERED, GAP, SUSPECT_TYPO, REDACTED = "truncated", "repaired", "renumbered", "gap", "suspect_typo", "redacted"
FLAGS = (TRUNCATED, REPAIRED, RENUMBERED, GAP, SUSPECT_TYPO, REDACTED)

NOISE_REASONS: dict[str, Promise] = {
    "page_list": _("Page list or page number"),
    "site": _("Words of a website: download, copyright, service hours, comments"),
    "tips": _("Tips of a website"),
    "links": _("Titles of other pages"),
    "keywords": _("Search keywords"),
    "placeholder": _("Placeholder of a slide or a template"),
    "prose": _("Text around the documents that states no rule"),
    "title": _("Title without a document below it"),
}


class Unreadable(ValueError):  # noqa: N818  it reads as the sentence it carries
    """The bytes hold no text that can be read. The message is a sentence for the person who chose the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """The decoded text. container: txt, md, docx or html. Line numbers and offsets of a result count in `text`."""

    text: str
    encoding: str
    container: str
    name: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in. offset: in the source's text. at: in the node's text.

    key: the parameter that the words around suggest, or "". type and unit: as docs/parameters.csv names them.
    why: the words that led there.
    """

    text: str
    offset: Span
    at: Span
    key: str
    type: str
    unit: str
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A parameter whose wording the node has. why: the words. text and at: the figure in the node's text."""

    key: str
    why: str
    text: str
    at: Span


@dataclass(frozen=True, slots=True)
class Node:
    """One clause, or a text without a marker. offset: its own heading and text in the source, without its children.

    path: addresses this node and no other of its document. depth: 1 at the top. label: the marker as printed.
    text: its lines, without glosses and damage, in the script and punctuation of the source.
    """

    path: tuple[str, ...]
    depth: int
    label: str
    heading: str
    text: str
    kind: str
    flags: tuple[str, ...]
    offset: Span
    blanks: tuple[Blank, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """first_line: of the title, from 1. nodes: from top to bottom. markers: how many of each style."""

    title: str
    first_line: int
    truncated: bool
    source: str
    script: str
    nodes: tuple[Node, ...]
    markers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Noise:
    """Lines that belong to no document. reason: a key of NOISE_REASONS. Lines count from 1, both included."""

    first_line: int
    last_line: int
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    documents: tuple[Document, ...]
    noise: tuple[Noise, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of docs/import-rules.md."""
        return {"documents": [_document(one) for one in self.documents], "noise": [_noise(one) for one in self.noise]}


def _document(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "first_line": document.first_line,
        "truncated": document.truncated,
        "source": document.source,
        "script": document.script,
        "nodes": [_node(node) for node in document.nodes],
        "markers": document.markers,
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "path": list(node.path),
        "depth": node.depth,
        "label": node.label,
        "heading": node.heading,
        "text": node.text,
        "kind": node.kind,
        "flags": list(node.flags),
        "offset": list(node.offset),
        "blanks": [
            {
                "text": blank.text, "offset": list(blank.offset), "at": list(blank.at),
                "key": blank.key, "type": blank.type, "unit": blank.unit, "why": blank.why,
            }
            for blank in node.blanks
        ],
        "offers": [{"key": offer.key, "why": offer.why, "text": offer.text, "at": list(offer.at)} for offer in node.offers],
    }  # fmt: skip


def _noise(noise: Noise) -> dict[str, Any]:
    return {"first_line": noise.first_line, "last_line": noise.last_line, "reason": noise.reason, "source": noise.source}
