"""What every user of the embedded server calls: a command, a web process, a worker."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from opsdept.embedded import keeper
from opsdept.embedded.place import Place, ServerError, find_binaries, find_place

Params = dict[str, str | int]

TELL_EVERY = 10  # seconds of waiting between two lines that say so

_lock = threading.RLock()
_held: dict[Path, tuple[int, Params]] = {}  # home: our descriptor on the users' file, the connection parameters


def ensure(home: Path) -> Params:
    """Connection parameters (host, port, user, password, dbname) of this home's server, which runs while we do.

    The first call of a process starts the server when it does not run, and holds the shared lock that keeps it
    running until this process ends. Later calls only answer. Raises ServerError with a sentence.
    """
    with _lock:
        held = _held.get(home)
        return dict(held[1]) if held else revive(home)


def revive(home: Path) -> Params:
    """As `ensure`, but make sure that the server answers now: for a caller whose connection broke."""
    with _lock:
        place = find_place(home)
        if home not in _held:
            _held[home] = (_join_users(place), {})
        params = _answering(place)
        _held[home] = (_held[home][0], params)
        return dict(params)


def _forget() -> None:
    """In a forked child: the parent's lock is not ours. Closing our copy does not release it."""
    global _lock  # another thread may have held it at the fork
    _lock = threading.RLock()
    for descriptor, _ in _held.values():
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_forget)


def _join_users(place: Place) -> int:
    """Take the shared lock; this waits while a keeper stops the server that nobody used a moment ago."""
    descriptor = os.open(place.folder / keeper.USERS_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        os.fchown(descriptor, place.uid, place.gid)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _answering(place: Place) -> Params:
    """Try to connect and start the server until it answers. Raises ServerError when it cannot start."""
    started = told = time.monotonic()
    while True:
        try:
            params = _params(place)
            psycopg.connect(**params, connect_timeout=10).close()  # type: ignore[arg-type]
        except FileNotFoundError:
            _start(place)  # no password yet: this is the first start
        except psycopg.OperationalError as error:
            text = str(error)
            if "too many clients" in text or "connection slots are reserved" in text:
                return params
            if "authentication failed" in text or ("database" in text and "does not exist" in text):
                raise ServerError(f"The database in {place.folder} does not accept us: {text}") from error
            if "the database system is" not in text:
                _start(place)
        else:
            return params
        time.sleep(0.02)
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            print(f"Waiting for the database ({told - started:.0f} s so far) ...", file=sys.stderr)


def _params(place: Place) -> Params:
    password = (place.folder / keeper.PASSWORD).read_text().strip()
    if place.sockets.lstat().st_uid != place.uid:
        raise ServerError(f"{place.sockets} belongs to another user. Remove it and try again.")
    return {
        "host": str(place.sockets),
        "port": 5432,
        "user": keeper.USER,
        "password": password,
        "dbname": keeper.DATABASE,
    }


def _start(place: Place) -> None:
    """Start a keeper and wait until its server is up, or until it finds that another keeper is at work."""
    arguments = (place.folder, place.sockets, find_binaries(place), place.uid, place.gid)
    launched = subprocess.Popen(  # noqa: S603  our own program and paths
        [sys.executable, "-I", "-S", keeper.__file__, *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    said, _ = launched.communicate()
    if said:
        raise ServerError(said.decode(errors="replace"))
