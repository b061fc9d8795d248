"""Before the children start: one start in a home, a free port, tables, static files."""

import fcntl
import hashlib
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

MIGRATING = 0x6F707364  # key of the advisory lock: several machines may start on one database


class AlreadyRunning(Exception):  # noqa: N818  no error: the wish is fulfilled
    """opsdept runs in this home already. `address` is where."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@contextmanager
def only_start(address: str) -> Iterator[None]:
    """Hold the home for this start. Raises AlreadyRunning when another one holds it."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def local_address() -> str:
    """Where a browser on this machine finds us."""
    host = "localhost" if settings.HOST in ("127.0.0.1", "0.0.0.0", "::", "::1") else settings.HOST  # noqa: S104
    return f"http://{host}:{settings.PORT}"


def require_free_port() -> None:
    """Raises CommandError when somebody else answers there, or when we may not listen there."""
    host, port = settings.HOST, settings.PORT
    other = f"Stop it, or choose another port: make run PORT={port + 1}."
    for family in (socket.AF_INET, socket.AF_INET6):
        with socket.socket(family) as caller, suppress(OSError):
            caller.settimeout(1)
            caller.connect(("localhost", port))
            raise CommandError(f"Another program answers at port {port}. {other}")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except PermissionError:
        raise CommandError(f"Only an administrator may use port {port}. Choose one above 1023: PORT=8000.") from None
    except OSError as error:
        raise CommandError(f"opsdept cannot listen at {host}, port {port} ({error.strerror}). {other}") from None


def migrate_if_needed() -> bool:
    """Bring the tables up to date; answers whether there was anything to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        if _migrations_here() <= set(MigrationRecorder(connection).applied_migrations()):
            # Roles and other rows that a new version of the code brings along are made by these receivers.
            emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
            return False
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        return True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _migrations_here() -> set[tuple[str, str]]:
    """App label and name of every migration, by file name: importing them all takes a second."""
    found = set()
    for app in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(app.label)
        spec = find_spec(module) if module else None
        if spec is not None:
            names = (name for _, name, _ in iter_modules(spec.submodule_search_locations) if name[0] not in "_~")
            found |= {(app.label, name) for name in names}
    return found


def collect_static_if_needed() -> None:
    """Collect and compress the static files, unless the same files were collected before."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    done = settings.STATIC_ROOT / ".collected"
    if done.exists() and done.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists(), skip_checks=True)
    done.write_text(digest.hexdigest())


def health() -> dict[str, str] | None:
    """What /healthz of the running web server says; None while nobody answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104
    caller = http.client.HTTPConnection(host, settings.PORT, timeout=5)
    try:
        caller.request("GET", "/healthz")
        return json.loads(caller.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        caller.close()
