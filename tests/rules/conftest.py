"""What the tests of the wall share."""

import pytest

from tests.rules.making import Office


@pytest.fixture
def office(db) -> Office:
    return Office()
