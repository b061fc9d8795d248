"""Who is told when a day changes its kind, or a department its calendar. A house that derives something from days registers here
when Django starts.

It is called inside the transaction of the change, once for all that changed together, and raises RuleBroken to refuse it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workdays.choices import DayKind


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day of one calendar that is now of another kind. reason: of whoever corrected it, "" for the list and for another week."""

    calendar_id: int
    day: date
    before: DayKind
    after: DayKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A department, with all below it that have no calendar of their own, goes by another calendar: for every day, past ones too."""

    department_id: int
    before: int
    after: int


class Listener(Protocol):
    def __call__(self, changes: Sequence[DayChange], /) -> None: ...


class MoveListener(Protocol):
    def __call__(self, moves: Sequence[Move], /) -> None: ...


_listeners: list[Listener] = []
_move_listeners: list[MoveListener] = []


def register(listener: Listener) -> None:
    """Tell `listener` of every changed day."""
    if listener not in _listeners:
        _listeners.append(listener)


def unregister(listener: Listener) -> None:
    """Tell it no more."""
    _listeners.remove(listener)


def register_moves(listener: MoveListener) -> None:
    """Tell `listener` of every department that goes by another calendar."""
    if listener not in _move_listeners:
        _move_listeners.append(listener)


def unregister_moves(listener: MoveListener) -> None:
    """Tell it no more."""
    _move_listeners.remove(listener)


def tell(changes: Sequence[DayChange]) -> None:
    """Tell everybody. Called by the services of this house."""
    if changes:
        for listener in _listeners:
            listener(changes)


def tell_moves(moves: Sequence[Move]) -> None:
    """Tell everybody. Called by the services of this house."""
    if moves:
        for listener in _move_listeners:
            listener(moves)
