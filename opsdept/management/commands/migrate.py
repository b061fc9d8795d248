"""python manage.py migrate: Django's own, with a sentence instead of a traceback when the database is unusable."""

from typing import Any

from django.core.management.commands import migrate

from opsdept.database.ready import require_database


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        require_database()
        super().handle(*args, **options)
