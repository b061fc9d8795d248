"""`manage.py import_rules FILE...`: any rules document as clause trees; with --preview without any database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from rules.importing import Imported, Unreadable, import_file, read_file
from rules.importing.results import NOISE_REASONS

REFUSED = 2  # exit status


class Command(BaseCommand):
    help = "Import rules documents; docs/import-rules.md tells the format. Errors are printed as JSON (exit status 2)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help=".txt, .md, .docx or .html; - for standard input")
        parser.add_argument("--preview", action="store_true", help="store nothing and use no database; only show what would come out")
        parser.add_argument("--format", choices=["json", "text"], default="json")

    def handle(self, *, files: list[str], preview: bool, format: str, **options: Any) -> None:
        contents = {file: _content(file) for file in files}
        refused = {file: sentence for file, (_data, sentence) in contents.items() if sentence}
        found: dict[str, Imported] = {}
        for file, (data, _sentence) in contents.items():
            try:
                found |= {} if file in refused else {file: import_file(data, _name(file))}
            except Unreadable as refusal:
                refused[file] = str(refusal)
        if refused:
            self._print({"errors": [{"file": file, "message": message} for file, message in refused.items()]})
            sys.exit(REFUSED)
        if not preview:
            _store(contents, found)
        together = Imported(
            tuple(d for one in found.values() for d in one.documents), tuple(n for one in found.values() for n in one.noise)
        )
        self._print(together.as_json()) if format == "json" else self.stdout.write(as_text(together))

    def _print(self, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=2)
        try:
            text.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:  # a terminal without Chinese, or half a character in the input
            text = json.dumps(content, indent=2)
        self.stdout.write(text)


def _store(contents: dict[str, tuple[bytes, str]], found: dict[str, Imported]) -> None:
    """Keep the source and what came out of it, for a person to look through."""
    from common import clock
    from rules.services.importing import store_import

    for file, imported in found.items():
        store_import(source=read_file(contents[file][0], _name(file)), imported=imported, by=None, at=clock.now())


def _name(file: str) -> str:
    return "" if file == "-" else Path(file).name


def _content(file: str) -> tuple[bytes, str]:
    """The bytes of the file, or the sentence that says why there are none."""
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()), ""
    except OSError:
        return b"", _("%(file)s cannot be read. Is it there, and may you read it?") % {"file": file}


def as_text(imported: Imported) -> str:
    """An outline to look through: a line for each node, then what was left out."""
    lines = []
    for document in imported.documents:
        lines.append(f"# {document.title}  [{document.source}:{document.first_line}]{'  …' if document.truncated else ''}")
        for node in document.nodes:
            flags = f"  !{','.join(node.flags)}" if node.flags else ""
            said = " ".join(part for part in (node.label, node.heading, node.text.replace("\n", " ")) if part)
            lines.append(f"{'  ' * node.depth}{said}{flags}")
            lines += [f"{'  ' * node.depth}  ? {blank.text} {blank.key or blank.type}" for blank in node.blanks]
        lines.append("")
    lines += [f"- {stretch.source}:{stretch.first_line}-{stretch.last_line} {NOISE_REASONS[stretch.reason]}" for stretch in imported.noise]
    return "\n".join(lines)
