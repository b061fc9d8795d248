"""Pinyin as it is written into a text."""

import unicodedata
from functools import cache

from pypinyin import Style, pinyin

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
SYLLABLE = f"[a-zü{TONED}]{{1,7}}"


def is_toned(syllable: str) -> bool:
    return any(letter in TONED for letter in syllable)


def plain(syllable: str) -> str:
    """Without tone marks."""
    letters = unicodedata.normalize("NFD", syllable)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def readings(character: str) -> frozenset[str]:
    """Every reading of the character, with tone marks."""
    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])
