"""`manage.py wall_sheet NUMBER --size A2 --out FILE`: the wall sheet of a rulebook as a PDF in real size."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import clock
from common.errors import RuleBroken
from rules.models import Edition
from rules.selectors.listing import main_of, placed
from rules.selectors.rulebooks import WITH_FORCES
from rules.selectors.sheet import address_warning
from rules.services.sheets import POSTER, Options, printed
from rules.sheets.designs import BAND, DESIGNS
from rules.sheets.sizes import ORIENTATIONS, SIZES, size_of


class Command(BaseCommand):
    help = "Write the wall sheet of a rulebook: of the edition in force today, else of the one to come, else of its draft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="number of the rulebook, such as YY-ZD-001")
        parser.add_argument("--out", required=True, type=Path, help="the PDF to write")
        parser.add_argument("--size", default=POSTER, help=", ".join(SIZES))
        parser.add_argument("--orientation", default="portrait", choices=ORIENTATIONS)
        parser.add_argument("--columns", type=int, choices=(1, 2), help="without it: what reads best")
        parser.add_argument("--distance", help="from how many metres it is read; without it as is usual for the size")
        parser.add_argument("--edition", type=int, help="another edition than the one in force")
        parser.add_argument("--clauses", nargs="+", default=[], metavar="LABEL", help="only these clauses, such as 四（二）")
        parser.add_argument("--sheets", type=int, default=1, help="on how many sheets of the size")
        parser.add_argument("--design", default=BAND.name, choices=DESIGNS, help="a blue band, or the red head of official paper")
        parser.add_argument("--script", default="", choices=("hans", "hant"), help="without it: as the text is written")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = edition_of(options["number"], options["edition"])
        try:
            wanted = Options(
                size=size_of(options["size"]).name,
                orientation=options["orientation"],
                columns=options["columns"],
                distance_m=metres(options["distance"]),
                sheets=options["sheets"],
                only=tuple(options["clauses"]),
                design=options["design"],
                script=options["script"],
            )
            made = printed(edition=edition, options=wanted, at=clock.now())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        try:
            options["out"].write_bytes(made.pdf)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be written: %(reason)s") % {"file": options["out"], "reason": error.strerror}) from error
        self.stdout.write(
            _("%(edition)s on %(size)s, %(pages)d page(s), type of %(points)s pt: %(file)s")
            % {"edition": edition, "size": wanted.size, "pages": made.pages, "points": made.points, "file": options["out"]}
        )
        for note in (*made.notes, address_warning()):
            if note:
                self.stdout.write(note)


def edition_of(number: str, wanted: int | None) -> Edition:
    """The edition asked for, else the one that counts today. Raises CommandError when there is none."""
    rows = Edition.objects.filter(rulebook__number=number).select_related("rulebook__owner", "prepared_by", "approved_by")
    editions = list(rows.prefetch_related(WITH_FORCES).order_by("number"))
    if not editions:
        raise CommandError(_("There is no rulebook with the number %(number)s.") % {"number": number})
    if wanted is not None:
        found = next((edition for edition in editions if edition.number == wanted), None)
        if found is None:
            raise CommandError(_("%(number)s has no edition %(edition)d.") % {"number": number, "edition": wanted})
        return found
    main = main_of(placed(editions, clock.today()))
    return main.edition if main else editions[-1]


def metres(typed: str | None) -> Decimal | None:
    """Raises CommandError for what is no length."""
    if typed is None:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation as error:
        raise CommandError(_("“%(value)s” is not a number.") % {"value": typed}) from error
