"""Where in a file a document begins: at a title that stands out, repeats, or has numbers below it that start again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.importing import noise, titles
from rules.importing.marks import ORDER, RANK

FIRST = re.compile(
    r" ?(?:(?P<章>第 ?[一1] ?[章编篇])|(?P<部分>第 ?[一1] ?部分)|(?P<条>第 ?[一1] ?条)|(?P<outline>一 ?[、.])"
    r"|(?P<bracketed>\( ?一 ?\))|(?P<decimal>1\.1(?!\d))|(?P<number>1 ?[.、](?!\d))|(?P<round>\( ?1 ?\))"
    r"|(?P<dash>[-•●] ?[\u4e00-\u9fff]))"
)
STYLE_OF = {"outline": "一、", "bracketed": "(一)", "decimal": "1", "number": "1", "round": "(1)", "dash": "-"}
OPENS = re.compile(r" ?(?:第 ?[一1] ?[章条编篇]|一 ?、|1 ?[.、](?!\d)|1\.1(?!\d))")
ITEM_NUMBER = re.compile(r"[-•* ]*(\d{1,2})[.、)]")
NEXT = re.compile(
    r" ?(?:第 ?(?:[二三四五六七八九十百]|\d)+ ?[章条节]|[二三四五六七八九十]+、|\( ?[二三四五六七八九十]+ ?\)|(?:[2-9]"
    r"|\d\d)[.、]|\( ?(?:[2-9]|\d\d) ?\)|[-•] ?[\u4e00-\u9fff])"
)
GLUED = re.compile(r"\??(?:第 ?[一1] ?[章条]|一、|\(一\)|1[.、](?!\d)|1\.1 )")
LABELLED = re.compile(r" ?[\u4e00-\u9fff]{2,14} ?: ?[^ \n]")
LONG = 7  # characters: a title that names whose rules they are
AHEAD = 8  # lines between a title and its first marker
STOPS = '。;!?.:…”")'


@dataclass(frozen=True, slots=True)
class Line:
    """number: from 1. start, end: in the text. flat: its matching copy. is_alone: empty lines stand before and behind it."""

    number: int
    start: int
    end: int
    flat: str
    is_alone: bool


@dataclass(slots=True)
class Part:
    """A document in the making. title: as printed. skip: how much of the first line is title."""

    title: str
    flat_title: str
    first: Line
    lines: list[tuple[Line, int]] = field(default_factory=list)  # with the characters at its start that are title
    top: int | None = None  # rank of the style that its numbers start with


def parts_of(lines: Sequence[Line], text: str) -> list[Part]:
    parts: list[Part] = []
    for place, line in enumerate(lines):
        current = parts[-1] if parts else None
        started = _start(lines, place, current)
        if started is not None:
            parts.append(started)
        elif current is None:
            parts.append(_untitled(line))
        else:
            _continue(current, line)
    for part in parts:
        part.title = _printed(part, text)
    return parts


def _start(lines: Sequence[Line], place: int, current: Part | None) -> Part | None:
    """The document that begins with this line, if one does."""
    line = lines[place]
    if match := _glued(line.flat):
        prefix = line.flat[: match.start()]
        if (
            current is not None
            and titles.bare(prefix) == titles.bare(current.flat_title)
            and not any(FIRST.match(one.flat[skip:]) for one, skip in current.lines)
        ):
            return None
        if titles.is_title(prefix) and _restarts(current, line.flat[match.start() :].lstrip("?")):
            part = Part("", prefix, line)
            _take(part, line, match.end() - len(match[0].lstrip("?")))
            return part
    if len(line.flat) > titles.LONGEST + 20 or not _is_beginning(lines, place, current):
        return None
    return Part("", line.flat, line)


def _glued(line: str) -> re.Match[str] | None:
    """The first marker behind a title on the same line."""
    if len(line) < LONG:
        return None
    if FIRST.match(line) or NEXT.match(line):
        return None
    match = GLUED.search(line, 2, titles.LONGEST + 30)
    return match if match and titles.is_title(line[: match.start()]) else None


def _is_beginning(lines: Sequence[Line], place: int, current: Part | None) -> bool:
    line = lines[place]
    title = titles.bare(line.flat)
    if FIRST.match(line.flat) or NEXT.match(line.flat) or not title:
        return False
    if current is not None and not current.lines and title == titles.bare(current.flat_title):
        return False
    named, repeated = titles.is_title(line.flat), _is_repeated(lines, place, title)
    ahead = _marker_ahead(lines, place)
    if named and (repeated or titles.is_marked(line.flat)):
        return True
    if current is None:
        return named or repeated or (ahead is not None and ahead[0] <= 3 and _is_short(line.flat))
    if ahead is None:
        return named and _is_unnumbered_document(lines, place, current)
    return _is_own(line, current, ahead[1]) if named else repeated and _is_short(line.flat) and _restarts(current, ahead[1])


def _is_repeated(lines: Sequence[Line], place: int, title: str) -> bool:
    """Whether the next line is the same title, or begins with it."""
    if place + 1 >= len(lines):
        return False
    follower = lines[place + 1].flat
    return titles.bare(follower) == title or (len(title) >= 4 and follower.replace(" ", "").startswith(title))


def _is_own(line: Line, current: Part, marker: str) -> bool:
    """Whether a title over numbers opens a document, and not a section of the current one."""
    stands_out = line.is_alone and bool(current.lines) and not current.lines[-1][0].is_alone
    if _restarts(current, marker) or (stands_out and len(titles.bare(line.flat)) >= LONG - 2):
        return titles.is_strong(line.flat) or stands_out
    return (
        titles.is_strong(line.flat) and len(titles.bare(line.flat)) >= LONG and (stands_out or line.is_alone or _rank(marker) != RANK["1"])
    )


def _marker_ahead(lines: Sequence[Line], place: int) -> tuple[int, str] | None:
    """How far the first marker behind the line is, and the line it opens; none when another number or title comes before."""
    for distance, line in enumerate(lines[place + 1 : place + 1 + AHEAD], 1):
        if FIRST.match(line.flat):
            return distance, line.flat
        if match := _glued(line.flat):
            return distance, line.flat[match.start() :].lstrip("?")
        if NEXT.match(line.flat) or (titles.is_title(line.flat) and titles.bare(line.flat) != titles.bare(lines[place].flat)):
            return None
        if match := re.search(r"(?<=[。:])(?:第一[章条]|一、|1[.、])", line.flat):
            return distance, line.flat[match.start() :]
    return None


def _is_unnumbered_document(lines: Sequence[Line], place: int, current: Part) -> bool:
    """A title over text without numbers: the document before it is at an end, and what follows is no clause of it."""
    if place + 1 >= len(lines):
        return False
    follower, title = lines[place + 1].flat, titles.bare(lines[place].flat)
    if NEXT.match(follower) or titles.is_title(follower) or len(title) < LONG - 2:
        return False
    for line in lines[place + 1 : place + 30]:  # numbers that go on belong to the document before
        if NEXT.match(line.flat):
            return False
        if FIRST.match(line.flat) or titles.is_title(line.flat):
            break
    ended = not current.lines or current.lines[-1][0].flat[-1:] in STOPS or lines[place].is_alone
    if LABELLED.match(follower):
        return ended
    return ended and titles.is_strong(title) and len(title) >= LONG and bool(noise.RULE.search(follower))


def _restarts(current: Part | None, marker: str) -> bool:
    """Whether the marker starts numbers at the level at which those of the current document started, or above."""
    if current is None or current.top is None:
        return True
    rank = _rank(marker)
    return rank is not None and rank <= current.top


def _rank(line: str) -> int | None:
    match = FIRST.match(line)
    if match is None or match.lastgroup is None:
        return None
    style = STYLE_OF.get(match.lastgroup, match.lastgroup)
    return RANK[style if style in ORDER else "1"]


def _is_short(line: str) -> bool:
    return len(line) <= titles.LONGEST and not re.search("[。;,!?]|:.", line)


def _untitled(line: Line) -> Part:
    part = Part("", "", line)
    _take(part, line, 0)
    return part


def _continue(current: Part, line: Line) -> None:
    """A further line of the document; its own title in front of the first ones is left out."""
    title = titles.bare(current.flat_title)
    if current.top is None and title:
        if titles.bare(line.flat) == title:
            return
        if (match := _glued(line.flat)) and titles.bare(line.flat[: match.start()]) == title:
            _take(current, line, match.end() - len(match[0].lstrip("?")))
            return
        if (
            not current.lines
            and line.flat.startswith(title)
            and re.match(r"\??(?:为|根据|依据|按照|本|第|总则|目的|引言|前言|绪论)", line.flat[len(title) :])
        ):
            _take(current, line, len(title))
            return
        if not current.lines and line.flat.startswith(title * 2):
            _take(current, line, len(title))
            return
    _take(current, line, 0)


def _take(part: Part, line: Line, skip: int) -> None:
    part.lines.append((line, skip))
    if part.top is None:
        rank = _rank(line.flat[skip:])
        if rank is None and (match := re.search(r"(?<=[。:;])(?:第一[章条]|一、|1[.、](?!\d))", line.flat)):
            rank = _rank(line.flat[match.start() :])
        part.top = rank


def _printed(part: Part, text: str) -> str:
    """The title in the script of the source."""
    line = text[part.first.start : part.first.end].strip(" \t\u3000\u00a0")
    line = "".join(line.split()) if not re.search("[A-Za-z]", line) else line
    flat = part.flat_title.replace(" ", "") if not re.search("[A-Za-z]", part.flat_title) else part.flat_title
    title = titles.bare(part.flat_title)
    place = flat.find(title) if title else -1
    return line[place : place + len(title)] if place >= 0 else title
