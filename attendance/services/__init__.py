"""Every write of attendance, one function per act."""

from attendance.services.balances import adjust, expire, grant
from attendance.services.calls import lapse_calls, log_call
from attendance.services.groups import save_shift_group, save_shift_member
from attendance.services.nightly import store_days
from attendance.services.punching import Punched, punch
from attendance.services.returning import confirm_return
from attendance.services.slips import cancel_slip, change_slip, discard_draft, hand_in, start_slip
from attendance.services.traces import forget_traces

__all__ = [
    "Punched", "adjust", "cancel_slip", "change_slip", "confirm_return", "discard_draft", "expire", "forget_traces", "grant", "hand_in",
    "lapse_calls", "log_call", "punch", "save_shift_group", "save_shift_member", "start_slip", "store_days",
]  # fmt: skip
