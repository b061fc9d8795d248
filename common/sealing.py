"""Each night the facts that were added are sealed: digests that lie in a chain, so that no old fact can be changed unnoticed.

A fact's key may be smaller than that of one committed before it. So the last key of each table is read first, then those who
were writing into it at that moment are waited for; after that no row at or below that key can appear any more. Nobody waits for us.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from common.digests import digest
from common.facts import DIGEST, SHORT, WRITTEN_ALIKE, FactTable, fact_tables
from common.models import FactSeal, SealedDay

SEALING = 0x7365616C  # key of the advisory lock
ROWS_OF_A_SEAL = 20_000
WAIT_SECONDS = 30  # for those who are writing
Bounds = dict[str, int]  # last key by table

WRITERS = """
SELECT c.relname, l.virtualtransaction FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND c.relname = ANY(%s)
"""


def seal_day(*, at: datetime) -> SealedDay | None:
    """Seal every fact that is in no seal yet. None when today's link is there already, or somebody else is making it.

    A table into which somebody writes all the while is left for the next night.
    """
    with _alone() as is_alone:
        day = timezone.localdate(at)
        if not is_alone or SealedDay.objects.filter(day=day).exists():
            return None
        tables = fact_tables()
        bounds = settled_bounds(tables)
        with transaction.atomic():
            return _seal(tables, bounds, at)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is sealing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALING])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALING])


def settled_bounds(tables: list[FactTable]) -> Bounds:
    """The key of each ordered table at or below which no row can appear any more.

    An insert takes its lock on the table before it takes its number and holds it until it commits: when everybody who held one
    after the key was read is gone, every smaller number is visible or never will be.
    """
    bounds = {table.name: _last_key(table) for table in tables if table.is_ordered}
    until = time.monotonic() + WAIT_SECONDS
    waited_for = now = _writers(list(bounds))
    while waited_for and time.monotonic() < until:
        time.sleep(0.1)
        now = _writers(list(bounds))
        waited_for &= now
    busy = {table for table, _writer in waited_for}
    return {name: bound for name, bound in bounds.items() if name not in busy}


def _last_key(table: FactTable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{table.pk}"), 0) FROM "{table.name}"')  # noqa: S608  our own names
        return int(cursor.fetchone()[0])


def _writers(tables: list[str]) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [tables])
        return set(cursor.fetchall())


def _seal(tables: list[FactTable], bounds: Bounds, at: datetime) -> SealedDay:
    previous = SealedDay.objects.order_by("-pk").values_list("head", flat=True).first() or ""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_ALIKE)
        cursor.execute("SELECT nextval(pg_get_serial_sequence('common_sealedday', 'id'))")
        [number] = cursor.fetchone()
    lines, rows = [], 0
    for table in tables:
        for seal in _of_table(table, bounds):
            seal.sealed_day_id = number
            seal.save(force_insert=True)
            lines.append(line_of(seal))
            rows += seal.rows
    day = timezone.localdate(at)
    return SealedDay.objects.create(pk=number, day=day, at=at, rows=rows, head=head_of(previous, day, at, lines))


def _of_table(table: FactTable, bounds: Bounds) -> Iterator[FactSeal]:
    if not table.is_ordered:
        yield from _keyed(table)
    elif table.name in bounds:
        yield from _ordered(table, bounds[table.name])


def sealed_until() -> Bounds:
    """The last key sealed of each ordered table."""
    return dict(FactSeal.objects.filter(upto__isnull=False).values_list("table").annotate(last=Max("upto")))


def _ordered(table: FactTable, bound: int) -> Iterator[FactSeal]:
    after = FactSeal.objects.filter(table=table.name).aggregate(last=Max("upto"))["last"] or 0
    while after < bound:
        upto = _end_of_part(table, after, bound)
        if upto is None:
            return
        yield _made(table, table.between(), [after, upto], after=after, upto=upto)
        after = upto


def _end_of_part(table: FactTable, after: int, bound: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT max("{table.pk}") FROM (SELECT "{table.pk}" FROM "{table.name}" WHERE {table.between()} '  # noqa: S608  our own names
            f'ORDER BY "{table.pk}" LIMIT {ROWS_OF_A_SEAL}) AS part',
            [after, bound],
        )
        last = cursor.fetchone()[0]
    return None if last is None else int(last)


def _keyed(table: FactTable) -> Iterator[FactSeal]:
    """Where keys come in no order, what is in no seal is new."""
    with connection.cursor() as cursor:
        cursor.execute(f"{table.unsealed_sql()} ORDER BY key")
        keys = [bytes(key) for (key,) in cursor.fetchall()]
    for start in range(0, len(keys), ROWS_OF_A_SEAL):
        yield _made(table, table.among(), [table.natives(keys[start : start + ROWS_OF_A_SEAL])], after=None, upto=None)


def _made(table: FactTable, where: str, values: list[Any], *, after: int | None, upto: int | None) -> FactSeal:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), encode({DIGEST}, 'hex'), "  # noqa: S608  our own names
            f"string_agg(key || substring(digest FOR {SHORT}), ''::bytea ORDER BY key) "
            f"FROM ({table.digests_sql(table.columns, where)}) AS lines",
            values,
        )
        rows, whole, row_digests = cursor.fetchone()
    return FactSeal(
        table=table.name, columns=list(table.columns), after=after, upto=upto, rows=rows, digest=whole, row_digests=bytes(row_digests)
    )  # fmt: skip


def line_of(seal: FactSeal) -> list[object]:
    """What the chain keeps of a seal."""
    entries = hashlib.sha256(seal.row_digests).hexdigest()
    return [seal.table, seal.columns, seal.after, seal.upto, seal.rows, seal.digest, entries]


def head_of(previous: str, day: date, at: datetime, lines: list[list[object]]) -> str:
    """The digest that binds a night to the nights before it. previous: their last head, "" before the first night."""
    return digest({"previous": previous, "day": day, "at": at.astimezone(UTC).isoformat(timespec="seconds"), "seals": lines})
