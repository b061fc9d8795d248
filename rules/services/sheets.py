"""The printed sheet of a published edition is made once and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from rules.models import Edition, StoredSheet
from rules.selectors.sheet import sheet_of
from rules.sheets.designs import BAND
from rules.sheets.rendering import Printed, print_sheet

POSTER, UPRIGHT = "A2", "portrait"  # what is kept when an edition is published


@dataclass(frozen=True, slots=True)
class Options:
    """How a sheet is printed. columns, distance_m None: what suits the size. only: labels of clauses; none means all.

    script: `hans` or `hant`; "" as the text is written.
    """

    size: str = POSTER
    orientation: str = UPRIGHT
    columns: int | None = None
    distance_m: Decimal | None = None
    sheets: int = 1
    only: Sequence[str] = ()
    design: str = BAND.name
    script: str = ""

    @property
    def is_plain(self) -> bool:
        """Nothing but board, design and script are chosen, and how many of it: what is kept is such a sheet."""
        return self.columns is None and self.distance_m is None and not self.only


def printed(*, edition: Edition, options: Options, at: datetime) -> Printed:
    """The sheet of an edition: the kept one where there is one or should be, else laid out now.

    Raises RuleBroken (DoesNotFit) when the text does not fit at a readable type size.
    """
    if edition.is_published and options.is_plain:
        kept = _kept(edition, options)
        if kept is None and options == Options(design=options.design, script=options.script):
            kept = store_sheet(edition_id=edition.pk, at=at, design=options.design, script=options.script)
        if kept is not None and kept.pages == options.sheets:
            return Printed(bytes(kept.pdf), kept.points, kept.pages, kept.sha256, ())
    return print_sheet(
        sheet_of(edition), size=options.size, orientation=options.orientation, columns=options.columns, distance_m=options.distance_m,
        only=options.only or None, sheets=options.sheets, design=options.design, script=options.script,
    )  # fmt: skip


def store_sheet(
    *, edition_id: int, at: datetime, size: str = POSTER, sheets: int = 1, design: str = BAND.name, script: str = ""
) -> StoredSheet:
    """The kept sheet of a published edition on that board, laid out now when it is not kept yet.

    Raises RuleBroken (DoesNotFit) when the text does not fit the size at a readable type size.
    """
    edition = Edition.objects.select_related("rulebook__owner", "prepared_by", "approved_by").get(pk=edition_id)
    wanted = Options(size=size, sheets=sheets, design=design, script=script)
    kept = _kept(edition, wanted)
    if kept is not None:
        return kept
    made = print_sheet(sheet_of(edition), size=size, orientation=UPRIGHT, sheets=sheets, design=design, script=script)
    try:
        with transaction.atomic():
            return StoredSheet.objects.create(
                edition=edition, size=size, orientation=UPRIGHT, design=design, script=script, pdf=made.pdf,
                sha256=made.sha256, points=made.points, pages=made.pages, made_at=at,
            )  # fmt: skip
    except IntegrityError:  # another worker was first
        return StoredSheet.objects.get(edition=edition, size=size, orientation=UPRIGHT, design=design, script=script)


def _kept(edition: Edition, wanted: Options) -> StoredSheet | None:
    found = edition.sheets.filter(size=wanted.size, orientation=wanted.orientation, design=wanted.design, script=wanted.script)
    return found.first()
