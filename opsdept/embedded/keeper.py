"""The keeper: owns one Postgres server and stops it when nobody uses it any more.

Run by path, with the standard library only, so that it starts in a few milliseconds:

    python -I -S keeper.py FOLDER SOCKETS BINARIES UID GID

It writes one sentence to its standard output when the server cannot start, and closes that output as soon as
the server is up or another keeper is at work. Nothing in here imports the rest of opsdept.
"""

# ruff: noqa: S603  the programs and their arguments are ours

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

USER = DATABASE = "opsdept"
PASSWORD, USERS_LOCK, KEEPER_LOCK, LOG = "password", "users.lock", "keeper.lock", "server.log"

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
LOOK_EVERY = 0.5  # seconds between two looks at whether anybody still uses the server
RETRY_FOR = 30  # seconds in which a killed server's last processes may let go of its memory
STOP_WITHIN = 60  # seconds for a fast shutdown, which writes everything out; then the log must do
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
NOBODY = 65534
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

_libc = ctypes.CDLL(None, use_errno=True)


class StartError(Exception):
    """The server does not start; the text says why."""


def become(uid: int, gid: int) -> None:
    """Give up root for good, and make sure that we have a user name, without which initdb refuses.

    Uid 0 (root where no other user is allowed) and a user without a name go into a user namespace.
    """
    if uid not in (0, os.geteuid()):
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    elif uid == 0 or not _has_name(uid):
        gid = os.getegid()
        os.unshare(os.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def die_with_parent() -> Callable[[], None]:
    """What a new child does first: ask to be stopped at once when the keeper ends, even by kill -9."""
    keeper = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != keeper:
            os._exit(1)

    return prepare


class Server:
    """One data folder and the Postgres that runs on it."""

    def __init__(self, folder: Path, sockets: Path, binaries: Path) -> None:
        self.folder, self.sockets, self.binaries = folder, sockets, binaries
        self.data = folder / "data"
        log = folder / LOG
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(folder / f"{LOG}.1")
        self.log = log.open("ab")

    def start(self) -> subprocess.Popen[bytes]:
        """The running server, once it takes connections. A recovery may take as long as it needs.

        Raises StartError with the last lines of the server's log.
        """
        if not self.data.exists():
            self._make_cluster()
        self._make_socket_folder()
        deadline = time.monotonic() + RETRY_FOR
        while True:
            said_before = self.log.tell()
            server = subprocess.Popen(
                [
                    self.binaries / "postgres", "-D", self.data,
                    "-c", "listen_addresses=",
                    "-c", f'unix_socket_directories="{self.sockets}"',
                    "-c", "unix_socket_permissions=0700",
                ],
                stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                env=ENVIRONMENT, preexec_fn=die_with_parent(),  # noqa: PLW1509  one thread
            )  # fmt: skip
            while server.poll() is None:
                if self._ready(server.pid):
                    return server
                time.sleep(0.02)
            said = self._said_since(said_before)
            another = "lock file" in said or "is still in use" in said
            if not another or time.monotonic() > deadline:
                raise StartError(f"Postgres does not start. It says:\n{said}")
            time.sleep(0.2)

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        """Fast shutdown, and a crash stop (which loses nothing that was committed) when that takes too long."""
        for how, seconds in ((signal.SIGINT, STOP_WITHIN), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            server.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(seconds)
                break
        with contextlib.suppress(OSError):
            self.sockets.rmdir()

    def _ready(self, pid: int) -> bool:
        """Whether the server says so in its own file, which is what pg_ctl reads too."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _said_since(self, position: int) -> str:
        with (self.folder / LOG).open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace").strip()[-2000:]

    def _make_socket_folder(self) -> None:
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(0o700)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise StartError(f"{self.sockets} belongs to somebody else or is open to others. Remove it and try again.")

    def _make_cluster(self) -> None:
        """Make a new, empty cluster with our database in it; it appears under its name only when complete."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._run(
            "initdb", f"--pgdata={draft}", f"--username={USER}", f"--pwfile={self._password_file()}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions",
        )  # fmt: skip
        self._run("postgres", "--single", "-D", str(draft), "postgres", says=f"CREATE DATABASE {DATABASE}\n")
        draft.rename(self.data)

    def _password_file(self) -> Path:
        path = self.folder / PASSWORD
        if not path.exists():
            draft = self.folder / f"{PASSWORD}.new"
            draft.touch(0o600)
            draft.write_text(os.urandom(24).hex() + "\n")
            draft.rename(path)
        return path

    def _run(self, program: str, *arguments: str, says: str = "") -> None:
        done = subprocess.run(
            [self.binaries / program, *arguments],
            check=False, input=says.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=ENVIRONMENT, preexec_fn=die_with_parent(),
        )  # fmt: skip
        if done.returncode:
            said = done.stdout.decode(errors="replace").strip()[-2000:]
            raise StartError(f"Postgres cannot make its data folder in {self.folder}. It says:\n{said}")


def locked(path: Path, seconds: float) -> int | None:
    """The descriptor of the exclusively locked file, or None when somebody holds it all that time."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.02)
        else:
            return descriptor


def close_report() -> None:
    """Let whoever started us go on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def keep(server: Server, users: Path) -> None:
    """Run the server while it has users, and start it again when somebody kills it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {*STOP_SIGNALS, signal.SIGCHLD})
    running = server.start()
    close_report()
    try:
        # The users' lock, once taken, stays with this process: whoever comes during the stop waits for its end.
        while locked(users, 0) is None:
            event = signal.sigtimedwait({*STOP_SIGNALS, signal.SIGCHLD}, LOOK_EVERY)
            if event and event.si_signo in STOP_SIGNALS:
                break
            if running.poll() is not None:
                running = server.start()
    finally:
        server.stop(running)


def main(folder: str, sockets: str, binaries: str, uid: str, gid: str) -> None:
    os.umask(0o077)
    become(int(uid), int(gid))
    if os.fork():
        os._exit(0)  # the keeper belongs to no command: init takes it
    os.chdir("/")
    place = Path(folder)
    if locked(place / KEEPER_LOCK, 0.3) is None:
        return
    try:
        keep(Server(place, Path(sockets), Path(binaries)), place / USERS_LOCK)
    except (StartError, OSError) as problem:
        with contextlib.suppress(BrokenPipeError):
            os.write(1, str(problem).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
