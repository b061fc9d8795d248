"""Pinyin as it is written into a text."""

import unicodedata
from collections.abc import Mapping
from functools import cache

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
    from pypinyin import Style, pinyin  # its dictionaries take 50 MB

    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])


@cache
def toneless(text: str) -> tuple[str, ...]:
    """The syllables of the text as it is usually read, without tones."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.NORMAL))


@cache
def phrases() -> Mapping[str, object]:
    """The phrases that have a reading of their own: words and idioms."""
    from pypinyin.phrases_dict import phrases_dict

    return phrases_dict
