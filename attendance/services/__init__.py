"""Every write of attendance, one function per act."""

from attendance.services.nightly import store_days
from attendance.services.punching import Punched, punch
from attendance.services.traces import forget_traces

__all__ = ["Punched", "forget_traces", "punch", "store_days"]
