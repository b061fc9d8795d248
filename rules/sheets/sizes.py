"""The boards that offices order. Lengths in mm of a sheet that stands upright."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Size:
    """margin_mm: white at both sides. head: the band's share of the height.

    distance_m: from where it is read as a rule. qr_mm: the code with its quiet zone; level: how much of it may be hidden.
    note_points: type of the control block. has_seal: room for a seal of 42 mm.
    """

    name: str
    width_mm: int
    height_mm: int
    margin_mm: float
    head: float
    distance_m: Decimal
    qr_mm: float
    qr_level: str
    note_points: float
    has_seal: bool

    @property
    def area(self) -> int:
        return self.width_mm * self.height_mm


SIZES = {
    size.name: size
    for size in (
        Size("A4", 210, 297, 18, 0.090, Decimal("0.5"), 30, "M", 7.5, has_seal=False),
        Size("A3", 297, 420, 22, 0.092, Decimal("0.8"), 40, "M", 10, has_seal=False),
        Size("40x60", 400, 600, 30, 0.095, Decimal("1.0"), 56, "Q", 14, has_seal=True),
        Size("A2", 420, 594, 30, 0.095, Decimal("1.0"), 54, "M", 14, has_seal=True),
        Size("A1", 594, 841, 42, 0.095, Decimal("1.5"), 64, "M", 17, has_seal=True),
        Size("60x90", 600, 900, 44, 0.097, Decimal("1.5"), 70, "Q", 18, has_seal=True),
        Size("80x120", 800, 1200, 58, 0.097, Decimal("2.0"), 80, "Q", 22, has_seal=True),
    )
}
ORIENTATIONS = ("portrait", "landscape")


def size_of(name: str) -> Size:
    """The board of that name; `a2` and `60×90` are understood. Raises RuleBroken, which names them all."""
    wanted = name.strip().replace("×", "x").replace("X", "x")
    for size in SIZES.values():
        if size.name.lower() == wanted.lower():
            return size
    raise RuleBroken(_("There is no sheet of size “%(name)s”. Choose one of: %(names)s."), name=name, names=", ".join(SIZES))
