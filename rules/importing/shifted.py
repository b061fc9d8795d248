"""Text of double bytes in which something was replaced byte by byte, so that the characters behind it are shifted.

A page in GBK lost each A3 BF (the full-width question mark), also where A3 ended one character and BF began the next: what follows
is read one byte off, up to the next ASCII byte. A gloss that was put in by bytes broke characters in the same way. The lost byte is
found again by what the repaired characters say: how frequent they are, which words they form, how the gloss reads.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice, pairwise

from rules.importing.flat import flat
from rules.importing.mapped import Edit
from rules.importing.sounds import SYLLABLE, TONED, readings
from rules.importing.vocabulary import COMMON, WORDS

RUN = r"[^\x00-\x7f。，；：！？（）、\u3000]{1,60}"
HALVES = re.compile(rf"\?\??(?P<run>{RUN})(?P<tail>[@-Z\[-`a-z{{|}}~]?)(?P<lost>\?(?:(?P<gloss>{SYLLABLE})[)）])?)?")
BROKEN = re.compile(
    rf"(?<=[\u4e00-\u9fff])\?(?P<gloss>[a-zü]{{0,5}}[{TONED}][a-zü]{{0,4}})[)）](?P<run>[^\x00-\x7f。，；：！？（）、]{{1,4}})(?P<lost>\??)"
)
LEADS, TRAILS = range(0x81, 0xFF), [*range(0x40, 0x7F), *range(0x80, 0xFF)]
SAMPLE = 200_000  # characters whose pairs tell which words the text itself uses
MOST = 3_000  # damaged runs that are tried
Characters = tuple[tuple[str, str], ...]  # each with its simplified form
READABLE = 0.75  # share of everyday characters that a repair must reach


def edits(text: str) -> list[Edit]:
    """The damaged runs of the text with what they said. A run that nothing sensible comes out of is left alone."""
    if "?" not in text:
        return []
    sample = flat(text[:SAMPLE])
    counted = Counter(map("".join, pairwise(sample)))
    pairs = WORDS | {pair for pair, times in counted.items() if times > 1}
    halves = islice(HALVES.finditer(text), MOST)
    found = [edit for match in halves if (edit := _halves(match, text, pairs)) is not None]
    taken = {place for start, end, _new in found for place in range(start, end)}
    broken = islice(BROKEN.finditer(text), MOST)
    found += [edit for match in broken if match.start() not in taken and (edit := _broken(match, text, pairs)) is not None]
    return sorted(found)


def _halves(match: re.Match[str], text: str, pairs: frozenset[str]) -> Edit | None:
    """`??` is the first byte of a lost character and the replaced A3 BF."""
    raw = _bytes(match["run"])
    if raw is None:
        return None
    before, end = text[max(0, match.start() - 2) : match.start()], match.end("run")
    raw = b"\xbf" + raw
    dangling = len(raw) % 2 == 1
    if dangling and match["tail"]:
        raw, end, dangling = raw + match["tail"].encode(), match.end("tail"), False
    body = _decoded(raw[:-1] if dangling else raw)
    if body is None:
        return None
    if dangling:
        if not match["lost"] or match["tail"]:
            return None
        end = match.end("lost")
        body += _best(_led_by(raw[-1]), body, text[end : end + 1], pairs, match["gloss"])
    first = _best(_ending_in_a3(), before, body[:1], pairs)
    repaired = first + body
    return (match.start(), end, repaired) if _is_better(repaired, match["run"], pairs) else None


def _broken(match: re.Match[str], text: str, pairs: frozenset[str]) -> Edit | None:
    """展?jié)摿?,: the gloss of 節 stood between the two bytes of a character whose first byte ended 展's neighbour."""
    raw, before = _bytes(match["run"]), text[match.start() - 1]
    last = before.encode("gb18030")[-1:]
    if raw is None:
        return None
    leads = [byte for trail in TRAILS if match["gloss"] in readings(_decoded(last + (byte := bytes([trail]))) or "?")]
    for lead in leads:
        whole = lead + raw
        dangling = len(whole) % 2 == 1
        body = _decoded(whole[:-1] if dangling else whole)
        if body is None:
            continue
        if dangling and not match["lost"]:
            continue
        if dangling:
            body += _best(_led_by(whole[-1]), body, text[match.end() : match.end() + 1], pairs)
        end = match.end() if dangling else match.end("run")
        if _is_better(body, match["run"], pairs):
            return match.start(), end, body
    return None


def _bytes(run: str) -> bytes | None:
    try:
        raw = run.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return raw if len(raw) == 2 * len(run) else None


def _decoded(raw: bytes) -> str | None:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if len(text) * 2 == len(raw) else None


@cache
def _led_by(lead: int) -> Characters:
    """Every character whose first byte this is."""
    return _characters(bytes([lead, trail]) for trail in TRAILS)


@cache
def _ending_in_a3() -> Characters:
    return _characters(bytes([lead, 0xA3]) for lead in LEADS)


def _characters(pairs: Iterable[bytes]) -> Characters:
    found = [character for raw in pairs if (character := _decoded(raw)) is not None]
    return tuple(zip(found, flat("".join(found)), strict=True))


def _best(candidates: Characters, before: str, after: str, pairs: frozenset[str], gloss: str | None = None) -> str:
    """The character that reads best between its neighbours; with a gloss, one that reads so."""
    best, most = "\ufffd", -1.0
    before, after = flat(before[-1:]), flat(after)
    for character, simple in candidates:
        score = _score(simple, before, after, pairs)
        if score > most and (not gloss or gloss in readings(character)):
            best, most = character, score
    return best


def _score(character: str, before: str, after: str, pairs: frozenset[str]) -> float:
    words = (before + character in pairs) + (character + after in pairs)
    if character == "。":
        return 1.5
    return 2.0 * words + (1 - COMMON[character] / len(COMMON) if character in COMMON else 0)


def _is_better(repaired: str, damaged: str, pairs: frozenset[str]) -> bool:
    everyday = _everyday(repaired)
    return everyday >= READABLE and everyday + _worded(repaired, pairs) > _everyday(damaged) + _worded(damaged, pairs)


def _worded(text: str, pairs: frozenset[str]) -> float:
    """The share of neighbouring characters that form a word."""
    said = flat(text)
    return sum(said[n : n + 2] in pairs for n in range(len(said) - 1)) / max(len(said) - 1, 1)


def _everyday(text: str) -> float:
    """The share of characters that every Chinese reader knows (the first level of GB 2312)."""
    return sum(_is_everyday(character) for character in flat(text)) / len(text)


def _is_everyday(character: str) -> bool:
    if character in "。、，":
        return True
    try:
        raw = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(raw) == 2 and 0xB0 <= raw[0] <= 0xD7
