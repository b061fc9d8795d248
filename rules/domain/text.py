"""The text of a clause and its blanks: `迟到{att.late.minor_max_minutes}分钟以内的`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from common.digests import digest

PLACEHOLDER = re.compile(r"\{([a-z]+(?:\.[a-z_]+){1,2})\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. key: the parameter whose value it is, or "". is_blank: the value is undecided."""

    text: str
    key: str = ""
    is_blank: bool = False


def keys_in(text: str) -> list[str]:
    """The parameters that the text names, in order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def pieces(text: str, show: Callable[[str], str | None]) -> list[Piece]:
    """The text cut where values stand. show: the value of a key in words, None while it is undecided."""
    found, last = [], 0
    for match in PLACEHOLDER.finditer(text):
        if match.start() > last:
            found.append(Piece(text[last : match.start()]))
        shown = show(match[1])
        found.append(Piece("____" if shown is None else shown, match[1], shown is None))
        last = match.end()
    if last < len(text):
        found.append(Piece(text[last:]))
    return found


def plain(text: str, show: Callable[[str], str | None]) -> str:
    """The text with its values, blanks as ____."""
    return "".join(piece.text for piece in pieces(text, show))


def stray_braces(text: str) -> bool:
    """Whether a brace stands in the text that belongs to no blank: it would be printed as it is."""
    return bool(re.search(r"[{}]", PLACEHOLDER.sub("", text)))


def wording(heading: str, text: str, kind: str) -> str:
    """A short mark of a clause's wording: says whether somebody else has changed it meanwhile."""
    return digest([heading, text.replace("\r\n", "\n"), kind])[:16]


def undecided(keys: Iterable[str], values: Mapping[str, object]) -> list[str]:
    """The keys without a value."""
    return [key for key in keys if values.get(key) is None]
