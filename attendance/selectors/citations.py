"""Where the values behind a judged day stand."""

from attendance.domain.facts import INCOMPLETE
from attendance.selectors.judging import Judged
from common.parameters import Parameter
from common.policy import Citation, Policy
from rules.selectors.bindings import clause_bound_to


def policies_of(judged: Judged) -> tuple[Policy, ...]:
    """The values that decided the day."""
    return judged.working, judged.lateness, judged.absence, *judged.options


def found(judged: Judged, key: str) -> tuple[Policy, str, Parameter] | None:
    """The policy that holds the key, the attribute's name and the parameter."""
    for policy in policies_of(judged):
        for name, parameter in policy.parameters.items():
            if parameter.key == key:
                return policy, name, parameter
    return None


def citation_of(judged: Judged, key: str) -> Citation | None:
    """Where the key's value (or blank) stands for that day; INCOMPLETE: the clause about a missing punch."""
    if key == INCOMPLETE:
        return clause_bound_to(INCOMPLETE, judged.day, judged.place.department_id)
    where = found(judged, key)
    return where[0].cite(where[1]) if where else None


def basis(judged: Judged) -> Citation | None:
    """The clause that decided most: of the first deduction, else of what is undecided or missing, else of the hours."""
    result = judged.result
    keys = [line.parameter for line in result.deductions] + [one.parameter or INCOMPLETE for one in result.findings]
    if keys:
        return citation_of(judged, keys[0])
    return hours_of(judged)


def hours_of(judged: Judged) -> Citation | None:
    """Where the working hours stand: the clause that allows the shift group, else the schedule."""
    return judged.place.clause if judged.place.group else judged.working.cite("schedule")
