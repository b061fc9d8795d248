"""From the lines of a file to its documents, and to the lines that belong to none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.importing import noise, titles
from rules.importing.beginnings import FIRST, ITEM_NUMBER, LABELLED, NEXT, OPENS, Line, Part, parts_of
from rules.importing.mapped import Mapped


@dataclass(frozen=True, slots=True)
class Split:
    """noise: number of the line -> reason."""

    parts: list[Part]
    noise: dict[int, str]


def lines_of(text: str, flat: str) -> list[Line]:
    """The lines that are not empty."""
    bounds = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)]
    spans = [(start, start + len(text[start:end].rstrip("\r\n"))) for start, end in bounds]
    filled = [bool(flat[start:end].strip()) for start, end in spans]
    around = [False, *filled, False]
    return [
        Line(number, start, end, flat[start:end].strip(" "), not around[number - 1] and not around[number + 1])
        for number, (start, end) in enumerate(spans, 1)
        if filled[number - 1]
    ]


def split(text: Mapped, flat: str) -> Split:
    lines = lines_of(text.text, flat)
    reasons = _reasons(lines)
    rest = [line for line in lines if line.number not in reasons]
    parts = parts_of(rest, text.text)
    kept = []
    for part in parts:
        _drop_tail(part, reasons)
        _drop_prose(part, reasons)
        if part.lines and _says_rules(part):
            kept.append(part)
            continue
        for line in [part.first, *(line for line, _skip in part.lines)]:
            reasons.setdefault(line.number, noise.PROSE if part.lines else noise.TITLE)
    inside = {line.number for part in kept for line, _skip in part.lines} | {part.first.number for part in kept}
    for line in rest:
        if line.number not in inside:
            reasons.setdefault(line.number, noise.TITLE if titles.is_title(line.flat) else noise.PROSE)
    titles_of = {titles.bare(part.flat_title) for part in kept}
    for line in lines:  # a repeated title is no noise
        if reasons.get(line.number) == noise.TITLE and titles.bare(line.flat) in titles_of:
            del reasons[line.number]
    return Split(kept, reasons)


# -- what a line says by itself or beside its neighbours ----------------------------


def _reasons(lines: Sequence[Line]) -> dict[int, str]:
    reasons = {line.number: reason for line in lines if (reason := noise.reason_of(line.flat))}
    for place, line in enumerate(lines):
        if reasons.get(line.number) == noise.TIPS:
            reasons |= {item.number: noise.TIPS for item in _tips(lines, place)}
    for ordered in (lines, lines[::-1]):
        before = ""
        for place, line in enumerate(ordered):
            own = reasons.get(line.number, "")
            if (
                not own
                and before in noise.STICKY
                and (noise.goes_on(line.flat) or (before == noise.LINK_LIST and ordered is lines and _is_link(lines, place)))
            ):
                own = reasons[line.number] = before
            before = own
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if line.number not in reasons and _is_between(above, line, below, reasons):
            reasons[line.number] = reasons[above.number]
    return reasons


def _tips(lines: Sequence[Line], place: int) -> list[Line]:
    """The numbered list below the heading of a site's tips, when at least half of it speaks of the site."""
    items: list[Line] = []
    for line in lines[place + 1 : place + 100]:
        match = ITEM_NUMBER.match(line.flat)
        if match is None or int(match[1]) != len(items) + 1:
            break
        items.append(line)
    return items if sum(noise.likely(line.flat) > 0 for line in items) * 2 >= len(items) else []


def _is_between(before: Line, line: Line, after: Line, reasons: dict[int, str]) -> bool:
    """An item of a list whose other items are noise."""
    if reasons.get(before.number) not in noise.STICKY or reasons.get(after.number) not in noise.STICKY:
        return False
    numbers = [ITEM_NUMBER.match(one.flat) for one in (before, line, after)]
    found = [int(match[1]) for match in numbers if match]
    return len(found) == 3 and found[1] == found[0] + 1 and found[2] == found[1] + 1


def _is_link(lines: Sequence[Line], place: int) -> bool:
    """A title of another page, and not the title of a document that follows."""
    line = lines[place]
    if not noise.is_link(line.flat):
        return False
    ahead = lines[place + 1 : place + 3]
    title = titles.bare(line.flat)
    return not any(OPENS.match(one.flat) or titles.bare(one.flat) == title or (title and one.flat.startswith(title)) for one in ahead)


# -- what does not belong to a document that was begun ----------------------------------


def _drop_tail(part: Part, reasons: dict[int, str]) -> None:
    """Titles of other pages below the last sentence."""
    tail = []
    for line, _skip in reversed(part.lines):
        if not (titles.is_title(line.flat) and not FIRST.match(line.flat) and not NEXT.match(line.flat)):
            break
        tail.append(line)
    if tail and len(tail) < len(part.lines) and (len(tail) > 1 or titles.is_strong(tail[0].flat)):
        for line in tail:
            reasons[line.number] = noise.LINK_LIST if len(tail) > 1 else noise.TITLE
        part.lines = part.lines[: -len(tail)]


def _drop_prose(part: Part, reasons: dict[int, str]) -> None:
    """Behind words of a site, what has no number and states no rule is of the site as well."""
    sticky = {number for number, reason in reasons.items() if reason in noise.STICKY}
    if not sticky:
        return
    kept, before, is_behind = [], part.first.number, False
    last_marked = max((n for n, (line, skip) in enumerate(part.lines) if _is_marked(line.flat[skip:])), default=-1)
    for place, (line, skip) in enumerate(part.lines):
        is_behind = is_behind or any(number in sticky for number in range(before, line.number)) if line.number - before < 2000 else True
        before = line.number
        if is_behind and place > last_marked and last_marked >= 0:
            reasons[line.number] = noise.PROSE
        else:
            is_behind = is_behind and not _is_marked(line.flat[skip:])
            kept.append((line, skip))
    part.lines = kept


def _is_marked(line: str) -> bool:
    return bool(FIRST.match(line) or NEXT.match(line))


def _says_rules(part: Part) -> bool:
    """Whether there is anything to import: clauses, or at least sentences that state a rule."""
    said = [line.flat[skip:] for line, skip in part.lines]
    if part.top is not None or any(_is_marked(line) for line in said):
        return True
    ruled = sum(bool(noise.RULE.search(line)) for line in said)
    labelled = sum(bool(LABELLED.match(line)) for line in said)
    return ruled * 3 >= len(said) or (titles.is_title(part.flat_title) and labelled * 2 >= len(said))
