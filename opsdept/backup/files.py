"""The files that people handed in: which ones the rows name, and copies of them with their digests."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

DERIVED = ("pictures",)  # drawn from the files again when somebody looks (finance/pictures.py)
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a row names. path: below MEDIA_ROOT. sha256: as the row says, None where it says nothing."""

    table: str
    column: str
    path: str
    sha256: str | None


def named_by_rows(session: psycopg.Connection[Any]) -> Iterator[Named]:
    """What the rows that the session sees name, model by model."""
    for model in apps.get_models():
        digest = "sha256" if any(field.column == "sha256" for field in model._meta.concrete_fields) else None
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and model._meta.managed and not model._meta.proxy:
                yield from _named(session, model._meta.db_table, str(field.column), digest)


def _named(session: psycopg.Connection[Any], table: str, column: str, digest: str | None) -> Iterator[Named]:
    query = sql.SQL("SELECT {column}, {digest} FROM {table} WHERE {column} <> ''").format(
        column=sql.Identifier(column), digest=sql.Identifier(digest) if digest else sql.SQL("NULL"), table=sql.Identifier(table)
    )
    with session.cursor(name="named_files") as cursor:
        for path, sha256 in cursor.execute(query):
            yield Named(table, column, path, sha256 or None)


def is_still_named(session: psycopg.Connection[Any], file: Named) -> bool:
    """Whether a row of this moment names the file. Waits for whoever is just deleting that row."""
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s FOR SHARE").format(sql.Identifier(file.table), sql.Identifier(file.column))
    return session.execute(query, [file.path]).fetchone() is not None


def below(folder: Path) -> Iterator[str]:
    """The regular files below the folder, as relative paths in order; what is derived from others left out."""
    for place, folders, names in os.walk(folder, onerror=_unreadable):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not (here == folder and name in DERIVED))
        yield from (str((here / name).relative_to(folder)) for name in sorted(names) if not (here / name).is_symlink())


def _unreadable(error: OSError) -> None:
    """A folder that is not there holds nothing; one that we may not read is no folder to leave out in silence."""
    if not isinstance(error, FileNotFoundError):
        raise error


def keep(source: Path, target: Path, before: Path | None) -> tuple[str, int]:
    """`copy`, but a file that the backup before this one has as well (`before`) becomes a second name of those bytes on the disk.

    Both are read whole first: what a disk has spoilt meanwhile is not taken over.
    """
    with suppress(OSError):  # deleted by a rotation meanwhile, unreadable, or a disk without second names: it is copied
        if before is not None and (size := before.stat().st_size) == source.stat().st_size:
            digest = digest_of(source)
            if digest_of(before) == digest:
                make_private(target.parent)
                os.link(before, target)
                return digest, size
    return copy(source, target)


def copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy one file, its bytes safe on the disk when we return: SHA-256 and size of what was written."""
    make_private(target.parent)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, open(target, "xb", opener=private) as writing:
        while block := reading.read(CHUNK):
            writing.write(block)
            digest.update(block)
            size += len(block)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest(), size


def make_private(folder: Path) -> None:
    """Make the folder, and those above it that are missing, for their owner alone."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(0o700, exist_ok=True)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def private(path: str, flags: int) -> int:
    """An opener: what is made is for its owner alone."""
    return os.open(path, flags, 0o600)
