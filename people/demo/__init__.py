"""A believable company to try things in. Later houses add their own data to it:

from people import demo
demo.register(fill)        # in AppConfig.ready(); def fill(employees, rng, today): ...
"""

from datetime import date
from random import Random
from typing import Protocol

from django.db.models import QuerySet

from people.demo.logins import Login, logins
from people.models import Employee

__all__ = ["Fill", "Login", "fill_all", "logins", "register"]


class Fill(Protocol):
    def __call__(self, employees: QuerySet[Employee], rng: Random, today: date) -> None:
        """Add the house's own data for the employees. The same `rng` seed and day give the same rows."""


_fills: list[Fill] = []


def register(fill: Fill) -> None:
    """Let `fill` run at the end of `manage.py demo`, in the order of registration."""
    if fill not in _fills:
        _fills.append(fill)


def fill_all(seed: int, today: date) -> None:
    """Everything the other houses add. Each gets a generator of its own, so that one more house changes no other's data."""
    for fill in _fills:
        module = getattr(fill, "__module__", type(fill).__module__)
        fill(employees=Employee.objects.all(), rng=Random(f"{seed} {module}"), today=today)  # noqa: S311  not for secrets
