"""Work for the queue. Running it twice, or late, does no harm."""

from procrastinate.contrib.django import app

from common import clock
from duties import services


@app.periodic(cron="15 * * * *")  # hourly: in any time zone soon after the change of day, and what a night missed is made up for
@app.task(name="duties.keep_duties", queueing_lock="duties.keep_duties", pass_context=False)
def keep_duties(timestamp: int) -> None:
    """Open what is to be done next, tell its owners, and bring up what was not done."""
    at = clock.now()
    services.open_items(at=at)
    services.tell_due(at=at)
    services.bring_up_overdue(at=at)
