"""Numbers in the text of a clause that could become parameters: 10分钟, 20.00元, 三天, 9:00, 9:00至18:00."""

import re
from dataclasses import dataclass
from typing import Any

from rules.domain.numbering import DIGITS

# What stands behind a number, and the types of parameter (common.parameters) that carry such numbers.
UNITS: dict[str, tuple[str, ...]] = {
    "分钟": ("minutes",),
    "小时": ("hours",),
    "个工作日": ("days",),
    "工作日": ("days",),
    "天": ("days",),
    "日": ("days",),
    "元": ("money",),
    "%": ("percent",),
    "％": ("percent",),
    "次": ("count",),
    "轮": ("count",),
    "周": ("count",),
    "家": ("count",),
    "人": ("count",),
    "分": ("count", "decimal"),
    "倍": ("decimal",),
}
NUMERIC = ("minutes", "hours", "days", "money", "percent", "count", "decimal")
TIMES, SPANS = ("time",), ("time_range", "schedule")

_UNIT = "|".join(UNITS)
_TIME = r"(?:次日)?\d{1,2}[:：]\d{2}"
_SPAN = rf"{_TIME}\s*(?:至|到|[—–~～-]{{1,2}})\s*{_TIME}"
FIGURE = re.compile(
    rf"(?P<spans>{_SPAN}(?:\s*[、，,和及]\s*{_SPAN})*)|(?P<time>{_TIME})"
    rf"|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{_UNIT})?"
    rf"|(?P<numeral>[一二两三四五六七八九十百零]+)(?P<unit_of_numeral>{_UNIT})"
)
NO_FIGURE = re.compile(r"[第A-Za-z.-]$")  # 第3条, A4, ISO-9001
YEAR = re.compile(r"\d{4}$")


@dataclass(frozen=True, slots=True)
class Figure:
    """text: what stands at `start`. unit: the word behind it, or "". types: of parameters that could carry it."""

    text: str
    start: int
    unit: str
    types: tuple[str, ...]
    spans: tuple[tuple[str, str], ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def raw(self, type_name: str) -> Any:
        """As a parameter of that type would read it; None when it could not."""
        if type_name not in self.types:
            return None
        match type_name:
            case "schedule":
                return [list(span) for span in self.spans]
            case "time_range":
                return list(self.spans[0])
            case "time":
                return clock_text(self.text)
        return number_text(self.text)


def figures(text: str) -> list[Figure]:
    """Every number of the text that is no label, no year and no part of a name, from left to right."""
    return [figure for match in FIGURE.finditer(text) if (figure := _figure(match, text)) is not None]


def _figure(match: re.Match[str], text: str) -> Figure | None:
    start = match.start()
    if NO_FIGURE.search(text[max(start - 1, 0) : start]):
        return None
    if spans := match["spans"]:
        pairs = tuple(_pair(one) for one in re.findall(_SPAN, spans))
        return Figure(spans, start, "", SPANS if len(pairs) == 1 else SPANS[1:], pairs)
    if match["time"]:
        return Figure(match["time"], start, "", TIMES)
    if numeral := match["numeral"]:
        unit = match["unit_of_numeral"]
        return Figure(numeral, start, unit, UNITS[unit]) if from_numeral(numeral) is not None else None
    number, unit = match["number"], match["unit"] or ""
    if text[match.end("number") :].startswith("年") and YEAR.match(number):
        return None
    return Figure(number, start, unit, UNITS.get(unit, NUMERIC))


def _pair(span: str) -> tuple[str, str]:
    start, end = re.findall(_TIME, span)
    return clock_text(start), clock_text(end)


def number_text(typed: str) -> str:
    """A number as people type it, for a parameter to read: １,０００ -> 1000, 三 -> 3. Anything else stays as it is."""
    plain = typed.strip().translate(str.maketrans("０１２３４５６７８９．，％", "0123456789.,%"))
    plain = plain.replace(",", "").removesuffix("%").strip()
    numeral = from_numeral(plain)
    return plain if numeral is None else str(numeral)


def clock_text(typed: str) -> str:
    """A time as people type it, for a parameter to read: 9 and 900 and 9：00 -> 09:00, 次日2:00 -> 26:00."""
    plain = typed.strip().translate(str.maketrans("０１２３４５６７８９：．.", "0123456789:::"))
    next_day = plain.startswith("次日")
    digits = plain.removeprefix("次日").strip()
    match = re.fullmatch(r"(\d{1,2})(?::(\d{2})|(\d{2}))?", digits)
    if match is None:
        return plain
    hours, minutes = int(match[1]) + (24 if next_day else 0), match[2] or match[3] or "00"
    return f"{hours:02}:{minutes}"


def from_numeral(text: str) -> int | None:
    """三 -> 3, 两 -> 2, 二十一 -> 21, 一百零五 -> 105; None for what is no number up to 999."""
    match = re.fullmatch(r"(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九]?)(十))?([一二两三四五六七八九])?", text)
    if match is None or not text:
        return None
    hundreds, tens, ten, ones = match.groups()
    if hundreds and ones and not ten and "零" not in text:  # 一百五 is a hundred and fifty to one, and five to another
        return None
    return 100 * _digit(hundreds) + 10 * (_digit(tens) or bool(ten)) + _digit(ones)


def _digit(sign: str | None) -> int:
    return DIGITS.index(sign.replace("两", "二")) if sign else 0
