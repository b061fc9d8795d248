"""From the bytes of a file to a fapiao: which form the file has is told by its content, never by its name."""

from finance.fapiao.archive import Archive
from finance.fapiao.fields import Found, Read
from finance.fapiao.merge import merge
from finance.fapiao.sentences import EMPTY, NO_ARCHIVE, SEVERAL, TOO_LARGE, UNKNOWN, Unreadable

LARGEST = 10_000_000  # bytes
PDF_WITHIN = 1024  # where the sign of a PDF may begin
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(data: bytes) -> Read:
    """Raises Unreadable with a sentence. For files from outside use limited.read_limited, which bounds time and memory."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(EMPTY)
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    return merge(_sources(data, packed=True))


def _sources(data: bytes, *, packed: bool) -> list[Found]:
    """packed: whether an archive may hold the fapiao. The libraries load only for the form that needs them."""
    form = form_of(data)
    if form == "pdf":
        from finance.fapiao import pdf

        return pdf.read(data[data.index(b"%PDF") :])
    if form == "image":
        from finance.fapiao import image

        return image.read(data)
    if form == "xml":
        from finance.fapiao import xml

        return [xml.read(data)]
    if form == "zip" and packed:
        return _unpacked(data)
    raise Unreadable(UNKNOWN)


def form_of(data: bytes) -> str:
    """pdf, zip, image, xml or ""."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "image"
    text = data[:400]
    for mark in MARKS:
        text = text.removeprefix(mark)
    text = text.replace(b"\x00", b"").lstrip()
    if text.startswith(b"<") and not text[:60].lower().startswith((b"<!doctype html", b"<html", b"<svg")):
        return "xml"
    return "pdf" if b"%PDF" in data[:PDF_WITHIN] else ""


def _unpacked(data: bytes) -> list[Found]:
    """An OFD, or the one fapiao in an archive. The same fapiao in several forms is one: the data count, then the page."""
    from finance.fapiao import ofd

    archive = Archive(data)
    if ofd.is_ofd(archive):
        return ofd.read(archive)
    inside: dict[str, list[bytes]] = {}
    for name in archive.names:
        if not name.lower().rpartition("/")[2].startswith((".", "__")) and name.lower().endswith((".xml", ".ofd", ".pdf")):
            content = archive.read(name)
            form = form_of(content)
            if form in ("xml", "zip", "pdf"):
                inside.setdefault(form, []).append(content)
    if not inside:
        raise Unreadable(NO_ARCHIVE)
    if any(len(contents) > 1 for contents in inside.values()):
        raise Unreadable(SEVERAL)
    found = [one for form in ("xml", "zip", "pdf") for content in inside.get(form, ()) for one in _nested(content, form)]
    if len({one.text("number") for one in found if one.text("number")}) > 1:
        raise Unreadable(SEVERAL)
    return found


def _nested(content: bytes, form: str) -> list[Found]:
    from finance.fapiao import ofd

    if form != "zip":
        return _sources(content, packed=False)
    archive = Archive(content)
    if not ofd.is_ofd(archive):
        raise Unreadable(NO_ARCHIVE)
    return ofd.read(archive)
