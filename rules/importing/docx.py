"""The text of a Word document, with the numbers that Word draws by itself, as a reader sees it.

The file is foreign: what is unpacked is bounded, nothing is fetched, no entity is resolved, nothing recurses.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from rules.importing.results import Unreadable
from rules.importing.word_numbers import Counters, Numbering, levels_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LARGEST_PART = 30_000_000  # bytes of XML, unpacked
STEEPEST = 400  # unpacked bytes for each packed one
ENTRIES = 5_000
CHUNK = 1 << 16
DAMAGED = (  # what zipfile and the parser raise on bytes that were written by nobody
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, OverflowError, ParseError, KeyError, RuntimeError, ValueError,
    struct.error,
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Raises Unreadable for what is no Word document, or a dangerous one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _names(archive)
            numbering = _numbering(archive, names)
            return _Reader(numbering).text(_part(archive, "word/document.xml"))
    except DefusedXmlException as fault:  # before the others: it is a ValueError
        raise _dangerous() from fault
    except Unreadable:  # it is one, too
        raise
    except DAMAGED as fault:
        raise Unreadable(_("This Word document is damaged or locked. Open it in Word, save it again and choose the new file.")) from fault


def _names(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    if len(names) > ENTRIES:
        raise _dangerous()
    if "word/document.xml" not in names:
        raise Unreadable(_("This is an archive and no Word document. Choose a .txt, .md, .docx or .html file."))
    return names


def _dangerous() -> Unreadable:
    return Unreadable(_("This Word document holds something that no rules document needs and is refused. Paste its text instead."))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, unpacked in pieces and no further than it may grow."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise Unreadable(_("This Word document is locked by a password. Save it without one."))
    most = min(LARGEST_PART, max(1_000_000, STEEPEST * max(info.compress_size, 1)))
    pieces, size = [], 0
    with archive.open(info) as file:
        while piece := file.read(CHUNK):
            size += len(piece)
            if size > most:
                raise _dangerous()
            pieces.append(piece)
    return b"".join(pieces)


def _numbering(archive: zipfile.ZipFile, names: list[str]) -> Numbering:
    parts = {name: _part(archive, f"word/{name}.xml") for name in ("numbering", "styles") if f"word/{name}.xml" in names}
    return levels_of(_tree(parts["numbering"]) if "numbering" in parts else None, _tree(parts["styles"]) if "styles" in parts else None)


def _tree(xml: bytes):  # type: ignore[no-untyped-def]  # an Element
    root = None
    for event, element in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        root = element if root is None and event == "start" else root
    return root


class _Reader:
    """Goes through document.xml once and writes a line for each paragraph."""

    SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPrChange", "pPrChange", "sectPrChange"})

    def __init__(self, numbering: Numbering) -> None:
        self.counters = Counters(numbering)
        self.lines: list[str] = []
        self.paragraphs: list[_Paragraph] = []
        self.skipping = 0

    def text(self, xml: bytes) -> str:
        for event, element in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if event == "start":
                self._start(name)
            else:
                self._end(name, element)
        return "\n".join(self.lines)

    def _start(self, name: str) -> None:
        if name in self.SKIPPED:
            self.skipping += 1
        elif name == "p" and not self.skipping:
            self.paragraphs.append(_Paragraph())
        elif name == "r" and self.paragraphs:
            self.paragraphs[-1].hidden = False

    def _end(self, name: str, element) -> None:  # type: ignore[no-untyped-def]
        if name in self.SKIPPED:
            self.skipping -= 1
        elif self.paragraphs and not self.skipping:
            if act := _ACTS.get(name):
                act(self.paragraphs[-1], element)
            elif name == "p":
                self._write(self.paragraphs.pop())
        if name in {"p", "tbl", "sectPr", "drawing", "pict"}:
            element.clear()

    def _write(self, paragraph: "_Paragraph") -> None:
        marker = self.counters.marker(paragraph.style, paragraph.number, paragraph.level)
        self.lines += (marker + "".join(paragraph.words)).split("\n")


class _Paragraph:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.style = ""
        self.number: str | None = None
        self.level: int | None = None
        self.hidden = False

    def say(self, words: str) -> None:
        if not self.hidden:
            self.words.append(words)


def _value(element) -> str:  # type: ignore[no-untyped-def]
    return element.get(W + "val") or element.get(STRICT + "val") or ""


def _is_on(element) -> bool:  # type: ignore[no-untyped-def]
    return _value(element) not in {"0", "false", "off"}


def _set_level(paragraph: _Paragraph, element) -> None:  # type: ignore[no-untyped-def]
    paragraph.level = int(_value(element)) if _value(element).isdigit() else 0


_ACTS: dict[str, Callable[..., None]] = {
    "t": lambda paragraph, element: paragraph.say(element.text or ""),
    "tab": lambda paragraph, element: paragraph.say(" ") if not element.attrib else None,
    "br": lambda paragraph, _element: paragraph.say("\n"),
    "cr": lambda paragraph, _element: paragraph.say("\n"),
    "noBreakHyphen": lambda paragraph, _element: paragraph.say("-"),
    "vanish": lambda paragraph, element: setattr(paragraph, "hidden", _is_on(element)),
    "pStyle": lambda paragraph, element: setattr(paragraph, "style", _value(element)),
    "numId": lambda paragraph, element: setattr(paragraph, "number", _value(element)),
    "ilvl": _set_level,
}
