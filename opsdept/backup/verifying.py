"""Is a restored place what the backup says? Every table by count and digest, its guards by name, every file by digest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from common.triggers import own_models
from opsdept.backup import tables
from opsdept.backup.files import below, digest_of
from opsdept.backup.folder import FILES, Backup, sums
from opsdept.backup.restoring import some
from opsdept.backup.session import session_of_ours

APPEND_ONLY = ("opsdept_append_only", "opsdept_append_only_truncate")


def differences(backup: Backup) -> list[str]:
    """A sentence for each thing that is not as the manifest says; empty when all is."""
    with session_of_ours() as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        here = tables.contents(session)
        found = [*_tables(backup.manifest["tables"], here), *_unguarded(here)]
        slow = set(tables.slow_sequences(session)) - set(backup.manifest["unused_sequences"])
        found += [f"The sequence {name} would give a number that a row has." for name in sorted(slow)]
    return found + list(_files(backup))


def _tables(stated: dict[str, Any], here: dict[str, Any]) -> Iterator[str]:
    for name in sorted(stated.keys() | here.keys()):
        if name not in here or name not in stated:
            yield f"The table {name} is {'missing' if name not in here else 'not in the backup'}."
            continue
        before, now = stated[name], here[name]
        if before["rows"] != now["rows"]:
            yield f"The table {name} has {now['rows']} rows, the backup {before['rows']}."
        elif before["digest"] != now["digest"]:
            yield f"The rows of the table {name} differ from the backup."
        for kind in tables.GUARDS:
            if lost := sorted(set(before[kind]) - set(now[kind])):
                yield f"The table {name} lacks {kind}: {some(lost)}."


def _unguarded(here: dict[str, Any]) -> Iterator[str]:
    """Append-only tables that would let a row be changed."""
    for model in own_models():
        table = here.get(model._meta.db_table)
        if table is not None and getattr(model, "append_only", False) and not set(APPEND_ONLY) <= set(table["triggers"]):
            yield f"Rows of the append-only table {model._meta.db_table} can be changed. Bring the tables up to date: manage.py migrate"


def _files(backup: Backup) -> Iterator[str]:
    folder = Path(settings.MEDIA_ROOT)
    stated = {name.removeprefix(f"{FILES}/"): digest for name, digest in sums(backup.path).items() if name.startswith(f"{FILES}/")}
    there = set(below(folder))
    if lost := sorted(stated.keys() - there):
        yield f"Files are missing: {some(lost)}."
    if altered := sorted(name for name in there & stated.keys() if digest_of(folder / name) != stated[name]):
        yield f"Files differ from the backup: {some(altered)}."
    if foreign := sorted(there - stated.keys()):
        yield f"Files are not of the backup: {some(foreign)}."
