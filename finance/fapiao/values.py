"""Text as it stands in files and on pages, made into values: money, dates, numbers, names."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN = Decimal("0.01")
LARGEST = Decimal(10) ** 10  # yuan
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd\ufffe\uffff\xad]")
LOOKALIKES = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")  # radicals and compatibility forms that some fonts give for a character
RADICALS = str.maketrans("⺠⻓⻔⻋⻅⻉⻚⻛⻜⻝⻢⻥⻦⻩⻬⻰⺟⻁⻄⻘⻙⻣⻤⻨⻮", "民长门车见贝页风飞食马鱼鸟黄齐龙母虎西青韦骨鬼麦齿")
CJK = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
MINUS = re.compile(r"[−–—﹣－‐‑]")
MONEY = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d*)?|-?\.\d+")
STARS = re.compile(r"[*＊×xX]{1,6}")
DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)|(\d\d)(\d\d)(?!\d{3,5}(?!\d)))")
HAN_DATE = re.compile(r"([二一][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
TAX_ID = re.compile(r"[0-9A-Z]{15,20}")


def visible(text: str) -> str:
    """Without control and zero-width characters, radicals made into the characters that they stand for."""
    cleaned = INVISIBLE.sub("", text).translate(RADICALS)
    return LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), cleaned)


def plain(text: str) -> str:
    """Half-width, with one kind of minus."""
    return MINUS.sub("-", unicodedata.normalize("NFKC", visible(text)))


def compact(text: str) -> str:
    return "".join(plain(text).split())


def digits(text: str) -> str:
    return re.sub(r"[\s-]", "", plain(text))


def money(text: str) -> Decimal | None:
    """An amount in yuan. None for what is none: words, two numbers, a percentage."""
    bare = re.sub(r"^(?:CNY|RMB|人民币)|[¥$￥元圆\s]", "", compact(text), flags=re.I)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    bare = re.sub(r"^(?:\(负数\)|负数?|\(-\))", "-", bare).rstrip("-")
    if len(bare) > 24 or not MONEY.fullmatch(bare):
        return None
    try:
        amount = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None
    return amount.quantize(FEN, ROUND_HALF_UP) if abs(amount) < LARGEST else None


def is_stars(text: str) -> bool:
    """`*` or `***`, as printed for a tax of nothing; also the words for it."""
    bare = compact(text).lstrip("¥")
    return bool(STARS.fullmatch(bare)) or bare in ("免税", "不征税", "零税率", "出口零税率")


def day(text: str) -> date | None:
    """The first date of a text: 2026年03月18日, 2026-3-18, 2026.03.18, 20260318, 二〇二六年三月十八日."""
    joined = compact(text)
    for found in (*DATE.finditer(plain(text)), *DATE.finditer(joined)):
        year, month, day_of_month = found[1], found[2] or found[4], found[3] or found[5]
        try:
            return date(int(year), int(month), int(day_of_month))
        except ValueError:
            continue
    return _han_day(joined)


def _han_day(text: str) -> date | None:
    found = HAN_DATE.search(text)
    if not found:
        return None
    ones = "〇一二三四五六七八九"
    year = int("".join(str(ones.index(character if character in ones else "〇")) for character in found[1]))
    try:
        return date(year, _han_small(found[2]), _han_small(found[3]))
    except ValueError:
        return None


def _han_small(words: str) -> int:
    """Up to 三十一."""
    ones = "〇一二三四五六七八九"
    if "十" not in words:
        return ones.index(words[-1])
    tens, _ten, rest = words.partition("十")
    return (ones.index(tens[-1]) if tens else 1) * 10 + (ones.index(rest[-1]) if rest else 0)


def name(text: str) -> str:
    """A company as printed: brackets keep their width, no spaces between Chinese characters, one between words."""
    spaced = " ".join(visible(text).split()).strip(" :：;；,，|_")
    return re.sub(rf"(?<=[{CJK}()]) (?=\S)|(?<=\S) (?=[{CJK}()])", "", spaced)


def tax_id(text: str) -> str:
    """15 to 20 letters and digits, or nothing."""
    bare = compact(text).upper()
    return bare if TAX_ID.fullmatch(bare) else ""
