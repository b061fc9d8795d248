"""JSON into plain values with exact numbers, and how a fault is told."""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class TrialError:
    """parameter: the key, or the place in the input (`days[2].punches`)."""

    parameter: str
    message: str


class TrialRefused(Exception):  # noqa: N818  named for what happened
    """The input cannot be evaluated; `errors` says why, one for each fault."""

    def __init__(self, errors: list[TrialError]) -> None:
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in errors))
        self.errors = errors


def loaded(text: str) -> Any:
    """The JSON with exact numbers, however long."""
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_float=_number, parse_int=_number)
    except RecursionError:
        sentence = _("The JSON is nested too deeply.")
    except ValueError as fault:
        where = getattr(fault, "lineno", 1)
        sentence = _("This is not JSON: look at line %(line)d.") % {"line": where}
    raise TrialRefused([TrialError("", sentence)])


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all measure
        return text


def shown(raw: Any) -> str:
    """The value as a sentence quotes it: short, and without a nested rest."""
    if isinstance(raw, list | dict):
        return "[…]" if isinstance(raw, list) else "{…}"
    text = json.dumps(raw) if raw is None or isinstance(raw, bool) else str(raw)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def not_a_time(raw: Any) -> str:
    return _("“%(value)s” is not a time such as 09:00.") % {"value": shown(raw)}
