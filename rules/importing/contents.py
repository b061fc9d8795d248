"""What stands behind each marker: heading, text, items of a text that carry a name, duties of a role, the closing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.importing import headings, marks
from rules.importing.mapped import Mapped, joined
from rules.importing.outline import Branch, branches
from rules.importing.results import CLAUSE, CLOSING, INTRO, SENTENCE, Span

HAN = "\u3400-\u9fff"
SPACES = re.compile(
    rf"(?<=[{HAN}。，、；：！？（）《》“”,;:?]) +(?=[{HAN}。，、；：！？（）《》“”,;:?])|^ +| +$|(?<=[{HAN}]) {{2,}}| {{2,}}(?=[{HAN}])",
    re.M,
)
SECTIONS = {marks.PART, marks.CHAPTER, marks.SECTION, marks.ARTICLE, marks.OUTLINE}
ENDS = '。;:!?.…”"」』)'
WRAPPED = 25  # characters: a line at least this long without a stop goes on in the next one
CLOSES = re.compile(
    r" ?(?:(?:以上|上述)(?:规章|制度|规定|条款|内容|各[条项]|办法|管理|条例|细则|规范|所有|为|由|经|如|即|是|就是"
    r"|[^。,;:]{1,15}(?:制度|规定|办法|规章|守则|条例|细则|要求|条款))|本(?:规章制度|管理制度|制度|规定|办法|规章|规范"
    r"|条例|细则|守则|手册|方案|公约)(?:自|由|经|从|的?(?:最终)?解释|未尽|的修订|一经|若|如有|最终)|"
    r"此(?:制度|规定|办法)|望(?:全体|各|大家)|希望(?:全体|各|大家)|请(?:全体|各部门|各位|大家)|特此(?:通知|规定|公布)|未尽事宜)"
)
CLOSES_INLINE = re.compile(r"(?<=[。;!?])(?=(?:以上|上述)(?:规章|制度|规定|条款|各[条项]|办法|管理制度|条例)[^。\n]{0,80}。?\s*$)")
SIGNED = re.compile(
    r"[^。,;:!?]{0,24}(?:公司|部|部门|中心|办公室|委员会|全体员工|全体人员|科|站|厅|(?:\d{4}"
    r"|二[〇零]..)年.{1,3}月(?:.{1,3}日)?|X+年X+月X*日?)(?: ?\(?(?:盖章|签章|章)\)?)?"
)
ITEM = re.compile(rf"(?:^|(?<=[。;!?\n])) ?(?P<term>[{HAN}]{{2,10}}) ?:(?=[^\n])", re.M)
LABEL = re.compile(rf"(?:(?<=^)|(?<=[\n 。;]))(?P<term>[{HAN}]{{2,14}}) ?: ?(?=[^\n])", re.M)
PLACEHOLDER = re.compile(r" ?添加 ?标题 ?")


@dataclass(slots=True)
class Draft:
    """A node before blanks are sought and its flags are gathered. start, end: its own words in the document."""

    path: tuple[str, ...]
    label: str
    heading: Mapped
    text: Mapped
    kind: str
    start: int
    end: int
    flags: set[str] = field(default_factory=set)
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """drafts: from top to bottom. markers: how many of each style."""

    drafts: list[Draft]
    markers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """A document: the text and, for matching, its flat copy of the same length."""

    text: Mapped
    flat: str

    def lines(self, start: int, end: int) -> list[Span]:
        """Its lines there, without spaces around them; empty ones left out."""
        found = []
        for match in re.finditer(r"[^\n]+", self.flat[start:end]):
            line = match[0].strip(" ")
            if line:
                at = start + match.start() + len(match[0]) - len(match[0].lstrip(" "))
                found.append((at, at + len(line)))
        return found

    def say(self, spans: list[Span]) -> Mapped:
        """The lines in one text: a line that was only wrapped goes on, others begin a new line."""
        parts: list[Mapped] = []
        for start, end in spans:
            part = self.text.part(start, end)
            if parts and self._is_wrapped(parts[-1], start):
                part = joined([parts.pop(), part], "")
            parts.append(part)
        return joined(parts).without(SPACES)

    def _is_wrapped(self, before: Mapped, start: int) -> bool:
        last = before.text[-1:]
        if last in ",，、":
            return True
        return (
            len(before.text.rpartition("\n")[2]) >= WRAPPED
            and last not in ENDS
            and last not in "；：！？）"
            and self.flat[start : start + 1] > "\u2e80"
        )


def contents(words: Words) -> Contents:
    first, found = branches(words.flat, words.text.text)
    if not found:
        return Contents(list(_unnumbered(words)), {})
    drafts = list(_intro(words, first))
    closing = _closing(words, found[-1])
    for branch in found:
        drafts += _drafts(words, branch)
    if closing:
        drafts.append(_plain(words, closing, CLOSING, ("结语",)))
    counts: dict[str, int] = {}
    for branch in found:
        if branch.mark is not None:
            counts[branch.mark.key] = counts.get(branch.mark.key, 0) + 1
    return Contents(_unique(drafts), counts)


def _unique(drafts: list[Draft]) -> list[Draft]:
    """No two drafts with the same path."""
    counts: dict[tuple[str, ...], int] = {}
    for draft in drafts:
        *above, part = draft.path
        while draft.path in counts:
            first = (*above, part)
            counts[first] += 1
            draft.path = (*above, f"{part}#{counts[first]}")
        counts[draft.path] = 1
    return drafts


def _plain(words: Words, spans: list[Span], kind: str, path: tuple[str, ...]) -> Draft:
    return Draft(path, "", words.text.part(0, 0), words.say(spans), kind, spans[0][0], spans[-1][1])


def _intro(words: Words, first: int) -> Iterator[Draft]:
    if spans := words.lines(0, first):
        yield _plain(words, spans, INTRO, ("引言",))


def _closing(words: Words, last: Branch) -> list[Span]:
    """The lines of the last clause that close the document; the clause loses them."""
    spans = words.lines(last.start, last.end)
    for place, (start, end) in enumerate(spans):
        line = words.flat[start:end]
        cut = None
        if place and (CLOSES.match(line) or (_is_signature(line) and _all_sign(words, spans[place:]))):
            cut = start
        elif place == len(spans) - 1 and (match := CLOSES_INLINE.search(line)):
            cut = start + match.start()
        if cut is not None:
            last.end = cut
            return words.lines(cut, spans[-1][1])
    return []


def _is_signature(line: str) -> bool:
    return bool(SIGNED.fullmatch(line))


def _all_sign(words: Words, spans: list[Span]) -> bool:
    return all(_is_signature(words.flat[start:end]) for start, end in spans)


def _drafts(words: Words, branch: Branch) -> Iterator[Draft]:
    """The node of a marker, then the items of its text."""
    mark = branch.mark
    label = words.text.text[mark.start : mark.end].strip() if mark else ""
    start = mark.start if mark else branch.start
    spans = words.lines(branch.start, branch.end)
    if not spans:
        nothing = words.text.part(0, 0)
        yield Draft(branch.path, label, nothing, nothing, CLAUSE, start, branch.start, branch.flags, branch.has_children)
        return
    heading, spans = _split(words, branch, spans)
    draft = Draft(branch.path, label, heading, words.text.part(0, 0), CLAUSE, start, branch.end, branch.flags, branch.has_children)
    children = list(_duties(words, draft, spans) or _items(words, draft, spans)) if spans else []
    if children:
        first = children[0].start
        spans = [(s, min(e, first)) for s, e in spans if s < first]
        draft.end = max(first if not spans else spans[-1][1], start)
    draft.text = words.say(spans)
    draft.end = max((spans[-1][1] if spans else draft.end), branch.start) if not children else draft.end
    yield draft
    yield from children


def _split(words: Words, branch: Branch, spans: list[Span]) -> tuple[Mapped, list[Span]]:
    """The heading, and the lines without it."""
    start, end = spans[0]
    line = words.flat[start:end]
    if branch.mark is None:
        return words.say([(start, start + len(line.rstrip(": ")))]), spans[1:]
    if (role := headings.role_end(line)) and headings.is_duties(line[role:]):
        return words.say([(start, start + role)]), [(start + role, end), *spans[1:]]
    stop, body = headings.heading_end(line, branch.has_children or len(spans) > 1, branch.mark.style in SECTIONS)
    if not stop:
        return words.text.part(0, 0), spans
    rest = words.lines(start + body, end)
    return words.say([(start, start + len(line[:stop].rstrip(": ")))]), [*rest, *spans[1:]]


def _duties(words: Words, draft: Draft, spans: list[Span]) -> list[Draft]:
    """The sentences below a role, each a duty."""
    heading = draft.heading.text
    if not heading or draft.has_children or not headings.role_end(_flat_heading(words, draft) + "负责"):
        return []
    found: list[Draft] = []
    for start, end in spans:
        for match in headings.SENTENCE.finditer(words.flat[start:end]):
            for span in words.lines(start + match.start(), start + match.end()):
                found.append(_plain(words, [span], SENTENCE, (*draft.path, f"句{len(found) + 1}")))
    return found if len(found) > 1 else []


def _flat_heading(words: Words, draft: Draft) -> str:
    line = words.flat[draft.start : draft.end]
    return "".join(line[len(draft.label) :].split())[: len(draft.heading.text)]


def _items(words: Words, draft: Draft, spans: list[Span]) -> Iterator[Draft]:
    """内部培训:… within a text: an item of its own where the term is known as one."""
    first, last = spans[0][0], spans[-1][1]
    found = [match for match in ITEM.finditer(words.flat[first:last]) if match["term"] in headings.RUN_IN]
    for place, match in enumerate(found):
        start, body = first + match.start("term"), first + match.end()
        end = first + found[place + 1].start("term") if place + 1 < len(found) else last
        yield from _named(words, draft.path, (start, first + match.end("term")), (body, end))


def _named(words: Words, above: tuple[str, ...], term: Span, body: Span) -> Iterator[Draft]:
    heading = words.say([term])
    spans = words.lines(*body)
    text = words.say(spans) if spans else words.text.part(0, 0)
    yield Draft((*above, heading.text), "", heading, text, SENTENCE, term[0], spans[-1][1] if spans else term[1])


def _unnumbered(words: Words) -> Iterator[Draft]:
    """A document without markers: its lines, and in them what a label introduces."""
    drafts: list[Draft] = []
    for start, end in words.lines(0, len(words.flat)):
        line = words.flat[start:end]
        found = list(LABEL.finditer(line))
        if not found:
            drafts.append(_plain(words, [(start, end)], SENTENCE, (f"句{len(drafts) + 1}",)))
            continue
        if line[: found[0].start("term")].strip():
            drafts.append(_plain(words, [(start, start + found[0].start("term"))], SENTENCE, (f"句{len(drafts) + 1}",)))
        for place, match in enumerate(found):
            stop = start + found[place + 1].start("term") if place + 1 < len(found) else end
            drafts += _named(words, (), (start + match.start("term"), start + match.end("term")), (start + match.end(), stop))
    if len(drafts) > 1 and CLOSES.match(words.flat[drafts[-1].start : drafts[-1].end]):
        drafts[-1].kind, drafts[-1].path = CLOSING, ("结语",)
    yield from _unique(drafts)
