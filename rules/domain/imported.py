"""What an imported tree becomes: the clauses of a draft. Pure, on nodes from top to bottom with their depth (1 at the top).

Any tree becomes a valid draft: no level is skipped, none lies deeper than the editor goes, every clause says something, nothing of
the text is lost. What had to be changed for that is told.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rules.choices import ClauseKind, NodeKind, Numbering
from rules.domain.figures import from_numeral
from rules.domain.numbering import CIRCLED, DEEPEST, Place, number

LONGEST_HEADING, LONGEST_TEXT = 80, 4000
NOTHING = "（原文此处无文字）"
BRACES = str.maketrans("{}", "｛｝")  # in a rule only a parameter stands in braces

Reason = Literal["deep", "long_heading", "long_text", "empty", "twice"]


@dataclass(frozen=True, slots=True)
class Blank:
    """Where in a node's text a parameter is to stand."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A node as it was imported. is_glued: nothing stood between it and the text before it, not even the end of a line."""

    key: int
    depth: int
    kind: str = NodeKind.CLAUSE
    label: str = ""
    heading: str = ""
    text: str = ""
    blanks: tuple[Blank, ...] = ()
    is_glued: bool = False


@dataclass(slots=True, kw_only=True)
class Planned:
    """A clause of the draft. label: the number as printed in the source. origins: the nodes in it, its own first."""

    depth: int
    kind: str
    label: str
    heading: str
    text: str
    origins: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """What could not stay as it was found. name: the node in words."""

    reason: Reason
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    clauses: tuple[Planned, ...]
    changes: tuple[Change, ...]

    def renumbered(self, style: str) -> list[Planned]:
        """The clauses whose own number is another one than in the source."""
        marks = number((Place(one.depth, one.kind == ClauseKind.CLAUSE) for one in self.clauses), style)
        return [one for one, mark in zip(self.clauses, marks, strict=True) if is_renumbered(one.label, mark.marker)]


def plan(nodes: Iterable[Found], style: str, dress: Callable[[str], str] = str) -> Plan:
    """The clauses that the nodes become. style: of numbering. dress: another writing of a text, sign for sign."""
    changes: list[Change] = []
    found = _filled(_settled(list(nodes), style), dress, changes)
    clauses: list[Planned] = []
    for at, node in enumerate(found):
        is_leaf = at + 1 == len(found) or found[at + 1].depth <= node.depth
        _take(node, clauses, changes, is_leaf=is_leaf)
    return Plan(tuple(_cut(clauses, changes)), tuple(changes))


def guessed_numbering(nodes: Sequence[Found]) -> Numbering:
    """The style in which most numbers stay as they are printed in the source."""
    return min((Numbering.OUTLINE, Numbering.ARTICLES), key=lambda style: _misfits(plan(nodes, style), style))


def _misfits(made: Plan, style: str) -> int:
    marks = number((Place(one.depth, one.kind == ClauseKind.CLAUSE) for one in made.clauses), style)
    return sum(shows_origin(one.label, mark.marker) for one, mark in zip(made.clauses, marks, strict=True))


# -- numbers as they were printed ------------------------------------------------------------------------

SIGNS = str.maketrans("（）０１２３４５６７８９．〇　", "()0123456789.零 ")
OWN = re.compile(r"(\d+|[一二两三四五六七八九十百零]+)\D*$")
LEADING = re.compile(
    r"\s*(第\s?[一二三四五六七八九十百零〇\d]{1,5}\s?[章节条]|[（(][一二三四五六七八九十百]{1,4}[)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十百]{1,4}、"
    rf"|\d{{1,2}}(?:\.\d{{1,2}})+(?=\s)|\d{{1,2}}(?:[、．]|\.(?!\d))|[{CIRCLED}])\s*"
)


def own_number(label: str) -> int | None:
    """The last number of a marker: 第十三条 13, （二） 2, 1.4 4. None for a dash."""
    plain = label.translate(SIGNS)
    if plain[:1] and plain[0] in CIRCLED:
        return CIRCLED.index(plain[0]) + 1
    match = OWN.search(plain)
    if match is None:
        return None
    return int(match[1]) if match[1].isdecimal() else from_numeral(match[1])


def is_renumbered(label: str, marker: str) -> bool:
    """Whether a clause printed with `label` has another number, or none, as `marker`. A dash had none to keep."""
    before = own_number(label)
    return before is not None and before != own_number(marker)


def shows_origin(label: str, marker: str) -> bool:
    """Whether the number as printed is worth showing beside the new one: it looks different. (一) and （一） are the same."""
    return own_number(label) is not None and _shape(label) != _shape(marker)


def _shape(label: str) -> str:
    return re.sub(r"(?<=\d)[、.]$", ".", label.translate(SIGNS).replace(" ", ""))


def leading_marker(text: str) -> tuple[str, str]:
    """The marker with which a text begins, and the rest; ("", text) without one."""
    match = LEADING.match(text)
    return (match[1].strip(), text[match.end() :]) if match else ("", text)


