"""Values in force, and what is still undecided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common import bindings
from common.bindings import Binding
from common.policy import Citation
from rules.catalogue import parameter_of, text_of
from rules.models import ClauseText, Force
from rules.provider import RulesProvider, held
from rules.words import spoken


@dataclass(frozen=True, slots=True)
class ValueInForce:
    """A parameter as it holds on a day. words "": undecided. citation: where it stands, and whose value it is."""

    key: str
    text: str
    words: str
    citation: Citation
    binding: Binding | None

    @property
    def is_decided(self) -> bool:
        return bool(self.words)


def values_in_force(day: date, department_id: int | None) -> list[ValueInForce]:
    """Every parameter that a rule in force names, with its value for the department (None: the company), by key."""
    provider, found = RulesProvider(), []
    for key in sorted(held().rows):
        setting = provider.setting(key, day, department_id)
        if setting is None or setting.citation is None:
            continue
        parameter = parameter_of(key)
        words = "" if setting.raw is None else spoken(parameter, parameter.parse(setting.raw))
        found.append(ValueInForce(key, text_of(key), words, setting.citation, bindings.of_key(key)))
    return found


@dataclass(frozen=True, slots=True)
class Blank:
    """A parameter that a published rule names and nobody has decided: its rule is inactive."""

    key: str
    text: str
    rulebook: str
    number: str
    edition: int
    label: str
    department: str
    since: date


def undecided(day: date, rulebooks: Iterable[int]) -> list[Blank]:
    """The blanks of the editions in force on that day or later, of these rulebooks: one query."""
    rows = (
        Force.objects.lasting(day)
        .filter(rulebook__in=list(rulebooks), edition__values__raw=None, edition__values__key__isnull=False)
        .values_list(
            "edition__values__key", "rulebook__title", "rulebook__number", "edition__number", "edition__values__clause",
            "edition__values__department__name", "during", "edition",
        )
    )  # fmt: skip
    labels = _labels({row[7] for row in rows})
    blanks = {
        (key, number, edition, department): Blank(
            key, text_of(key), title, number, edition, labels.get((id, clause), ""), department or "", during.lower
        )
        for key, title, number, edition, clause, department, during, id in rows
    }
    return sorted(blanks.values(), key=lambda blank: (blank.number, blank.edition, blank.label, blank.key))


def _labels(editions: set[int]) -> dict[tuple[int, int], str]:

    rows = ClauseText.objects.filter(edition__in=editions).values_list("edition", "clause", "label")
    return {(edition, clause): label for edition, clause, label in rows}
