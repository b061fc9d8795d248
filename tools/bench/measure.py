"""How things are timed here, and how a figure is printed."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


def median_seconds(act: Callable[[], object], times: int) -> float:
    """The median duration of `act` in seconds, after one run that warms it up."""
    act()
    return statistics.median(seconds(act) for _ in range(times))


def pair_of_medians(one: Callable[[], object], other: Callable[[], object], times: int) -> tuple[float, float]:
    """Medians of two acts taken in turns, so that a noisy moment meets both."""
    one()
    other()
    taken = [(seconds(one), seconds(other)) for _ in range(times)]
    return statistics.median(a for a, _ in taken), statistics.median(b for _, b in taken)


def queries(act: Callable[[], object]) -> int:
    """The number of queries that `act` makes once it is warm."""
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes, right after a search for garbage."""
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@contextmanager
def scratch_database(name: str) -> Iterator[None]:
    """An empty, migrated database of its own inside the block; the installation's own is not touched."""
    own = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = f"test_opsdept_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        name = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:  # a server thread may have left a session behind
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        connection.creation.destroy_test_db(own, verbosity=0)


def say(what: str, ratio: float, goal: str, detail: str) -> None:
    """One line of the report."""
    print(f"{what:<46} {ratio:>7.2f}   goal {goal:<8} {detail}", flush=True)
