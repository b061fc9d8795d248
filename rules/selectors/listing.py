"""The list of rulebooks: what is in force, what comes, what is in the making, how much of it is enforced."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from rules.choices import KindOfRulebook
from rules.domain.effect import Standing
from rules.models import ClauseText, Edition, Force, Rulebook
from rules.selectors.coverage import Kinds, kinds
from rules.selectors.rulebooks import Coverage, coverage, shown, stand, with_forces, wording

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Placed:
    """A published edition, how it stands on the day, and the force that says so."""

    edition: Edition
    standing: Standing
    force: Force | None


@dataclass(frozen=True, slots=True)
class Line:
    """A rulebook. main: the edition in force, else the one that comes, else the last that was; None before the first.

    coming: beside one in force. draft: in the making, as far as the reader may see it. coverage, kinds, blanks: of the main edition.
    """

    rulebook: Rulebook
    main: Placed | None
    coming: Placed | None = None
    draft: Edition | None = None
    coverage: Coverage | None = None
    kinds: Kinds | None = None
    blanks: int = 0


def rulebook_ids(user: "User", wanted: str = "") -> list[int]:
    """The rulebooks of which the account may open an edition, by number: one query. wanted: in its number or title."""
    editions = Edition.objects.visible_to(user)
    if not wanted:
        editions = editions.exclude(rulebook__kind=KindOfRulebook.ROLE)  # role descriptions have a page of their own
    if wanted:
        editions = editions.filter(Q(rulebook__title__icontains=wanted) | Q(rulebook__number__icontains=wanted))
    return list(editions.order_by("rulebook__number", "rulebook").values_list("rulebook", flat=True).distinct())


def lines_of(user: "User", ids: Iterable[int], day: date) -> list[Line]:
    """The lines of these rulebooks, in the order of their numbers: two queries."""
    editions = Edition.objects.visible_to(user).filter(rulebook__in=ids).select_related("rulebook__owner")
    by_rulebook: dict[int, list[Edition]] = {}
    for edition in with_forces(editions.order_by("rulebook__number", "rulebook", "number")):
        by_rulebook.setdefault(edition.rulebook_id, []).append(edition)
    lines = [_line(group, day) for group in by_rulebook.values()]
    texts = wording(line.main.edition.pk for line in lines if line.main)
    return [_counted(line, texts) for line in lines]


def placed(editions: Iterable[Edition], day: date) -> list[Placed]:
    """The published ones among them, each with how it stands."""
    return [Placed(edition, *stand(edition.forces.all(), day)) for edition in editions if edition.is_published]


def main_of(placed: Iterable[Placed]) -> Placed | None:
    """Of the editions of a rulebook, in order, the one that counts: the last in force, else the first to come, else the last that was."""
    by_standing: dict[Standing, list[Placed]] = {}
    for one in placed:
        by_standing.setdefault(one.standing, []).append(one)
    if Standing.IN_FORCE in by_standing:
        return by_standing[Standing.IN_FORCE][-1]
    if Standing.COMING in by_standing:
        return by_standing[Standing.COMING][0]
    return by_standing[Standing.REPLACED][-1] if by_standing else None


def _line(editions: list[Edition], day: date) -> Line:
    found = placed(editions, day)
    main = main_of(found)
    coming = next((one for one in found if one.standing == Standing.COMING and one is not main), None)
    draft = next((edition for edition in editions if not edition.is_published), None)
    return Line(editions[0].rulebook, main, coming, draft)


def _counted(line: Line, texts: dict[int, list[ClauseText]]) -> Line:
    if line.main is None:
        return line
    own = texts.get(line.main.edition.pk, [])
    blanks = {key for text in own for key in text.blanks}  # type: ignore[attr-defined]
    clauses = shown(own, {})
    return replace(line, coverage=coverage(clauses), kinds=kinds(clauses), blanks=len(blanks))
