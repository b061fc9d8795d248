"""Server time, in one place, so that a test can set it for every thread of the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo

from django.utils import timezone

_stopped_at: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC)


def today(tz: tzinfo | None = None) -> date:
    """The calendar date in the company's zone (settings.TIME_ZONE), or in `tz`."""
    return now().astimezone(tz or timezone.get_default_timezone()).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Every reading of the clock in this process is `at` (aware) inside the block. For tests and try-outs."""
    global _stopped_at
    before, _stopped_at = _stopped_at, at
    try:
        yield
    finally:
        _stopped_at = before
