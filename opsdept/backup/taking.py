"""One backup: rows and files of one moment, while everybody goes on working.

A snapshot is exported, pg_dump writes what it sees, and the digests of the tables are read in the same snapshot. Files are
written before the row that names them commits, so the copy that is made after the snapshot has them all, except those that
a rule deletes meanwhile together with their rows.
"""

import time
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from common import clock
from opsdept.backup import programs, tables
from opsdept.backup.errors import BackupProblem
from opsdept.backup.files import Named, below, digest_of, is_still_named, keep, named_by_rows
from opsdept.backup.folder import DUMP, FILES, FORMAT, KEY, Backup, complete_ones, draft, finish, only_writer, write
from opsdept.backup.session import house_of, session_of_ours
from opsdept.running.start import MIGRATING

LOOKS = 4  # at a file that is missing while its row is still there: whoever deletes both begins with the file
PAUSE = 0.5  # seconds between two looks


def default_folder() -> Path:
    return Path(settings.BACKUP_TO or settings.HOME / "backups")


def take_backup(*, to: Path, at: datetime) -> Backup:
    """A new folder below `to`. Look at its `missing`: files that rows name and that are gone or altered.

    Raises BackupProblem, and leaves nothing half done under a name that looks finished.
    """
    to = to.absolute()
    if to.is_relative_to(Path(settings.MEDIA_ROOT).absolute()):
        raise BackupProblem(f"{to} lies among the files that are to be saved. Choose another folder.")
    with only_writer(to), draft(to, at=at) as path, session_of_ours() as session:
        house = house_of(session)
        manifest = {
            "format": FORMAT,
            "opsdept": version(),
            "house": house,
            "started": at.isoformat(),
            "postgres": session.info.server_version,
        }
        manifest |= _database(session, path / DUMP)
        earlier = complete_ones(to, house=house)
        kept, bytes_of_files = _copied(path / FILES, earlier[-1].path / FILES if earlier else None)
        manifest["missing"] = missing_files(session, kept)
        session.rollback()
        sums = {f"{FILES}/{name}": digest for name, digest in kept.items()} | {DUMP: digest_of(path / DUMP)}
        if (key := home_key()) is not None:
            write(path / KEY, key)
            sums[KEY] = digest_of(path / KEY)
        manifest |= {
            "files": {"count": len(kept), "bytes": bytes_of_files},
            "dump_bytes": (path / DUMP).stat().st_size,
            "has_secret_key": key is not None,
            "finished": clock.now().isoformat(),
        }
        return finish(path, manifest=manifest, sums=sums)


def version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def home_key() -> str | None:
    """The secret key when it is the one that the home keeps; None when the environment gives another."""
    path = settings.HOME / KEY
    key = path.read_text().strip() if path.exists() else None
    return key if key == settings.SECRET_KEY else None


def _database(session: psycopg.Connection[Any], dump: Path) -> dict[str, Any]:
    """Write the dump, and say what it holds."""
    server = session.info.server_version // 10_000
    tools = programs.fitting(at_least=server)
    session.commit()
    session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    _hold_tables(session)
    [(snapshot,)] = session.execute("SELECT pg_export_snapshot()").fetchall()
    program = programs.dumping(tools, snapshot=snapshot, to=dump)
    try:
        held = tables.contents(session)
        programs.finished(program, dump.parent)
    finally:
        if program.poll() is None:
            program.kill()
            program.communicate()
    applied = session.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return {
        "dumped_by": tools.major,
        "tables": held,
        "unused_sequences": sorted(tables.slow_sequences(session)),
        "migrations": [list(row) for row in applied],
    }


def _hold_tables(session: psycopg.Connection[Any]) -> None:
    """No migration changes a table from here to the end of the transaction. Waits for one that is under way."""
    session.execute("SELECT pg_advisory_lock_shared(%s)", [MIGRATING])
    try:
        session.rollback()  # the snapshot is to be younger than that migration
        if names := tables.names_of_tables(session):
            session.rollback()
            session.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(sql.SQL(", ").join(names)))
    finally:
        session.execute("SELECT pg_advisory_unlock_shared(%s)", [MIGRATING])


def _copied(target: Path, before: Path | None) -> tuple[dict[str, str], int]:
    """Digests by path, and the bytes of all. What is deleted while we look is none of ours; the rows will tell.

    before: the files of the backup before this one.
    """
    target.mkdir(mode=0o700)
    found, total = {}, 0
    source = Path(settings.MEDIA_ROOT)
    for name in below(source):
        with suppress(FileNotFoundError):
            found[name], size = keep(source / name, target / name, before / name if before else None)
            total += size
    return found, total


def missing_files(session: psycopg.Connection[Any], kept: dict[str, str]) -> list[str]:
    """Files that rows of the snapshot name and that are not in the copy as the row says, unless row and file went together.

    kept: digests of the copy by path.
    """
    wanting = [file for file in named_by_rows(session) if kept.get(file.path) != (file.sha256 or kept.get(file.path, ""))]
    for look in range(LOOKS):
        if not wanting:
            return []
        if look:
            time.sleep(PAUSE)
        wanting = _still_named(wanting)
    return sorted({file.path for file in wanting})


def _still_named(files: Iterable[Named]) -> list[Named]:
    with session_of_ours() as now:
        return [file for file in files if is_still_named(now, file)]
