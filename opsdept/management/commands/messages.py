"""`manage.py messages`: collect, convert and compile the translations; `--check` only looks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Collect the strings of the interface, keep their Chinese, convert it to Traditional and compile both."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a translation is missing or out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        from opsdept.translations import catalogues

        faults = catalogues.problems() if options["check"] else catalogues.refresh()
        for fault in faults:
            self.stdout.write(fault)
        if faults and options["check"]:
            raise CommandError(
                f"{len(faults)} translations need attention: `manage.py messages`, then locale/zh_Hans/LC_MESSAGES/django.po"
            )
        self.stdout.write(f"{len(faults)} left to translate" if faults else "translations complete")
