"""The parameters that a trial reads, and their values as the evaluation takes them."""

from collections.abc import Mapping
from typing import Any

from attendance.domain import DayPolicy, MonthPolicy
from attendance.domain.facts import INCOMPLETE
from attendance.policy import Absence, Flexibility, Ladder, Lateness, Overtime, steps
from common.parameters import Parameter
from rules.shipped import clause_labels, shipped

COUNTING: tuple[Parameter[Any], ...] = (Overtime.counted_by, Overtime.minimum, Overtime.detect)
PARAMETERS: dict[str, Parameter[Any]] = {
    p.key: p for p in (*COUNTING, *(p for rule in (Lateness, Absence, Ladder, Flexibility) for p in rule.parameters.values()))
}


def policies_of(values: Mapping[str, Any]) -> tuple[DayPolicy, MonthPolicy]:
    """The values as the evaluation reads them, each with the label of its clause in the shipped rulebooks."""

    def of(parameter: Parameter[Any]) -> Any:
        return values.get(parameter.key)

    clauses = {**clause_labels(), INCOMPLETE: _label_of(INCOMPLETE)}
    day = DayPolicy(
        minor_max=of(Lateness.minor_max), minor_fine=of(Lateness.minor_fine), major_min=of(Lateness.major_min),
        gap_rule=of(Lateness.gap_rule), major_deduct=of(Lateness.major_deduct), halfday_deduct=of(Absence.halfday_deduct),
        fullday_deduct=of(Absence.fullday_deduct), clauses=clauses, ladder=of(Ladder.kind), counted_by=of(Overtime.counted_by),
        overtime_minimum=of(Overtime.minimum), detect=of(Overtime.detect), grace=of(Flexibility.grace),
        serious_late=of(Flexibility.serious), flex_late=of(Flexibility.later), flex_early=of(Flexibility.earlier),
        stayed_late=steps(of(Flexibility.stayed_late)),
    )  # fmt: skip
    month = MonthPolicy(
        monthly_count=of(Lateness.monthly_count), consecutive_days=of(Absence.consecutive_days), yearly_days=of(Absence.yearly_days),
        clauses=clauses, ladder=of(Ladder.kind), serious_count=of(Ladder.serious_count),
    )  # fmt: skip
    return day, month


def _label_of(binding: str) -> str:
    return next((clause.label for clause in shipped("attendance").clauses if binding in clause.bindings), "")
