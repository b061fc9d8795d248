"""The printed sheet: a plan, drawn and written as PDF."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.digests import digest
from common.pdf import Pdf, write_pdf
from rules.sheets.designs import design_of
from rules.sheets.drawing import Document, document
from rules.sheets.foot import LEAST_MODULE_MM
from rules.sheets.planning import DoesNotFit, Order, Plan, plan
from rules.sheets.scripted import in_script
from rules.sheets.sheet import Sheet
from rules.sheets.sizes import size_of

__all__ = ["DoesNotFit", "Printed", "print_sheet"]

LANGUAGES = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-hant": "zh-hant", "en": "en"}


@dataclass(frozen=True, slots=True)
class Printed:
    """points: of the body type. sha256: of the file. notes: sentences for the person who prints."""

    pdf: bytes
    points: Decimal
    pages: int
    sha256: str
    notes: tuple[str, ...]


def print_sheet(
    sheet: Sheet,
    *,
    size: str = "A2",
    orientation: str = "portrait",
    columns: int | None = None,
    distance_m: Decimal | None = None,
    only: Collection[str] | None = None,
    sheets: int = 1,
    design: str = "band",
    script: str = "",
) -> Printed:
    """The wall sheet as a PDF in real size, in the largest type that fits.

    distance_m: from where it is read. only: labels of the clauses to print. sheets: how many of that size.
    script: `hans` or `hant`; "" as the text is written.
    Raises DoesNotFit when the type would be too small, RuleBroken for an order that makes no sense.
    """
    made, drawn = drawn_sheet(sheet, Order(size_of(size), orientation, columns, distance_m, only, sheets, design_of(design), script))
    pdf = written(drawn)
    return Printed(pdf.content, made.points, pdf.pages, hashlib.sha256(pdf.content).hexdigest(), tuple(_notes(made, pdf)))


def drawn_sheet(sheet: Sheet, order: Order) -> tuple[Plan, Document]:
    """What is decided and what is handed to the writer, in the language of the sheet."""
    sheet = in_script(sheet, order.written_in)
    with translation.override(LANGUAGES.get(sheet.lang.lower(), "zh-hans")):
        if order.only is not None:
            sheet = replace(sheet, title=pgettext("wall sheet", "%(title)s (excerpt)") % {"title": sheet.title})
        made = plan(sheet, order)
        return made, document(sheet, made)


def written(drawn: Document) -> Pdf:
    """The file. Its identifier is the digest of what is drawn."""
    return write_pdf(drawn.html, css=drawn.css, stylesheets=drawn.stylesheets, identifier=digest([drawn.html, drawn.css])[:32])


def _notes(made: Plan, pdf: Pdf) -> Iterator[str]:
    order, qr = made.order, made.feet[0].qr
    values = {"points": made.points, "distance": order.distance, "comfortable": order.comfortable_points}
    if made.points < order.comfortable_points:
        yield _("The type of %(points)s pt can be read from %(distance)s m; comfortable would be %(comfortable)s pt.") % values
    if made.fit.strain > 1.25:
        yield _("Lines hold %(count)s characters; 25 to 45 read best.") % {"count": made.fit.characters}
    if round(qr.module_mm, 2) < LEAST_MODULE_MM:
        yield _("The dots of the QR code are only %(size)s mm wide: a shorter address makes them larger.") % {"size": f"{qr.module_mm:.2f}"}
    others = sorted({font.partition("+")[2] for font in pdf.fonts if order.design.family not in font})
    if others:
        yield _("Part of the text is printed in %(fonts)s, because %(family)s is missing or lacks it.") % {
            "fonts": ", ".join(others),
            "family": order.design.family.replace("-", " "),
        }
    yield from pdf.notes()
