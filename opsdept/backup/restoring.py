"""A backup becomes a house again, in a fresh place only: nothing that exists is ever overwritten."""

import os
import shutil
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from opsdept.backup import programs, tables
from opsdept.backup.errors import BackupProblem, told_plainly
from opsdept.backup.files import below, copy, make_private
from opsdept.backup.folder import DUMP, FILES, KEY, Backup, damaged, sums
from opsdept.backup.session import session_of_ours
from opsdept.backup.taking import home_key

SHOWN = 10  # names in one sentence


def restore(backup: Backup) -> None:
    """Write rows, files and the secret key into the configured, empty place.

    Raises BackupProblem when the backup is damaged or made by a newer opsdept, when the place holds anything, and when
    writing fails; then the place is as empty as before.
    """
    require_undamaged(backup)
    require_known_migrations(backup)
    with session_of_ours() as session:
        _require_fresh(session, backup)
        session.commit()
        target = Path(settings.MEDIA_ROOT)
        with told_plainly(target):
            try:
                _write_files(backup, target)
                _write_rows(backup, session)
            except BaseException:
                shutil.rmtree(target, ignore_errors=True)  # it was empty
                raise
    _write_key(backup)


def require_undamaged(backup: Backup) -> None:
    with told_plainly(backup.path):
        if names := damaged(backup.path):
            raise BackupProblem(
                f"The backup {backup.path} is damaged: {some(names)} is not what was written. Use another copy of it, or another backup."
            )


def require_known_migrations(backup: Backup) -> None:
    here = _migrations_here()
    newer = [f"{app}.{name}" for app, name in backup.manifest["migrations"] if (app, name) not in here]
    if newer:
        raise BackupProblem(
            f"The backup was made by a newer opsdept ({backup.manifest['opsdept']}), with tables that this one does not know "
            f"({some(newer)}). Restore it with that version."
        )


def is_older(backup: Backup) -> bool:
    """Whether this opsdept has migrations that the backup has not seen."""
    return bool(_migrations_here() - {(app, name) for app, name in backup.manifest["migrations"]})


def _migrations_here() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations or ())


def some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _require_fresh(session: psycopg.Connection[Any], backup: Backup) -> None:
    other = "Nothing was changed. Name a fresh place: --home FOLDER, or DATABASE_URL of an empty database and another OPSDEPT_HOME."
    if not tables.is_empty(session):
        raise BackupProblem(f"The database {session.info.dbname} is not empty. {other}")
    if any(below(Path(settings.MEDIA_ROOT))):
        raise BackupProblem(f"There are files in {settings.MEDIA_ROOT} already. {other}")
    theirs, here = backup.manifest["postgres"] // 10_000, session.info.server_version // 10_000
    if here < theirs:
        raise BackupProblem(f"The backup is of Postgres {theirs}, this server is Postgres {here}. Restore it on {theirs} or newer.")


def _write_files(backup: Backup, target: Path) -> None:
    make_private(target)
    stated = sums(backup.path)
    for name in below(backup.path / FILES):
        digest, _size = copy(backup.path / FILES / name, target / name)
        if digest != stated[f"{FILES}/{name}"]:
            raise BackupProblem(f"{FILES}/{name} changed while it was read.")


def _write_rows(backup: Backup, session: psycopg.Connection[Any]) -> None:
    tools = programs.fitting(at_least=max(backup.manifest["dumped_by"], session.info.server_version // 10_000))
    program = programs.restoring(tools, dump=backup.path / DUMP)
    try:
        programs.finished(program, Path(settings.HOME))
    finally:
        if program.poll() is None:
            program.kill()
            program.communicate()


def _write_key(backup: Backup) -> None:
    """The key of the house takes the place of the one that this fresh home just made for itself."""
    if backup.manifest["has_secret_key"] and home_key() is not None:
        fresh = settings.HOME / f"{KEY}.restored"
        with told_plainly(settings.HOME):
            fresh.unlink(missing_ok=True)
            copy(backup.path / KEY, fresh)
            os.replace(fresh, settings.HOME / KEY)