# -- one after the other ---------------------------------------------------------------------------------


def _settled(nodes: list[Found], style: str) -> list[Found]:
    """No level is skipped. Articles without a chapter above them lie where articles lie."""
    shift = 1 if style == Numbering.ARTICLES and _has_articles_at_the_top(nodes) else 0
    settled, above = [], shift
    for node in nodes:
        above = min(max(node.depth, 1) + shift, above + 1)
        settled.append(replace(node, depth=above))
    return settled


def _has_articles_at_the_top(nodes: Sequence[Found]) -> bool:
    top = [node.label for node in nodes if node.depth == 1 and node.label]
    return any("条" in label for label in top) and all("条" in label for label in top)


def _filled(nodes: Iterable[Found], dress: Callable[[str], str], changes: list[Change]) -> list[Found]:
    """With parameters where they are to stand. A parameter stands in one place only."""
    taken: set[str] = set()
    filled = []
    for node in nodes:
        text, done, pieces = dress(node.text), 0, []
        for blank in sorted(node.blanks, key=lambda one: one.start):
            if blank.key in taken:
                changes.append(Change("twice", name_of(node)))
            elif done <= blank.start < blank.end <= len(text):
                taken.add(blank.key)
                pieces += [text[done : blank.start].translate(BRACES), f"{{{blank.key}}}"]
                done = blank.end
        text = "".join([*pieces, text[done:].translate(BRACES)])
        filled.append(replace(node, heading=dress(node.heading).translate(BRACES).strip(), text=text.strip()))
    return filled


def name_of(node: Found) -> str:
    """How one speaks of a node."""
    said = node.heading or node.text
    return f"{node.label}{said[:12]}{'…' if len(said) > 12 else ''}"


def _take(node: Found, clauses: list[Planned], changes: list[Change], *, is_leaf: bool) -> None:
    if node.depth > DEEPEST and clauses:
        _append(clauses[-1], f"{node.label}{_run_on(node)}", node, "\n")
        changes.append(Change("deep", name_of(node)))
        return
    if node.kind == NodeKind.SENTENCE and is_leaf and clauses and _goes_on(clauses[-1], node):
        _append(clauses[-1], f"{node.label}{_run_on(node)}", node, "" if node.is_glued and not node.heading else "\n")
        return
    heading, text = node.heading, node.text
    if len(heading) > LONGEST_HEADING:
        heading, text = "", _joined(heading, text)
        changes.append(Change("long_heading", name_of(node)))
    if not heading and not text:
        text = NOTHING
        changes.append(Change("empty", name_of(node)))
    clauses.append(Planned(depth=node.depth, kind=_kind(node, clauses), label=node.label, heading=heading, text=text, origins=[node.key]))


def _goes_on(last: Planned, node: Found) -> bool:
    """A sentence goes on with the text of its parent, or with the unnumbered text right before it."""
    return last.depth == node.depth - 1 or (last.depth == node.depth and last.kind != ClauseKind.CLAUSE and not last.heading)


def _append(to: Planned, said: str, node: Found, glue: str) -> None:
    to.text = f"{to.text}{glue}{said}" if to.text and said else to.text or said
    to.origins.append(node.key)


def _joined(heading: str, text: str) -> str:
    return "\n".join(part for part in (heading, text) if part)


def _run_on(node: Found) -> str:
    """Heading and text in one: 内部培训：定期组织……"""
    if node.heading and node.text and not node.heading.endswith((":", "：", "。", ";", "；")):
        return f"{node.heading}：{node.text}"
    return node.heading + node.text


def _kind(node: Found, before: Sequence[Planned]) -> str:
    if node.kind != NodeKind.SENTENCE:
        return ClauseKind(node.kind)
    return ClauseKind.CLOSING if any(one.kind == ClauseKind.CLAUSE for one in before) else ClauseKind.INTRO


def _cut(clauses: Iterable[Planned], changes: list[Change]) -> Iterable[Planned]:
    """What is too long for one clause goes on below it, unnumbered."""
    for clause in clauses:
        first, *further = parts(clause.text)
        clause.text = first
        yield clause
        if further:
            changes.append(Change("long_text", f"{clause.label}{clause.heading or clause.text[:12]}"))
        for piece in filter(None, further):
            depth = min(clause.depth + 1, DEEPEST)
            yield Planned(depth=depth, kind=ClauseKind.INTRO, label="", heading="", text=piece, origins=[])


def parts(text: str, longest: int = LONGEST_TEXT) -> Iterable[str]:
    """The text in parts that a clause can hold, cut behind a sentence where one ends; never inside a parameter."""
    while len(text) > longest:
        ends = [at for sign in "。；\n;" if (at := text.rfind(sign, longest // 2, longest)) > 0]
        at = max(ends) + 1 if ends else longest
        opened = text.rfind("{", 0, at)
        if opened > 0 and "}" not in text[opened:at]:
            at = opened
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text
