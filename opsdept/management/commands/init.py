"""python manage.py init: the company, its departments and the first administrator of an empty installation."""

import os
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import clock
from common.errors import RuleBroken
from opsdept.database.ready import require_database
from opsdept.first_company import make_company, read_tree
from opsdept.running.start import migrate_if_needed

PASSWORD_VARIABLE = "ADMIN_PASSWORD"  # noqa: S105  a name, not a password


class Command(BaseCommand):
    help = "Prepare an empty installation for real use. What no flag says is asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", help="name of the company")
        parser.add_argument("--admin-number", help="employee number of the first administrator, the name to log in with")
        parser.add_argument("--admin-name", help="their name")
        parser.add_argument("--admin-email", help="their e-mail address, where a forgotten password is reset; may be empty")
        parser.add_argument(
            "--departments",
            metavar="FILE",
            help="the tree: a text with one name a line, indented below its superior, or an Excel file with each name in "
            "the column of its level; may be empty",
        )
        parser.epilog = f"The password is asked, or read from the environment variable {PASSWORD_VARIABLE}."

    def handle(self, **options: Any) -> None:
        require_database()
        migrate_if_needed()
        try:
            answers = self._answers(options)
            company = make_company(**answers, start=clock.today())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(company)s is ready with %(count)d departments. %(number)s may log in and do everything. Start it: make serve")
            % {"company": company, "count": len(answers["units"]), "number": answers["admin_number"]}
        )

    def _answers(self, options: dict[str, Any]) -> dict[str, Any]:
        answers: dict[str, Any] = {
            "name": self._needed(options["company"], _("Name of the company")),
            "admin_number": self._needed(options["admin_number"], _("Employee number of the first administrator")),
            "admin_name": self._needed(options["admin_name"], _("Their name")),
            "email": self._asked(options["admin_email"], _("Their e-mail address (may be empty)")),
        }
        departments = self._asked(options["departments"], _("File with the departments (may be empty)"))
        answers["units"] = read_tree(Path(departments)) if departments else []
        answers["password"] = self._password()
        return answers

    def _asked(self, given: str | None, question: str) -> str:
        try:
            return (input(f"{question}: ") if given is None else given).strip()
        except EOFError:
            return ""

    def _needed(self, given: str | None, question: str) -> str:
        answer = self._asked(given, question)
        if not answer:
            raise CommandError(_("%(question)s: this is needed.") % {"question": question})
        return answer

    def _password(self) -> str:
        password = os.environ.get(PASSWORD_VARIABLE) or getpass(_("Password of the administrator") + ": ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
