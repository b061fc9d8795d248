"""Every act on a request, one function each. The door gives `by` and `at`."""

from approvals.services.deciding import approve, refuse, send_back
from approvals.services.deputies import close_deputy, set_deputy
from approvals.services.overdue import bring_deputies, escalate_overdue, remind_overdue, replace_leavers
from approvals.services.passing_on import add_approver, transfer
from approvals.services.speaking import comment, remind, withdraw
from approvals.services.submitting import resubmit, submit

__all__ = [
    "add_approver", "approve", "bring_deputies", "close_deputy", "comment", "escalate_overdue", "refuse", "remind",
    "remind_overdue", "replace_leavers", "resubmit", "send_back", "set_deputy", "submit", "transfer", "withdraw",
]  # fmt: skip
