"""The text of an edition as a reader has it before them, character for character, and its digest.

The digest is that of a plain file, so that anybody can check it: SHA-256 of the UTF-8 text that `plain_text` returns.
"""

import hashlib
from collections.abc import Sequence

from common.scripts import Script, in_script, script_of
from rules.models import Edition
from rules.selectors.rulebooks import ShownClause, shown_clauses
from rules.words import in_words

AS_WRITTEN = ""


def plain_text(edition: Edition, clauses: Sequence[ShownClause], script: Script | str = AS_WRITTEN) -> str:
    """Title, number and clauses with their values in them, a line each. script: of the characters; "" as it is written."""
    lines = [turned(edition.rulebook.title, script), f"{edition.rulebook.number} 第{edition.number}版"]
    for one in clauses:
        lines += clause_lines(one, script)
    return "\n".join(lines) + "\n"


def clause_lines(one: ShownClause, script: Script | str = AS_WRITTEN) -> list[str]:
    """Heading, text, and what single units decide, as the page shows them. Names of units stay as they are written."""
    row, text = one.row, "".join(piece.text for piece in one.pieces)
    heading = f"{row.marker}{row.heading}" if row.heading else ""
    body = text if row.heading else f"{row.marker}{text}"
    own = [
        f"{value.department.name}：{turned(in_words(value.key, value.raw) or '____', script)}" for value in one.values if value.department
    ]
    return [line for line in (turned(heading, script), turned(body, script), *own) if line]


def turned(text: str, script: Script | str) -> str:
    return in_script(text, script)  # type: ignore[arg-type]


def text_digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown_digest(edition: Edition, script: str = AS_WRITTEN) -> str:
    """The digest of an edition's text in that script: two queries."""
    return text_digest(plain_text(edition, shown_clauses(edition), script))


def script_shown(edition: Edition, clauses: Sequence[ShownClause], script: str) -> Script:
    """The characters that the reader sees; of a text shown as it is written, those of most of it."""
    return script if script in ("hans", "hant") else script_of(plain_text(edition, clauses))  # type: ignore[return-value]
