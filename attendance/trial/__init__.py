"""Example days tried out on rules, without a database: JSON in, JSON out. The format is told in docs/try-policy.md."""

from typing import Any

from attendance.domain import cases, evaluate, total
from attendance.trial.answering import answer
from attendance.trial.loading import TrialError, TrialRefused
from attendance.trial.reading import read

__all__ = ["TrialError", "TrialRefused", "try_policy"]


def try_policy(text: str) -> dict[str, Any]:
    """What the days come to, ready for json.dumps. Raises TrialRefused."""
    trial = read(text)
    results = [evaluate(day, trial.policy) for day in trial.days]
    examined = cases(results, lambda _day: trial.thresholds, lambda day: trial.kind_of(day).is_working)
    return answer(results, total(results), examined)
