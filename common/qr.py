"""QR codes as SVG, in real size."""

from base64 import b64encode
from dataclasses import dataclass

import segno

QUIET_ZONE = 4  # modules of white on each side that a reader needs (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class QrCode:
    """side_mm: with the quiet zone. module_mm: one dot. level: L, M, Q or H, at least the one that was asked for."""

    svg: str
    side_mm: float
    module_mm: float
    level: str

    @property
    def quiet_mm(self) -> float:
        """The white on each side."""
        return self.module_mm * QUIET_ZONE

    @property
    def data_uri(self) -> str:
        """For the `src` of an image."""
        return "data:image/svg+xml;base64," + b64encode(self.svg.encode()).decode()


def qr_code(text: str, *, side_mm: float, level: str = "M") -> QrCode:
    """A code of that size, quiet zone included.

    level: M in a room, Q behind laminate. A higher one is taken where it costs no smaller dots.
    """
    code = segno.make_qr(text, error=level)
    rows = [bytes(row) for row in code.matrix]
    side = len(rows) + 2 * QUIET_ZONE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="{side_mm}mm" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{_outline(rows)}"/></svg>'
    )
    return QrCode(svg, side_mm, side_mm / side, code.error)


def _outline(rows: list[bytes]) -> str:
    """Every dark run of a row as a rectangle, all in one path: no hairlines between them in any viewer."""
    drawn = []
    for y, row in enumerate(rows, QUIET_ZONE):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                drawn.append(f"M{x + QUIET_ZONE} {y}h{length}v1h-{length}z")
            x += length
    return "".join(drawn)
