"""Which parameter a number of a text could be, and the whole catalogue to choose from."""

from dataclasses import dataclass

from rules.catalogue import Known, catalogue, is_read, parameter_of
from rules.domain.figures import Figure
from rules.domain.text import PLACEHOLDER
from rules.labels import AREAS, area_of, unit_of

SUGGESTED = 4
AROUND = 24  # characters on each side of a figure that tell what it is about


@dataclass(frozen=True, slots=True)
class Offer:
    """A parameter to choose. unit: the word behind its figure. taken: the label of the clause that decides it already, or ""."""

    key: str
    text: str
    unit: str
    is_read: bool
    taken: str = ""


def offers(taken: dict[str, str]) -> list[tuple[str, list[Offer]]]:
    """Every parameter of the catalogue by area; the areas that somebody reads today come first."""
    by_area: dict[str, list[Offer]] = {}
    for known in catalogue().values():
        by_area.setdefault(known.key.partition(".")[0], []).append(_offer(known, taken.get(known.key, "")))
    order = list(AREAS)
    areas = sorted(
        by_area, key=lambda area: (not any(one.is_read for one in by_area[area]), order.index(area) if area in order else len(order), area)
    )
    return [(area_of(area), by_area[area]) for area in areas]


def suggestions(figure: Figure, heading: str, text: str, taken: dict[str, str]) -> list[Offer]:
    """The parameters that the figure most likely is: of its types, not decided elsewhere, nearest in wording first."""
    before, after = text[max(0, figure.start - AROUND) : figure.start], text[figure.end : figure.end + AROUND]
    near = _pairs(PLACEHOLDER.sub("", before)) | _pairs(PLACEHOLDER.sub("", after)) | _pairs(heading)
    ranked = [
        (len(near & _pairs(known.text_zh)), is_read(known.key), known)
        for known in catalogue().values()
        if known.type_name in figure.types and known.key not in taken
    ]
    ranked.sort(key=lambda one: (-one[0], not one[1]))
    likely = [one for one in ranked if one[0]] or [one for one in ranked if one[1]]
    return [_offer(known, "") for _score, _read, known in likely[:SUGGESTED]]


def _offer(known: Known, taken: str) -> Offer:
    return Offer(known.key, known.text, unit_of(parameter_of(known.key).unit), is_read(known.key), taken)


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters: enough to say whether two Chinese sentences speak of the same."""
    return {text[at : at + 2] for at in range(len(text) - 1)}
