"""Two people press at once: each on a database connection of its own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections


def raced(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each in a thread with its own connection.

    Returns what each returned, or the exception that it raised, in the order given. The test needs
    `django_db(transaction=True)`, so that every thread sees the committed rows.
    """
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=20)
            results[index] = act()
        except Exception as error:  # whatever it raises is the result
            results[index] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "the acts wait for each other for ever"
    return results


@pytest.fixture
def race() -> Callable[..., list[object]]:
    """A function that runs acts at the same moment on connections of their own."""
    return raced
