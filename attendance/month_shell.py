"""What the house takes in of this part: navigation, first page, rights, jobs."""

from django.utils.translation import gettext_lazy as _

from attendance.policy import DayWage
from attendance.services import slips
from attendance.services.slip_locks import slip_counts, slip_is_open
from common import bindings
from common.bindings import Binding
from people.builtin import give


def register() -> None:
    """Called once, when Django starts."""
    slips.register_check(slip_is_open)
    slips.register_follower(slip_counts)
    keys = tuple(parameter.key for parameter in DayWage.parameters.values())
    bindings.register(Binding(code="attendance.day_wage", kind="limit", label=_("day wage from the monthly salary"), keys=keys))
    give("supervisor", "attendance.view_monthsheet", "attendance.view_monthclosing")
    for role in ("hr", "finance", "executive", "auditor"):
        give(role, "attendance.view_monthsheet", "attendance.view_monthclosing")
    for role in ("hr", "finance"):
        give(role, "attendance.view_salary", "attendance.add_salary")
    give("hr", "attendance.close_month")
