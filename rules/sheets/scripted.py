"""A sheet in one of the two scripts: text, titles and units sign for sign. People's names stay as they are written."""

from dataclasses import replace
from typing import Any, Literal

from common.scripts import Script, script_of
from common.scripts import in_script as converted
from rules.sheets.sheet import Sheet, SheetClause

LANGUAGES: dict[Script, str] = {"hans": "zh-CN", "hant": "zh-TW"}
SAID = ("title", "purpose", "company", "department", "scope", "replaces")


def in_script(sheet: Sheet, script: Script | Literal[""]) -> Sheet:
    """The sheet in `hans` or `hant`; for "" as it is written, in the language that its signs tell where it names none."""
    if not script:
        return sheet if sheet.lang else replace(sheet, lang=LANGUAGES[script_of(_whole(sheet))])
    clauses = tuple(_clause(clause, script) for clause in sheet.clauses)
    said: dict[str, Any] = {name: converted(getattr(sheet, name), script) for name in SAID}
    return replace(sheet, clauses=clauses, lang=LANGUAGES[script], **said)


def _clause(clause: SheetClause, script: Script) -> SheetClause:
    pieces = tuple(replace(piece, text=converted(piece.text, script)) for piece in clause.pieces)
    return replace(clause, marker=converted(clause.marker, script), heading=converted(clause.heading, script), pieces=pieces)


def _whole(sheet: Sheet) -> str:
    return sheet.title + "".join(clause.heading + "".join(piece.text for piece in clause.pieces) for clause in sheet.clauses)
