"""The working hours that the wall decides, for whoever counts working time (workdays/hours.py)."""

from collections.abc import Mapping, Sequence
from datetime import date

from attendance.selectors.judging import normal_shift
from common.parameters import Segment
from common.periods import Period
from workdays.policy import WorkingTime


def segments(period: Period, department_id: int | None) -> Mapping[date, Sequence[Segment]]:
    """The normal working stretches of each day whose hours are decided, working day or not."""
    found: dict[date, Sequence[Segment]] = {}
    for part, working in WorkingTime.over(period, department_id):
        shift = normal_shift(working)
        if shift.segments:
            found.update(dict.fromkeys(part, shift.segments))
    return found
