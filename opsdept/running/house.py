"""The running house: web server and background worker under one parent."""

import os
import sys
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connection

from opsdept import leaving
from opsdept.running.children import Child, Ended, look_after
from opsdept.running.start import health

REQUEST_THREADS = 8  # in each web process
WORKER_IS_LATE_AFTER = 100  # looks at a house whose web server answers and whose worker does not


def run_house(*, web_processes: int, environment: Mapping[str, str], say_ready: Callable[[], None]) -> int:
    """Start the children and look after them; answers the exit status.

    Somebody who leaves the demonstration makes them rest: the database is emptied without them, and they start anew.
    environment: variables for the children besides our own. say_ready: called once the first page can be read.
    """
    while (ended := _look_after_children(web_processes, environment, say_ready)) is Ended.REST:
        leaving.fulfil(tell=say)
    return ended


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _look_after_children(web_processes: int, environment: Mapping[str, str], say_ready: Callable[[], None]) -> Ended:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    shared = {**os.environ, **environment}
    children = [
        Child("web server", _web(web_processes), environment={**shared, "OPSDEPT_LEASHED": "1"}, comes_back=False),
        Child("background worker", _worker(), environment=shared, comes_back=True),
    ]
    looks = 0

    def when_ready() -> bool:
        nonlocal looks
        state = health()
        if state is None:
            return False
        looks += 1
        if state["status"] != "ok" and looks < WORKER_IS_LATE_AFTER:
            return False
        say_ready()
        return True

    return look_after(children, when_ready=when_ready, wants_rest=leaving.is_wished)


def _web(processes: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", settings.HOST, "--port", str(settings.PORT),
        "--workers", str(processes), "--blocking-threads", str(REQUEST_THREADS),
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10",
        "--log-level", "error",
        "opsdept.wsgi:application",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker"]
