"""The foot of a board: the QR code, the control block, who issued it and where the seal goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.translation import pgettext

from common.qr import QrCode, qr_code
from rules.sheets.atoms import Span
from rules.sheets.composing import broken
from rules.sheets.sheet import Sheet
from rules.sheets.sizes import Size
from rules.sheets.widths import text_width

MM_PER_POINT = 25.4 / 72
ROW = 1.62  # em of a row with one line
LINE = 1.3  # em of each further line
PADDING = 1.0  # em inside a cell, both sides together
LEAST_MODULE_MM, LARGER_CODE = 0.8, 1.25  # a dot that a phone reads at arm's length, and how much a code may grow for it
GAP = 1.6  # em between the three parts of the foot
ISSUE = 7.5  # em of the issuer's column, of its own type: as wide as a date
ISSUE_SCALE = 1.2  # of its type to that of the control block
SEAL_MM = 45
ISSUE_LEADING, ABOVE_ISSUE = 1.5, 0.8  # em of a line of the issuer, and above the first where it stands below the seal
CAPTION, ABOVE_CAPTION = 1.5, 0.2  # em of a line of the code's caption, and above the first
CAPTION_WIDTH = 8.5  # em of the caption where it stands beside the code
AFTER = {"/": 0, ".": 5, "-": 5}  # where an address parts best: how many signs off the middle each is worth
SMALL_ADDRESS, LONGEST_ADDRESS = 0.78, 4  # type of the address, before it takes another line; lines at the most
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)  # of the control block's type: the first with which the table is no higher than the rest
MOST_LINES = 4  # of a field or of the issuer
WIDE = 62  # em from which on three fields stand side by side


@dataclass(frozen=True, slots=True)
class Field:
    """span: how many columns of the table its value takes."""

    name: str
    lines: tuple[str, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Foot:
    """Lengths in mm, type in points. dark_mm: the code without its quiet zone. is_wide: it lies on a sheet that lies.

    Its parts from left to right: the code with its caption below it (beside it on a wide one), the control block, and
    the issuer below the seal (beside it on a wide one).
    """

    is_wide: bool
    height_mm: float
    points: float
    issue_points: float
    qr: QrCode
    dark_mm: float
    caption_mm: float
    call_scale: float
    address: tuple[str, ...]
    address_scale: float
    control_mm: float
    label_em: float
    issue_mm: float
    seal_mm: float
    gap_mm: float
    issuer: tuple[str, ...]
    issued_on: str
    rows: tuple[tuple[Field, ...], ...]

    @property
    def control_left(self) -> float:
        """From the margin."""
        return self.dark_mm + (self.gap_mm / 2 + self.caption_mm if self.is_wide else 0) + self.gap_mm


def foot(sheet: Sheet, size: Size, inner_mm: float, *, page: int, pages: int, is_wide: bool, has_seal: bool) -> Foot:
    """The foot of a page: the type of its control block shrinks a little before the foot becomes higher. inner_mm: between the margins."""
    for scale in SCALES:
        found, table_mm, beside_mm = _drawn(sheet, size, inner_mm, scale, page=page, pages=pages, is_wide=is_wide, has_seal=has_seal)
        if table_mm <= beside_mm:
            break
    return found


def _drawn(
    sheet: Sheet, size: Size, inner_mm: float, scale: float, *, page: int, pages: int, is_wide: bool, has_seal: bool
) -> tuple[Foot, float, float]:
    """The foot at one scale of its type, the height of its table, and that of what stands beside the table."""
    em = size.note_points * scale * MM_PER_POINT
    issue_em = size.note_points * ISSUE_SCALE * MM_PER_POINT
    qr = _code(sheet.url, size)
    dark = qr.side_mm - 2 * qr.quiet_mm
    caption = CAPTION_WIDTH * em if is_wide else dark
    address, address_scale = beneath(short(sheet.url), caption / em)
    seal = SEAL_MM if has_seal else 0
    issue = max(ISSUE * issue_em, 0 if is_wide else seal)
    gap = GAP * size.note_points * MM_PER_POINT
    left = dark + (gap / 2 + caption if is_wide else 0) + gap
    right = gap + issue + (gap / 2 + seal if is_wide and seal else 0)
    control = inner_mm - left - right
    found = fields(sheet, page=page, pages=pages)
    label = max(text_width(name) for name, _value in found.values()) + PADDING
    rows = table(found, control / em, label)
    issuer = wrapped(sheet.department or sheet.company, issue / issue_em)
    captioned = (len(address) + 1 + ABOVE_CAPTION) * CAPTION * em
    signed = (len(issuer) + 1) * ISSUE_LEADING * issue_em
    beside = max(dark, captioned, signed, seal) if is_wide else max(dark + captioned, seal + ABOVE_ISSUE * issue_em + signed)
    height = max(beside, table_height(rows) * em)
    points, issue_points = em / MM_PER_POINT, issue_em / MM_PER_POINT
    day = official(sheet.published_on)
    call_scale = min(1.0, caption / em / text_width(call()))
    drawn = Foot(
        is_wide,
        height,
        points,
        issue_points,
        qr,
        dark,
        caption,
        call_scale,
        address,
        address_scale,
        control,
        label,
        issue,
        seal,
        gap,
        issuer,
        day,
        rows,
    )
    return drawn, table_height(rows) * em, beside


def call() -> str:
    """What stands under the code."""
    return pgettext("wall sheet", "Scan for the full text")


def _code(url: str, size: Size) -> QrCode:
    """The code, somewhat larger where a long address would make its dots too small."""
    code = qr_code(url, side_mm=size.qr_mm, level=size.qr_level)
    if code.module_mm >= LEAST_MODULE_MM:
        return code
    side = min(size.qr_mm * LEAST_MODULE_MM / code.module_mm, size.qr_mm * LARGER_CODE)
    return qr_code(url, side_mm=round(side, 2), level=size.qr_level)


def beneath(address: str, room: float) -> tuple[tuple[str, ...], float]:
    """The address in lines that are no wider than the code, and the scale of their type. room: em of the control block's type."""
    lines: tuple[str, ...] = (address,)
    while (scale := room / max(text_width(line) for line in lines)) < SMALL_ADDRESS and len(lines) < LONGEST_ADDRESS:
        lines = parted(address, len(lines) + 1)
    return lines, min(scale, 1.0)


