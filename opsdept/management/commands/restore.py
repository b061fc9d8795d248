"""python manage.py restore: fill a fresh place from a backup, and compare the two row by row."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from opsdept.backup.errors import BackupProblem
from opsdept.backup.folder import Backup
from opsdept.backup.restoring import is_older, restore, some
from opsdept.backup.verifying import differences
from opsdept.database.ready import require_database
from opsdept.running.start import AlreadyRunning, only_start


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty folder. What exists is never overwritten."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, metavar="BACKUP", help="the folder opsdept-YYYYMMDD-HHMMSS")
        parser.add_argument(
            "--home", type=Path, metavar="FOLDER",
            help="a fresh home with an embedded database; else what OPSDEPT_HOME and DATABASE_URL say",
        )  # fmt: skip
        parser.add_argument("--verify", action="store_true", help="compare every row and every file with the backup afterwards")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.epilog = "Exit status: 0 restored (and equal), 2 restored but something differs, 1 nothing restored."

    def handle(self, **options: Any) -> None:
        if options["home"] is not None and options["home"].expanduser().absolute() != settings.HOME:
            environment = {**os.environ, "OPSDEPT_HOME": str(options["home"].expanduser().absolute()), "DATABASE_URL": ""}
            os.execve(sys.executable, [sys.executable, *sys.argv], environment)  # noqa: S606  ourselves, with settings of that home
        try:
            with only_start("a restore"):
                backup = Backup.at(options["backup"].absolute())
                require_database()
                restore(backup)
                found = differences(backup) if options["verify"] else []
        except AlreadyRunning as other:
            raise CommandError(f"opsdept runs in {settings.HOME} ({other.address}). Restore into a fresh home: --home FOLDER.") from None
        except (BackupProblem, psycopg.Error) as problem:
            raise CommandError(str(problem)) from problem
        self._tell(backup, found, verified=options["verify"], as_json=options["json"])
        if found:
            sys.exit(2)

    def _tell(self, backup: Backup, found: list[str], *, verified: bool, as_json: bool) -> None:
        notes = _notes(backup)
        if as_json:
            facts = {"home": str(settings.HOME), "verified": verified, "differences": found, "notes": notes}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        manifest = backup.manifest
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restored {rows:,} rows of {len(manifest['tables'])} tables and {manifest['files']['count']:,} files in {settings.HOME}."
        )
        for line in notes:
            self.stdout.write(line)
        for line in found:
            self.stderr.write(line)
        if verified and not found:
            self.stdout.write("Every row and every file is equal to the backup.")


def _notes(backup: Backup) -> list[str]:
    """What whoever restores should know, and what is left to do."""
    notes = []
    if backup.missing:
        notes.append(f"Files were missing already when the backup was made: {some(backup.missing)}.")
    if is_older(backup):
        notes.append("The backup was made by an older opsdept: `manage.py migrate` or `serve` brings its tables up to date.")
    if not backup.manifest["has_secret_key"]:
        notes.append("The secret key is not in the backup: give SECRET_KEY the value that it had there, else everybody logs in anew.")
    return notes
