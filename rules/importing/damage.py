"""What happened to a text on its way, undone as far as it can be: pronunciation glosses, shifted bytes, lost dashes."""

import re
from dataclasses import dataclass
from functools import cache

from rules.importing import shifted
from rules.importing.mapped import Edit, Mapped
from rules.importing.sounds import SYLLABLE, is_toned, plain, readings

INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
GLOSS = re.compile(rf"[(（]({SYLLABLE})[)）]")
HALF_GLOSS = re.compile(rf"\??({SYLLABLE})[)）]")
# 9:0012:00 was 9:00-12:00
LOST_DASH = re.compile(r"(?<![\d:：])(\d{1,2}[:：][0-5]\d)(?=(?:[01]?\d|2[0-4])[:：][0-5]\d(?!\d))")
LOST = re.compile("[\ufffd\ue000-\uf8ff]")
WIDE_GAP = re.compile(r"(?<=[ \u3000\t\u00a0]{20})[ \u3000\t\u00a0]+")
MARKDOWN = re.compile(r"^[ \t]*#{1,6}[ \t]+|(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Repaired:
    """text: without the damage. places: where in the source something was put right, or is lost for good."""

    text: Mapped
    places: tuple[int, ...]


def repaired(raw: str) -> Repaired:
    text = Mapped.of(raw).without(INVISIBLE).without(WIDE_GAP)
    places: list[int] = []
    for find in (shifted.edits, _half_glosses):
        edits = find(text.text)
        places += [text.at[start] for start, _end, _new in edits]
        text = text.edited(edits)
    text = text.edited(_glosses(text.text))
    dashes = [(match.end(), match.end(), "-") for match in LOST_DASH.finditer(text.text)]
    places += [text.at[start - 1] for start, _end, _new in dashes]
    text = text.edited(dashes)
    places += [text.at[match.start()] for match in LOST.finditer(text.text)]
    return Repaired(text.without(MARKDOWN), tuple(sorted(places)))


def _glosses(text: str) -> list[Edit]:
    """A pronunciation in brackets behind the character that it reads; with a tone mark, behind any."""
    return [
        (match.start(), match.end(), "")
        for match in GLOSS.finditer(text)
        if match.start() and (_reads(text[match.start() - 1], match[1]) or (is_toned(match[1]) and len(match[1]) > 1))
    ]


def _half_glosses(text: str) -> list[Edit]:
    """A gloss whose opening bracket is lost."""
    edits = []
    for match in HALF_GLOSS.finditer(text):
        before = text[match.start() - 1] if match.start() else ""
        if is_toned(match[1]) and len(match[1]) > 1 and before not in "(（" and not before.isascii():
            edits.append((match.start(), match.end(), ""))
    return edits


@cache
def _reads(character: str, syllable: str) -> bool:
    if not "\u3400" <= character <= "\u9fff":
        return False
    return plain(syllable) in {plain(reading) for reading in readings(character)}
