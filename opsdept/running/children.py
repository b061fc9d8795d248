"""The processes of a running opsdept: they start together, end together, and none outlives its parent."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from types import FrameType

from django.conf import settings

from opsdept.running import leash

LOOK_EVERY = 0.5  # seconds
STOP_WITHIN = 15  # seconds for requests and jobs under way
LONGEST_PAUSE = 30  # seconds between two starts of a child that keeps ending


class Child:
    """One process. It gets a session of its own, so that Ctrl-C reaches the parent alone."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], comes_back: bool) -> None:
        self.name, self.comes_back = name, comes_back
        self._command, self._environment = command, environment
        self._pause = 1.0
        self.start()

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *self._command],
            stdin=subprocess.DEVNULL,
            env=self._environment,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )

    def look(self) -> bool:
        """Whether the child runs or will run again after a pause, which doubles while it keeps ending at once."""
        if self.process.poll() is None:
            return True
        if not self.comes_back:
            return False
        lived = time.monotonic() - self._started
        if lived > LONGEST_PAUSE * 2:
            self._pause = 1.0
        if lived > self._pause:
            print(f"The {self.name} ended with status {self.process.returncode}: starting it again.", file=sys.stderr)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self.start()
        return True

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        try:
            self.process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Ended(IntEnum):
    """Why children were stopped. The first two are exit statuses."""

    TOLD = 0
    CHILD = 1
    REST = -1


def look_after(children: Sequence[Child], *, when_ready: Callable[[], bool], wants_rest: Callable[[], bool]) -> Ended:
    """Run until somebody stops us, a child that does not come back has ended, or something must be done without the children.

    when_ready: called after every look until it answers True. wants_rest: asked at every look.
    """
    told_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal told_to_stop
        told_to_stop = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    is_ready = rests = False
    try:
        while not told_to_stop and not rests:
            running = [child.look() for child in children]
            if not all(running):
                break
            is_ready = is_ready or when_ready()
            rests = wants_rest()
            time.sleep(LOOK_EVERY if is_ready else 0.05)
    finally:
        for child in children:
            child.stop()
        deadline = time.monotonic() + STOP_WITHIN
        for child in children:
            child.wait(deadline - time.monotonic())
        if rests:
            for number, handler in before.items():
                signal.signal(number, handler)
    return Ended.TOLD if told_to_stop else Ended.REST if rests else Ended.CHILD
