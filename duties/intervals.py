"""Intervals that the wall decides: `最长每…天`. Any such parameter of the catalogue may drive a duty."""

from dataclasses import dataclass
from datetime import date

from common.policy import Citation
from rules.catalogue import catalogue, is_known, parameter_of
from rules.provider import RulesProvider

PROVIDER = RulesProvider()  # it has no state of its own


@dataclass(frozen=True, slots=True)
class Interval:
    """days: None while undecided. citation: where it stands; None when no rule in force names it."""

    days: int | None
    citation: Citation | None


def keys() -> list[str]:
    """The parameters that say after how many days at most something is due again, in the order of the catalogue."""
    return [key for key, known in catalogue().items() if known.type_name == "days" and key.endswith("interval_days")]


def interval_of(key: str, day: date, department_id: int | None) -> Interval:
    """The interval in force on the day for the department."""
    setting = PROVIDER.setting(key, day, department_id) if is_known(key) else None
    if setting is None:
        return Interval(None, None)
    value = None if setting.raw is None else parameter_of(key).parse(setting.raw)
    return Interval(max(int(value), 1) if value is not None else None, setting.citation)
