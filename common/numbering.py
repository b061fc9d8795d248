"""Running numbers: each once, in order, without gaps when a transaction fails."""

from django.db import connection

SQL = """
INSERT INTO common_counter (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = common_counter.last + 1
RETURNING last
"""


def next_number(series: str, year: int) -> str:
    """The next number of the series in that year, as `TY-2026-0001`.

    Holds the series until the surrounding transaction ends: a second taker waits and gets the one after.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL, [series, year])
        (last,) = cursor.fetchone()
    return f"{series}-{year}-{last:04d}"
