"""What the wall decides about a day and a month somewhere, as the domain reads it."""

from dataclasses import dataclass
from datetime import date

from attendance.domain import DayPolicy, MonthPolicy
from attendance.domain.facts import INCOMPLETE
from attendance.policy import Absence, Flexibility, Ladder, Lateness, Overtime, steps
from common.policy import Policy
from rules.selectors.bindings import clause_bound_to


@dataclass(frozen=True, slots=True)
class Values:
    """What decides a day somewhere, and what the domain needs of it."""

    lateness: Lateness
    absence: Absence
    ladder: Ladder
    flexibility: Flexibility
    overtime: Overtime
    policy: DayPolicy


def values_on(day: date, department_id: int | None, post_id: int | None = None) -> Values:
    """The values in force on the day for whoever holds the post there."""
    asked = day, department_id, post_id
    lateness, absence, ladder = Lateness.on(*asked), Absence.on(*asked), Ladder.on(*asked)
    flexibility, overtime = Flexibility.on(*asked), Overtime.on(*asked)
    bound = clause_bound_to(INCOMPLETE, day, department_id)
    policy = DayPolicy(
        minor_max=lateness.minor_max, minor_fine=lateness.minor_fine, major_min=lateness.major_min, gap_rule=lateness.gap_rule,
        major_deduct=lateness.major_deduct, halfday_deduct=absence.halfday_deduct, fullday_deduct=absence.fullday_deduct,
        clauses={**_clauses(lateness, absence, ladder, flexibility, overtime), INCOMPLETE: bound.recorded if bound else ""},
        ladder=ladder.kind, counted_by=overtime.counted_by, overtime_minimum=overtime.minimum, detect=overtime.detect,
        grace=flexibility.grace, serious_late=flexibility.serious, flex_late=flexibility.later, flex_early=flexibility.earlier,
        stayed_late=steps(flexibility.stayed_late),
    )  # fmt: skip
    return Values(lateness, absence, ladder, flexibility, overtime, policy)


def _clauses(*rules: Policy) -> dict[str, str]:
    """Where each value stands, by key."""
    found = ((parameter.key, rule.cite(name)) for rule in rules for name, parameter in rule.parameters.items())
    return {key: clause.recorded if clause else "" for key, clause in found}


def month_policy(day: date, department_id: int | None, post_id: int | None = None) -> MonthPolicy:
    """The thresholds for cases, with their citations."""
    asked = day, department_id, post_id
    lateness, absence, ladder = Lateness.on(*asked), Absence.on(*asked), Ladder.on(*asked)
    return MonthPolicy(
        monthly_count=lateness.monthly_count,
        consecutive_days=absence.consecutive_days,
        yearly_days=absence.yearly_days,
        clauses=_clauses(lateness, absence, ladder),
        ladder=ladder.kind,
        serious_count=ladder.serious_count,
    )
