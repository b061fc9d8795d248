"""The embedded server is started once, before the parallel workers, and lives until the last test."""

import os
from collections.abc import Iterator

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process: start the server and hold it, so that workers find it running."""
    from django.conf import settings

    if not os.environ.get("PYTEST_XDIST_WORKER") and settings.DATABASES["default"]["OPSDEPT_EMBEDDED"]:
        from opsdept import embedded

        embedded.ensure(settings.HOME)


@pytest.fixture(autouse=True)
def _no_actor_left_behind() -> Iterator[None]:
    """A test that names an actor must not name it for the next one."""
    from common import audit

    yield
    assert audit.acting() is None


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """Tests start in the default language, whatever the one before activated."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _values_of_the_last_test_are_forgotten() -> None:
    """A request or a job asks anew which values are in force; a test that calls a service directly must, too."""
    from rules import provider

    provider.forget()
