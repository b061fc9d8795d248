"""Are the facts still what was sealed? Every digest is computed anew, and what differs is named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from common.facts import DIGEST, SHORT, WRITTEN_ALIKE, FactTable, entries, fact_tables, key_in_words
from common.models import FactSeal, SealedDay
from common.sealing import head_of, line_of, sealed_until


class What(StrEnum):
    """altered, missing, slipped_in: a row. chain: the seals themselves. shape: a table or column is no longer there."""

    ALTERED = "altered"
    MISSING = "missing"
    SLIPPED_IN = "slipped in"
    CHAIN = "chain"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Difference:
    """day: of the seal. key: of the row, as the table shows it; "" for a seal."""

    what: What
    day: date
    table: str = ""
    key: str = ""


@dataclass(slots=True)
class Verified:
    """head: of the last night, "" before the first. noted_on: the night whose head was noted elsewhere, None when there is none."""

    head: str = ""
    until: datetime | None = None
    nights: int = 0
    rows: int = 0
    unsealed: int = 0
    first: Difference | None = None
    differences: int = 0
    noted_on: date | None = None

    def add(self, found: Difference) -> None:
        self.first = self.first or found
        self.differences += 1


Tell = Callable[[int, int], None]  # rows looked at, rows in all


def verify(*, noted: str = "", tell: Tell = lambda done, whole: None) -> Verified:
    """Recompute the chain and every row that is sealed. noted: a head, or its beginning, that was written down elsewhere."""
    verified, previous = Verified(), ""
    tables = {table.name: table for table in fact_tables()}
    reached: dict[str, int] = {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(WRITTEN_ALIKE)
        nights = list(SealedDay.objects.order_by("pk"))
        whole = sum(night.rows for night in nights)
        for night in nights:
            for found in _night(night, previous, tables, reached):
                if isinstance(found, int):
                    verified.rows += found
                    tell(verified.rows, whole)
                else:
                    verified.add(found)
            previous = night.head
            if noted and night.head.startswith(noted.lower()):
                verified.noted_on = night.day
        verified.unsealed = sum(_unsealed(table) for table in tables.values())
    verified.nights, verified.head = len(nights), previous
    verified.until = nights[-1].at if nights else None
    return verified


def _night(night: SealedDay, previous: str, tables: dict[str, FactTable], reached: dict[str, int]) -> Iterator[Difference | int]:
    """What differs, and after each seal how many rows it has. reached: last key sealed so far of each table."""
    lines, is_chained = [], True
    for seal in FactSeal.objects.filter(sealed_day=night).order_by("pk").iterator(chunk_size=10):
        lines.append(line_of(seal))
        is_chained = is_chained and (seal.after is None or seal.after == reached.get(seal.table, 0))
        reached[seal.table] = seal.upto or 0
        yield from _seal(seal, night.day, tables.get(seal.table))
        yield seal.rows
    if not is_chained or head_of(previous, night.day, night.at, lines) != night.head:
        yield Difference(What.CHAIN, night.day)


def _seal(seal: FactSeal, day: date, table: FactTable | None) -> Iterator[Difference]:
    if table is None or set(seal.columns) - set(table.columns):
        yield Difference(What.SHAPE, day, seal.table)
        return
    then = dict(entries(table, bytes(seal.row_digests)))
    where = table.between() if table.is_ordered else table.among()
    values: list[Any] = [seal.after, seal.upto] if table.is_ordered else [table.natives(then)]
    sql = table.digests_sql(seal.columns, where)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode({DIGEST}, 'hex') FROM ({sql}) AS lines", values)  # noqa: S608  our own names
        if cursor.fetchone()[0] == seal.digest:
            return
        cursor.execute(f"SELECT key, substring(digest FOR {SHORT}) FROM ({sql}) AS lines", values)  # noqa: S608  our own names
        now = {bytes(key): bytes(short) for key, short in cursor.fetchall()}
    found = list(_rows(table, day, then, now))
    yield from found or [Difference(What.CHAIN, day, table.name)]  # the rows are as their short digests say: the seal is not


def _rows(table: FactTable, day: date, then: dict[bytes, bytes], now: dict[bytes, bytes]) -> Iterator[Difference]:
    """What differs, in the order of the keys."""
    for key in sorted(then.keys() | now.keys()):
        if then.get(key) != now.get(key):
            what = What.MISSING if key not in now else What.SLIPPED_IN if key not in then else What.ALTERED
            yield Difference(what, day, table.name, key_in_words(table, key))


def _unsealed(table: FactTable) -> int:
    values = [sealed_until().get(table.name, 0)] if table.is_ordered else []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({table.unsealed_sql()}) AS lines", values)  # noqa: S608  our own names
        return int(cursor.fetchone()[0])
