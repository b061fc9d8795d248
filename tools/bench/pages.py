"""Pages with a small and a large company: the same queries, nearly the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tools.bench.measure import median_seconds, queries, say, scratch_database

if TYPE_CHECKING:
    from people.models import User

SMALL, LARGE = 200, 20_000

STAFF_PAGES = [
    "desk:home", "people:directory", "people:me", "people:chart", "approvals:inbox", "approvals:request-list",
    "notices:notice-list", "workdays:month", "attendance:clock", "attendance:month", "rules:rulebook-list", "rules:values",
]  # fmt: skip
HEAD_PAGES = ["attendance:overview", "attendance:team-month", "attendance:slips-away"]


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    queries: int


def measured(employees: int) -> dict[str, Measured]:
    """Latency and queries of each page in a company of that size, read by a specialist, and by the head of a team of a dozen."""
    from people.models import Assignment, Employee

    with scratch_database(f"bench_{employees}"):
        call_command("demo", employees=employees, months=2, seed=1, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # or the server does it while pages are measured
        reader = next(e for e in Employee.objects.filter(user__isnull=False).order_by("pk") if e.user.access.roles == {"staff"})
        heads = Assignment.objects.filter(is_head=True, employee__user__isnull=False).order_by("-department__code", "pk")
        head = next(one.employee for one in heads if "supervisor" in one.employee.user.access.roles)
        return {**_read(reader.user, STAFF_PAGES), **_read(head.user, HEAD_PAGES)}


def _read(user: User, names: list[str]) -> dict[str, Measured]:
    client = Client()
    client.force_login(user)
    found = {}
    for name in names:
        path = reverse(name)
        assert client.get(path).status_code == 200, path
        found[name] = Measured(median_seconds(lambda path=path: client.get(path), 21), queries(lambda path=path: client.get(path)))
    return found


def run() -> None:
    small, large = measured(SMALL), measured(LARGE)
    for name, one in small.items():
        many = large[name]
        say(
            f"page {name}: {LARGE:,} beside {SMALL} employees",
            many.seconds / one.seconds,
            "<= 1.2",
            f"{one.seconds * 1000:.1f} -> {many.seconds * 1000:.1f} ms, queries {one.queries} -> {many.queries} (at most 10, the same)",
        )
