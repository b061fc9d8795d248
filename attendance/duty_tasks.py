"""What happens to holiday duty by the clock."""

from procrastinate.contrib.django import app

from attendance.services.duty_clock import credit_duties, remind_heads
from common import clock


@app.periodic(cron="20 * * * *")  # hourly, after days that a night missed are made up for
@app.task(name="attendance.credit_duties", queueing_lock="attendance.credit_duties", pass_context=False)
def credit(timestamp: int) -> int:
    """Credit shifts that are over. Running it twice credits nothing twice."""
    return credit_duties(at=clock.now())


@app.periodic(cron="25 * * * *")
@app.task(name="attendance.remind_of_rosters", queueing_lock="attendance.remind_of_rosters", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell heads whose roster is not published in time, once each."""
    return remind_heads(at=clock.now())
