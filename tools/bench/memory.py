"""Memory of a web process and of a worker, beside a bare Django process that has imported the same packages.

Each runs as it does in the house: granian with one web process, the worker by its own command. What is counted is the
resident memory of the process that answers, in MB, after the pages below were read a few times.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from tools.bench.clockin import sessions
from tools.bench.measure import say, scratch_database
from tools.bench.resident import resident

PORT, EMPLOYEES, TIMES = 8974, 200, 5
PAGES = ["desk:home", "people:directory", "approvals:inbox", "rules:rulebook-list", "attendance:month", "finance:claim-list"]


def run() -> None:
    with scratch_database("bench_memory"):
        call_command("demo", employees=EMPLOYEES, months=1, seed=1, verbosity=0)
        ours = {"DJANGO_SETTINGS_MODULE": "tools.bench.bare", "BENCH_DATABASE": connection.settings_dict["NAME"], "STATIC_FROM_SOURCE": "1"}
        environment = os.environ | ours
        with _served("opsdept.wsgi:application", environment):
            session = sessions()[0]
            for name in PAGES * TIMES:
                _asked(reverse(name), session)
            house = _asked("/memory/", session)
        bare_environment = {**os.environ, "BENCH_PACKAGES": json.dumps(house["packages"])}
        with _served("tools.bench.bare_process:application", bare_environment):
            bare = max(_asked("/")["resident"] for _ in range(TIMES))
        worker = _worker(environment)
    say("memory of a web process / bare, same packages", house["resident"] / bare, "<= 2", f"{house['resident']} beside {bare} MB (<= 150)")
    say("memory of a worker / bare, same packages", worker / bare, "-", f"{worker} MB, after drawing the posters that waited")


@contextmanager
def _served(application: str, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", "1", "--blocking-threads", "8"]
    server = subprocess.Popen([*command, "--log-level", "error", application], env=environment, cwd=settings.BASE_DIR)
    try:
        for _ in range(300):
            try:
                _asked("/account/login/" if application.startswith("opsdept") else "/")
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def _asked(path: str, session: str = "") -> dict[str, int]:
    line = http.client.HTTPConnection("127.0.0.1", PORT)
    line.request("GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return json.loads(body) if answer.headers["Content-Type"] == "application/json" else {}


def _worker(environment: dict[str, str]) -> int:
    """Resident memory of a worker that has done what waited, the posters of the demonstration among it, in MB."""
    process = subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker"], env=environment)
    try:
        before, now = -1, 0
        while now != before or now < 20:  # until it has loaded what it needs
            time.sleep(2)
            before, now = now, resident(process.pid)
        return now
    finally:
        process.terminate()
        process.wait()
