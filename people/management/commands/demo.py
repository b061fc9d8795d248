"""`manage.py demo`: a believable company in an empty database."""

import time
import unicodedata
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from common.errors import RuleBroken
from people import demo
from people.demo.company import build_company
from people.models import DemoMark


class Command(BaseCommand):
    help = "Fill an empty database with a demo company and print its logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employees", type=int, default=13, help="people in the operating units, from 13; four more run the company")
        parser.add_argument("--months", type=int, default=6, help="how far its history goes back")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same company")

    def handle(self, *args: Any, **options: Any) -> None:
        started, today = time.monotonic(), clock.today()
        try:
            people = build_company(employees=options["employees"], months=options["months"], seed=options["seed"], today=today)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        demo.fill_all(options["seed"], today)
        DemoMark.objects.create(pk=1, made_at=clock.now(), made_for=today, seed=options["seed"])
        if not options["verbosity"]:
            return
        seconds = time.monotonic() - started
        self.stdout.write(_("A demo company of %(people)d people, made in %(seconds).1f seconds.") % {"people": people, "seconds": seconds})
        self.stdout.write(login_table(demo.logins()))


def login_table(logins: list[demo.Login]) -> str:
    """The logins as lines of a table: Chinese characters take two columns."""
    head = (_("employee number"), pgettext("person", "name"), _("role"), _("password"))
    rows = [head, *((login.number, login.name, login.role, login.password) for login in logins)]
    widths = [max(width(row[place]) for row in rows) for place in range(len(head))]
    return "\n".join("  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows)


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
