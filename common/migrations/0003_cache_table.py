"""The table of Django's database cache, shared by all web processes (login rate limits live in it)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0002_upload_uploaded_by")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE common_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX common_cache_expires ON common_cache (expires);
            """,
            "DROP TABLE common_cache",
        )
    ]
