"""How a board looks: with a band of colour, as companies hang them, or with a red head (红头), as offices know official paper."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import RuleBroken
from rules.sheets.widths import Face


@dataclass(frozen=True, slots=True)
class Design:
    """face: of all its type. family: how the fonts of that face are called in a file. has_seal: room for a seal on every size."""

    name: str
    label: str | Promise
    face: Face
    family: str
    stylesheets: tuple[str, ...]
    has_seal: bool = False


BAND = Design("band", pgettext_lazy("wall sheet", "blue band"), "sans", "Noto-Sans-CJK", ("wall_sheet.css",))
RED_HEAD = Design(
    "red_head", pgettext_lazy("wall sheet", "red head"), "serif", "Noto-Serif-CJK", ("wall_sheet.css", "wall_red_head.css"), has_seal=True
)
DESIGNS = {design.name: design for design in (BAND, RED_HEAD)}


def design_of(name: str) -> Design:
    """Raises RuleBroken, which names them all."""
    if name not in DESIGNS:
        raise RuleBroken(_("There is no design “%(name)s”. Choose one of: %(names)s."), name=name, names=", ".join(DESIGNS))
    return DESIGNS[name]
