"""Places to fill in, and figures that a known parameter could carry; which parameter, the words around tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.domain.figures import figures
from rules.importing.cues import CUES, Cue, Described, described
from rules.importing.flat import flat
from rules.importing.mapped import Mapped
from rules.importing.results import Blank, Offer

# What stands behind a blank, and the type and unit of a parameter that goes with it.
UNITS = tuple(
    (word, type_, unit)
    for type_, unit, words in (
        ("days", "working_day", "个工作日 工作日"),
        ("minutes", "minute", "分钟"),
        ("hours", "hour", "小时"),
        ("money", "CNY", "万元 元 块"),
        ("percent", "percent", "%"),
        ("days", "day", "日历天 天 日"),
        ("count", "count", "次"),
        ("decimal", "", "倍"),
        ("count", "month", "个月"),
        ("count", "week", "周"),
        ("count", "year", "年"),
        ("count", "month", "月"),
        ("count", "person", "人 名"),
        ("count", "round", "轮"),
        ("count", "count", "家 份 个"),
        ("count", "score", "分"),
        ("time", "time", "点 时"),
    )
    for word in words.split()
)
_UNIT = "|".join(word for word, _type, _unit in UNITS)
_BEFORE = "[为由于是:自至从满到过每第共占达前扣罚元及少多(]"
BLANK = re.compile(
    rf"\[ ?(?:X|x|_| |\.|具体|填写|请填|待定|如|数字|金额|时间|日期|天数|次数|比例|名称|部门|公司)[^\]\n]{{0,60}}\]|\[ {{0,20}}\]"
    rf"|【 ?(?:X|x|_| |\.|具体|填写|请填|待定|如|数字|金额|时间|日期|天数|次数|比例|名称|部门|公司)[^】\n]{{0,60}}】|【 {{0,20}}】"
    rf"|\( {{2,20}}\)|\( ?_{{1,20}} ?\)"
    rf"|(?:(?<={_BEFORE})_{{2,30}}|_{{2,30}}(?= ?(?:{_UNIT})))"
    rf"|X{{1,4}}(?= ?(?:{_UNIT})(?!公司|部))"
)
TIMES = re.compile(r"\d{1,2}:\d{2}|时间")
CHOICES = re.compile("周期|频率|频次|月度|季度")
CLAUSE = re.compile("[。;!?\n]")
SIGN = re.compile(r"[\[【(_X]")
FIGURE = re.compile(r"[\d一二两三四五六七八九十百]")
SENTENCE = re.compile("[^。;!?\n]{1,400}")
NEAR = 60  # characters of a sentence that are looked at on either side


@dataclass(frozen=True, slots=True)
class _Place:
    """before, after: up to the ends of the phrase. sentence: the whole of it, the blank shown as □."""

    before: str
    after: str
    sentence: str
    above: str


def blanks_of(text: Mapped, heading: str, above: str) -> tuple[Blank, ...]:
    """The blanks of a node's text, each typed, with the parameter it seems to be; no parameter twice."""
    said = flat(text.text)
    found: list[Blank] = []
    taken: set[str] = set()
    if not SIGN.search(said):
        return ()
    for match in BLANK.finditer(said):
        place = _place(said, match.start(), match.end(), f"{flat(above)} {flat(heading)}")
        type_, unit = _type(match[0], place.after)
        key, why, known = _guess(type_, place, taken)
        if key:
            taken.add(key)
        found.append(
            Blank(
                text.text[match.start() : match.end()],
                (text.at[match.start()], text.at[match.end() - 1] + 1),
                (match.start(), match.end()),
                key,
                known.type if known else type_,
                known.unit if known else unit,
                why,
            )
        )
    return tuple(found)


def offers_of(text: str, heading: str, above: str) -> tuple[Offer, ...]:
    """Figures of a text that a known parameter carries."""
    said, near = flat(text), f"{flat(above)} {flat(heading)}"
    found: list[Offer] = []
    taken: set[str] = set()
    for sentence in SENTENCE.finditer(said):
        for figure in figures(sentence[0]) if FIGURE.search(sentence[0]) else ():
            if not figure.unit and not figure.spans:
                continue
            start, end = sentence.start() + figure.start, sentence.start() + figure.end
            for cue, known, why in _matching(_place(said, start, end, near), taken):
                if known.type in figure.types or (known.type == "table" and cue.type in figure.types):
                    taken.add(cue.key)
                    found.append(Offer(cue.key, why, text[start:end], (start, end)))
                    break
    return tuple(found)


def _place(said: str, start: int, end: int, above: str) -> _Place:
    left = max(0, start - 4 * NEAR)
    before = CLAUSE.split(said[left:start])[-1]
    after = CLAUSE.split(said[end : end + NEAR], maxsplit=1)[0]
    earlier = re.split("[。\n]", said[left:start])[-1]
    return _Place(before, after, earlier + "□" + after, above)


def _type(blank: str, after: str) -> tuple[str, str]:
    body = blank.strip("[]【】() ")
    for word, type_, unit in UNITS:
        if after.lstrip(" ").startswith(word):
            return type_, unit
    if CHOICES.search(body):
        return "choices", ""
    if TIMES.search(body):
        return "schedule", "time"
    if "金额" in body:
        return "money", "CNY"
    if "天数" in body:
        return "days", "day"
    return "text", ""


def _guess(type_: str, place: _Place, taken: set[str]) -> tuple[str, str, Described | None]:
    for cue, known, why in _matching(place, taken):
        if type_ in {cue.type, known.type} or (type_ == "text" and known.type in {"choices", "choice", "schedule"}):
            return cue.key, why, known
    return _by_words(type_, place, taken)


def _matching(place: _Place, taken: set[str]) -> Iterator[tuple[Cue, Described, str]]:
    known = described()
    for cue in CUES:
        if cue.key in taken or cue.key not in known:
            continue
        words = cue.words(place.before, place.after, place.sentence, place.above)
        if words is not None:
            yield cue, known[cue.key], words


def _by_words(type_: str, place: _Place, taken: set[str]) -> tuple[str, str, Described | None]:
    """The parameter whose description shares most pairs of characters with the words around; at least three."""
    said = place.sentence + place.above
    pairs = {said[n : n + 2] for n in range(len(said) - 1)}
    best: tuple[int, str] = (2, "")
    for key, one in described().items():
        if key in taken or one.type != type_:
            continue
        shared = len(one.pairs & pairs)
        if shared > best[0]:
            best = shared, key
    if not best[1]:
        return "", "", None
    found = described()[best[1]]
    return best[1], "、".join(sorted(found.pairs & pairs, key=said.find)), found
