"""The acts of the house."""

from duties.services.completing import complete_item
from duties.services.keeping import DutyFacts, add_duty, change_duty, end_duty, say_no_duty
from duties.services.opening import open_items
from duties.services.telling import bring_up_overdue, tell_due

__all__ = [
    "DutyFacts", "add_duty", "bring_up_overdue", "change_duty", "complete_item", "end_duty", "open_items", "say_no_duty", "tell_due",
]  # fmt: skip
