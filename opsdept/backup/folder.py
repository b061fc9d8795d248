"""The format: one folder, whose name appears only when everything in it is safe on the disk.

    opsdept-20260305-020000/
        database.dump   pg_dump, custom format
        files/          as below MEDIA_ROOT
        secret_key      where the home keeps it
        manifest.json   what it is of, and what each table holds
        SHA256SUMS      of all of these, as sha256sum writes it

A draft is called `.partial`, and a backup that lacks files which rows name `.incomplete`.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.utils import timezone

from opsdept.backup.errors import BackupProblem, told_plainly
from opsdept.backup.files import below, digest_of, make_private, private

FORMAT = 1
NAME = re.compile(r"opsdept-(\d{8}-\d{6})")
STAMP = "%Y%m%d-%H%M%S"
DUMP, FILES, KEY, MANIFEST, SUMS, LOCK = "database.dump", "files", "secret_key", "manifest.json", "SHA256SUMS", ".opsdept-backup.lock"
PARTIAL, INCOMPLETE = ".partial", ".incomplete"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished folder and what its manifest says."""

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def at(cls, path: Path) -> Self:
        """Raises BackupProblem when there is none, or one of a newer format."""
        try:
            manifest = json.loads((path / MANIFEST).read_text("utf-8"))
            number = manifest["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupProblem(f"{path} is no backup of opsdept: its {MANIFEST} cannot be read.") from error
        if path.name.endswith(PARTIAL):
            raise BackupProblem(f"{path} is the draft of a backup that never ended. Take another one.")
        if number != FORMAT:
            raise BackupProblem(f"{path} has format {number}; this opsdept reads format {FORMAT}. Use the opsdept that made it.")
        return cls(path, manifest)

    @property
    def house(self) -> str:
        return str(self.manifest["house"])

    @property
    def missing(self) -> list[str]:
        return list(self.manifest["missing"])

    @property
    def taken_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["started"])


def complete_ones(folder: Path, *, house: str) -> list[Backup]:
    """The complete backups of this house in the folder, oldest first."""
    found = []
    for path in sorted(folder.glob("opsdept-*")) if folder.is_dir() else ():
        if NAME.fullmatch(path.name) and path.is_dir() and not path.is_symlink() and (path / SUMS).exists():
            try:
                backup = Backup.at(path)
            except BackupProblem:
                continue
            if backup.manifest.get("house") == house:
                found.append(backup)
    return found


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder for one backup, and remove the drafts of those that were killed. Raises BackupProblem."""
    with told_plainly(folder):
        make_private(folder)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for draft in folder.glob(f"opsdept-*{PARTIAL}"):
            if NAME.fullmatch(draft.name.removesuffix(PARTIAL)):
                shutil.rmtree(draft, ignore_errors=True)
        yield
    except BlockingIOError:
        raise BackupProblem(f"Another backup is just being written to {folder}. Wait until it is done.") from None
    finally:
        os.close(lock)


@contextmanager
def draft(folder: Path, *, at: datetime) -> Iterator[Path]:
    """A folder to write into, which is gone again when anything fails. Raises BackupProblem."""
    path = folder / f"opsdept-{timezone.localtime(at):{STAMP}}{PARTIAL}"
    with told_plainly(folder):
        path.mkdir(mode=0o700)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)  # finished, it has another name


def finish(path: Path, *, manifest: dict[str, Any], sums: dict[str, str]) -> Backup:
    """Write the manifest and the digests (by path inside the folder, without the manifest), and give the draft its name."""
    write(path / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    lines = {**sums, MANIFEST: digest_of(path / MANIFEST)}
    write(path / SUMS, "".join(_line(name, lines[name]) for name in sorted(lines)))
    for place, _, _ in os.walk(path):
        _sync(Path(place))
    name = path.name.removesuffix(PARTIAL)
    final = path.with_name(f"{name}{INCOMPLETE}" if manifest["missing"] else name)
    if final.exists():
        raise BackupProblem(f"{final} is there already. Wait a second.")
    path.rename(final)
    _sync(path.parent)
    return Backup(final, manifest)


def write(path: Path, text: str) -> None:
    with open(path, "x", encoding="utf-8", errors="surrogateescape", newline="\n", opener=private) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rotate(folder: Path, *, house: str, keep: int) -> list[str]:
    """Delete the oldest complete backups of this house until `keep` are left, and incomplete ones older than the newest of
    all; answers the names of what is gone."""
    complete = complete_ones(folder, house=house)
    old = [backup.path for backup in complete[:-keep]]
    unfinished = [path for path in sorted(folder.glob(f"opsdept-*{INCOMPLETE}")) if _is_of(path, house)]
    newest = max([backup.path.name for backup in complete] + [path.name for path in unfinished], default="")
    old += [path for path in unfinished if path.name != newest]
    for path in old:
        shutil.rmtree(path.rename(path.with_name(NAME.match(path.name)[0] + PARTIAL)))  # type: ignore[index]
    return [path.name for path in old]


def _is_of(path: Path, house: str) -> bool:
    try:
        return not path.is_symlink() and Backup.at(path).manifest.get("house") == house
    except BackupProblem:
        return False


# -- SHA256SUMS: a backslash before a line says that its name is escaped, as sha256sum does it -------------------


def _line(name: str, sha256: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{'\\' if escaped != name else ''}{sha256}  {escaped}\n"


def _read_line(line: str) -> tuple[str, str]:
    sha256, _, name = line.removeprefix("\\").partition("  ")
    if line.startswith("\\"):
        name = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], name)
    return name, sha256


def sums(path: Path) -> dict[str, str]:
    """The digests that the backup states, by path inside it. Raises BackupProblem."""
    try:
        lines = (path / SUMS).read_text("utf-8", "surrogateescape").split("\n")
    except OSError as error:
        raise BackupProblem(f"{path / SUMS} cannot be read: the backup is damaged.") from error
    return dict(_read_line(line) for line in lines if line)


def damaged(path: Path) -> list[str]:
    """The files of the backup that are altered, missing, or none of its own. Reads every byte."""
    stated = sums(path)
    there = {name for name in below(path) if name != SUMS}
    altered = [name for name in sorted(there & stated.keys()) if digest_of(path / name) != stated[name]]
    return sorted({*altered, *(there ^ stated.keys())})
