"""What a database holds: the rows of each table as a count and a digest, and the names of what guards them.

The digest is SHA-256 over the rows as COPY writes them, columns by name, rows by primary key. It streams, and comes out
the same on every server: the settings that shape the text, and the order of letters, are fixed here.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
from psycopg import sql

Session = psycopg.Connection[Any]
Table = dict[str, Any]  # rows, digest, and names: constraints, indexes, triggers

FIXED = {
    "datestyle": "ISO, YMD",
    "timezone": "UTC",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
TABLES: LiteralString = f"""
SELECT c.oid, n.nspname, c.relname,
  (SELECT array_agg(a.attname ORDER BY a.attname COLLATE "C") FROM pg_attribute a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT array_agg(a.attname ORDER BY k.place) FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE i.indrelid = c.oid AND i.indisprimary),
  (SELECT array_agg(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attcollation <> 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND {OURS} ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""  # noqa: S608  a constant
GUARDS: dict[str, LiteralString] = {
    "constraints": "SELECT conrelid, conname FROM pg_constraint WHERE convalidated AND contype <> 'n' AND conrelid <> 0",
    "indexes": "SELECT i.indrelid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid",
    "triggers": "SELECT tgrelid, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
SEQUENCES: LiteralString = f"""
SELECT n.nspname, s.relname, t.relname, a.attname
FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S' AND {OURS} ORDER BY 1, 2
"""  # noqa: S608  a constant


def fix_text(session: Session) -> None:
    """Give the session the settings that the digests rest on, and the time that large tables take."""
    for name, value in FIXED.items():
        session.execute("SELECT set_config(%s, %s, false)", [name, value])


def names_of_tables(session: Session) -> list[sql.Identifier]:
    return [sql.Identifier(schema, name) for _, schema, name, *_ in session.execute(TABLES)]


def is_empty(session: Session) -> bool:
    """Whether the database holds nothing of anybody: no table, view or sequence."""
    [(found,)] = session.execute(
        f"SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OURS}"  # noqa: S608  a constant
    ).fetchall()
    return not found


def contents(session: Session) -> dict[str, Table]:
    """Every table by name. In one transaction that sees one state; call `fix_text` before."""
    tables = session.execute(TABLES).fetchall()
    guards = {kind: _names(session, query) for kind, query in GUARDS.items()}
    found = {}
    for oid, schema, name, columns, key, collated in tables:
        rows, digest = _rows(session, sql.Identifier(schema, name), columns or [], key or [], set(collated or ()))
        called = name if schema == "public" else f"{schema}.{name}"
        found[called] = {"rows": rows, "digest": digest, **{kind: guards[kind].get(oid, []) for kind in GUARDS}}
    return found


def _names(session: Session, query: LiteralString) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for oid, name in session.execute(query):
        found.setdefault(oid, []).append(name)
    return {oid: sorted(names) for oid, names in found.items()}


def _rows(session: Session, table: sql.Identifier, columns: list[str], key: list[str], collated: set[str]) -> tuple[int, str]:
    """How many, and the digest. Without a primary key the rows are ordered by their whole text."""
    letters = sql.SQL('{} COLLATE "C"')
    order = [letters.format(sql.Identifier(name)) if name in collated else sql.Identifier(name) for name in key]
    query = sql.SQL("COPY (SELECT {} FROM {} AS t ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), table, sql.SQL(", ").join(order) if order else letters.format(sql.SQL("t::text"))
    )
    count, digest = 0, hashlib.sha256(repr(columns).encode())
    with session.cursor() as cursor, cursor.copy(query) as lines:
        for line in lines:
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def slow_sequences(session: Session) -> Iterator[str]:
    """Sequences whose next number a row has already, or has passed: a table whose rows bring their own numbers has one."""
    for schema, sequence, table, column in session.execute(SEQUENCES).fetchall():
        query = sql.SQL("SELECT (SELECT last_value + is_called::int FROM {}), (SELECT max({}) FROM {})").format(
            sql.Identifier(schema, sequence), sql.Identifier(column), sql.Identifier(schema, table)
        )
        [(following, highest)] = session.execute(query).fetchall()
        if highest is not None and following <= highest:
            yield sequence
