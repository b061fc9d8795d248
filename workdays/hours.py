"""Who knows the working hours. The house that owns shifts registers here when Django starts.

Until somebody does, and on days for which the rules leave the hours blank, a working day counts whole, from 00:00
to 24:00: a deadline in working hours then passes over days off, but not over the night. We prefer that to inventing
office hours that no rule names.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from common.parameters import Segment
from common.periods import Period


class HoursSource(Protocol):
    """Answers with a constant number of queries, however long the period."""

    def __call__(self, period: Period, department_id: int | None) -> Mapping[date, Sequence[Segment]]:
        """The working stretches, in order, of those days of the period whose hours are decided."""
        ...


_source: HoursSource | None = None


def register(source: HoursSource | None) -> None:
    """Make `source` the one that knows; None: nobody does."""
    global _source
    _source = source


def segments_over(period: Period, department_id: int | None) -> Mapping[date, Sequence[Segment]]:
    """The decided working stretches by day."""
    return _source(period, department_id) if _source else {}
