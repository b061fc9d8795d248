"""From which day an edition is in force, and how it stands on a day."""

from datetime import date, timedelta
from enum import StrEnum

from rules.choices import EffectiveRule


class Standing(StrEnum):
    """How a published edition stands on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    REPLACED = "replaced"


def first_day(rule: str, *, published_on: date, fixed_on: date | None) -> date | None:
    """The first day in force (POL-06); None when a fixed date is missing or lies before the day of publication."""
    match EffectiveRule(rule):
        case EffectiveRule.ON_PUBLICATION:
            return published_on
        case EffectiveRule.ON_NOTICE:
            return published_on + timedelta(days=1)
        case EffectiveRule.FIXED:
            return fixed_on if fixed_on and fixed_on >= published_on else None


def standing(first: date, until: date | None, day: date) -> Standing:
    """until: the first day on which it is no longer in force, None while that is open."""
    if day < first:
        return Standing.COMING
    return Standing.IN_FORCE if until is None or day < until else Standing.REPLACED
