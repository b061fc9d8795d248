"""A copy for matching: simplified script, ASCII punctuation and digits, a character for each character of the text."""

from functools import cache

from opencc import OpenCC

from rules.importing.results import HANS, HANT

WIDE = str.maketrans(
    "（）［］〔〕﹙﹚：︰∶；，．﹒‧？！％＋－–−‐‑＝／～＿＊０１２３４５６７８９×✕Ⅹ　\u00a0\t",
    "()[][]()" + ":::;,...?!%+-----=/~_*0123456789XXX   ",
)
WIDE |= {code: chr(code - 0xFEE0) for code in [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}


@cache
def _converters() -> tuple[OpenCC, OpenCC]:
    return OpenCC("t2s"), OpenCC("s2t")


_known: dict[str, str] = {}


def _simple(characters: set[str]) -> dict[str, str]:
    """Each character alone in simplified script. What has no single counterpart stays."""
    fresh = sorted(character for character in characters if character not in _known and character > "\u2e80")
    if fresh:
        converted = _converters()[0].convert("\n".join(fresh)).split("\n")
        for one, other in zip(fresh, converted, strict=True):
            _known[one] = other if len(other) == 1 else one
    return _known


def flat(text: str) -> str:
    """The matching copy of the text, as long as the text."""
    characters = set(text)
    known = _simple({c for c in characters if not "\ud800" <= c <= "\udfff"})
    table = {ord(character): known[character] for character in characters if known.get(character, character) != character}
    return text.translate(table | WIDE)


def script_of(text: str) -> str:
    """hant when more of its characters are traditional only than simplified only."""
    characters = {c for c in set(text) if "\u3400" <= c <= "\u9fff"}
    known = _simple(characters)
    traditional = {c for c in characters if known[c] != c}
    plain = sorted(characters - traditional)
    other = _converters()[1].convert("\n".join(plain)).split("\n") if plain else []
    simplified = {c for c, changed in zip(plain, other, strict=True) if c != changed}
    counts = {character: text.count(character) for character in traditional | simplified}
    return HANT if sum(counts[c] for c in traditional) > sum(counts[c] for c in simplified) else HANS
