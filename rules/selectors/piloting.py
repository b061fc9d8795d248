"""How a pilot stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.models import Edition, Force, PilotResult


@dataclass(frozen=True, slots=True)
class Trial:
    """A pilot: where it is tried, from when to when, and what came of it. first None: it is not published yet."""

    units: tuple[str, ...]
    first: date | None
    last: date | None
    is_running: bool
    result: PilotResult | None

    @property
    def is_over(self) -> bool:
        """Its days are over, and nobody has said what came of it."""
        return self.first is not None and not self.is_running and self.result is None


def trial_of(edition: Edition, day: date) -> Trial | None:
    """The pilot of an edition, None when it is none: three queries."""
    if not edition.is_pilot:
        return None
    forces: list[Force] = list(edition.forces.filter(is_pilot=True).order_by("pk"))
    return Trial(
        units=tuple(edition.pilot_departments.order_by("code").values_list("name", flat=True)),
        first=min((force.during.lower for force in forces), default=None),
        last=max((force.during.upper - timedelta(days=1) for force in forces), default=edition.pilot_until),
        is_running=any(day in force.during or force.during.lower > day for force in forces),
        result=PilotResult.objects.filter(edition=edition).select_related("by").first(),
    )
