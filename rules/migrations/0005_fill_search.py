"""Wordings from before the search get what it compares. Their triggers rest meanwhile: no word of theirs changes."""

from typing import Any

from django.db import migrations

from common.scripts import folded


def fill(apps: Any, schema_editor: Any) -> None:
    wording = apps.get_model("rules", "ClauseText")
    rows = [(folded(f"{heading}\n{text}"), pk) for pk, heading, text in wording.objects.values_list("pk", "heading", "text")]
    if not rows:
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rules_clausetext DISABLE TRIGGER USER")
        cursor.executemany("UPDATE rules_clausetext SET search = %s WHERE id = %s", rows)
        cursor.execute("ALTER TABLE rules_clausetext ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("rules", "0004_guards_of_the_whole")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
