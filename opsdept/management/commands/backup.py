"""python manage.py backup: a copy of database and files, while opsdept runs or not."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common import clock
from opsdept.backup.errors import BackupProblem
from opsdept.backup.folder import Backup, rotate
from opsdept.backup.taking import default_folder, take_backup
from opsdept.database.ready import require_database


class Command(BaseCommand):
    help = "Write a complete copy of the database and the files into a new folder. People may go on working."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where backups are kept; else BACKUP_TO, else OPSDEPT_HOME/backups")
        parser.add_argument("--keep", type=_number, metavar="N", help="then delete all but the newest N backups of this house there")
        parser.add_argument("--json", action="store_true", help="print what was made as JSON")
        parser.epilog = "Exit status: 0 complete, 2 written but files are missing that rows name, 1 nothing written."

    def handle(self, **options: Any) -> None:
        require_database()
        folder = options["to"] or default_folder()
        try:
            backup = take_backup(to=folder, at=clock.now())
            gone = rotate(backup.path.parent, house=backup.house, keep=options["keep"]) if options["keep"] else []
        except (BackupProblem, psycopg.Error) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(json.dumps(summary(backup, gone), ensure_ascii=False) if options["json"] else in_words(backup, gone))
        for name in backup.missing:
            self.stderr.write(f"Missing or altered: {Path(settings.MEDIA_ROOT) / name}")
        if backup.missing:
            sys.exit(2)


def _number(text: str) -> int:
    if int(text) < 1:
        raise ValueError
    return int(text)


def summary(backup: Backup, gone: list[str]) -> dict[str, Any]:
    manifest = backup.manifest
    return {
        "path": str(backup.path),
        "complete": not backup.missing,
        "missing": backup.missing,
        "started": manifest["started"],
        "finished": manifest["finished"],
        "tables": len(manifest["tables"]),
        "rows": sum(table["rows"] for table in manifest["tables"].values()),
        "files": manifest["files"]["count"],
        "bytes": manifest["dump_bytes"] + manifest["files"]["bytes"],
        "deleted": gone,
    }


def in_words(backup: Backup, gone: list[str]) -> str:
    facts = summary(backup, gone)
    held = f"{facts['rows']:,} rows of {facts['tables']} tables and {facts['files']:,} files, {facts['bytes'] / 1e6:,.1f} MB"
    lines = [
        f"{facts['path']}: {held}.",
        *(f"Deleted the old backup {name}." for name in gone),
    ]
    if backup.missing:
        lines.append(f"INCOMPLETE: {len(backup.missing)} files that rows name are missing or altered.")
    return "\n".join(lines)
