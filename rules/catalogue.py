"""Every parameter a rule may name: those that an app reads, and those of the catalogue that nobody reads yet."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from common import parameters
from common.parameters import Parameter, declared
from common.scripts import in_script, script_of_language

FILE = settings.BASE_DIR / "docs" / "parameters.csv"
TYPES: dict[str, type[Parameter[Any]]] = {
    cls.type_name: cls
    for cls in (
        parameters.Count, parameters.Days, parameters.Hours, parameters.Minutes, parameters.Money, parameters.Percent, parameters.Ratio,
        parameters.Schedule, parameters.Text, parameters.Time, parameters.TimeRange, parameters.Weekdays,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A line of the catalogue. default: the figure that the sources give, raw, or None."""

    key: str
    type_name: str
    unit: str
    text_zh: str
    text_en: str
    default: Any

    @property
    def text(self) -> str:
        """What it is, in the reader's language."""
        language = get_language() or ""
        return self.text_en if language.startswith("en") else in_script(self.text_zh, script_of_language(language))


@cache
def catalogue() -> dict[str, Known]:
    """The catalogue by key, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: _known(row) for row in csv.DictReader(file, strict=True)}


def _known(row: dict[str, str]) -> Known:
    default = row["default"]
    raw = None if not default else json.loads(default) if default[0] in "[{" else default
    return Known(row["key"], row["type"], row["unit"], row["text_zh"], row["text_en"], raw)


def parameter_of(key: str) -> Parameter[Any]:
    """The parameter as its app declares it; else as the catalogue describes it. Raises LookupError for an unknown key.

    Choices and tables that nobody declares yet are read as text: which options there are is for the app to say.
    """
    found = declared().get(key)
    if found is not None:
        return found
    known = catalogue().get(key)
    if known is None:
        raise LookupError(key)
    return TYPES.get(known.type_name, parameters.Text)(key, unit=known.unit)


def is_known(key: str) -> bool:
    """Whether a rule may name the key."""
    return key in catalogue() or key in declared()


def is_read(key: str) -> bool:
    """Whether an app reads it; if not, its clause is not yet enforced."""
    return key in declared()


def text_of(key: str) -> str:
    """What the parameter is, in the reader's language; the key itself when the catalogue does not list it."""
    known = catalogue().get(key)
    return known.text if known else key
