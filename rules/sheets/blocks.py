"""The clauses as blocks: what hangs left, what stands beside it, how deep."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common.errors import RuleBroken
from rules.sheets.atoms import BLANK, FIGURE, HEAD, NOTE, OPENING, SQUEEZE, Paragraph, Span, ends_white, paragraphs
from rules.sheets.sheet import SheetClause
from rules.sheets.widths import text_width

CHAPTER_SCALE = 1.16  # of a chapter's heading to the body
AFTER_MARKER = 0.55  # em between a hanging number and its text


@dataclass(frozen=True, slots=True)
class Block:
    """indent, hang: em of the body from the left edge to the number, and from there to the text. scale: of its type.

    keeps_next: a heading that no column may leave behind.
    """

    marker: str
    paragraphs: tuple[Paragraph, ...]
    indent: float = 0.0
    hang: float = 0.0
    scale: float = 1.0
    keeps_next: bool = False
    is_chapter: bool = False
    is_centred: bool = False

    @property
    def is_marker_hung(self) -> bool:
        """The empty half of an opening mark stands left of the edge."""
        return self.marker[:1] in OPENING

    def measure(self, width: float) -> float:
        """Em of its own type that a line of it holds. width: of the column, in em of the body."""
        return (width - self.indent - self.hang) / self.scale


def chosen(clauses: Sequence[SheetClause], labels: Collection[str] | None) -> list[SheetClause]:
    """The clauses of those labels with what stands below them, under the headings they belong to.

    Raises RuleBroken for a label that no clause has.
    """
    if labels is None:
        return list(clauses)
    unknown = sorted(set(labels) - {clause.label for clause in clauses})
    if unknown or not labels:
        raise RuleBroken(_("This edition has no clause %(labels)s."), labels=", ".join(unknown) or "—")
    found: list[SheetClause] = []
    above: list[SheetClause] = []
    taken_depth = 0
    for clause in clauses:
        above = [one for one in above if one.depth < clause.depth]
        if taken_depth and clause.depth <= taken_depth:
            taken_depth = 0
        if taken_depth or clause.label in labels:
            taken_depth = taken_depth or clause.depth
            found += [_as_heading(one) for one in above if not any(_is_same(one, other) for other in found)]
            found.append(clause)
        above.append(clause)
    return found


def _as_heading(clause: SheetClause) -> SheetClause:
    return SheetClause(clause.depth, clause.marker, clause.heading, (), clause.label) if clause.heading else clause


def _is_same(one: SheetClause, other: SheetClause) -> bool:
    return (one.depth, one.marker, one.label) == (other.depth, other.marker, other.label)


def blocks(clauses: Sequence[SheetClause]) -> list[Block]:
    """In the order of the clauses. A clause without any words is left out."""
    shown = [clause for clause in clauses if clause.heading.strip() or any(piece.text.strip() for piece in clause.pieces)]
    hangs = {depth: _hang([clause.marker for clause in shown if clause.depth == depth]) for depth in {c.depth for c in shown}}
    chapters = {clause.depth for clause in shown if not _is_chapter(clause)}
    following = [*(clause.depth for clause in shown[1:]), 0][: len(shown)]
    return [_block(clause, hangs, chapters, keeps_next=after > clause.depth) for clause, after in zip(shown, following, strict=True)]


def _is_chapter(clause: SheetClause) -> bool:
    return clause.depth == 1 and not any(piece.text.strip() for piece in clause.pieces)


def _hang(markers: Sequence[str]) -> float:
    """Em that the widest of these numbers needs."""
    widest = 0.0
    for marker in markers:
        trimmed = SQUEEZE * ((marker[:1] in OPENING) + ends_white(marker[-1:]))
        widest = max(widest, text_width(marker, bold=True) - trimmed if marker else 0.0)
    return round(widest + AFTER_MARKER, 2) if widest else 0.0


def _block(clause: SheetClause, hangs: dict[int, float], texts: set[int], *, keeps_next: bool) -> Block:
    if _is_chapter(clause):
        is_centred = clause.marker.startswith("第")
        heading = Span(f"{clause.marker}\u3000{clause.heading}" if is_centred else clause.marker + clause.heading, HEAD)
        return Block("", tuple(paragraphs([heading])), scale=CHAPTER_SCALE, keeps_next=keeps_next, is_chapter=True, is_centred=is_centred)
    indent = sum(hang for depth, hang in hangs.items() if depth < clause.depth and depth in texts)
    spans = _spans(clause)
    if not clause.marker:
        spans.insert(0, Span("\u3000\u3000"))
    hang = hangs[clause.depth] if clause.marker else 0.0
    is_heading = keeps_next and not any(piece.text.strip() for piece in clause.pieces)
    return Block(clause.marker, tuple(paragraphs(spans)), indent, hang, keeps_next=is_heading)


def _spans(clause: SheetClause) -> list[Span]:
    """The heading runs into the text; figures that the wall decides stand out; a blank is a rule to write on."""
    spans = [Span(clause.heading, HEAD)] if clause.heading else []
    texts = [Span(piece.text, BLANK if piece.is_blank else FIGURE if piece.key else "") for piece in clause.pieces if piece.text]
    if spans and texts:
        spans.append(Span("\u3000"))
    if clause.is_blank_inactive:
        texts.append(Span(pgettext("wall sheet", "(open, not in force yet)"), NOTE))
    return spans + texts