def parted(address: str, count: int) -> tuple[str, ...]:
    """Lines of about the same length, after a slash or a dot where one is near."""
    lines, start = [], 0
    for number in range(1, count):
        middle = start + (len(address) - start) / (count - number + 1)
        ends = [index for index in range(start + 1, len(address)) if abs(index - middle) <= len(address) / 4]
        end = min(ends, key=lambda index: abs(index - middle) + AFTER.get(address[index - 1], len(address)), default=round(middle))
        lines.append(address[start:end])
        start = end
    return (*lines, address[start:])


def short(url: str) -> str:
    """The address as somebody types it."""
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")


def official(day: date | None) -> str:
    """The date as documents write it, with its year; room to write it by hand where there is none yet."""
    return dateformat.format(day, pgettext("date with year", "j M Y")) if day else ""


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """The text in lines of that many em, cut after the fourth; one empty line for no text."""
    lines = broken([Span(text)], width) or ("",)
    return lines if len(lines) <= MOST_LINES else (*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…")


def fields(sheet: Sheet, *, page: int, pages: int) -> dict[str, tuple[str, str]]:
    """Names and values of the control block."""
    edition = pgettext("wall sheet", "Edition %(number)s") % {"number": sheet.edition}
    counted = pgettext("wall sheet", "Page %(page)s of %(pages)s") % {"page": page, "pages": pages}
    return {
        "number": (pgettext("wall sheet", "No."), sheet.number),
        "edition": (pgettext("wall sheet", "Edition"), edition),
        "replaces": (pgettext("wall sheet", "Replaces"), sheet.replaces or "—"),
        "published": (pgettext("wall sheet", "Published"), official(sheet.published_on)),
        "effective": (pgettext("wall sheet", "Effective"), official(sheet.effective_on)),
        "page": (pgettext("wall sheet", "Page"), counted),
        "prepared": (pgettext("wall sheet", "Prepared"), sheet.prepared_by),
        "reviewed": (pgettext("wall sheet", "Reviewed"), sheet.reviewed_by),
        "approved": (pgettext("wall sheet", "Approved"), sheet.approved_by),
        "digest": (pgettext("wall sheet", "Check code"), sheet.digest[:8]),
        "scope": (pgettext("wall sheet", "Scope"), sheet.scope),
    }


ORDERS = {  # by how many fields stand side by side
    2: ["number", "edition", "published", "effective", "prepared", "reviewed", "approved", "replaces", "page", "digest", "scope"],
    3: ["number", "edition", "replaces", "published", "effective", "page", "prepared", "reviewed", "approved", "digest", "scope"],
}


def table(found: Mapping[str, tuple[str, str]], width: float, label: float) -> tuple[tuple[Field, ...], ...]:
    """The rows of the control block. The last field takes what is left of its row. width, label: em of its type."""
    per_row = 3 if width >= WIDE else 2
    room = width / per_row - label - PADDING
    *cells, last = [found[key] for key in ORDERS[per_row]]
    taken = len(cells) % per_row
    rest = Field(last[0], wrapped(last[1], room + (per_row - taken - 1) * width / per_row), span=2 * (per_row - taken) - 1)
    drawn = [*(Field(name, wrapped(value, room)) for name, value in cells), rest]
    return tuple(tuple(drawn[start : start + per_row]) for start in range(0, len(drawn), per_row))


def table_height(rows: Sequence[Sequence[Field]]) -> float:
    """Em of the control block with its head line."""
    return ROW + sum(ROW + LINE * (max(len(field.lines) for field in row) - 1) for row in rows)
