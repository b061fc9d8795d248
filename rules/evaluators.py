"""What a draft would have changed. A house that judges by the wall registers how it looks at a past period; it fills this in
`AppConfig.ready()`, and judges with the same engine as ever, only from the values of the draft.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise

from common.periods import Period

Trial = Callable[[], AbstractContextManager[None]]  # inside the block the draft is in force, in this thread only
Sums = dict[int, dict[str, tuple[Decimal, Decimal]]]  # by department and measure: before and after


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of a person that would have been judged differently. before, after: in words. *_clauses: what decided it, cited."""

    employee_id: int
    department_id: int
    day: date
    before: str
    after: str
    before_clauses: tuple[str, ...]
    after_clauses: tuple[str, ...]


@dataclass(slots=True)
class Evaluated:
    """What was looked at: so many people and days, what differs in order, and the sums of all of them."""

    people: int = 0
    days: int = 0
    differences: list[Difference] = field(default_factory=list)
    sums: Sums = field(default_factory=dict)

    def add(self, department_id: int, measure: str, before: Decimal, after: Decimal) -> None:
        own = self.sums.setdefault(department_id, {})
        was, now = own.get(measure, (Decimal(0), Decimal(0)))
        own[measure] = was + before, now + after


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is summed up. show: the figure with its unit."""

    code: str
    label: str | Promise
    show: Callable[[Decimal], str]


class Evaluate(Protocol):
    """Judges past days of these people twice: by what was in force, and inside `trial()` by the draft. now: the instant up to
    which facts are known.
    """

    def __call__(self, people: Collection[int], period: Period, now: datetime, trial: Trial) -> Evaluated: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """keys: the parameters that it judges by. permission: who may see what it judges, in the units of these people."""

    code: str
    label: str | Promise
    keys: tuple[str, ...]
    permission: str
    measures: tuple[Measure, ...]
    evaluate: Evaluate


_evaluators: dict[str, Evaluator] = {}


def register(evaluator: Evaluator) -> None:
    """Make it known. Raises ValueError when its code is taken."""
    if evaluator.code in _evaluators:
        raise ValueError(f"{evaluator.code} is registered twice")
    _evaluators[evaluator.code] = evaluator


def registered() -> list[Evaluator]:
    """All of them, as registered."""
    return list(_evaluators.values())
