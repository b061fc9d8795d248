"""`manage.py read_fapiao FILE...`: what fapiao files say, without any database."""

import json
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import get_language, override

from finance.fapiao.fields import Read
from finance.fapiao.limited import AT_ONCE, read_limited
from finance.fapiao.reading import LARGEST
from finance.fapiao.sentences import MISSING, Unreadable

REFUSED = 2  # exit status


class Command(BaseCommand):
    help = "Read fapiao files: PDF, OFD, XML, photos; docs/fapiao.md tells the format. Exit status 2 when a file is no fapiao."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, OFD, XML, JPEG, PNG or WebP")
        parser.add_argument("--format", choices=["json", "text"], default="json")

    def handle(self, *, files: list[str], format: str, **options: Any) -> None:
        language = get_language() or "en"

        def told(file: str) -> dict[str, Any]:
            with override(language):  # a thread has no language of its own
                return _told(file)

        with ThreadPoolExecutor(AT_ONCE) as readers:
            results = list(readers.map(told, files))
        self.stdout.write(_as_json(results, self.stdout) if format == "json" else _as_text(results))
        if any("error" in result for result in results):
            sys.exit(REFUSED)


def _told(file: str) -> dict[str, Any]:
    try:
        read = read_limited(_content(file), file)
    except Unreadable as refusal:
        return {"file": file, "error": str(refusal)}
    return {"file": file, **read.as_json(), **_remarks(read)}


def _remarks(read: Read) -> dict[str, Any]:
    """Only for the text form; taken out of the JSON again."""
    return {"_notes": [str(note) for note in read.notes]}


def _content(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except (OSError, ValueError) as fault:
        raise Unreadable(_translated(MISSING)) from fault


def _translated(sentence: str) -> str:
    from django.utils.translation import gettext

    return gettext(sentence)


def _as_json(results: list[dict[str, Any]], stdout: Any) -> str:
    content = [{name: value for name, value in result.items() if name != "_notes"} for result in results]
    text = json.dumps(content, ensure_ascii=False, indent=2)
    try:
        text.encode(getattr(stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:  # a terminal without Chinese, or half a character in a file name
        text = json.dumps(content, indent=2)
    return text


def _as_text(results: list[dict[str, Any]]) -> str:
    """A block for each file: a line for each field that is filled, with its source."""
    lines = []
    for result in results:
        lines.append(result["file"])
        if "error" in result:
            lines.append(f"  {result['error']}")
        sources = result.get("source", {})
        lines += [f"  {name:<14} {result[name]}  [{origin}]" for name, origin in sources.items()]
        lines += [f"  ! {note}" for note in result.get("_notes", ())]
    return "\n".join(lines)
