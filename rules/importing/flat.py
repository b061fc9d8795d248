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


_table: dict[int, int | str] = {**WIDE}
_seen: set[str] = set()


def flat(text: str) -> str:
    """The matching copy of the text, as long as the text."""
    if fresh := set(text) - _seen:
        _learn(fresh)
    return text.translate(_table)


def _learn(fresh: set[str]) -> None:
    """Each character alone in simplified script. What has no single counterpart stays."""
    _seen.update(fresh)
    foreign = sorted(character for character in fresh if character > "\u2e80" and not "\ud800" <= character <= "\udfff")
    if not foreign:
        return
    converted = _converters()[0].convert("\n".join(foreign)).split("\n")
    for one, other in zip(foreign, converted, strict=True):
        if len(other) == 1 and other != one:
            _table.setdefault(ord(one), other)


def script_of(text: str) -> str:
    """hant when more of its characters are traditional only than simplified only."""
    characters = {character for character in set(text) if "\u3400" <= character <= "\u9fff"}
    _learn(characters - _seen)
    traditional = {character for character in characters if ord(character) in _table}
    simplified = {character for character in characters - traditional if _has_traditional(character)}
    return HANT if sum(map(text.count, traditional)) > sum(map(text.count, simplified)) else HANS


@cache
def _has_traditional(character: str) -> bool:
    return bool(_converters()[1].convert(character) != character)
