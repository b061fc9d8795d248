"""Any rules document as clause trees: bytes -> text (`read_file`), text -> documents (`parse`). No database, no models.

It knows how such documents are numbered and how websites damage them, never a particular document.
"""

from rules.importing.parsing import import_file, parse
from rules.importing.reading import read_file
from rules.importing.results import Imported, Source, Unreadable

__all__ = ["Imported", "Source", "Unreadable", "import_file", "parse", "read_file"]
