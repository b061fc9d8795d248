"""Is the database usable? The answer is a sentence, so that a command need not end in a traceback."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

OLDEST = 15  # the oldest major version of Postgres that we (and Django 6.1) work with


def require_database() -> None:
    """Raises CommandError with what is wrong with the database and what to do about it."""
    problem = database_problem()
    if problem:
        raise CommandError(problem)


def database_problem() -> str | None:
    """What keeps us from working with the configured database; None when nothing does. Tells no password."""
    is_embedded = settings.DATABASES["default"]["OPSDEPT_EMBEDDED"]
    try:
        params = connection.get_connection_params()
        for ours in ("cursor_factory", "context"):
            params.pop(ours, None)
        with psycopg.connect(**{"connect_timeout": 10, **params}) as session:
            return shortcoming(session)
    except psycopg.OperationalError as error:
        said = str(error).strip()
        if is_embedded:
            return said
        return f"The database of DATABASE_URL cannot be used. Check its address, its name and the user's password.\n{said}"


def version_problem(server_version: int) -> str | None:
    """server_version: as Postgres counts, 150004 for 15.4."""
    if server_version >= OLDEST * 10_000:
        return None
    return (
        f"The database of DATABASE_URL is Postgres {server_version // 10_000}; opsdept needs {OLDEST} or newer. "
        "Upgrade the server, or unset DATABASE_URL to use the embedded one."
    )


def shortcoming(session: psycopg.Connection[Any]) -> str | None:
    """What the database behind the session lacks for us; None when nothing."""
    name, user = session.info.dbname, session.info.user
    [(may_create, encoding)] = session.execute(
        "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), current_setting('server_encoding')"
    ).fetchall()
    if problem := version_problem(session.info.server_version):
        return problem
    if not may_create:
        return (
            f"The user {user} may not create tables in the database {name}. Make this user the owner: "
            f'ALTER DATABASE "{name}" OWNER TO "{user}".'
        )
    if encoding != "UTF8":
        return (
            f"The database {name} keeps its text as {encoding}. Make one that keeps UTF-8: "
            f'CREATE DATABASE "{name}" OWNER "{user}" TEMPLATE template0 ENCODING \'UTF8\'.'
        )
    return None
