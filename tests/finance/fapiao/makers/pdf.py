"""PDF files written by hand: text in fonts that need no embedding, the QR code as squares, files attached."""

import zlib

import segno

from tests.finance.fapiao.makers.pages import Piece, width

MM = 72 / 25.4
FONTS = {"song": b"/STSong-Light", "hei": b"/STHeiti-Regular"}


def pdf(
    pages: list[list[Piece]],
    *,
    qr: str = "",
    qr_mm: float = 20,
    qr_at: tuple[float, float] = (215, 4),
    size: tuple[float, float] = (240, 160),
    font: str = "song",
    rotate: int = 0,
    attached: dict[str, bytes] | None = None,
    gibberish: bool = False,
) -> bytes:
    """gibberish: the codes of the letters mean nothing without the font's own table."""
    w, h = size[0] * MM, size[1] * MM
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    base = b"/Encoding /Identity-H" if gibberish else b"/Encoding /UniGB-UCS2-H"
    ordering = b"(Identity) /Supplement 0" if gibberish else b"(GB1) /Supplement 2"
    descriptor = add(
        b"<< /Type /FontDescriptor /FontName "
        + FONTS[font]
        + b" /Flags 4 /FontBBox [0 -200 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        b" /CapHeight 700 /StemV 80 >>"
    )
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont "
        + FONTS[font]
        + b" /CIDSystemInfo << /Registry (Adobe) /Ordering "
        + ordering
        + b" >> /FontDescriptor %d 0 R /DW 1000 /W [1 95 500 814 939 500] >>" % descriptor
    )
    font_object = add(b"<< /Type /Font /Subtype /Type0 /BaseFont " + FONTS[font] + b" %s /DescendantFonts [%d 0 R] >>" % (base, descendant))
    numbers = []
    for place, pieces in enumerate(pages):
        drawing = b"".join(_text(piece, h, gibberish=gibberish) for piece in pieces)
        if qr and place == 0:
            drawing += _squares(qr, qr_at, qr_mm, h)
        packed = zlib.compress(drawing)
        content = add(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
        numbers.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Rotate %d /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, w, h, rotate, content, font_object)
            )
        )
    objects[tree - 1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % number for number in numbers), len(numbers))
    names = b""
    if attached:
        specs = []
        for name, data in attached.items():
            stream = add(b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
            spec = add(b"<< /Type /Filespec /F (%s) /UF (%s) /EF << /F %d 0 R >> >>" % (name.encode(), name.encode(), stream))
            specs.append(b"(%s) %d 0 R" % (name.encode(), spec))
        names = b" /Names << /EmbeddedFiles << /Names [%s] >> >>" % b" ".join(specs)
    objects[catalog - 1] = b"<< /Type /Catalog /Pages %d 0 R%s >>" % (tree, names)
    return assembled(objects)


def assembled(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        trailer,
        len(out),
    )


def _text(piece: Piece, height: float, *, gibberish: bool) -> bytes:
    text = piece.text.encode("utf-16-be")
    if gibberish:
        text = bytes(byte ^ 0x15 for byte in text)
    return b"BT /F1 %.2f Tf %.2f Tc %.2f %.2f Td <%s> Tj ET\n" % (
        piece.size * MM,
        piece.spread * MM,
        piece.x * MM,
        height - piece.y * MM,
        text.hex().encode(),
    )


def _squares(text: str, at: tuple[float, float], side: float, height: float) -> bytes:
    matrix = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    unit = side / len(matrix)
    squares = [
        b"%.3f %.3f %.3f %.3f re" % ((at[0] + x * unit) * MM, height - (at[1] + (y + 1) * unit) * MM, unit * MM, unit * MM)
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return b"0 g\n" + b"\n".join(squares) + b"\nf\n"


__all__ = ["assembled", "pdf", "width"]
