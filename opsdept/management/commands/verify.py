"""python manage.py verify: are the facts still what was sealed, and the files what was handed in?"""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.facts import fact_tables
from common.kept_files import CheckedFiles, check_files
from common.templatetags.show import moment
from common.verifying import Difference, Verified, What, verify
from finance.models import ArchiveVolume
from finance.services.archive import verify_volume
from opsdept.database.ready import require_database

SHORTEST_HEAD = 8  # digits of a noted digest
TELL_EVERY = 2  # seconds
DIFFERS = 1  # exit status


class Command(BaseCommand):
    help = "Compute every digest of the sealed facts, the uploaded files and the voucher archive anew. Exit status 1 when one differs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as JSON; docs/verify.md tells the format")
        parser.add_argument(
            "--head", default="", metavar="HEX", help="a digest of the chain noted earlier, or its first digits (8 or more)"
        )

    def handle(self, *, head: str, json: bool, **options: Any) -> None:
        noted = noted_head(head)
        require_database()
        verified = verify(noted=noted, tell=self._progress(_("rows")))
        files = check_files(tell=self._progress(_("files")))
        volumes = [
            sentence for volume in ArchiveVolume.objects.select_related("upload").order_by("pk") if (sentence := verify_volume(volume))
        ]
        is_well = not (verified.first or files.wrong or volumes or (noted and not verified.noted_on))
        if json:
            self.stdout.write(as_json(verified, files, volumes, noted, is_well=is_well))
        else:
            self.stdout.write("\n".join(in_words(verified, files, volumes, noted)))
        if not is_well:
            sys.exit(DIFFERS)

    def _progress(self, of_what: str) -> Callable[[int, int], None]:
        """Says how far it is, but not for what is done at once."""
        told = time.monotonic()

        def tell(done: int, whole: int) -> None:
            nonlocal told
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                self.stderr.write(f"{of_what}: {done:,} / {whole:,}")

        return tell


def noted_head(text: str) -> str:
    """Raises CommandError for what is no digest."""
    noted = "".join(text.split()).lower()
    if noted and (not SHORTEST_HEAD <= len(noted) <= 64 or set(noted) - set("0123456789abcdef")):
        raise CommandError(_("“%(text)s” is no digest: 8 to 64 digits from 0 to f.") % {"text": text})
    return noted


def in_words(verified: Verified, files: CheckedFiles, volumes: list[str], noted: str) -> list[str]:
    """The findings, one line each."""
    lines = [*sealed_in_words(verified)]
    if noted:
        lines.append(noted_in_words(verified, noted))
    lines.append(ngettext("%(count)d file was read.", "%(count)d files were read.", files.files) % {"count": files.files})
    for wrong in files.wrong:
        said = _("The file %(name)s (%(id)s) is gone.") if wrong.is_gone else _("The file %(name)s (%(id)s) is not what was handed in.")
        lines.append(said % {"name": wrong.name, "id": wrong.upload_id})
    return lines + volumes


def sealed_in_words(verified: Verified) -> list[str]:
    if verified.until is None:
        return [_("Nothing is sealed yet. The background worker seals each night; %(count)d rows wait.") % {"count": verified.unsealed}]
    lines = [
        _("Sealed until %(until)s: %(rows)d rows in %(nights)d nights. %(count)d rows came after that.")
        % {"until": moment(verified.until), "rows": verified.rows, "nights": verified.nights, "count": verified.unsealed},
        _("Digest of the chain: %(head)s") % {"head": verified.head},
    ]
    if verified.first is None:
        return [*lines, _("Every sealed row is as it was, and the chain is whole.")]
    lines.append(difference_in_words(verified.first))
    if verified.differences > 1:
        lines.append(_("%(count)d more differences follow.") % {"count": verified.differences - 1})
    return lines


def difference_in_words(found: Difference) -> str:
    sentences = {
        What.ALTERED: _("%(table)s, row %(key)s, sealed on %(day)s: the row was altered."),
        What.MISSING: _("%(table)s, row %(key)s, sealed on %(day)s: the row is missing."),
        What.SLIPPED_IN: _("%(table)s, row %(key)s: the row was slipped in among those sealed on %(day)s."),
        What.SHAPE: _("%(table)s, sealed on %(day)s: the table or one of its columns is no longer there."),
        What.CHAIN: _("The seals of %(day)s were changed, or those of the night before it. %(table)s"),
    }
    labels = {table.name: table.label for table in fact_tables()}
    table = f"{labels.get(found.table, '')} ({found.table})".strip() if found.table else ""
    return (sentences[found.what] % {"table": table, "key": found.key, "day": found.day}).strip()


def noted_in_words(verified: Verified, noted: str) -> str:
    if verified.noted_on:
        return _("The noted digest is that of %(day)s: until then nothing was rewritten.") % {"day": verified.noted_on}
    return _("The noted digest %(head)s is not in the chain: the seals were made anew, or taken away.") % {"head": noted}


def as_json(verified: Verified, files: CheckedFiles, volumes: list[str], noted: str, *, is_well: bool) -> str:
    told = {
        "is_well": is_well, **asdict(verified), "noted": noted or None,
        "files": {"read": files.files, "wrong": [asdict(wrong) for wrong in files.wrong]}, "archive": volumes,
    }  # fmt: skip
    return json.dumps(told, default=str, ensure_ascii=False, indent=2)
