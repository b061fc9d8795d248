"""What the house takes in of punches by place and outside: rights. Its pages are reached from the button and the ways to clock in."""

from attendance.services.places import MAY_ADD, MAY_CHANGE
from people.builtin import give


def register() -> None:
    """Called once, when Django starts."""
    for role in ("manager", "hr"):
        give(role, MAY_ADD, MAY_CHANGE, "attendance.view_workplace")
    for role in ("executive", "auditor"):
        give(role, "attendance.view_workplace")
    for role in ("hr", "auditor"):
        give(role, "attendance.view_placeconsent")
