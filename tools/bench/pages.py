"""Pages with a small and a large company: the same queries, nearly the same time.

Each company has a process of its own, which keeps its database and what it remembers of it. They answer in turns, so that a
moment when the machine is slow meets both.
"""

from __future__ import annotations

import multiprocessing
from contextlib import closing, contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tools.bench.measure import queries, say, scratch_database, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

SMALL, LARGE = 200, 20_000
TURNS = 21

STAFF_PAGES = [
    "desk:home", "people:directory", "people:me", "people:chart", "approvals:inbox", "approvals:request-list",
    "notices:notice-list", "workdays:month", "attendance:clock", "attendance:month", "rules:rulebook-list", "rules:values",
]  # fmt: skip
HEAD_PAGES = ["attendance:overview", "attendance:team-month", "attendance:slips-away"]


def _company(employees: int, line: Connection) -> None:
    """A company of that size, read by a specialist, and by the head of a team of a dozen. Answers `queries` or `seconds` of a page."""
    from people.models import Assignment, Employee

    with scratch_database(f"bench_{employees}"), closing(line):
        call_command("demo", employees=employees, months=2, seed=1, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # or the server does it while pages are measured
        reader = next(e for e in Employee.objects.filter(user__isnull=False).order_by("pk") if e.user.access.roles == {"staff"})
        heads = Assignment.objects.filter(is_head=True, employee__user__isnull=False).order_by("-department__code", "pk")
        head = next(one.employee for one in heads if "supervisor" in one.employee.user.access.roles)
        clients = {name: Client() for name in ("staff", "head")}
        clients["staff"].force_login(reader.user)
        clients["head"].force_login(head.user)
        line.send("ready")
        while wanted := line.recv():
            what, name = wanted
            client, path = clients["head" if name in HEAD_PAGES else "staff"], reverse(name)
            if what == "queries":
                assert client.get(path).status_code == 200, path
                line.send(queries(lambda client=client, path=path: client.get(path)))
            else:
                line.send(seconds(lambda client=client, path=path: client.get(path)))


@contextmanager
def _companies(*sizes: int) -> Iterator[list[Any]]:
    """A line to each, made one after the other: `ask(what, page)`."""
    connection.close()  # nothing of it is shared
    context = multiprocessing.get_context("fork")
    lines, started = [], []
    for size in sizes:
        ours, theirs = context.Pipe()
        company = context.Process(target=_company, args=(size, theirs))
        company.start()
        theirs.close()
        started.append(company)
        lines.append(ours)
        ours.recv()
    try:
        yield lines
    finally:
        for line in lines:
            line.send(None)
        for company in started:
            company.join()


def _ask(line: Connection, what: str, name: str) -> Any:
    line.send((what, name))
    return line.recv()


def run() -> None:
    with _companies(SMALL, LARGE) as lines:
        for name in [*STAFF_PAGES, *HEAD_PAGES]:
            few, many = (_ask(line, "queries", name) for line in lines)
            turns = [[_ask(line, "seconds", name) for line in lines] for _ in range(TURNS)]
            small, large = (median(taken) for taken in zip(*turns, strict=True))
            say(
                f"page {name}: {LARGE:,} beside {SMALL} employees",
                large / small,
                "<= 1.2",
                f"{small * 1000:.1f} -> {large * 1000:.1f} ms, queries {few} -> {many} (at most 10, the same)",
            )
