"""The embedded server is started once, before the parallel workers, and lives until the last test.

The database of the first worker is migrated, those of the others are copies of it.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests.support.shared import alone

DATABASE = "the database that the others copy"
COPY = "{}_copy"  # of the database of the first worker


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process: start the server and hold it, so that workers find it running."""
    from django.conf import settings

    if not os.environ.get("PYTEST_XDIST_WORKER") and settings.DATABASES["default"]["OPSDEPT_EMBEDDED"]:
        from opsdept import embedded

        embedded.ensure(settings.HOME)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """In the controlling process: the copy goes when no worker needs it any more."""
    from django.db import connection

    if hasattr(config, "workerinput"):
        return
    with alone(DATABASE) as path, config.stash[blocking_manager_key].unblock():
        if path.exists():
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{path.read_text()}"')


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_keepdb: bool, request: pytest.FixtureRequest
) -> Iterator[ExitStack]:
    """The others wait until the first has migrated. What is given is closed when it has."""
    from django.conf import settings

    with ExitStack() as first:
        if hasattr(request.config, "workerinput") and not django_db_keepdb:
            path = first.enter_context(alone(DATABASE))
            if path.exists():
                settings.DATABASES["default"]["TEST"]["TEMPLATE"] = path.read_text()
                first.close()
            else:
                first.callback(_offer_a_copy, path)
        yield first


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: ExitStack, django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        django_db_modify_db_settings.close()


def _offer_a_copy(path: Path) -> None:
    from django.db import connection

    migrated = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{COPY.format(migrated)}"')
        cursor.execute(f'CREATE DATABASE "{COPY.format(migrated)}" TEMPLATE "{migrated}"')
    path.write_text(COPY.format(migrated))


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
