"""What the tests of this house share: sentences in English."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english(_chinese):
    with translation.override("en"):
        yield
