"""Connections to the configured database beside Django's, for us and for the programs of Postgres."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from opsdept.backup import tables


def parameters() -> dict[str, Any]:
    """As psycopg takes them."""
    params = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        params.pop(ours, None)
    return params


def parameters_of_libpq() -> dict[str, str]:
    """As every program of Postgres takes them: only what somebody set, for a program may be older than our library."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    return {name: str(value) for name, value in parameters().items() if name in known and value is not None}


@contextmanager
def session_of_ours() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own, whose rows read the same on every server."""
    with psycopg.connect(**parameters()) as session:
        tables.fix_text(session)
        session.commit()
        yield session


def house_of(session: psycopg.Connection[Any]) -> str:
    """Which database it is: two houses may share a folder for their backups, and neither deletes the other's."""
    [(server,)] = session.execute("SELECT system_identifier FROM pg_control_system()").fetchall()
    return f"{server}/{session.info.dbname}"
