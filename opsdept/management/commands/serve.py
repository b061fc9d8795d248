"""python manage.py serve: run opsdept for real use."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError

from opsdept import leaving
from opsdept.database.ready import require_database
from opsdept.running.house import run_house, say
from opsdept.running.start import (
    AlreadyRunning,
    collect_static_if_needed,
    local_address,
    migrate_if_needed,
    only_start,
    require_free_port,
)

FOR_REAL = {"DEBUG": "0", "STATIC_FROM_SOURCE": "0"}


class Command(BaseCommand):
    help = "Run opsdept for real use: no demonstration data, DEBUG off, static files collected."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        if settings.DEBUG or settings.STATIC_FROM_SOURCE:  # settings follow from these two: read them again without
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **FOR_REAL})  # noqa: S606  ourselves
        address = local_address()
        try:
            with only_start(address):
                self._start(address)
        except AlreadyRunning as other:
            raise CommandError(f"opsdept already runs in {settings.HOME}: {other.address}") from None

    def _start(self, address: str) -> None:
        require_free_port()
        for finding in checks.run_checks(include_deployment_checks=True):
            self.stderr.write(f"{finding.msg} {finding.hint or ''}".strip())
        require_database()
        leaving.fulfil(tell=say)
        migrate_if_needed()
        collect_static_if_needed()

        def say_ready() -> None:
            self.stdout.write(f"opsdept serves {settings.PUBLIC_URL or address}, listening at {settings.HOST}:{settings.PORT}.")
            self.stdout.flush()

        sys.exit(
            run_house(
                web_processes=settings.WEB_PROCESSES,
                environment=FOR_REAL,
                say_ready=say_ready,
            )
        )
