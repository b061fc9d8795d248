"""python manage.py run: start opsdept on this machine, with a small demonstration company the first time."""

import sys
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from opsdept import leaving
from opsdept.checks import MACHINE
from opsdept.database.ready import require_database
from opsdept.running.house import run_house, say
from opsdept.running.start import AlreadyRunning, local_address, migrate_if_needed, only_start, require_free_port

DEMO_EMPLOYEES = 13


class Command(BaseCommand):
    help = "Start opsdept on this machine; the first start makes a department of thirteen to look around in."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        address = local_address()
        try:
            with only_start(address):
                self._start(address)
        except AlreadyRunning as other:
            self.stdout.write(f"opsdept already runs in {settings.HOME}: {other.address}")

    def _start(self, address: str) -> None:
        require_free_port()
        for warning in checks.run_checks(tags=[MACHINE]):
            self.stderr.write(f"{warning.msg} {warning.hint}")
        require_database()
        leaving.fulfil(tell=say)
        if migrate_if_needed():
            self.stderr.write("The database is up to date.")
        make_first_company()

        def say_ready() -> None:
            self.stdout.write(f"opsdept is ready: {address}   (Ctrl-C stops it)")
            self.stdout.flush()

        sys.exit(run_house(web_processes=1, environment={"STATIC_FROM_SOURCE": "1"}, say_ready=say_ready))


def make_first_company() -> None:
    """Fill an empty database with the demonstration company, unless it was left; its command prints who may log in."""
    if "demo" in get_commands() and not apps.get_model("people", "Employee").objects.exists() and not leaving.has_left():
        call_command("demo", employees=DEMO_EMPLOYEES)
