"""Clock-ins in a second with sixteen people at once, beside a bare view with the same session and one insert.

A real web server in a process of its own answers both in turns; everybody presses once, because a second press within
the minute would be the same punch.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from tools.bench.measure import say, scratch_database

AT_ONCE, ROUNDS = 16, 6
SIZES = (200, 20_000)
MOST, SPARE = 480, 20  # presses of a round; people who warm it up
PORT = 8973
TOKEN = "t" * 32


def run() -> None:
    for employees in SIZES:
        _measure(employees)


def _measure(employees: int) -> None:
    """Each person presses once on the clock and once on the bare view."""
    presses = min((employees - SPARE) // ROUNDS, MOST)
    with scratch_database(f"bench_clockin_{employees}"):
        call_command("demo", employees=employees, months=1, seed=1, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, account bigint NOT NULL, at timestamptz NOT NULL)")
        sessions_of_all = iter(sessions())
        with _served(connection.settings_dict["NAME"]):
            clock, warm = reverse("attendance:punch"), list(islice(sessions_of_all, AT_ONCE))
            rates: dict[str, list[float]] = {clock: [], "/bare/": []}
            for path in rates:  # connections are opened and statements planned before anything counts
                _round(path, warm)
            for _ in range(ROUNDS):
                people = list(islice(sessions_of_all, presses))
                for path, taken in rates.items():
                    taken.append(_round(path, people))
        punches, bare = (statistics.median(taken) for taken in rates.values())
        say(
            f"{employees:,} people: clock-ins a second / bare view",
            punches / bare,
            ">= 0.8",
            f"{punches:.0f} beside {bare:.0f}, {AT_ONCE} at once",
        )


def sessions() -> list[str]:
    """A session for each account, written at once."""
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from people.models import User

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = [
        Session(
            session_key=uuid.uuid4().hex,
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=timezone.now() + timezone.timedelta(days=1),
        )
        for user in User.objects.filter(employee__left_on=None, employee__isnull=False).order_by("-pk")
    ]
    Session.objects.bulk_create(rows, batch_size=1000)
    return [row.session_key for row in rows]


@contextmanager
def _served(database: str) -> Iterator[None]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tools.bench.bare", "BENCH_DATABASE": database}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", "1", "--blocking-threads", "8"]
    server = subprocess.Popen([*command, "--log-level", "error", "opsdept.wsgi:application"], env=environment, cwd=settings.BASE_DIR)
    try:
        for _ in range(200):
            try:
                ask = http.client.HTTPConnection("127.0.0.1", PORT)
                ask.request("GET", "/healthz")
                ask.getresponse()
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def _round(path: str, people: list[str]) -> float:
    """Requests a second while everybody presses once."""
    shares = [people[start::AT_ONCE] for start in range(AT_ONCE)]
    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for statuses in pool.map(lambda share: _press(path, share), shares):
            if set(statuses) - {302}:
                raise SystemExit(f"{path} answered {set(statuses)}")
    return len(people) / (time.perf_counter() - start)


def _press(path: str, people: list[str]) -> list[int]:
    line = http.client.HTTPConnection("127.0.0.1", PORT)
    statuses = []
    for session in people:
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        line.request("POST", path, body=f"key={uuid.uuid4()}", headers=headers)
        answer = line.getresponse()
        answer.read()
        statuses.append(answer.status)
    return statuses
