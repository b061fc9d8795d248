"""A parameter of a draft as the page on which it is decided shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.parameters import Parameter
from common.policy import Citation
from people.models import Department
from rules.catalogue import parameter_of, text_of
from rules.domain.text import Piece, pieces
from rules.labels import BOUNDARIES, unit_of
from rules.models import ClauseText, Edition, Value
from rules.provider import RulesProvider
from rules.selectors.writing import blanks_of
from rules.words import in_words


@dataclass(frozen=True, slots=True)
class ValuePage:
    """value: the row that is decided. words: as decided, "" while it is not. bounds: how the figure bounds, and its range.

    in_force, citation: what holds today where this is decided, and where that stands. units: values of single units.
    """

    value: Value
    what: str
    row: ClauseText
    pieces: tuple[Piece, ...]
    words: str
    bounds: tuple[str, ...]
    law: str
    in_force: str
    citation: Citation | None
    units: tuple[tuple[Value, str], ...]
    blanks_left: int


def value_page(edition: Edition, value: Value, department: Department | None, day: date) -> ValuePage:
    """Everything about the parameter of `value` on one page."""
    key, parameter = value.key, parameter_of(value.key)
    row = edition.texts.get(clause=value.clause_id)
    values = list(edition.values.filter(clause=value.clause_id).select_related("department").order_by("department__code", "pk"))
    here = {one.key: one.raw for one in values if one.department_id is None}
    setting = RulesProvider().setting(key, day, _asked_for(edition, department))
    return ValuePage(
        value=value,
        what=text_of(key),
        row=row,
        pieces=tuple(pieces(row.text, lambda name: in_words(name, here.get(name)))),
        words=in_words(key, value.raw) or "",
        bounds=tuple(bound_words(parameter)),
        law=str(parameter.law),
        in_force=in_words(key, setting.raw) or "" if setting else "",
        citation=setting.citation if setting else None,
        units=tuple((one, in_words(key, one.raw) or "") for one in values if one.key == key and one.department_id is not None),
        blanks_left=sum(name != key for name, _clause in blanks_of(edition)),
    )


def _asked_for(edition: Edition, department: Department | None) -> int | None:
    """The unit whose present value is shown: that of the value, else the first that the rulebook binds, else the company."""
    if department is not None:
        return department.pk
    return edition.rulebook.departments.order_by("code").values_list("pk", flat=True).first()


def bound_words(parameter: Parameter[Any]) -> list[str]:
    """How the figure bounds, and between which figures it lies."""
    unit = unit_of(parameter.unit)
    words = [str(BOUNDARIES[parameter.boundary])] if parameter.boundary else []
    low, high = parameter.minimum, parameter.maximum
    if high is not None:
        words.append(_("%(low)s to %(high)s%(unit)s") % {"low": low or 0, "high": high, "unit": unit})
    elif low:
        words.append(_("at least %(low)s%(unit)s") % {"low": low, "unit": unit})
    return words
