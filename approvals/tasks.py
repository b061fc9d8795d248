"""Work for the queue. Each may run twice, or late, without harm."""

from procrastinate.contrib.django import app

from approvals import services
from common import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="approvals.look_after_steps", queueing_lock="approvals.look_after_steps")
def look_after_steps(timestamp: int) -> None:
    """Bring in deputies, replace who left, remind about what is overdue, then bring it up."""
    at = clock.now()
    services.bring_deputies(at=at)
    services.replace_leavers(at=at)
    services.remind_overdue(at=at)
    services.escalate_overdue(at=at)
