"""Triggers that every table of ours carries: the audit trail, and the refusal to change append-only rows.

They are put in place after each `migrate` from the models themselves, so that a new model cannot be forgotten.
A model may say:

    append_only = True             a fact: UPDATE, DELETE and TRUNCATE are refused
    audit_exempt = "the reason"    no lines in the trail (derived rows, the trail itself)
    audit_hidden = ("password",)   columns whose values never reach the trail
    audit_verb = "verdict"         the column whose value is the verb of a new row's line
"""

import hashlib
from collections.abc import Iterator

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION opsdept_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' AND current_setting('opsdept.may_empty', true) = 'on' AND current_database() LIKE 'test\_%' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION opsdept_masked(line jsonb, hidden text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = ANY (hidden) THEN '"***"'::jsonb ELSE value END), '{}')
    FROM jsonb_each(line)
$$;

CREATE OR REPLACE FUNCTION opsdept_changed(line jsonb, other jsonb, hidden text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = ANY (hidden) THEN '"***"'::jsonb ELSE value END), '{}')
    FROM jsonb_each(line) WHERE other -> key IS DISTINCT FROM value
$$;

-- The planner knows nothing of the rows of a statement and would compare each with each: thousands of them are joined by hash.
CREATE OR REPLACE FUNCTION opsdept_audit() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop TO off AS $$
DECLARE
    pk text := TG_ARGV[0];
    hidden text[] := TG_ARGV[1]::text[];
    verb_column text := TG_ARGV[2];
    actor jsonb := nullif(current_setting('opsdept.actor', true), '')::jsonb;
    who bigint := (actor ->> 'user')::bigint;
    label text := coalesce(actor ->> 'label', 'system');
    request text := coalesce(actor ->> 'request', '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO common_auditentry (at, actor_id, actor_label, request_id, verb, table_name, row_id, before, after, note)
        SELECT clock_timestamp(), who, label, request, coalesce(line ->> verb_column, 'create'), TG_TABLE_NAME,
               line ->> pk, NULL, opsdept_masked(line, hidden), ''
        FROM (SELECT to_jsonb(n) AS line FROM new_rows n) AS lines;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO common_auditentry (at, actor_id, actor_label, request_id, verb, table_name, row_id, before, after, note)
        SELECT clock_timestamp(), who, label, request, 'change', TG_TABLE_NAME, o.line ->> pk,
               opsdept_changed(o.line, n.line, hidden), opsdept_changed(n.line, o.line, hidden), ''
        FROM (SELECT to_jsonb(r) AS line FROM old_rows r) AS o
        JOIN (SELECT to_jsonb(r) AS line FROM new_rows r) AS n ON o.line ->> pk = n.line ->> pk
        WHERE o.line <> n.line;
    ELSE
        INSERT INTO common_auditentry (at, actor_id, actor_label, request_id, verb, table_name, row_id, before, after, note)
        SELECT clock_timestamp(), who, label, request, 'delete', TG_TABLE_NAME,
               line ->> pk, opsdept_masked(line, hidden), NULL, ''
        FROM (SELECT to_jsonb(o) AS line FROM old_rows o) AS lines;
    END IF;
    RETURN NULL;
END $$;
"""

REFUSE = """
CREATE OR REPLACE TRIGGER opsdept_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION opsdept_refuse_change();
CREATE OR REPLACE TRIGGER opsdept_append_only_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION opsdept_refuse_change();
"""

AUDIT = """
CREATE OR REPLACE TRIGGER opsdept_audit_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION opsdept_audit({arguments});
CREATE OR REPLACE TRIGGER opsdept_audit_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION opsdept_audit({arguments});
CREATE OR REPLACE TRIGGER opsdept_audit_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION opsdept_audit({arguments});
"""


def own_models() -> Iterator[type[Model]]:
    """The managed models of our houses, many-to-many tables included."""
    for config in apps.get_app_configs():
        if is_ours(config):
            yield from (m for m in config.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)


def is_ours(config: AppConfig) -> bool:
    """Whether the app lives in this checkout."""
    return config.path.startswith(str(settings.BASE_DIR)) and "site-packages" not in config.path


def trigger_sql(model: type[Model]) -> str:
    """The statements that give the model's table the triggers it asks for; empty when it asks for none."""
    table = f'"{model._meta.db_table}"'
    sql = REFUSE.format(table=table) if getattr(model, "append_only", False) else ""
    if not getattr(model, "audit_exempt", ""):
        hidden = "{" + ",".join(getattr(model, "audit_hidden", ())) + "}"
        arguments = f"'{model._meta.pk.column}', '{hidden}', '{getattr(model, 'audit_verb', '')}'"
        sql += AUDIT.format(table=table, arguments=arguments)
    return sql


def install(using: str = "default", **_: object) -> None:
    """Put the functions and triggers in place, unless these very ones are. A post_migrate receiver."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "common_auditentry" not in tables:
            return
        sql = FUNCTIONS + "".join(trigger_sql(m) for m in own_models() if m._meta.db_table in tables)
        mark = hashlib.sha256(sql.encode()).hexdigest()
        cursor.execute("SELECT obj_description(to_regproc('opsdept_audit'), 'pg_proc')")
        if cursor.fetchone()[0] != mark:
            cursor.execute(f"{sql} COMMENT ON FUNCTION opsdept_audit() IS '{mark}'", None)
