"""What people do by the clock."""

from procrastinate.contrib.django import app

from common import clock
from people.services.organisation import refresh_labels as bring_up_to_date


@app.periodic(cron="1,31 * * * *")  # in any time zone soon after midnight; a label that is right costs one query
@app.task(name="people.refresh_labels", queueing_lock="people.refresh_labels", pass_context=False)
def refresh_labels(timestamp: int) -> int:
    """Names that departments carry from today on. Running it twice changes nothing."""
    return bring_up_to_date(clock.today())
