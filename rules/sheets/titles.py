"""The title, the line of purpose below it, and other short texts that stand in lines of like length."""

from dataclasses import dataclass

from rules.sheets.atoms import CLOSING, HAN, HEAD, OPENING, Span, paragraph
from rules.sheets.composing import broken
from rules.sheets.widths import spaced, text_width

MOST, LEAST, UTMOST = 3.4, 2.5, 1.6  # of the body: as a rule, before it takes two lines, and before it takes three
SHARE, SHARE_OF_LINES = 0.8, 0.94  # of the width that a title on one line takes as a rule, and one on several
LEADING = 1.25
PURPOSE_SCALE, PURPOSE_LEADING = 1.15, 1.5
FLANKS = 7  # em that the lines at the sides of the purpose take
AT_MARK = 4  # em by which lines may differ more in length when the first ends with a mark


@dataclass(frozen=True, slots=True)
class Title:
    """lines of the title and of the purpose; scale: of its type to the body; spacing: em between its signs.

    is_flanked: a short line stands on either side of the purpose.
    """

    lines: tuple[str, ...]
    scale: float
    spacing: float
    purpose: tuple[str, ...]
    is_flanked: bool

    @property
    def height(self) -> float:
        """Em of the body, without the white around."""
        return len(self.lines) * self.scale * LEADING + len(self.purpose) * PURPOSE_SCALE * PURPOSE_LEADING


def title(text: str, purpose: str, across: float, most: float = MOST) -> Title:
    """As large as one line allows, on two lines of like length when that would be too small.

    across: em of the body between the margins. most: of the body, that the title is large at the most.
    """
    least = min(LEAST, most)
    lines: tuple[str, ...] = (text,)
    spacing = spacing_of(text, 0.12)
    whole = across / spaced(text, spacing)
    scale = min(most, max(SHARE * whole, min(least, whole)))
    if scale < least:
        scale, room = least, across * SHARE_OF_LINES / (1 + spacing)
        lines = balanced(text, room / scale)
        while len(lines) > 2 and scale > min(UTMOST, least):
            scale -= 0.1
            lines = balanced(text, room / scale)
    room = across / PURPOSE_SCALE
    return Title(lines, scale, spacing, balanced(purpose, room, bold=False), is_flanked=0 < text_width(purpose) <= room - FLANKS)


def spacing_of(text: str, han: float) -> float:
    """Em between the signs of a large line: Latin letters stand closer than Han."""
    return han if HAN.search(text) else 0.02


def balanced(text: str, measure: float, *, bold: bool = True) -> tuple[str, ...]:
    """Lines of about the same length, no longer than the measure; two lines part after a mark if one is near the middle."""
    spans = [Span(text, HEAD if bold else "")]
    width = text_width(text, bold=bold)
    lines = broken(spans, measure)
    if len(lines) < 2 or width <= measure:
        return (text,) if text.strip() else ()
    if len(lines) > 2:
        return broken(spans, min(measure, width / len(lines) + 2))
    return _halves(spans[0], measure) or lines


def _halves(span: Span, measure: float) -> tuple[str, ...]:
    atoms, breaks = (parts := paragraph([span])).atoms, parts.breaks[:-1]
    halves = []
    for index in breaks:
        one, other = parts.ends[index], parts.ends[-1] - parts.ends[index]
        if max(one, other) <= measure:
            is_mark = atoms[index - 1].text in CLOSING or atoms[index].text in OPENING
            halves.append((abs(one - other) + (0 if is_mark else AT_MARK), index))
    if not halves:
        return ()
    index = min(halves)[1]
    return tuple("".join(atom.text for atom in half).strip() for half in (atoms[:index], atoms[index:]))
