"""From a text to its documents."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from rules.importing import contents as within
from rules.importing.beginnings import Part
from rules.importing.blanks import blanks_of, offers_of
from rules.importing.contents import Draft, Words
from rules.importing.damage import repaired
from rules.importing.flags import breaks_off, flags_of
from rules.importing.flat import flat, script_of
from rules.importing.mapped import Mapped, joined
from rules.importing.reading import read_file
from rules.importing.results import FLAGS, REPAIRED, TRUNCATED, Document, Imported, Node, Noise
from rules.importing.splitting import split


def import_file(data: bytes, name: str) -> Imported:
    """The documents in a file. Raises Unreadable when it is none that can be read."""
    source = read_file(data, name)
    return parse(source.text, name)


@dataclass(frozen=True, slots=True)
class _File:
    """raw: the source's text. text: mended. flat: its matching copy. places: in `raw`, where something was mended."""

    raw: str
    text: Mapped
    flat: str
    places: tuple[int, ...]
    name: str


def parse(text: str, source: str = "") -> Imported:
    """The documents in a text. Offsets and lines of the result count in `text`."""
    mended = repaired(text)
    file = _File(text, mended.text, flat(mended.text.text), mended.places, source)
    found = split(file.text, file.flat)
    return Imported(tuple(_document(part, file) for part in found.parts), tuple(_noise(found.noise, source)))


def _noise(reasons: dict[int, str], source: str) -> list[Noise]:
    """Neighbouring lines with the same reason as one stretch; empty lines between them do not part them."""
    stretches: list[Noise] = []
    for number in sorted(reasons):
        last = stretches[-1] if stretches else None
        if last is not None and last.reason == reasons[number] and number - last.last_line <= 2:
            stretches[-1] = Noise(last.first_line, number, last.reason, source)
        else:
            stretches.append(Noise(number, number, reasons[number], source))
    return stretches


def _document(part: Part, file: _File) -> Document:
    kept = joined([file.text.part(line.start + _skipped(file.flat, line.start, skip), line.end) for line, skip in part.lines])
    words = Words(kept, flat(kept.text))
    found = within.contents(words)
    truncated = breaks_off(found.drafts, words)
    if truncated and found.drafts:
        found.drafts[-1].flags.add(TRUNCATED)
    nodes = tuple(_nodes(found.drafts, words, file))
    return Document(part.title, part.first.number, truncated, file.name, script_of(kept.text), nodes, found.markers)


def _skipped(flattened: str, start: int, skip: int) -> int:
    """Characters of the line up to where its text begins; `skip` counts in the line without spaces before it."""
    if not skip:
        return 0
    spaces = 0
    while flattened[start + spaces] == " ":
        spaces += 1
    return spaces + skip


def _nodes(drafts: list[Draft], words: Words, file: _File) -> Iterator[Node]:
    places = file.places
    headings = {draft.path: draft.heading.text for draft in drafts}
    for draft in drafts:
        offset = _offset(draft, words, file.raw)
        flags = draft.flags | flags_of(draft)
        if bisect_left(places, offset[1]) > bisect_left(places, offset[0]):
            flags = flags | {REPAIRED}
        above = " ".join(headings.get(draft.path[:depth], "") for depth in range(1, len(draft.path)))
        blanks = blanks_of(draft.text, draft.heading.text, above)
        yield Node(
            path=draft.path,
            depth=len(draft.path),
            label=draft.label,
            heading=draft.heading.text,
            text=draft.text.text,
            kind=draft.kind,
            flags=tuple(flag for flag in FLAGS if flag in flags),
            offset=offset,
            blanks=blanks,
            offers=() if blanks else offers_of(draft.text.text, draft.heading.text, above),
        )


def _offset(draft: Draft, words: Words, raw: str) -> tuple[int, int]:
    """From the marker to the end of the node's own words, glosses and all, in the source."""
    at = words.text.at
    if draft.start >= len(at):
        end = at[-1] + 1 if len(at) else 0
        return end, end
    start = at[draft.start]
    stop = max(draft.end, draft.start + 1)
    while stop > draft.start + 1 and words.flat[stop - 1] in " \n":
        stop -= 1
    end = at[stop - 1] + 1
    upper = at[stop] if stop < len(at) else min(len(raw), end + 20)
    gap = raw[end:upper]
    cut = min((place for sign in "\r\n" if (place := gap.find(sign)) >= 0), default=len(gap))
    return start, end + len(gap[:cut].rstrip())
