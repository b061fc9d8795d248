"""How times are written in a trial: local wall time, hours up to 47 for the next morning, seconds dropped."""

import re
from datetime import date

DAY = 24 * 60
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?", re.ASCII)
LAST_HOUR = 47


def date_of(text: object) -> date | None:
    """`2026-11-20`; None for anything else."""
    if not isinstance(text, str) or not DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def minute_of(text: object) -> int | None:
    """Minutes after midnight of `09:05`, `9:05:59` or `26:30`; None for anything else."""
    match = CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None or int(match[1]) > LAST_HOUR:
        return None
    return int(match[1]) * 60 + int(match[2])


def clock_of(minute: int) -> str:
    """545 -> `09:05`, 1590 -> `26:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def moment_of(text: object, day: date) -> int | None:
    """Minutes after midnight of `day` of a time on that day or of `2026-11-20T13:00`; None for anything else."""
    if not isinstance(text, str):
        return None
    first, _mark, second = text.replace(" ", "T", 1).partition("T")
    if not second:
        return minute_of(text)
    on, minute = date_of(first), minute_of(second)
    return None if on is None or minute is None else (on - day).days * DAY + minute
