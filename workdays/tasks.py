"""Work for the queue. Each may run twice without harm."""

from procrastinate.contrib.django import app

from workdays.services import ensure_calendars


@app.periodic(cron="20 3 * * *")
@app.task(name="workdays.ensure_calendars", queueing_lock="workdays.ensure_calendars")
def keep_calendars(timestamp: int) -> None:
    """Once a day: the years around today have their rows."""
    ensure_calendars()
