"""A request submitted and decided, beside the same rows written bare."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from common import clock
from tools.bench.measure import pair_of_medians, say, scratch_database

TIMES = 200
WRITES = ("INSERT", "UPDATE")


def run() -> None:
    from approvals.models import GeneralRequest, RequestKind
    from approvals.services.deciding import approve
    from approvals.services.submitting import submit
    from people.models import Employee
    from people.selectors.reporting import superiors

    with scratch_database("bench_approvals"):
        call_command("demo", employees=13, months=1, seed=1, verbosity=0)
        at = clock.now()
        today = clock.today()
        by = next(e for e in Employee.objects.employed(today).order_by("-pk") if superiors(e, today))
        boss = superiors(by, today)[0]
        kind = RequestKind.objects.filter(is_builtin=True).first()
        subject = GeneralRequest.objects.create(kind=kind, applicant=by, title="采购标签打印机", created_at=at, changed_at=at)

        def whole() -> None:
            request = submit(subject=subject, kind=kind.kind, by=by, at=at, key=uuid.uuid4())
            approve(request=request, by=boss, at=at)

        written = recorded(lambda: undone(whole))

        def bare() -> None:
            with connection.cursor() as cursor:
                for sql, params in written:
                    cursor.execute(sql, params)

        seconds, least = pair_of_medians(lambda: undone(whole), lambda: undone(bare), TIMES)
        rows = len(written)
        say("request submitted and decided / same writes bare", seconds / least, "-", f"{seconds * 1000:.1f} ms, {rows} writes")


def undone(act: Callable[[], object]) -> None:
    """Run the act in a transaction that is rolled back, so that every run meets the same rows."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def recorded(act: Callable[[], object]) -> list[tuple[str, Any]]:
    """The writing statements of the act with their values."""
    written: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES) and not many:
            written.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return written
