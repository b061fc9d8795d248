"""Text cut into what a line cannot break: a Han character, a Latin word, a mark, a blank to be filled."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.sheets.widths import char_width, is_centred, quote_width, text_width

OPENING = frozenset("（《〈「『【〔［｛“‘")
CLOSING = frozenset("，。、；：！？）》〉」』】〕］｝”’")
NEVER_FIRST = CLOSING | frozenset("…·％‰℃～,.;:!?)]}%”’")
NEVER_LAST = OPENING | frozenset("([{")
FIGURE, HEAD, NOTE, BLANK = "figure", "heading", "note", "blank"
BOLD = frozenset((FIGURE, HEAD))
BLANK_TEXT = "\u3000" * 3  # three em of rule, on which a value can be written by hand
HAIR = 0.12  # em between Han and Latin, as the eye wants it
SQUEEZE = 0.5  # em that two marks side by side have too much between them
QUOTES = frozenset("“”‘’")
KEPT_WHOLE = 4  # signs of a decided word that is never parted
LONGEST = 24  # signs of a word; an address without spaces may break after as many
HAN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PARTS = re.compile(
    r"(?P<blank>\u3000{3})"
    r"|(?P<long>——|……)"
    r"|(?P<space>[ \t]+)"
    r"|(?P<word>(?:[!-~\u00a1-\u00b6\u00b8-\u024f–]|(?<=[A-Za-z])’(?=[A-Za-z])){1,24})"
    r"|(?P<other>.)",
    re.DOTALL,
)
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one style: "", FIGURE, HEAD, NOTE or BLANK."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Atom:
    """kind: `han`, `word` or `space`. width: in em. glyphs: after how many of its signs a line's tracking is added."""

    text: str
    style: str
    kind: str
    width: float
    glyphs: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Atoms with what lies between them. ends: prefix sums of width; gaps: em added before each atom; breaks: where a line may begin."""

    atoms: tuple[Atom, ...]
    gaps: tuple[float, ...]
    ends: tuple[float, ...]
    breaks: tuple[int, ...]
    is_latin: bool


def paragraphs(spans: Iterable[Span]) -> list[Paragraph]:
    """The paragraphs of a clause; a line break in its text starts a new one."""
    found: list[list[Span]] = [[]]
    for span in spans:
        for index, text in enumerate(span.text.split("\n")):
            if index:
                found.append([])
            found[-1].append(Span(INVISIBLE.sub("", text), span.style))
    return [paragraph(spans) for spans in found if any(span.text.strip() for span in spans)]


def paragraph(spans: Sequence[Span]) -> Paragraph:
    """One paragraph, ready to be broken at any measure."""
    is_latin = not any(HAN.search(span.text) for span in spans)
    atoms = tuple(atom for span in spans for atom in cut(span, is_latin=is_latin))
    gaps = (0.0, *(between(one, other) for one, other in pairwise(atoms)))
    ends, end = [0.0], 0.0
    for atom, gap in zip(atoms, gaps, strict=False):
        end += gap + atom.width
        ends.append(end)
    breaks = (*(index for index, (one, other) in enumerate(pairwise(atoms), 1) if may_break(one, other)), len(atoms))
    return Paragraph(atoms, gaps[: len(atoms)], tuple(ends), breaks, is_latin)


def cut(span: Span, *, is_latin: bool) -> Iterable[Atom]:
    """The atoms of a span."""
    bold = span.style in BOLD
    if span.style == BLANK:
        yield Atom(BLANK_TEXT, BLANK, "han", text_width(BLANK_TEXT), len(BLANK_TEXT))
        return
    if span.style == FIGURE and len(span.text) <= KEPT_WHOLE and all(map(HAN.match, span.text)):
        yield Atom(span.text, FIGURE, "han", text_width(span.text, bold=True), len(span.text))
        return
    for match in PARTS.finditer(span.text):
        text, kind = match[0], match.lastgroup
        if kind == "space":
            yield Atom(" ", span.style, "space", char_width(" ", bold=bold), 1)
        elif kind == "long":
            yield Atom(text, span.style, "han", 2.0, 1 if text == "——" else 2)
        elif kind == "word":
            yield Atom(text, span.style, "word", text_width(text.replace("’", "'"), bold=bold), len(text))
        else:
            width = quote_width(text) if is_latin and text in QUOTES else char_width(text, bold=bold)
            yield Atom(text, span.style, "word" if is_latin else "han", width, 1)


def between(one: Atom, other: Atom) -> float:
    """Em between two atoms that stand on a line: a hair, nothing, or less than nothing."""
    if one.kind == "han" and other.kind == "han":
        return -SQUEEZE if _is_mark(one) and _is_mark(other) and (ends_white(one.text) or other.text in OPENING) else 0.0
    if {one.kind, other.kind} == {"han", "word"} and not _is_mark(one) and not _is_mark(other) and BLANK not in (one.style, other.style):
        return HAIR
    return 0.0


def ends_white(mark: str) -> bool:
    """Whether the right half of a mark's em is empty."""
    return mark in CLOSING and not is_centred(mark)


def _is_mark(atom: Atom) -> bool:
    return atom.text in OPENING or atom.text in CLOSING


def may_break(one: Atom, other: Atom) -> bool:
    """Whether a line may end after one and begin with the other: closing marks never begin, opening ones never end a line."""
    if other.kind == "space" or other.text[0] in NEVER_FIRST or one.text[-1] in NEVER_LAST:
        return False
    if one.kind == other.kind == "word":
        return one.style == other.style and (one.text[-1] in "-/–" or len(one.text) == LONGEST)
    return not (one.kind == "word" and one.text[-1].isdecimal())  # a figure keeps its unit
