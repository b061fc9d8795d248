"""Where the wall says what the software does: the clause bound to a code."""

from datetime import date

from common.policy import Citation
from rules.provider import RulesProvider

PROVIDER = RulesProvider()  # it has no state of its own


def clause_bound_to(code: str, day: date, department_id: int | None) -> Citation | None:
    """The clause in force for the department that is bound to the code (common.bindings); None when no rule names it."""
    setting = PROVIDER.setting(f"@{code}", day, department_id)
    return setting.citation if setting else None
