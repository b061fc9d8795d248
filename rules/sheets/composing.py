"""Lines: where they end, and by how much they are spaced so that both edges are straight."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rules.sheets.atoms import BLANK, HAIR, OPENING, SQUEEZE, Atom, Paragraph, Span, ends_white, paragraphs

PULL = 0.02  # em by which each sign of a line may come closer so that one more fits
PULL_LAST = 0.035  # the same where it saves a last line of a single sign
LONELY = 2.0  # em: a last line shorter than this looks forgotten
WIDEST = 0.085  # em: a line that needs more between its signs stays ragged
WIDEST_SPACE = 0.4  # the same for the spaces of Latin text


@dataclass(frozen=True, slots=True)
class Run:
    """Signs of one style. before, after: em of white at its ends, negative where two marks meet."""

    text: str
    style: str
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """tracking: thousandths of an em after each sign; spacing: the same after each space.

    is_hung: begins half an em left of its edge, with the empty half of an opening mark.
    """

    runs: tuple[Run, ...]
    tracking: int = 0
    spacing: int = 0
    is_hung: bool = False
    is_latin: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def line_starts(paragraph: Paragraph, measure: float) -> list[int]:
    """Indices of the atoms with which the lines begin, and the end. measure: em of a line."""
    starts = _greedy(paragraph, measure, PULL)
    if len(starts) > 2 and _width(paragraph, starts[-2], starts[-1]) < LONELY:
        closer = _greedy(paragraph, measure, PULL_LAST)
        if len(closer) < len(starts):
            return closer
        earlier = [index for index in paragraph.breaks if starts[-3] < index < starts[-2]]
        if earlier:
            starts[-2] = earlier[-1]
    return starts


def _greedy(paragraph: Paragraph, measure: float, pull: float) -> list[int]:
    """As much on each line as it holds, or as much as it holds when pulled together, if that moves its signs less than spreading them."""
    starts, start, last = [0], 0, len(paragraph.atoms)
    while start < last:
        first = bisect_right(paragraph.breaks, start)
        reach = bisect_right(paragraph.ends, paragraph.ends[start] + measure + 2) - 1
        candidates = [index for index in paragraph.breaks[first:] if index <= reach] or [paragraph.breaks[first]]
        fitting = [index for index in candidates if _width(paragraph, start, index) <= measure + 1e-6]
        end = fitting[-1] if fitting else candidates[0]
        beyond = candidates[len(fitting)] if fitting and len(fitting) < len(candidates) else None
        if beyond is not None:
            over = _width(paragraph, start, beyond) - measure
            slack = measure - _width(paragraph, start, end, is_whole=True)
            if over <= pull * measure and (over <= slack or beyond == last):
                end = beyond
        starts.append(end)
        start = end
    return starts


def _width(paragraph: Paragraph, start: int, end: int, *, is_whole: bool = False) -> float:
    """Em from one atom up to another, as it stands on a line. is_whole: a mark at its end takes its full em."""
    atoms = paragraph.atoms
    if end > start and atoms[end - 1].kind == "space":
        end -= 1
    if end <= start:
        return 0.0
    width = paragraph.ends[end] - paragraph.ends[start] - paragraph.gaps[start]
    width -= SQUEEZE if _is_hung(atoms[start], is_latin=paragraph.is_latin) else 0.0
    return width - (0.0 if is_whole or paragraph.is_latin or not ends_white(atoms[end - 1].text) else SQUEEZE)


def _is_hung(atom: Atom, *, is_latin: bool) -> bool:
    return atom.text in OPENING and not is_latin


def broken(spans: Sequence[Span], measure: float) -> tuple[str, ...]:
    """The bare lines of a text that is not spaced out: what is centred or stands in a cell."""
    found: list[str] = []
    for part in paragraphs(spans):
        starts = _greedy(part, max(measure - SQUEEZE, 1.0), pull=0)
        found += ["".join(atom.text for atom in part.atoms[start:end]).strip() for start, end in pairwise(starts)]
    return tuple(found)


def lines(paragraph: Paragraph, measure: float) -> list[Line]:
    """The paragraph set to the measure."""
    starts = line_starts(paragraph, measure)
    return [_line(paragraph, start, end, measure, is_last=end == starts[-1]) for start, end in pairwise(starts)]


def _line(paragraph: Paragraph, start: int, end: int, measure: float, *, is_last: bool) -> Line:
    atoms = list(paragraph.atoms[start:end])
    if atoms[-1].kind == "space":
        atoms.pop()
    whole = _width(paragraph, start, end, is_whole=True)
    slack = measure - (whole if whole <= measure else _width(paragraph, start, end))
    tracking, spacing = _spread(atoms, 0.0 if is_last and slack > 0 else slack)
    gaps = [0.0, *paragraph.gaps[start + 1 : start + len(atoms)], 0.0]
    runs = _runs(atoms, gaps)
    return Line(runs, tracking, spacing, _is_hung(atoms[0], is_latin=paragraph.is_latin), paragraph.is_latin)


def _spread(atoms: Sequence[Atom], slack: float) -> tuple[int, int]:
    """Tracking and word spacing, in thousandths of an em, that take up the slack."""
    signs = sum(atom.glyphs for atom in atoms) - 1
    spaces = sum(atom.kind == "space" for atom in atoms)
    latin = sum(atom.glyphs for atom in atoms if atom.kind == "word" and any(map(str.isalpha, atom.text)))
    if slack > 0 and latin * 2 > signs:
        each = slack / spaces if spaces else 1.0
        return 0, int(each * 1000) if each <= WIDEST_SPACE else 0
    each = slack / signs if signs > 0 else 0.0
    return (int(each * 1000 // 1) if each <= WIDEST else 0), 0


def _runs(atoms: Sequence[Atom], gaps: Sequence[float]) -> tuple[Run, ...]:
    """Neighbours of one style together, cut where something lies between them. gaps: before each atom, and after the last."""
    numbered = list(enumerate(atoms))
    group, groups = -1, []
    for index, atom in numbered:
        before = atoms[index - 1] if index else None
        if before is None or gaps[index] or atom.style != before.style or BLANK in (atom.style, before.style):
            group += 1
        groups.append(group)
    runs = []
    for _number, members in groupby(numbered, key=lambda pair: groups[pair[0]]):
        indices = [index for index, _atom in members]
        after = gaps[indices[-1] + 1]
        text = "".join(atoms[index].text for index in indices)
        runs.append(Run(text, atoms[indices[0]].style, HAIR if gaps[indices[0]] > 0 else 0.0, after if after < 0 else 0.0))
    return tuple(runs)
