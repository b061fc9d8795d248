"""Simplified and traditional characters. Texts of rules are converted sign for sign: their wording is evidence.

No word is exchanged for another (软件 becomes 軟件, never 軟體); where one sign has several counterparts, the signs beside it
decide which (分钟 分鐘, 批准 批准). A text keeps its length, so what was found in one script stands at the same place in the other.
"""

from functools import cache
from typing import Literal

import opencc

Script = Literal["hans", "hant"]

HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))  # code points from, up to
USUAL = str.maketrans("覈喫麪羣", "核吃麵群")  # what offices write for what the dictionaries prefer
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width Latin letters, figures and marks


def to_simplified(text: str) -> str:
    """The text in simplified characters, one for one."""
    return _converted(text, "t2s")


def to_traditional(text: str) -> str:
    """The text in traditional characters, one for one."""
    return _converted(text, "s2t").translate(USUAL) if not text.isascii() else text


def in_script(text: str, script: Script | Literal[""]) -> str:
    """The text in that script; as it is written for none."""
    return {"hans": to_simplified, "hant": to_traditional}[script](text) if script else text


def script_of(text: str) -> Script:
    """The script in which most of a text is written; simplified when nothing tells."""
    if text.isascii():
        return "hans"
    simplified, traditional = signs("s2t"), signs("t2s")
    return "hant" if sum(ord(sign) in traditional for sign in text) > sum(ord(sign) in simplified for sign in text) else "hans"


def script_of_language(language: str | None) -> Script | Literal[""]:
    """The script that somebody with that language reads; none for a language without."""
    tag = (language or "").lower()
    if not tag.startswith("zh"):
        return ""
    return "hant" if any(part in tag for part in ("hant", "tw", "hk", "mo")) else "hans"


def folded(text: str) -> str:
    """What search compares: simplified characters, small letters, half-width figures; each sign by itself, one for one.

    A part of a text folds to that part of the folded text, so what is sought is found whatever stands beside it.
    """
    simple = text.translate(WIDE).translate(signs("t2s"))
    return "".join(small if len(small := sign.casefold()) == 1 else sign for sign in simple)


def _converted(text: str, direction: str) -> str:
    if text.isascii():
        return text
    found: str = _converter(direction).convert(text)
    return found if len(found) == len(text) else text.translate(signs(direction))


@cache
def signs(direction: str) -> dict[int, str]:
    """Counterparts of single signs, for str.translate: `s2t` or `t2s`."""
    every = [chr(code) for first, last in HAN for code in range(first, last)]
    found = _converter(direction).convert("\n".join(every)).split("\n")
    return {ord(one): other for one, other in zip(every, found, strict=True) if one != other}


@cache
def _converter(direction: str) -> opencc.OpenCC:
    """Read once in a process; converting changes nothing of it, so that threads share it."""
    return opencc.OpenCC(direction)
