"""From a text to its documents."""

from bisect import bisect_left

from rules.importing import contents as within
from rules.importing.blanks import blanks_of, offers_of
from rules.importing.contents import Draft, Words
from rules.importing.damage import repaired
from rules.importing.flat import flat, script_of
from rules.importing.flags import breaks_off, flags_of
from rules.importing.mapped import Mapped, joined
from rules.importing.reading import read_file
from rules.importing.results import FLAGS, REPAIRED, TRUNCATED, Document, Imported, Node, Noise
from rules.importing.splitting import Part, split


def import_file(data: bytes, name: str) -> Imported:
    """The documents in a file. Raises Unreadable when it is none that can be read."""
    source = read_file(data, name)
    return parse(source.text, name)


def parse(text: str, source: str = "") -> Imported:
    """The documents in a text. Offsets and lines of the result count in `text`."""
    mended = repaired(text)
    flattened = flat(mended.text.text)
    found = split(mended.text, flattened)
    documents = tuple(_document(part, mended.text, flattened, mended.places, text, source) for part in found.parts)
    return Imported(documents, tuple(_noise(found.noise, source)))


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


def _document(part: Part, text: Mapped, flattened: str, places: tuple[int, ...], raw: str, source: str) -> Document:
    kept = joined([text.part(line.start + _skipped(flattened, line.start, skip), line.end) for line, skip in part.lines])
    words = Words(kept, flat(kept.text))
    found = within.contents(words)
    truncated = breaks_off(found.drafts, words)
    nodes = _nodes(found.drafts, words, places, raw)
    if truncated and nodes:
        last = nodes[-1]
        flags = tuple(flag for flag in FLAGS if flag == TRUNCATED or flag in last.flags)
        nodes[-1] = Node(
            last.path, last.depth, last.label, last.heading, last.text, last.kind, flags, last.offset, last.blanks, last.offers
        )
    return Document(part.title, part.first.number, truncated, source, script_of(kept.text), tuple(nodes), found.markers)


def _skipped(flattened: str, start: int, skip: int) -> int:
    """Characters of the line up to where its text begins; `skip` counts in the line without spaces before it."""
    if not skip:
        return 0
    spaces = 0
    while flattened[start + spaces] == " ":
        spaces += 1
    return spaces + skip


def _nodes(drafts: list[Draft], words: Words, places: tuple[int, ...], raw: str) -> list[Node]:
    nodes = []
    headings = {draft.path: draft.heading.text for draft in drafts}
    for number, draft in enumerate(drafts):
        following = drafts[number + 1].start if number + 1 < len(drafts) else len(words.flat)
        offset = _offset(draft, following, words, raw)
        flags = draft.flags | flags_of(draft)
        if bisect_left(places, offset[1]) > bisect_left(places, offset[0]):
            flags = flags | {REPAIRED}
        above = " ".join(headings.get(draft.path[:depth], "") for depth in range(1, len(draft.path)))
        blanks = blanks_of(draft.text, draft.heading.text, above)
        nodes.append(
            Node(
                draft.path,
                len(draft.path),
                draft.label,
                draft.heading.text,
                draft.text.text,
                draft.kind,
                tuple(flag for flag in FLAGS if flag in flags),
                offset,
                blanks,
                () if blanks else offers_of(draft.text.text, draft.heading.text, above),
            )
        )
    return nodes


def _offset(draft: Draft, following: int, words: Words, raw: str) -> tuple[int, int]:
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
