"""What the tests of real processes share: homes, processes of a home, and running a program as somebody else."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VISITOR = ROOT / "tests" / "opsdept" / "visitor.py"
IS_ROOT = os.geteuid() == 0


def remove_home(home: Path) -> None:
    """With its data, wherever that lies."""
    place = (home / "postgres").resolve()
    eventually(lambda: not processes_of(place), seconds=15)
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def processes_of(place: Path) -> dict[int, str]:
    """The keeper and the server of a place: process ids and command lines."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            works_there = os.readlink(entry / "cwd").startswith(f"{place}/data")
        except OSError:
            continue
        if works_there or (f"{place} " in words and "keeper.py" in words):
            found[int(entry.name)] = words
    return found


def keeper_of(place: Path) -> int:
    return next(pid for pid, words in processes_of(place).items() if "keeper.py" in words)


def postmaster_of(place: Path) -> int:
    return int((place / "data" / "postmaster.pid").read_text().split()[0])


def backend_of(place: Path) -> int:
    return next(pid for pid, words in processes_of(place).items() if "opsdept [local]" in words)


def visitor(wish: str, home: Path, *, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*prefix, sys.executable, str(VISITOR), wish, str(home)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def kill_group(process: subprocess.Popen[str]) -> list[str]:
    """kill -9 for the process and what it started; the lines it wrote that nobody has read yet."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = process.stdout.read().splitlines()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    return left


def eventually(holds: Callable[[], object], *, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def as_user(uid: int) -> tuple[str, ...]:
    """Words that make root run a program as this user, who may also read what only root may read.

    The interpreter of the tests may lie in root's own folder; the right to read changes nothing of what is tested.
    """
    right = ("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")
    return ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *right)
