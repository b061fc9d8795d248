"""The demonstration company, loaded once for the tests of a module: each of them undoes what it changes.

Tests that need another one, or none, stand before the first that asks for it. A module whose name ends in `demo.py` runs on
one worker (tests/support/workers.py):

    @pytest.fixture(scope="module")
    def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with loaded(django_db_blocker, at=NOW, employees=13, months=6):
            yield
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

from approvals.general import ensure_general
from attendance import correction_shell, slip_kinds
from common import clock
from finance import setup
from rules import provider
from tests.support.remembered import nothing_remembered


@contextmanager
def loaded(blocker: Any, *, at: datetime, **options: Any) -> Iterator[None]:
    with blocker.unblock(), nothing_remembered(), transaction.atomic():
        with clock.stopped(at), translation.override(settings.LANGUAGE_CODE):
            call_command("demo", verbosity=0, **options)
        yield
        transaction.set_rollback(True)
    provider.forget()


def emptied() -> None:
    """Nobody is there any more, as after the first `migrate`."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "TRUNCATE people_user, people_employee, people_department, people_power, people_demomark, approvals_requestkind CASCADE"
        )
    for ensure in (ensure_general, slip_kinds.ensure_routes, correction_shell.ensure_routes, setup.ensure_routes):
        ensure()
