"""Which style stands above which in one document, from how their numbers run."""

from collections import defaultdict
from collections.abc import Sequence

from rules.importing.marks import ARTICLE, CHAPTER, DASH, DECIMAL, ORDER, PART, RANK, SECTION, Mark

FIXED = {(PART, CHAPTER), (CHAPTER, SECTION), (SECTION, ARTICLE), (CHAPTER, ARTICLE), (PART, SECTION), (PART, ARTICLE)}
UNMOVED = {PART, DECIMAL, DASH}


def ranks(found: Sequence[Mark]) -> dict[str, int]:
    """A rank for each style, the top one lowest. Usually the common order; another where the numbers say so.

    After a marker of style A, a B that starts again at 1 speaks for A above B; a B that counts on, for B above A.
    """
    votes: defaultdict[tuple[str, str], int] = defaultdict(int)
    seen: dict[str, tuple[int, int]] = {}  # style -> where it was last, its number
    for place, mark in enumerate(found):
        if mark.style in UNMOVED:
            continue
        own = seen.get(mark.style)
        for other, (at, _number) in seen.items():
            if other == mark.style or (own is not None and own[0] > at):
                continue
            if mark.number == 1:
                votes[other, mark.style] += 1
            elif own is not None and mark.number == own[1] + 1:
                votes[mark.style, other] += 1
        seen[mark.style] = place, mark.number
    styles = [style for style in ORDER if style in seen]
    wins = {one: sum(_is_above(one, other, votes) for other in styles if other != one) for one in styles}
    moved = iter(sorted(styles, key=lambda style: (-wins[style], RANK[style])))
    ordered = [next(moved) if style in seen else style for style in ORDER]
    if DECIMAL in ordered:
        ordered = _with_decimals(ordered)
    return {style: rank for rank, style in enumerate(ordered)}


def _with_decimals(ordered: list[str]) -> list[str]:
    """1.1 stands right below 1."""
    rest = [style for style in ordered if style != DECIMAL]
    place = rest.index("1") + 1
    return [*rest[:place], DECIMAL, *rest[place:]]


def _is_above(one: str, other: str, votes: dict[tuple[str, str], int]) -> bool:
    if (one, other) in FIXED or (other, one) in FIXED:
        return (one, other) in FIXED
    for_one, for_other = votes.get((one, other), 0), votes.get((other, one), 0)
    return for_one > for_other if for_one != for_other else RANK[one] < RANK[other]
