"""Quiet hours, waiting times and the outcome of a sending, on plain values."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MAX_ATTEMPTS = len(WAITS) + 1


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # known: it did not arrive
    UNKNOWN = "unknown"  # it may have arrived


@dataclass(frozen=True, slots=True)
class Answer:
    """error: why, in the service's own words; empty when it was handed over."""

    outcome: Outcome
    error: str = ""


def due_after_quiet(at: datetime, quiet_from: time | None, quiet_until: time | None, tz: tzinfo) -> datetime:
    """`at` (aware) itself, or the end of the quiet hours in which it lies. They may pass midnight; the end is not quiet."""
    if quiet_from is None or quiet_until is None:
        return at
    local = at.astimezone(tz)
    now = local.time()
    if quiet_from < quiet_until:
        is_quiet, days = quiet_from <= now < quiet_until, 0
    else:
        is_quiet, days = now >= quiet_from or now < quiet_until, int(now >= quiet_from)
    if not is_quiet:
        return at
    return datetime.combine(local.date() + timedelta(days=days), quiet_until, tzinfo=tz)


def next_attempt(at: datetime, attempts: int) -> datetime | None:
    """When to try again after `attempts` known failures, the last of them at `at`; None: no more."""
    return at + WAITS[attempts - 1] if attempts < MAX_ATTEMPTS else None
