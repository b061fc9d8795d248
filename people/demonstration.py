"""Whether the company is the demonstration. A process asks once, when it starts: the pages ask nothing.

The mark is written before the house starts, and who leaves the demonstration starts every process anew.
"""

from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest

from people.models import DemoMark

_is_demo = False


def look() -> None:
    """Ask the database. Where it cannot be asked, nothing is said on the pages."""
    global _is_demo
    with suppress(DatabaseError):
        _is_demo = DemoMark.objects.exists()


def shown(request: HttpRequest) -> dict[str, bool]:
    """For base.html. A context processor."""
    return {"is_demo": _is_demo}
