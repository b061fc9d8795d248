"""What a company must have rules for, and has not (POL-22)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rules.choices import Regime
from rules.models import Force, Rulebook

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class RegimeStand:
    """rulebooks: in force that cover it, as far as the reader may open them. hidden: how many others do. drafted: not in force yet."""

    regime: Regime
    rulebooks: tuple[Rulebook, ...]
    hidden: int
    drafted: tuple[Rulebook, ...]

    @property
    def is_missing(self) -> bool:
        return not self.rulebooks and not self.hidden


def regimes(user: "User", day: date) -> list[RegimeStand]:
    """Every regime that must exist, those without a rulebook in force first: three queries."""
    in_force = set(Force.objects.on(day).values_list("rulebook", flat=True))
    seen = set(Rulebook.objects.visible_to(user).values_list("pk", flat=True))
    covering = list(Rulebook.objects.exclude(regimes=[]).order_by("number"))
    found = [_stand(regime, [one for one in covering if regime in one.regimes], in_force, seen) for regime in Regime]
    return sorted(found, key=lambda one: not one.is_missing)


def _stand(regime: Regime, covering: list[Rulebook], in_force: set[int], seen: set[int]) -> RegimeStand:
    holding = [one for one in covering if one.pk in in_force]
    shown = tuple(one for one in holding if one.pk in seen)
    drafted = tuple(one for one in covering if one.pk not in in_force and one.pk in seen)
    return RegimeStand(regime, shown, len(holding) - len(shown), drafted)
