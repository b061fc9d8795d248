"""What many tests begin with is built once on a worker and written back from memory after that.

`remembered(name, build)` runs `build` the first time and keeps the rows that it made, as COPY writes them; later calls write
those rows, without triggers, and return a copy of what `build` returned. That is only right where nothing else was written
before: a test that has written anything of its own builds for real (see `_Notebook`). Numbers of rows come from sequences,
which never go back, so that kept rows meet no others.

With `by_all`, what a test begins with is built once for all workers: the first keeps it in a file for the others, the files
that rows name among it. Their databases hold the same from the start, or each builds its own.

A test that commits is cleaned up in the same way: every table is emptied and gets the rows that `migrate` made.
Both need a superuser of the database; without one tests build and flush as Django does.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests.support.shared import alone

TABLES = """
SELECT c.relname, (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
    (SELECT array_agg(a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'django_migrations'
ORDER BY c.relname
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SHOW", "EXPLAIN", "BEGIN", "COMMIT", "FETCH", "DECLARE", "CLOSE")
# also behind a SELECT
WRITING = ("PROCRASTINATE_", "ATTENDANCE_PRESS", "NEXTVAL", "PG_NOTIFY", "INSERT INTO", "DELETE FROM")

type Rows = dict[str, Counter[bytes]]  # by table, lines as COPY writes them


@dataclass(slots=True)
class Delta:
    """The rows that a build made, and those that it took away or changed; what it returned, pickled.

    files, numbers: for other workers, the files that it made and how far it came in each sequence.
    """

    made: dict[str, bytes]
    gone: dict[str, list[tuple[str, ...]]]
    returned: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Notebook:
    """What is known of the database of this worker.

    digest: of the rows of `migrate`. of_all: what was asked for so far is kept for all workers.
    written: the test wrote something that is not remembered.
    """

    columns: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    base: dict[str, bytes] = field(default_factory=dict)
    kept: dict[tuple[str, ...], Delta] = field(default_factory=dict)
    digest: str = ""
    so_far: tuple[str, ...] = ()
    of_all: bool = True
    written: bool = False
    is_possible: bool = False


_book = _Notebook()


def remembered[T](name: str, build: Callable[[], T], *, by_all: bool = False) -> T:
    """What `build` returns, its rows in the database. name: of this build with all that it depends on."""
    if not _book.is_possible or _book.written:
        return build()
    asked, of_all = (*_book.so_far, name), by_all and _book.of_all
    with _unnoticed(), transaction.atomic():
        if asked in _book.kept:
            _write(_book.kept[asked])
        else:
            _book.kept[asked] = _known_to_all(asked, build) if of_all else _noted(build)
        returned: T = pickle.loads(_book.kept[asked].returned)  # noqa: S301  our own rows
    _book.so_far, _book.of_all = asked, of_all
    return returned


def _known_to_all(asked: tuple[str, ...], build: Callable[[], object]) -> Delta:
    with alone(repr((_book.digest, asked))) as path:
        if not path.exists():
            before = _files()
            delta = _noted(build)
            delta.files = {name: (Path(settings.MEDIA_ROOT) / name).read_bytes() for name in _files() - before}
            delta.numbers = _numbers()
            path.write_bytes(pickle.dumps(delta))
            return delta
        delta = pickle.loads(path.read_bytes())  # noqa: S301  our own rows
    _write(delta)
    return delta


def _files() -> set[str]:
    """What lies in the folder of handed-in files, by path."""
    folder = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _numbers() -> dict[str, int]:
    with connection.cursor() as cursor:
        return dict(cursor.execute(SEQUENCES).fetchall())


def _noted(build: Callable[[], object]) -> Delta:
    before = _rows()
    returned = pickle.dumps(build())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    after = _rows()
    made = {table: b"".join((lines - before[table]).elements()) for table, lines in after.items()}
    gone = {table: [_key(table, line) for line in (lines - after[table]).elements()] for table, lines in before.items()}
    return Delta({table: lines for table, lines in made.items() if lines}, {table: keys for table, keys in gone.items() if keys}, returned)


def _key(table: str, line: bytes) -> tuple[str, ...]:
    values = dict(zip(_book.columns[table], line.decode().rstrip("\n").split("\t"), strict=True))
    return tuple(values[column] for column in _book.keys[table])


def _rows() -> Rows:
    return {table: Counter(lines.splitlines(keepends=True)) for table, lines in _copied().items()}


def _copied() -> dict[str, bytes]:
    """Everything that the database holds, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _book.columns.items():
            with cursor.copy(f"COPY {_columns(table, columns)} TO STDOUT") as out:
                found[table] = b"".join(bytes(block) for block in out)
    return found


def _columns(table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({names})'


def _write(delta: Delta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_TRIGGERS)
        for table, keys in delta.gone.items():
            told = " AND ".join(f'"{column}"::text = %s' for column in _book.keys[table])
            for key in keys:
                cursor.execute(f'DELETE FROM "{table}" WHERE {told}', key)  # noqa: S608  names from the catalogue
        _write_rows(cursor, delta.made)
        cursor.execute("SET LOCAL session_replication_role = origin")
        here = _numbers() if delta.numbers else {}
        for sequence, number in delta.numbers.items():
            if number > here.get(sequence, 0):
                cursor.execute("SELECT setval(format('%%I', %s::text)::regclass, %s)", (sequence, number))
    for name, content in delta.files.items():
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _write_rows(cursor: Any, rows: dict[str, bytes]) -> None:
    for table, lines in rows.items():
        with cursor.copy(f"COPY {_columns(table, _book.columns[table])} FROM STDIN") as into:
            into.write(lines)


# -- what the test itself writes ------------------------------------------------------------


def _watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    words = str(sql).lstrip().upper()
    if not words.startswith(READING) or any(word in words for word in WRITING):
        _book.written = True
    return execute(sql, params, many, context)


@contextmanager
def _unnoticed() -> Iterator[None]:
    """What is written here is remembered, so it does not count as the test's own."""
    yield
    _book.written = False


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Tests in here begin with other rows than those of `migrate`."""
    possible, _book.is_possible = _book.is_possible, False
    try:
        yield
    finally:
        _book.is_possible = possible


def fresh_page() -> None:
    """The database holds what `migrate` made and nothing more."""
    _book.so_far, _book.of_all, _book.written = (), True, False


@pytest.fixture(autouse=True)
def _fresh_page() -> Iterator[None]:
    """Each test begins with what `migrate` made."""
    fresh_page()
    with connection.execute_wrapper(_watch):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, and what it holds from the start."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        _book.is_possible = bool(cursor.fetchone()[0])
        cursor.execute(TABLES)
        for table, columns, keys in cursor.fetchall():
            _book.columns[table], _book.keys[table] = columns, keys or columns
        _book.base = {table: lines for table, lines in _copied().items() if lines}
        _book.digest = sha256(repr(sorted(_book.base.items())).encode()).hexdigest()
    with pytest.MonkeyPatch.context() as patch:
        if _book.is_possible:
            patch.setattr(TransactionTestCase, "_fixture_teardown", _clean)
        yield


def _clean(_case: TransactionTestCase) -> None:
    """Every table as `migrate` left it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WITHOUT_TRIGGERS)
        cursor.execute(";".join(f'DELETE FROM "{table}"' for table in _book.columns))  # noqa: S608  names from the catalogue
        _write_rows(cursor, _book.base)
