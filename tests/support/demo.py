"""The demonstration company as `make run` fills it, at one instant: built once, written back wherever a test begins with it.

A test that commits asks for `company()`. Tests that only look share it as a module, and each of them undoes what it changes;
those that need another one, or none, stand before the first that asks for it. A module whose name ends in `demo.py` runs on one
worker (tests/support/workers.py):

    @pytest.fixture(scope="module")
    def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with loaded(django_db_blocker):
            yield
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone, translation

from approvals.general import ensure_general
from attendance import correction_shell, slip_kinds
from common import clock
from finance import setup
from rules import provider
from tests.support.remembered import fresh_page, nothing_remembered, remembered

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.get_default_timezone())


def company() -> str:
    """Everybody and everything of it. What the command says."""
    return remembered("the demonstration company", _company, by_all=True)


def _company() -> str:
    out = StringIO()
    with clock.stopped(NOW), translation.override(settings.LANGUAGE_CODE):
        call_command("demo", employees=13, months=6, stdout=out)
    return out.getvalue()


@contextmanager
def loaded(blocker: Any) -> Iterator[None]:
    with blocker.unblock(), transaction.atomic():
        fresh_page()
        company()
        with nothing_remembered():
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
