"""Every write of attendance, one function per act."""

from attendance.services.groups import save_shift_group, save_shift_member
from attendance.services.nightly import store_days
from attendance.services.punching import Punched, punch
from attendance.services.traces import forget_traces

__all__ = ["Punched", "forget_traces", "punch", "save_shift_group", "save_shift_member", "store_days"]
