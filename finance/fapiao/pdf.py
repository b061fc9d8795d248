"""A PDF: files attached to it, the text of its pages with places, and the QR code in what a page looks like. Nothing in it is run."""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from finance.fapiao import codes, text, xml
from finance.fapiao.fields import Found
from finance.fapiao.layout import Char, Page
from finance.fapiao.sentences import DAMAGED, LOCKED, NO_FAPIAO, NO_TEXT, SEVERAL, TOO_MANY_PAGES, Unreadable
from finance.fapiao.values import visible

PAGES = 20
LOOKED_AT = 4  # pages that are drawn for their QR code
FIRST_PATIENCE, PATIENCE = 7.0, 2.0  # seconds for the code of the first page, and of each other one
CHARACTERS = 20_000
MOST_PIXELS = 12_000_000
ATTACHMENTS = 10
LETTERS_OF_TEXT = 40  # fewer, and the page is a picture


def read(data: bytes) -> list[Found]:
    """The sources of one fapiao, the most trusted first. Raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable(LOCKED if getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD else DAMAGED) from fault
    try:
        if len(document) > PAGES:
            raise Unreadable(TOO_MANY_PAGES)
        if not len(document):
            raise Unreadable(DAMAGED)
        return _sources(document)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable(DAMAGED) from fault
    finally:
        document.close()


def _sources(document: pypdfium2.PdfDocument) -> list[Found]:
    attached = list(_attached(document))
    coded: list[Found] = []
    faces: list[Found] = []
    letters = 0
    for number in range(len(document)):
        page = document[number]
        characters = characters_of(page)
        letters += len(characters)
        face = text.of_page(Page.of(characters))
        if face.values:
            faces.append(face)
        if number < LOOKED_AT:
            patience = 0 if text.is_fapiao(face) or attached else (FIRST_PATIENCE if number == 0 else PATIENCE)
            coded += _coded(page, patience)
        page.close()
    _refuse_several(coded, faces)
    shown = _one_face(faces, coded)
    if not (attached or coded) and not (shown and text.is_fapiao(shown)):
        raise Unreadable(NO_FAPIAO if letters >= LETTERS_OF_TEXT else NO_TEXT)
    return [*attached[:1], *coded[:1], *([shown] if shown else [])]


def _one_face(faces: list[Found], coded: list[Found]) -> Found | None:
    """The page that is the fapiao; what it does not say may stand on the next one (a long list of goods)."""
    if not faces:
        return None
    number = coded[0].text("number") if coded else ""
    same = next((face for face in faces if number and face.text("number") == number), None)
    best: Found = same or next((face for face in faces if text.is_fapiao(face)), faces[0])
    for face in faces:
        if face is not best and face.text("number") in ("", best.text("number")):
            for name in ("total", "amount", "tax"):
                best.put(name, face.values.get(name))
            best.lines += face.lines
    return best


def _refuse_several(coded: list[Found], faces: list[Found]) -> None:
    numbers = {one.text("number") for one in coded}
    printed = {face.text("number") for face in faces if text.is_fapiao(face) and "kind" in face.values}
    if len(numbers) > 1 or len(printed) > 1:
        raise Unreadable(SEVERAL)


def _attached(document: pypdfium2.PdfDocument) -> Iterator[Found]:
    for number in range(min(document.count_attachments(), ATTACHMENTS)):
        try:
            data = bytes(document.get_attachment(number).get_data())
            if data.lstrip()[:1] == b"<" or data.startswith(b"\xef\xbb\xbf<"):
                yield xml.read(data)
        except (pypdfium2.PdfiumError, Unreadable):  # something else is attached: the page speaks for itself
            continue


def _coded(page: pypdfium2.PdfPage, patience: float) -> list[Found]:
    for dots in (200, 300):
        picture = drawn(page, dots)
        found = codes.of_picture(picture)
        if found:
            return found
    return codes.search(picture, patience=patience) if patience else _turned(picture)


def _turned(picture: Image.Image) -> list[Found]:
    """The text is there already: one more look is enough."""
    return codes.of_picture(picture.rotate(20, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR))


def drawn(page: pypdfium2.PdfPage, dots: int) -> Image.Image:
    """The page in grey, in so many dots per inch, or fewer for a huge page."""
    width, height = page.get_size()
    most = math.sqrt(MOST_PIXELS / max(width * height, 1))
    return page.render(scale=min(dots / 72, most), grayscale=True, may_draw_forms=False).to_pil()


def characters_of(page: pypdfium2.PdfPage) -> list[Char]:
    """The visible characters with their places as a reader sees the page, turned upright."""
    textpage = page.get_textpage()
    handle = textpage.raw
    count = min(raw.FPDFText_CountChars(handle), CHARACTERS)
    if count <= 0:
        return []
    chars = list(_chars(handle, count, _writing(handle, count)))
    textpage.close()
    return chars


def _writing(handle: object, count: int) -> int:
    """Quarter turns of the writing itself, by most of a sample."""
    angles = [raw.FPDFText_GetCharAngle(handle, place) for place in range(0, count, max(1, count // 25))]
    turns = [round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0]
    return max(set(turns), key=turns.count) if turns else 0


def _chars(handle: object, count: int, turn: int) -> Iterator[Char]:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    pending, spaced = 0, False
    for place in range(count):
        code = raw.FPDFText_GetUnicode(handle, place)
        if 0xD800 <= code < 0xDC00:  # first half of a rare character
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else 0
        pending = 0
        if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
            continue
        letter = visible(chr(code))
        if not letter.strip():
            spaced = True
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, place, ctypes.byref(box)):
            continue
        raw.FPDFText_GetCharOrigin(handle, place, ctypes.byref(x), ctypes.byref(y))
        size = raw.FPDFText_GetFontSize(handle, place)
        if raw.FPDFText_GetMatrix(handle, place, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
        yield _turned_char(letter, box, (x.value, y.value), turn, min(max(size, 1.0), 60.0), spaced=spaced)
        spaced = False


def _turned_char(letter: str, box: raw.FS_RECTF, origin: tuple[float, float], turn: int, size: float, *, spaced: bool) -> Char:
    """turn: quarter turns that the writing lies on its side."""
    x, y = origin
    x0, x1, base = (
        (box.left, box.right, -y),
        (-box.top, -box.bottom, -x),
        (-box.right, -box.left, y),
        (box.bottom, box.top, x),
    )[turn]
    return Char(letter, x0, x1, base, size, spaced)
