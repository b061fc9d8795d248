"""Names as a Chinese reader sorts them."""

from pypinyin import Style, lazy_pinyin


def pinyin_key(name: str) -> str:
    """The key by which a Chinese reader expects names sorted: the syllables with their tones, then the name itself."""
    return " ".join(lazy_pinyin(name.strip(), style=Style.TONE3, neutral_tone_with_five=True)).lower()[:120] + " " + name.strip()[:32]
