"""Values that must fit each other. A house registers a check; rules asks when a value is decided and before publication.

crosschecks.register(bounds_fit, "att.late.minor_max_minutes", "att.late.major_min_minutes")
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Contradiction:
    """key: the value to look at first. sentence: what does not fit, in the user's words."""

    key: str
    sentence: str


Check = Callable[[Mapping[str, Any]], Iterable[Contradiction]]  # of the parsed values by key; None is undecided


@dataclass(frozen=True, slots=True)
class _Registered:
    check: Check
    keys: tuple[str, ...]
    before_publication: bool


_checks: list[_Registered] = []


def register(check: Check, *keys: str, before_publication: bool = False) -> None:
    """Ask `check` whenever one of the keys is decided; with before_publication only when an edition is published."""
    _checks.append(_Registered(check, keys, before_publication))


def keys() -> set[str]:
    """Every key that some check reads."""
    return {key for one in _checks for key in one.keys}


def contradictions(values: Mapping[str, Any], *, publishing: bool = False) -> list[Contradiction]:
    """What does not fit among the values. Keys that are absent count as undecided."""
    return [
        found
        for one in _checks
        if publishing or not one.before_publication
        for found in one.check({key: values.get(key) for key in one.keys})
    ]


WEIGHTS = ("apr.weight.superior_pct", "apr.weight.peer_pct", "apr.weight.self_pct")


def weights_total_100(values: Mapping[str, Any]) -> Iterable[Contradiction]:
    """The three shares of an appraisal total 100 (source 000 四(三)3)."""
    shares = [values[key] for key in WEIGHTS]
    known = sum(share for share in shares if share is not None)
    if known > 100 or (None not in shares and known != 100):
        yield Contradiction(WEIGHTS[0], _("The shares of superior, peers and self total %(total)d, not 100.") % {"total": known})


register(weights_total_100, *WEIGHTS)
