"""python manage.py leave_demo: an empty company instead of the demonstration."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common import menu
from common.errors import RuleBroken
from opsdept import leaving
from opsdept.database.ready import require_database
from opsdept.leaving_forms import NewCompanyForm
from opsdept.management.commands.init import Command as Init
from opsdept.running.start import AlreadyRunning, local_address, only_start

FULFILLED_WITHIN = 180  # seconds for a house that runs


class Command(Init):
    help = "Leave the demonstration: everything in it goes, and your own company begins. A real company is never emptied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask for the name of the demonstration company")

    def handle(self, **options: Any) -> None:
        require_database()
        try:
            leaving.require_demo()
            if not options["yes"]:
                self._confirm()
            leaving.wish_for(self._wish(options))
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self._fulfil()
        if reason := leaving.refused():
            raise CommandError(reason)

    def _confirm(self) -> None:
        name = menu.company_name()
        self.stdout.write(_("Everything in “%(company)s” will be gone: people, rules, claims, files.") % {"company": name})
        if self._asked(None, _("Type the name of the company to leave it")) != name:
            raise CommandError(_("That is another name. Nothing was changed."))

    def _wish(self, options: dict[str, Any]) -> leaving.Wish:
        """Raises CommandError with what the page would say beside the field: after the emptying it would be too late."""
        answers = self._answers(options)
        units = tuple((unit.name, unit.depth) for unit in answers["units"])
        form = NewCompanyForm({
            "company": answers["name"], "number": answers["admin_number"], "name": answers["admin_name"], "email": answers["email"],
            "password": answers["password"],
        })  # fmt: skip
        if not form.is_valid():
            raise CommandError("\n".join(f"{form.fields[name].label}: {' '.join(map(str, said))}" for name, said in form.errors.items()))
        return form.wish(units)

    def _fulfil(self) -> None:
        """Here, or by the house that runs in this home: it stops its children for it."""
        try:
            with only_start(local_address()):
                leaving.fulfil(tell=self.stdout.write)
        except AlreadyRunning as other:
            self.stdout.write(
                _("opsdept runs at %(address)s; it leaves the demonstration and starts anew ...") % {"address": other.address}
            )
            until = time.monotonic() + FULFILLED_WITHIN
            while leaving.is_wished():
                if time.monotonic() > until:
                    raise CommandError(_("The running opsdept did not do it. Stop it and start it again: it will.")) from None
                time.sleep(0.5)
            if not leaving.refused():
                self.stdout.write(_("Done. Log in with the number of the administrator."))
