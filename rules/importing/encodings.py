"""Which encoding bytes are in, told by what they say when decoded."""

import codecs
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from rules.importing.flat import flat
from rules.importing.results import Unreadable
from rules.importing.vocabulary import COMMON

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
CHINESE = ("gb18030", "cp950", "big5hkscs")
NAMES = {"utf-8-sig": "utf-8", "cp950": "big5", "big5hkscs": "big5"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SAMPLE = 60_000  # bytes that are enough to tell
BROKEN = 0.01  # share of characters that may be broken before the text counts as unreadable


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. Raises Unreadable when it is none."""
    text, encoding = _decoded(data)
    if len(CONTROL.findall(text)) > 1 + len(text) // 500:
        raise Unreadable(_("This is not a text. Choose a .txt, .md, .docx or .html file."))
    return text, NAMES.get(encoding, encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), encoding
    if b"\x00" in data:
        wide = [(_score(text), text, encoding) for text, encoding in _tried(data, WIDE)]
        if wide:
            _most, text, encoding = max(wide, key=lambda one: one[0])
            return text, encoding
    for text, encoding in _tried(data, ("utf-8",)):
        return text, encoding
    found = [(_score(text), text, encoding) for text, encoding in _tried(data, (*CHINESE, *WIDE[2:]))]
    loose = data.decode("utf-8", errors="replace")
    if loose.count("\ufffd") <= BROKEN * len(loose):
        found.append((_score(loose), loose, "utf-8"))
    if not found:
        raise Unreadable(_("The characters of this file cannot be read. Save it as UTF-8 and choose it again."))
    _most, text, encoding = max(found, key=lambda one: one[0])
    return text, encoding


def _tried(data: bytes, encodings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The text in each encoding that fits; the last character may be cut off."""
    for encoding in encodings:
        try:
            yield data.decode(encoding), encoding
        except UnicodeDecodeError as fault:
            if fault.start >= len(data) - 4 and fault.start:
                yield data[: fault.start].decode(encoding, errors="ignore"), encoding


def _score(text: str) -> float:
    """How much of the text, where it is not ASCII, is everyday Chinese."""
    foreign = [character for character in flat(text[:SAMPLE]) if character > "\x7f"]
    if not foreign:
        return 0.5 if text.isascii() else 0.0
    return sum(character in COMMON or character in "。、《》“”—…" for character in foreign) / len(foreign)
