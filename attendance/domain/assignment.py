"""Which day a punch belongs to."""

from collections.abc import Sequence
from datetime import date, timedelta

from common.parameters import Segment

DAY = 24 * 60


def day_starts_between(segments: Sequence[Segment]) -> int:
    """Where the day changes when no rule decides it: halfway between the end of work and the start of the next day's.

    Minutes after midnight of the day that begins there: 90 for 9:00 to 18:00, 840 for a night from 22:00 to 6:00, and
    negative when that lies on the evening before: -480 for 0:00 to 8:00. Without segments it is midnight.
    """
    return (segments[-1].end + segments[0].start - DAY) // 2 if segments else 0


def business_minutes(on: date, minute: int, day_starts: int) -> tuple[date, int]:
    """The day that a punch on the wall clock belongs to, and its minute of that day.

    on, minute: its date and minute after midnight, seconds dropped. A punch before `day_starts` belongs to the day
    before: 02:10 with a change at 05:00 is 26:10 of the day before. With a negative change of day a late punch may
    belong to the next day, and its minute is negative.
    """
    days = (minute - day_starts) // DAY
    return (on + timedelta(days=days), minute - days * DAY) if days else (on, minute)
