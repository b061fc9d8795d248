"""Reading a file from outside in a process of its own: little memory, little time, nothing kept, killed when it takes too long."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy

from finance.fapiao.child import ANSWER
from finance.fapiao.fields import Note, Read, unpacked
from finance.fapiao.reading import LARGEST
from finance.fapiao.sentences import DAMAGED, EMPTY, TOO_LARGE, TOO_LONG, Unreadable

PATIENCE = 30  # seconds
AT_ONCE = 2  # processes; further files wait
HOME = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from finance.fapiao.child import main; main()"

logger = logging.getLogger(__name__)
_places = threading.BoundedSemaphore(AT_ONCE)


def read_limited(data: bytes, name: str = "") -> Read:
    """The fapiao in a file. Raises Unreadable with a translated sentence. name: only for the log."""
    if not data:
        raise Unreadable(gettext_lazy(EMPTY))
    if len(data) > LARGEST:
        raise Unreadable(gettext_lazy(TOO_LARGE))
    with _places, tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as log:
        question.write(data)
        question.seek(0)
        finished = _run(question, answer, log)
        said = _tail(log)
        if said:
            logger.warning("reading %s: %s", name or "a file", said)
        if not finished:
            raise Unreadable(gettext_lazy(TOO_LONG))
        answer.seek(0)
        return _understood(answer.read(ANSWER + 1))


def _run(question: IO[bytes], answer: IO[bytes], log: IO[bytes]) -> bool:
    """Whether the process came to its end. Files instead of pipes: neither side can block the other, and their growth is limited."""
    process = subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-I", "-c", START, str(HOME)], stdin=question, stdout=answer, stderr=log, start_new_session=True,
        env={"LANG": "C.UTF-8", "PATH": os.defpath, "MALLOC_ARENA_MAX": "2"}, cwd="/",
    )  # fmt: skip
    try:
        return process.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _understood(answer: bytes) -> Read:
    try:
        content = json.loads(answer)
        refused, values = content.get("error", ""), content.get("values", {})
        read = None if refused else unpacked(content["read"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as fault:
        raise Unreadable(gettext_lazy(DAMAGED)) from fault
    if read is None:
        raise Unreadable(gettext_lazy(refused), **values)
    return replace(read, notes=tuple(Note(gettext_lazy(note.sentence), note.values) for note in read.notes))


def _tail(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read(2000).decode(errors="replace").strip()
