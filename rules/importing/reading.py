"""From the bytes of a file to its text: which container, which encoding, and what is refused."""

import re

from django.utils.translation import gettext as _

from rules.importing import docx, html
from rules.importing.encodings import decoded
from rules.importing.results import Source, Unreadable

LARGEST = 5_000_000  # bytes
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"MZ\x90", b"BM\x36", b"OggS", b"ID3")
MARKUP = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|meta|div|p|h[1-6]|ol|ul|table|article|section)\b", re.I | re.S
)
HTML_NAMES, MD_NAMES = (".html", ".htm", ".xhtml"), (".md", ".markdown")


def read_file(data: bytes, name: str) -> Source:
    """The text of a file. Raises Unreadable, with a sentence, for what is no text document of a kind we know."""
    _refuse(data)
    if data.startswith(ZIP):
        return Source(docx.text_of(data), "utf-8", "docx", name)
    text, encoding = decoded(data)
    if name.lower().endswith(HTML_NAMES) or MARKUP.match(text[:3000]):
        return Source(html.text_of(html.redecoded(data, text)), encoding, "html", name)
    return Source(text, encoding, "md" if name.lower().endswith(MD_NAMES) else "txt", name)


def _refuse(data: bytes) -> None:
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if len(data) > LARGEST:
        raise Unreadable(_("The file is larger than 5 MB. Save only the text, without pictures, and choose it again."))
    if data.startswith(OLE):
        raise Unreadable(_("This is an old Word file (.doc), or one that is locked by a password. Save it as .docx without a password."))
    if data.startswith(b"%PDF"):
        raise Unreadable(_("A PDF cannot be imported. Choose the Word file it was made from, or paste its text."))
    if data.startswith(b"{\\rtf"):
        raise Unreadable(_("Rich text (.rtf) cannot be imported. Save it as .docx."))
    if data.startswith(OTHERS):
        raise Unreadable(_("This is not a text. Choose a .txt, .md, .docx or .html file."))
