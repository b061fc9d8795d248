"""Which columns, which type, how many sheets; and what would do when a text does not fit."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.scripts import Script
from rules.sheets.blocks import Block, blocks, chosen
from rules.sheets.designs import BAND, RED_HEAD, Design
from rules.sheets.fitting import TIGHT, Fit, Fitting
from rules.sheets.foot import MM_PER_POINT, Foot, foot
from rules.sheets.frame import Frame, frame, measures
from rules.sheets.red_head import red_head
from rules.sheets.sheet import Sheet
from rules.sheets.sizes import ORIENTATIONS, SIZES, Size
from rules.sheets.widths import set_in

COMFORTABLE, LEGIBLE = 200, 300  # of the distance, for Han in good light
SMALLEST, SMALLEST_COMFORTABLE = Decimal(9), Decimal("10.5")  # points, however near one stands
COLUMNS = (1, 2)
MOST_SHEETS = 6


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. columns: None for what reads best. distance_m: None for what is usual with the size. only: labels.

    script: `hans` or `hant`, "" as the text is written.
    """

    size: Size
    orientation: str = "portrait"
    columns: int | None = None
    distance_m: Decimal | None = None
    only: Collection[str] | None = None
    sheets: int = 1
    design: Design = BAND
    script: str = ""

    @property
    def distance(self) -> Decimal:
        return self.size.distance_m if self.distance_m is None else self.distance_m

    @property
    def least_points(self) -> Decimal:
        """The smallest type that can be read from there."""
        return max(SMALLEST, self._points(LEGIBLE))

    @property
    def comfortable_points(self) -> Decimal:
        """Type that is read from there without effort."""
        return max(SMALLEST_COMFORTABLE, self._points(COMFORTABLE))

    @property
    def written_in(self) -> Script | Literal[""]:
        """The script asked for. Raises RuleBroken for one that there is not."""
        match self.script:
            case "" | "hans" | "hant":
                return self.script
        raise RuleBroken(_("A text is printed in simplified (hans) or traditional (hant) characters."))

    def _points(self, share: int) -> Decimal:
        return (self.distance * 1000 / share / Decimal(str(MM_PER_POINT))).quantize(Decimal("0.1"))

    def check(self) -> None:
        """Raises RuleBroken for what no sheet can be."""
        if self.orientation not in ORIENTATIONS:
            raise RuleBroken(_("A sheet stands upright (portrait) or lies (landscape)."))
        if self.columns is not None and self.columns not in COLUMNS:
            raise RuleBroken(_("A sheet has one column or two."))
        if not Decimal("0.2") <= self.distance <= 20:
            raise RuleBroken(_("The reading distance is between 0.2 m and 20 m."))
        if not 1 <= self.sheets <= MOST_SHEETS:
            raise RuleBroken(_("A text hangs on one to %(most)s sheets."), most=MOST_SHEETS)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is decided before a sheet is drawn. feet: one for each page."""

    order: Order
    blocks: tuple[Block, ...]
    frame: Frame
    feet: tuple[Foot, ...]
    fit: Fit

    @property
    def points(self) -> Decimal:
        return Decimal(self.fit.em_mm / MM_PER_POINT).quantize(Decimal("0.01"))


class DoesNotFit(RuleBroken):
    """least_points: the smallest type that can be read from the distance. points: the type with which the text would fit.

    offers: sizes on which it fits, smallest first. sheets_needed: how many sheets of the size it takes, 0 when that does not help.
    """

    def __init__(self, order: Order, points: Decimal, offers: list[str], sheets_needed: int) -> None:
        super().__init__(
            SENTENCES[bool(offers), bool(sheets_needed)],
            size=order.size.name,
            points=points,
            least=order.least_points,
            distance=order.distance,
            offers=", ".join(offers),
            sheets=sheets_needed,
        )
        self.least_points, self.points, self.offers, self.sheets_needed = order.least_points, points, offers, sheets_needed

    @property
    def fits_on_two(self) -> bool:
        """Whether two sheets of the size would do."""
        return self.sheets_needed == 2


SENTENCES = {  # by whether a larger size helps, and whether more sheets of the size do
    (True, True): _(
        "The text would fit on %(size)s in type of %(points)s pt, but from %(distance)s m one cannot read less than %(least)s pt. "
        "Print it on a larger sheet (%(offers)s), on %(sheets)s sheets, or choose only some of its clauses."
    ),
    (True, False): _(
        "The text would fit on %(size)s in type of %(points)s pt, but from %(distance)s m one cannot read less than %(least)s pt. "
        "Print it on a larger sheet (%(offers)s), or choose only some of its clauses."
    ),
    (False, True): _(
        "The text would fit on %(size)s in type of %(points)s pt, but from %(distance)s m one cannot read less than %(least)s pt. "
        "Print it on %(sheets)s sheets, or choose only some of its clauses."
    ),
    (False, False): _(
        "The text would fit on %(size)s in type of %(points)s pt, but from %(distance)s m one cannot read less than %(least)s pt. "
        "Choose only some of its clauses, or a shorter distance."
    ),
}


def plan(sheet: Sheet, order: Order) -> Plan:
    """The best sheet for the order. Raises RuleBroken for an order that makes no sense, DoesNotFit with what would do."""
    order.check()
    if not sheet.url:
        raise RuleBroken(_("A wall sheet needs an address for its QR code."))
    with set_in(order.design.face, sheet.lang):
        parts = tuple(blocks(chosen(sheet.clauses, order.only)))
        if not parts:
            raise RuleBroken(_("There is no text to print."))
        found = _planned(sheet, order, parts)
        if found is None:
            raise _refusal(sheet, order, parts)
    if not all(any(page) for page in found.fit.pages):
        raise RuleBroken(_("The text is too short for so many sheets."))
    return found


def _planned(sheet: Sheet, order: Order, parts: tuple[Block, ...]) -> Plan | None:
    feet, frame_ = _fixed(sheet, order)
    least_mm = float(order.least_points) * MM_PER_POINT
    fits = [fit for fitting in _fittings(sheet, order, parts, frame_) if (fit := fitting.best(least_mm))]
    if not fits:
        return None
    return Plan(order, parts, frame_, feet, min(fits, key=lambda fit: (round(fit.strain, 2), -fit.em_mm)))


def _fittings(sheet: Sheet, order: Order, parts: tuple[Block, ...], frame_: Frame) -> list[Fitting]:
    choices = (order.columns,) if order.columns else COLUMNS
    return [Fitting(sheet, parts, frame_, columns=columns, pages=order.sheets) for columns in choices]


def _fixed(sheet: Sheet, order: Order) -> tuple[tuple[Foot, ...], Frame]:
    """The feet of all pages, and the frame that holds the highest of them."""
    inner = measures(order.size, order.orientation)[0] - 2 * order.size.margin_mm
    is_wide = order.orientation == "landscape"
    has_seal = order.design.has_seal or order.size.has_seal
    feet = tuple(
        foot(sheet, order.size, inner, page=page, pages=order.sheets, is_wide=is_wide, has_seal=has_seal)
        for page in range(1, order.sheets + 1)
    )
    highest = max(feet, key=lambda one: one.height_mm)
    if order.design is RED_HEAD:
        return feet, red_head(sheet, order.size, order.orientation, highest)
    return feet, frame(sheet, order.size, order.orientation, highest, pages=order.sheets)


def _refusal(sheet: Sheet, order: Order, parts: tuple[Block, ...]) -> DoesNotFit:
    frame_ = _fixed(sheet, order)[1]
    em_mm = max(one.em_mm(one.fewest(TIGHT)) for one in _fittings(sheet, order, parts, frame_))
    larger = [size for size in SIZES.values() if size.area > order.size.area]
    offers = [size.name for size in larger if _planned(sheet, replace(order, size=size), parts)]
    counts = range(order.sheets + 1, MOST_SHEETS + 1)
    needed = next((count for count in counts if _planned(sheet, replace(order, sheets=count), parts)), 0)
    points = Decimal(em_mm / MM_PER_POINT).quantize(Decimal("0.1"), ROUND_DOWN)
    return DoesNotFit(order, points, offers, needed)
