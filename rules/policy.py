"""What the rules let the wall decide about rules."""

from common.policy import Days, Policy


class Acknowledging(Policy):
    """How long people have to read what was published, and how long we keep from where they acknowledged it. Source POL-09."""

    ack_days = Days("pol.ack_days", minimum=1)
    trace_days = Days("pol.trace.retention_days", minimum=1)  # PIPL art. 19: no longer than needed
