"""Names as a Chinese reader sorts and seeks them."""

from functools import cache

from opencc import OpenCC

# Surnames that are read otherwise than the character alone, and those of two characters.
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "查": "zha1", "任": "ren2", "华": "hua4", "朴": "piao2",
    "区": "ou1", "盖": "ge3", "尹": "yin3", "翟": "zhai2", "召": "shao4", "乐": "yue4", "冼": "xian3", "缪": "miao4",
    "宁": "ning4", "秘": "bi4", "黑": "he4", "种": "chong2", "员": "yun4", "纪": "ji3", "覃": "qin2", "谌": "chen2",
    "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "长孙": "zhang3 sun1", "令狐": "ling2 hu2", "澹台": "tan2 tai2",
    "欧阳": "ou1 yang2", "司马": "si1 ma3", "上官": "shang4 guan1", "诸葛": "zhu1 ge3", "夏侯": "xia4 hou2",
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """The syllables of the name with their tones, `["li3", "wen2"]`; the surname as surnames are read."""
    name = simplified(name.strip())
    for length in (2, 1):
        if len(name) > length and name[:length] in SURNAMES:
            return SURNAMES[name[:length]].split() + _read(name[length:])
    return _read(name)


def pinyin_key(name: str) -> str:
    """The key by which a Chinese reader expects names sorted: the syllables with their tones, then the name itself."""
    return " ".join(syllables(name))[:120] + " " + name.strip()[:32]


def search_key(name: str) -> str:
    """What a search for the name is compared with: the name in simplified characters, its pinyin, its initials."""
    bare = [syllable.rstrip("012345") for syllable in syllables(name)]
    return " ".join([simplified(name.strip()).lower(), "".join(bare).replace(" ", ""), "".join(b[:1] for b in bare)])[:200]


def searched(typed: str) -> str:
    """What somebody typed, brought to the form of a search key: simplified; pinyin without blanks and tones."""
    typed = simplified(typed.strip()).lower()
    return "".join(typed.replace("'", "").split()) if typed.isascii() else typed


def initial(name_key: str) -> str:
    """The letter under which a name stands in a list; `#` for what begins with no letter."""
    first = name_key[:1].upper()
    return first if "A" <= first <= "Z" else "#"


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, one by one."""
    return text if text.isascii() else _converter().convert(text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _read(name: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # 50 MB of dictionaries, which a process that only reads names never needs

    return [part.lower() for part in lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)]
