"""`manage.py load_structure NAME --accountable NUMBER`: the units and posts of a ready structure."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import clock
from common.errors import RuleBroken
from people.models import Employee
from people.services.structures import load_structure
from people.structures import BY_NAME


class Command(BaseCommand):
    help = "Load a ready structure of units and posts into an empty company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(BY_NAME))
        parser.add_argument("--accountable", required=True, metavar="NUMBER", help="employee number of who answers for the units")
        parser.add_argument("--start", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="first day; today by default")
        parser.add_argument("--company", default="", help="name of the company, when it is not in the tree yet")

    def handle(self, *args: Any, **options: Any) -> None:
        accountable = Employee.objects.filter(number=options["accountable"]).first()
        if accountable is None:
            raise CommandError(_("There is no employee with the number %(number)s.") % {"number": options["accountable"]})
        structure = BY_NAME[options["name"]]
        start = options["start"] or clock.today()
        try:
            unit = load_structure(structure=structure, accountable=accountable, start=start, company=options["company"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("%(unit)s is in the tree from %(day)s on.") % {"unit": unit.name, "day": start})
