"""The numbers that Word draws before paragraphs: numbering.xml and the styles that refer to it."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from rules.domain.numbering import CIRCLED, DIGITS, numeral

NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
PLACE = re.compile(r"%([1-9])")
DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    is_legal: bool = False


@dataclass(frozen=True, slots=True)
class Numbering:
    """lists: number of a list -> its abstract list and its levels. styles: name -> (list, level)."""

    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)


class Counters:
    """Counts as Word does: each level anew below the next higher one."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.counts: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def marker(self, style: str, number: str | None, level: int | None) -> str:
        """What stands before the paragraph, "" before most."""
        from_style = self.numbering.styles.get(style, ("", 0))
        key = from_style[0] if number is None else number
        abstract, levels = self.numbering.lists.get(key, ("", {}))
        depth = from_style[1] if level is None else level
        if depth not in levels:
            return ""
        here, counts = levels[depth], self.counts[abstract]
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, here.start - 1) + 1
        if here.format == "bullet":
            return "- "
        return self._written(here, levels, counts)

    def _written(self, here: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            level = levels.get(depth, here)
            return written(counts.get(depth, level.start), "decimal" if here.is_legal else level.format)

        marker = PLACE.sub(one, here.text)
        return marker + " " if marker[-1:].isalnum() and marker[-1:].isascii() else marker


def written(number: int, form: str) -> str:
    """A number in a format of Word."""
    return FORMATS.get(form, str)(min(max(number, 0), 9999))


def _chinese(number: int) -> str:
    return numeral(number) if 0 < number < 1000 else str(number)


def _digits(number: int) -> str:
    return "".join("〇" if digit == "0" else DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    return chr(96 + number) if 0 < number <= 26 else str(number)


def _roman(number: int) -> str:
    letters = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value and number < 90:
            letters, number = letters + sign, number - value
    return letters or str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _number: "",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "ideographTraditional": lambda number: STEMS[number - 1] if 0 < number <= 10 else str(number),
    "ideographZodiac": lambda number: BRANCHES[number - 1] if 0 < number <= 12 else str(number),
    "decimalEnclosedCircle": lambda number: CIRCLED[number - 1] if 0 < number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: CIRCLED[number - 1] if 0 < number <= 20 else str(number),
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


def levels_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """Both parts as one lookup."""
    abstract = {
        _get(one, "abstractNumId"): {_number(_get(level, "ilvl"), 0): _level(level) for level in _all(one, "lvl")}
        for one in _all(numbering, "abstractNum")
    }
    lists = {}
    for one in _all(numbering, "num"):
        of = _value(_first(one, "abstractNumId"))
        levels = dict(abstract.get(of, {}))
        key, overridden = _get(one, "numId"), False
        for override in _all(one, "lvlOverride"):
            depth = _number(_get(override, "ilvl"), 0)
            if (level := _first(override, "lvl")) is not None:
                levels[depth], overridden = _level(level), True
            if (start := _first(override, "startOverride")) is not None and depth in levels:
                old = levels[depth]
                levels[depth], overridden = Level(_number(_value(start), 1), old.format, old.text, old.is_legal), True
        lists[key] = (f"{of}/{key}" if overridden else of, levels)
    return Numbering(lists, _styles(styles))


def _styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in _all(styles, "style"):
        name, properties = _get(style, "styleId"), _first(_first(style, "pPr"), "numPr")
        based[name] = _value(_first(style, "basedOn"))
        if properties is not None and _value(_first(properties, "numId")):
            own[name] = (_value(_first(properties, "numId")), _number(_value(_first(properties, "ilvl")), 0))
    found = {}
    for name in based:
        at = name
        for _step in range(DEEPEST_STYLE):
            if at in own:
                found[name] = own[at]
                break
            at = based.get(at, "")
    return found


def _level(level: Element) -> Level:
    return Level(
        _number(_value(_first(level, "start")), 1),
        _value(_first(level, "numFmt")) or "decimal",
        _value(_first(level, "lvlText")),
        _first(level, "isLgl") is not None,
    )


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [found for space in NAMESPACES for found in element.findall(space + name)]


def _first(element: Element | None, name: str) -> Element | None:
    found = _all(element, name)
    return found[0] if found else None


def _get(element: Element | None, name: str) -> str:
    return "" if element is None else next((value for space in NAMESPACES if (value := element.get(space + name)) is not None), "")


def _value(element: Element | None) -> str:
    return _get(element, "val")


def _number(text: str, default: int) -> int:
    return int(text) if text.isdigit() and len(text) < 5 else default
