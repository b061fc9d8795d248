"""The days of a dated row."""

from datetime import date, timedelta

from psycopg.types.range import Range

ONE_DAY = timedelta(days=1)


def date_bounds(during: Range[date] | tuple[date | None, date | None]) -> tuple[date, date | None]:
    """First day and the day after the last (None: open), of a range as read or as just written."""
    lower, upper = (during.lower, during.upper) if isinstance(during, Range) else during
    return lower or date.min, upper


def first_and_last(during: Range[date] | tuple[date | None, date | None]) -> tuple[date, date | None]:
    """First and last day, both included (None: open): as a page shows them."""
    lower, upper = date_bounds(during)
    return lower, upper - ONE_DAY if upper else None
