"""Amounts in capital Chinese numerals (大写), read into figures. Tolerant: 元 or 圆, 整 or 正, 两, a zero more or less."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {character: value for value, names in enumerate(
    ("零〇○", "壹一弌", "贰二貳两兩", "叁三參叄参", "肆四", "伍五", "陆六陸", "柒七", "捌八", "玖九")) for character in names}  # fmt: skip
UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
LARGEST = 10**10  # yuan
LETTERS = "".join((*DIGITS, *UNITS, *GROUPS))
AMOUNT = re.compile(
    rf"(?P<minus>\(负数\)|负数?|-)?(?:人民币)?(?P<yuan>[{LETTERS}]+)[元圆圓]"
    rf"(?:(?P<jiao>[{''.join(DIGITS)}]*)角)?(?:(?P<fen>[{''.join(DIGITS)}]*)分)?[整正]?"
    rf"|(?P<only_minus>\(负数\)|负数?|-)?(?:(?P<only_jiao>[{''.join(DIGITS)}]+)角)(?:(?P<jiao_fen>[{''.join(DIGITS)}]*)分)?[整正]?"
    rf"|(?P<fen_minus>\(负数\)|负数?|-)?(?P<only_fen>[{''.join(DIGITS)}]+)分"
)


def figure(text: str) -> Decimal | None:
    """The first amount in words of a text, or None."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("(大写)", "")
    found = AMOUNT.search(plain)
    if not found:
        return None
    part = {name: value or "" for name, value in found.groupdict().items()}
    yuan = _whole(part["yuan"])
    if yuan >= LARGEST:
        return None
    jiao, fen = _digit(part["jiao"] + part["only_jiao"]), _digit(part["fen"] + part["jiao_fen"] + part["only_fen"])
    amount = Decimal(yuan * 100 + jiao * 10 + fen) / 100
    minus = part["minus"] or part["only_minus"] or part["fen_minus"]
    return (-amount if minus else amount).quantize(Decimal("0.01"))


def _digit(words: str) -> int:
    """零伍 is five."""
    return DIGITS[words[-1]] if words else 0


def _whole(words: str) -> int:
    done, group, digit = 0, 0, 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            group, digit = group + (digit or 1) * UNITS[character], 0
        else:
            factor, lower = GROUPS[character], done % GROUPS[character]
            done = done - lower + (lower + group + digit) * factor
            group = digit = 0
    return done + group + digit
