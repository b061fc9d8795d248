"""Numbers of clauses. A tree is handed in as its nodes from top to bottom (preorder) with their depth, 1 at the top."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.choices import Numbering

DIGITS = "零一二三四五六七八九"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands. depth: 1 at the top. is_numbered: intros and closings carry no number."""

    depth: int
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """marker: what stands before the clause (`（一）`). label: how it is cited (`五（一）`)."""

    marker: str
    label: str


def numeral(number: int) -> str:
    """1 to 999 in Chinese figures: 三, 十, 二十一, 一百零五."""
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return "十" + (DIGITS[number % 10] if number % 10 else "")
    if number < 100:
        return DIGITS[number // 10] + "十" + (DIGITS[number % 10] if number % 10 else "")
    rest = number % 100
    if not rest:
        return DIGITS[number // 100] + "百"
    between = "零" if rest < 10 else "一" if rest < 20 else ""
    return DIGITS[number // 100] + "百" + between + numeral(rest)


def outline(depth: int, number: int) -> tuple[str, str]:
    """Marker and part of the label in the official order 一、（一）1.（1）①."""
    match depth:
        case 1:
            return f"{numeral(number)}、", numeral(number)
        case 2:
            return f"（{numeral(number)}）", f"（{numeral(number)}）"
        case 3:
            return f"{number}.", str(number)
        case 4:
            return f"（{number}）", f"（{number}）"
        case _:
            sign = CIRCLED[number - 1] if number <= len(CIRCLED) else f"{number})"
            return sign, sign


def number_outline(places: Iterable[Place]) -> list[Mark]:
    """一、 then （一） then 1. then （1）, each counted anew below its parent."""
    counts: dict[int, int] = {}
    parts: dict[int, str] = {}
    marks = []
    for place in places:
        for deeper in [depth for depth in counts if depth > place.depth]:
            del counts[deeper]
        above = "".join(parts[depth] for depth in sorted(parts) if depth < place.depth)
        if not place.is_numbered:
            marks.append(Mark("", above))
            continue
        counts[place.depth] = counts.get(place.depth, 0) + 1
        marker, part = outline(place.depth, counts[place.depth])
        parts = {depth: text for depth, text in parts.items() if depth < place.depth} | {place.depth: part}
        marks.append(Mark(marker, above + part))
    return marks


def number_articles(places: Iterable[Place]) -> list[Mark]:
    """第一章, then 第一条 that runs on through all chapters, then （一） and 1. below an article."""
    chapter = article = 0
    counts: dict[int, int] = {}
    parts: dict[int, str] = {}
    marks = []
    for place in places:
        if not place.is_numbered:
            marks.append(Mark("", "".join(parts[depth] for depth in sorted(parts) if 1 < depth < place.depth)))
        elif place.depth == 1:
            chapter, counts, parts = chapter + 1, {}, {}
            marks.append(Mark(f"第{numeral(chapter)}章", f"第{numeral(chapter)}章"))
        elif place.depth == 2:
            article, counts = article + 1, {}
            parts = {2: f"第{numeral(article)}条"}
            marks.append(Mark(parts[2], parts[2]))
        else:
            counts = {depth: count for depth, count in counts.items() if depth <= place.depth}
            counts[place.depth] = counts.get(place.depth, 0) + 1
            marker, part = outline(place.depth - 1, counts[place.depth])
            above = "".join(parts[depth] for depth in sorted(parts) if depth < place.depth)
            parts = {depth: text for depth, text in parts.items() if depth < place.depth} | {place.depth: part}
            marks.append(Mark(marker, above + part))
    return marks


STYLES = {Numbering.OUTLINE: number_outline, Numbering.ARTICLES: number_articles}


def number(places: Iterable[Place], style: str) -> list[Mark]:
    """The marks of a tree, in the order of its nodes. style: one of rules.choices.Numbering."""
    return STYLES[Numbering(style)](places)
