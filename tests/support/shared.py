"""What one worker has made is there for the others: a folder of this run, gone with it."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

FOLDER = pytest.StashKey[Path]()
_folder: Path | None = None


def pytest_configure(config: pytest.Config) -> None:
    global _folder
    told = getattr(config, "workerinput", {}).get("shared")
    _folder = Path(told) if told else Path(tempfile.mkdtemp(prefix="opsdept-shared-"))
    if not told:
        config.stash[FOLDER] = _folder


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["shared"] = str(_folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if made := config.stash.get(FOLDER, None):
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """A path of that name for whatever the workers share; the block is run by one of them at a time."""
    assert _folder, "pytest has not begun"
    path = _folder / sha256(name.encode()).hexdigest()
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path
