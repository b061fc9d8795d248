"""/healthz in states that are really broken."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from opsdept import health


@pytest.fixture
def session(db: None) -> psycopg.Connection:
    connection.ensure_connection()
    return connection.connection


@pytest.mark.parametrize(
    ("silent_for", "state"),
    [("9 seconds", "ok"), ("59 seconds", "ok"), ("2 minutes", "silent")],
)
def test_worker_is_judged_by_its_last_sign_of_life(session: psycopg.Connection, silent_for: str, state: str) -> None:
    session.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [silent_for])

    assert health.worker(session) == state


def test_worker_that_never_came_is_missing(session: psycopg.Connection) -> None:
    session.execute("DELETE FROM procrastinate_workers")

    assert health.worker(session) == "missing"


def test_unreachable_database_is_503(settings: Settings, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "get_connection_params", lambda: {"host": "127.0.0.1", "port": 1, "dbname": "nowhere"})

    answer = Client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "broken", "database": "unreachable", "worker": "unknown", "disk": "ok"}


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    options = f"size=1m,{request.param}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "opsdept-test", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root makes a small disk, and not on every machine")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize(("small_disk", "state"), [("rw", "full"), ("ro", "read-only")], indirect=["small_disk"])
def test_disk_without_room_or_without_writing_is_told(small_disk: Path, state: str, settings: Settings) -> None:
    settings.HOME = small_disk

    assert health.disk() == state
