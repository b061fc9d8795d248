"""The tables of append-only facts, and digests of their rows as Postgres computes them.

A row's digest is SHA-256 over its columns as one JSON array. It depends on the values alone, not on the settings of a session.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Model, UUIDField

from common.models import FactSeal, SealedDay
from common.triggers import own_models

DIGEST = "sha256(coalesce(string_agg(key || digest, ''::bytea ORDER BY key), ''))"  # of many rows, as `digests_sql` gives them
SHORT = 8  # bytes of a row's SHA-256 that its seal keeps
# How a value is written, whatever the session or the server prefers.
WRITTEN_ALIKE = """
SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL quote_all_identifiers = off
"""


@dataclass(frozen=True, slots=True)
class FactTable:
    """is_ordered: keys come from a sequence, so a row that is added has a larger key than all before it."""

    name: str
    label: str
    pk: str
    columns: tuple[str, ...]
    is_ordered: bool
    is_uuid: bool

    @property
    def key_bytes(self) -> int:
        """How many bytes a key takes in `row_digests`."""
        return 16 if self.is_uuid else 8

    @property
    def entry_bytes(self) -> int:
        """How many bytes a row takes in `row_digests`."""
        return self.key_bytes + SHORT

    def key_sql(self) -> str:
        """The key as bytes that sort as the key does."""
        pk = connection.ops.quote_name(self.pk)
        return f"uuid_send({pk})" if self.is_uuid else f"int8send({pk}::bigint)"

    def digests_sql(self, columns: Sequence[str], where: str) -> str:
        """key, digest of each row that fulfils the condition."""
        quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
        return (
            f"SELECT {self.key_sql()} AS key, sha256(convert_to(jsonb_build_array({quoted})::text, 'UTF8')) AS digest "  # noqa: S608  our own names
            f"FROM {connection.ops.quote_name(self.name)} WHERE {where}"
        )

    def between(self) -> str:
        """The condition for rows of a seal of an ordered table; takes after and upto."""
        pk = connection.ops.quote_name(self.pk)
        return f"{pk} > %s AND {pk} <= %s"

    def among(self) -> str:
        """The condition for rows of a seal of any other table; takes the keys as `natives` gives them."""
        return f"{connection.ops.quote_name(self.pk)} = ANY(%s)"

    def natives(self, keys: Iterable[bytes]) -> list[UUID] | list[int]:
        """Keys as Postgres compares them."""
        return [UUID(bytes=key) for key in keys] if self.is_uuid else [int.from_bytes(key, signed=True) for key in keys]

    def sealed_keys_sql(self) -> str:
        """The keys of every row in a seal of this table. The concatenation unpacks the bytes once for all their rows."""
        return (
            f"SELECT substring(kept.entries FROM i * {self.entry_bytes} + 1 FOR {self.key_bytes}) AS key "  # noqa: S608  numbers
            "FROM (SELECT row_digests || ''::bytea AS entries, rows FROM common_factseal "
            f"WHERE \"table\" = '{self.name}' OFFSET 0) AS kept, generate_series(0, kept.rows - 1) AS i"
        )

    def unsealed_sql(self) -> str:
        """The keys of the rows in no seal: of an ordered table it takes the last key sealed. EXCEPT never compares each with each."""
        every = f"SELECT {self.key_sql()} AS key FROM {connection.ops.quote_name(self.name)}"  # noqa: S608  our own names
        if self.is_ordered:
            return f"{every} WHERE {connection.ops.quote_name(self.pk)} > %s"
        return f"({every}) EXCEPT ({self.sealed_keys_sql()})"


def fact_tables() -> list[FactTable]:
    """Every table that refuses changes, but for the seals themselves: their chain proves them."""
    models = (model for model in own_models() if getattr(model, "append_only", False) and model not in (SealedDay, FactSeal))
    return sorted((_table_of(model) for model in models), key=lambda table: table.name)


def _table_of(model: type[Model]) -> FactTable:
    opts = model._meta
    pk: Any = opts.pk
    target = pk
    while target.remote_field:  # a key that is another table's key
        target = target.target_field
    return FactTable(
        name=opts.db_table, label=str(opts.verbose_name), pk=pk.column, columns=tuple(str(field.column) for field in opts.concrete_fields),
        is_ordered=isinstance(pk, AutoField), is_uuid=isinstance(target, UUIDField),
    )  # fmt: skip


def entries(table: FactTable, row_digests: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and short digest of each row of a seal, in order."""
    for at in range(0, len(row_digests) - table.entry_bytes + 1, table.entry_bytes):
        yield row_digests[at : at + table.key_bytes], row_digests[at + table.key_bytes : at + table.entry_bytes]


def key_in_words(table: FactTable, key: bytes) -> str:
    """The key as the table shows it."""
    return str(table.natives([key])[0])
