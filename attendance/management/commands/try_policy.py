"""`manage.py try_policy FILE.json`: what example days come to under given rules, without any database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from attendance.trial import TrialError, TrialRefused, try_policy

REFUSED = 2  # exit status


class Command(BaseCommand):
    help = "Evaluate example days; docs/try-policy.md tells the format. Prints JSON, errors too (exit status 2)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="", metavar="FILE.json", help="the input, - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        try:
            result = try_policy(_text(file))
        except TrialRefused as refusal:
            self._print({"errors": [{"parameter": error.parameter, "message": error.message} for error in refusal.errors]})
            sys.exit(REFUSED)
        self._print(result)

    def _print(self, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=2)
        try:
            text.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:  # a terminal without Chinese, or half a character in the input
            text = json.dumps(content, indent=2)
        self.stdout.write(text)


def _text(file: str) -> str:
    """The content of the file. Raises TrialRefused when it cannot be read as text."""
    if not file:
        raise _refused(_("Name a file, or - for standard input."))
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode(json.detect_encoding(raw))
    except OSError as fault:
        raise _refused(_("%(file)s cannot be read. Is it there, and may you read it?") % {"file": file}) from fault
    except UnicodeDecodeError as fault:
        raise _refused(_("%(file)s is not text in UTF-8.") % {"file": file}) from fault


def _refused(sentence: str) -> TrialRefused:
    return TrialRefused([TrialError("", sentence)])
