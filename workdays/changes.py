"""Who is told when a day changes its kind. A house that derives something from days registers here when Django starts.

It is called inside the transaction of the change, once for all days changed together, and raises to refuse it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workdays.choices import DayKind


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day of one calendar that is now of another kind."""

    calendar_id: int
    day: date
    before: DayKind
    after: DayKind


class Listener(Protocol):
    def __call__(self, changes: Sequence[DayChange]) -> None: ...


_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Tell `listener` of every change."""
    if listener not in _listeners:
        _listeners.append(listener)


def unregister(listener: Listener) -> None:
    """Tell it no more."""
    _listeners.remove(listener)


def tell(changes: Sequence[DayChange]) -> None:
    """Tell everybody. Called by the services of this house."""
    if changes:
        for listener in _listeners:
            listener(changes)
