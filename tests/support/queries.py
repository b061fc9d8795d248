"""Counting queries: a page asks the same number of questions for one row and for many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

CountQueries = Callable[[Callable[[], object]], int]


def counted(act: Callable[[], object]) -> int:
    """The number of queries that `act` makes."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.fixture
def count_queries() -> CountQueries:
    """A function that counts the queries of an act."""
    return counted


@pytest.fixture
def assert_queries_constant() -> Callable[..., int]:
    """`assert_queries_constant(act, grow, at_most=10)`: `act` costs the same after `grow` made more rows."""

    def check(act: Callable[[], object], grow: Callable[[], object], at_most: int = 10) -> int:
        act()  # fill what is kept for the life of the process (content types)
        before = counted(act)
        grow()
        with CaptureQueriesContext(connection) as captured:
            act()
        after = len(captured)
        assert after == before, "\n".join(q["sql"][:200] for q in captured.captured_queries)
        assert after <= at_most, "\n".join(q["sql"][:200] for q in captured.captured_queries)
        return after

    return check
