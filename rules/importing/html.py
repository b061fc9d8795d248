"""The text of a web page: a line for each block, the numbers of its lists in words of the page."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rules.domain.numbering import numeral

DROPPED = {
    "script", "style", "nav", "noscript", "template", "iframe", "form", "button", "select", "textarea", "svg", "canvas", "object", "head",
    "header", "footer", "aside", "audio", "video", "map", "dialog",
}  # fmt: skip
BLOCKS = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article", "main", "body",
    "blockquote", "pre", "figure", "figcaption", "caption", "br", "hr", "center", "address", "summary", "details", "tbody", "thead",
}  # fmt: skip
CELLS = {"td", "th"}
BLANKS = re.compile(r"[ \t\r\n\f]+")
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,20})""", re.I)


def redecoded(data: bytes, text: str) -> str:
    """The text in the encoding that the page declares, where that fits."""
    match = CHARSET.search(data[:4096])
    if match is None:
        return text
    name = match[1].decode().lower()
    try:
        return data.decode({"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}.get(name, name))
    except (UnicodeDecodeError, LookupError, UnicodeError):
        return text


def text_of(markup: str) -> str:
    root = LexborHTMLParser(markup).root
    if root is None:
        return ""
    lines = [""]
    counters: list[_List] = []
    stack: list[tuple[LexborNode | None, str]] = [(root, "enter")]
    while stack:  # walked without recursion: a page may nest as deep as it likes
        node, step = stack.pop()
        if node is None:
            continue
        if step == "enter":
            stack.append((node.next, "enter") if node is not root else (None, ""))
        tag = node.tag or ""
        if step == "leave":
            if tag in {"ol", "ul"} and counters:
                counters.pop()
            _break(lines, tag)
        elif tag == "-text":
            lines[-1] += BLANKS.sub(" ", node.text(deep=False))
        elif tag not in DROPPED and tag != "-comment":
            _break(lines, tag)
            _enter(node, tag, counters, lines)
            stack.append((node, "leave"))
            stack.append((node.child, "enter"))
    return "\n".join(line.strip() for line in lines if line.strip())


class _List:
    """Where a list stands."""

    def __init__(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        self.type = "-" if tag == "ul" else (attributes.get("type") or "1")
        start = attributes.get("start") or ""
        self.number = int(start) if start.isdigit() and len(start) < 6 else 1


def _enter(node: LexborNode, tag: str, counters: list[_List], lines: list[str]) -> None:
    if tag in {"ol", "ul"}:
        counters.append(_List(node, tag))
    elif tag == "li" and counters:
        if lines[-1]:
            lines.append("")
        lines[-1] = _marker(node, counters[-1])


def _marker(node: LexborNode, of: _List) -> str:
    value = node.attributes.get("value") or ""
    if value.isdigit() and len(value) < 6:
        of.number = int(value)
    number, of.number = of.number, of.number + 1
    written = (node.text(deep=True) or "").lstrip()[:12]
    if of.type == "-":
        return "" if WRITTEN.match(written) else "- "
    return "" if WRITTEN.match(written) else marker_of(number, of.type)


WRITTEN = re.compile(r"[(（]?(?:第|[一二三四五六七八九十]+[、）)章条]|\d{1,2}[.、）)]|[-•·])")


def marker_of(number: int, kind: str) -> str:
    if kind in "aA" and number <= 26:
        return f"{chr(ord(kind) + number - 1)}. "
    if kind in {"cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"} and number < 1000:
        return f"{numeral(number)}、"
    return f"{number}. "


def _break(lines: list[str], tag: str) -> None:
    if tag in BLOCKS and lines[-1]:
        lines.append("")
    elif tag in CELLS and lines[-1]:
        lines[-1] += " "
