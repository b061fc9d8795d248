"""What `DATABASE_URL` may be, and the sentence for what it may not be."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from opsdept.database.ready import shortcoming, version_problem
from tests.opsdept.machine import free_port, kill_group, remove_home, visitor
from tests.opsdept.test_running import manage, said_by

SECRET = "very-secret-word"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str | int]]:
    """A Postgres that plays the part of somebody else's: its connection parameters, as its owner."""
    home = tmp_path_factory.mktemp("other")
    staying = visitor("stay", home)
    yield json.loads(staying.stdout.readline())
    kill_group(staying)
    remove_home(home)


def url(server: dict[str, str | int], *, user: str, password: str, name: str) -> str:
    return f"postgres://{user}:{password}@/{server['host']}/{name}"


def migrate(home: Path, address: str) -> tuple[int, str]:
    process = manage(home, free_port(), "migrate", DATABASE_URL=address)
    said = said_by(process)
    assert SECRET not in said
    assert "Traceback" not in said
    return process.returncode, said


def make_role(server: dict[str, str | int], name: str, *, encoding: str = "UTF8", owns: bool) -> str:
    """A role and a database of the same name: how it connects."""
    with psycopg.connect(**server, autocommit=True) as session:
        session.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), SECRET))
        owner = sql.Identifier(name if owns else str(server["user"]))
        session.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {} LOCALE_PROVIDER libc LOCALE 'C'").format(
                sql.Identifier(name), owner, encoding
            )
        )
    return psycopg.conninfo.make_conninfo(host=server["host"], user=name, password=SECRET, dbname=name)


def test_owner_of_a_database_may_use_it(server: dict[str, str | int], tmp_path: Path) -> None:
    make_role(server, "owner", owns=True)

    status, said = migrate(tmp_path, url(server, user="owner", password=SECRET, name="owner"))

    assert status == 0, said
    assert not (tmp_path / "postgres").exists()


def test_unreachable_database_is_a_sentence(tmp_path: Path) -> None:
    status, said = migrate(tmp_path, f"postgres://somebody:{SECRET}@127.0.0.1:1/nowhere")

    assert status == 1
    assert "The database of DATABASE_URL cannot be used" in said


def test_wrong_password_is_a_sentence(server: dict[str, str | int], tmp_path: Path) -> None:
    status, said = migrate(tmp_path, url(server, user="opsdept", password=SECRET, name="opsdept"))

    assert status == 1
    assert "Check its address, its name and the user's password" in said


def test_user_without_rights_is_told_how_to_get_them(server: dict[str, str | int]) -> None:
    with psycopg.connect(make_role(server, "guest", owns=False)) as session:
        assert 'ALTER DATABASE "guest" OWNER TO "guest"' in str(shortcoming(session))


def test_database_that_cannot_hold_chinese_is_refused(server: dict[str, str | int]) -> None:
    with psycopg.connect(make_role(server, "latin", encoding="LATIN1", owns=True)) as session:
        assert "keeps its text as LATIN1" in str(shortcoming(session))


@pytest.mark.parametrize(("version", "is_fine"), [(140011, False), (150000, True), (180004, True)])
def test_too_old_version_is_told(version: int, is_fine: bool) -> None:
    problem = version_problem(version)

    assert problem is None if is_fine else "is Postgres 14; opsdept needs 15 or newer" in str(problem)
