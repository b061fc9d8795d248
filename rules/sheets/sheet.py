"""What is printed: plain values, whoever they come from."""

from dataclasses import dataclass
from datetime import date

from rules.domain.text import Piece


@dataclass(frozen=True, slots=True)
class SheetClause:
    """depth: 1 at the top. label: how it is cited. is_blank_inactive: a value is undecided, so the rule does nothing yet."""

    depth: int
    marker: str
    heading: str
    pieces: tuple[Piece, ...]
    label: str
    is_blank_inactive: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """An edition for the wall. digest: 64 hex digits. url: what the QR code says. replaces: the edition before, in words.

    is_draft: 草案 is printed across it. lang: of the text, `zh-CN`, `zh-TW` or `en`; "" lets its signs tell.
    """

    title: str
    purpose: str
    company: str
    department: str
    number: str
    edition: int
    effective_on: date | None
    published_on: date | None
    prepared_by: str
    reviewed_by: str
    approved_by: str
    digest: str
    url: str
    scope: str
    replaces: str
    is_draft: bool
    clauses: tuple[SheetClause, ...]
    lang: str = ""
