"""Values of attendance that must fit each other (ATT-05)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from attendance.policy import Flexibility, Lateness
from common.crosschecks import Contradiction

MINOR_MAX, MAJOR_MIN, GAP_RULE = Lateness.minor_max.key, Lateness.major_min.key, Lateness.gap_rule.key
GRACE, SERIOUS_LATE = Flexibility.grace.key, Flexibility.serious.key


def bounds_in_order(values: Mapping[str, Any]) -> Iterable[Contradiction]:
    """The serious bound may not lie below the slight one, or a minute would be both."""
    minor, major = values[MINOR_MAX], values[MAJOR_MIN]
    if minor is not None and major is not None and major < minor:
        yield Contradiction(
            MAJOR_MIN,
            _("Serious lateness (more than %(major)d minutes) would begin below slight lateness (up to %(minor)d minutes).")
            % {"major": major, "minor": minor},
        )


def gap_is_ruled(values: Mapping[str, Any]) -> Iterable[Contradiction]:
    """Where the two bounds differ, somebody says which rule covers the minutes between."""
    minor, major = values[MINOR_MAX], values[MAJOR_MIN]
    if minor is not None and major is not None and major > minor and values[GAP_RULE] is None:
        yield Contradiction(
            GAP_RULE,
            _("Say which rule covers lateness of more than %(minor)d and up to %(major)d minutes.") % {"minor": minor, "major": major},
        )


def mark_above_grace(values: Mapping[str, Any]) -> Iterable[Contradiction]:
    """What counts as in time cannot be seriously late."""
    grace, serious = values[GRACE], values[SERIOUS_LATE]
    if grace is not None and serious is not None and serious < grace:
        yield Contradiction(
            SERIOUS_LATE,
            _("Seriously late (more than %(serious)d minutes) would begin below what counts as in time (up to %(grace)d minutes).")
            % {"serious": serious, "grace": grace},
        )
