"""What the whole house does by the clock."""

from procrastinate.contrib.django import app

from common import clock
from opsdept.backup.nightly import back_up_if_due


@app.periodic(cron="50 * * * *")  # hourly: a night that was missed, or that failed, is made up for
@app.task(name="opsdept.back_up", queueing_lock="opsdept.back_up", pass_context=False)
def back_up(timestamp: int) -> str | None:
    """Save database and files once a night. Running it twice changes nothing."""
    return back_up_if_due(at=clock.now())
