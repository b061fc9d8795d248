"""What a house to the right wants to see before a trip is closed: a guard raises RuleBroken when something is still open.

closing_guards.register(no_open_claim)
"""

from typing import Protocol

from attendance.models import Slip


class Guard(Protocol):
    def __call__(self, slip: Slip, /) -> None:
        """Raises RuleBroken with the sentence that says what has to be done first."""
        ...


_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Ask `guard` before a trip is closed."""
    _guards.append(guard)


def ask_all(slip: Slip) -> None:
    """Raises RuleBroken for the first guard that refuses."""
    for guard in _guards:
        guard(slip)
