"""The printed sheet of a published edition is made once and kept."""

from datetime import datetime

from django.db import IntegrityError, transaction

from rules.models import Edition, StoredSheet
from rules.selectors.sheet import sheet_of
from rules.sheets.rendering import print_sheet
from rules.sheets.sizes import POSTER


def store_sheet(*, edition_id: int, at: datetime, size: str = POSTER, orientation: str = "portrait") -> StoredSheet:
    """The kept sheet of a published edition, laid out now when it is not kept yet.

    Raises RuleBroken (DoesNotFit) when the text does not fit the size at a readable type size.
    """
    edition = Edition.objects.select_related("rulebook__owner", "prepared_by", "approved_by").get(pk=edition_id)
    kept = edition.sheets.filter(size=size, orientation=orientation).first()
    if kept is not None:
        return kept
    printed = print_sheet(sheet_of(edition), size=size, orientation=orientation)
    try:
        with transaction.atomic():
            return StoredSheet.objects.create(
                edition=edition, size=size, orientation=orientation, pdf=printed.pdf, sha256=printed.sha256, points=printed.points,
                pages=printed.pages, made_at=at,
            )  # fmt: skip
    except IntegrityError:  # another worker was first
        return StoredSheet.objects.get(edition=edition, size=size, orientation=orientation)
