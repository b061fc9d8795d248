"""What people lets the wall decide."""

from typing import Any

from common.policy import Policy, Table


def whole_number(cell: Any) -> int:
    """A number of people. Raises ValueError for anything else."""
    if isinstance(cell, bool) or not str(cell).strip().isdecimal():
        raise ValueError(cell)
    return int(cell)


class Headcount(Policy):
    """How many people each post is planned for. Source 002 S2.3 二."""

    quota = Table("org.headcount_quota", whole_number, unit="person")  # post title > people
