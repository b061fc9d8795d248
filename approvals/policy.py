"""What the wall decides about approving."""

from common.policy import Hours, Policy


class StepTimeout(Policy):
    """How long an approver may leave a request undecided. Source 003 S3.6 第六条."""

    hours = Hours("apv.step_timeout_hours")  # working hours; then the deputy is told, and after as many again the superior is asked
