"""Where stretches of a text lie after the text was changed."""

from collections.abc import Sequence

Span = tuple[int, int]


def shifted(old: str, new: str, spans: Sequence[Span]) -> list[Span | None]:
    """The spans of `old` in `new`; None for one whose words are gone. What stood before and behind the change moves along."""
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    moved, last = list[Span | None](), start
    for span in spans:
        if span[1] <= start:
            moved.append(span)
        elif span[0] >= len(old) - end:
            moved.append((span[0] + len(new) - len(old), span[1] + len(new) - len(old)))
        else:
            at = new.find(old[span[0] : span[1]], min(span[0], last))
            moved.append((at, at + span[1] - span[0]) if at >= 0 and span[0] < span[1] else None)
            last = at + 1 if at >= 0 else last
    return moved


def _same(one: str, other: str) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def place_in_source(raw: str, text: str, at: int) -> int:
    """Where in the raw text the words begin that stand at `at` in the repaired one; the nearest guess when they were repaired."""
    guess = round(len(raw) * at / max(len(text), 1))
    for width in (8, 5, 3, 2):
        words = text[at : at + width]
        places = _places(raw, words) if words else []
        if places:
            return min(places, key=lambda place: abs(place - guess))
    return guess


def _places(raw: str, words: str) -> list[int]:
    found, at = [], raw.find(words)
    while at >= 0:
        found.append(at)
        at = raw.find(words, at + 1)
    return found
